"""Is a process ready? `python deploy/ready.py http://127.0.0.1:4001/ready`, or `host:port` of a Valkey server.

The health check of docker-compose.yml: the probes of `hansa up`, asked once. Exits 0 when ready, else 1 with the
reason.
"""

import asyncio
import sys

from gateway.supervision.probes import probe_for
from gateway.supervision.system import Ready


def main(target: str) -> None:
    ready = Ready(http=target) if "://" in target else Ready(ping=target)
    problem = asyncio.run(probe_for(ready)())
    if problem is not None:
        sys.exit(problem)


if __name__ == "__main__":
    main(sys.argv[1])

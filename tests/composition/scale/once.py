"""Composes the subgraphs on stdin once: JSON [{name, url, sdl}]; prints CPU seconds, peak bytes and errors as JSON."""

from __future__ import annotations

import json
import resource
import sys
import time

from gateway.composition import SubgraphSource, compose
from gateway.composition.collecting import few_collections


def main() -> None:
    sources = [SubgraphSource(each["name"], each["url"], each["sdl"]) for each in json.load(sys.stdin)]
    start = time.process_time()
    with few_collections():
        result = compose(sources)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    errors = [each.message for each in result.errors[:3]]
    print(json.dumps({"seconds": seconds, "peak": peak, "errors": errors}))


if __name__ == "__main__":
    main()

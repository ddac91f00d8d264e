"""Several workers for one port, one a core: processes that share nothing but the port (`SO_REUSEPORT`).

A supervisor holds the port, starts the workers, starts anew what ends or hangs, passes signals on, and answers the
admin port for all of them.  It serves no request itself.  The invariants: a worker listens only while it is ready, so
that the kernel gives no connection to one that starts; and no worker outlives its supervisor.
"""

from gateway.workers.cores import available_cores
from gateway.workers.fleet import Launch
from gateway.workers.supervise import Front, supervise

__all__ = ["Front", "Launch", "available_cores", "supervise"]

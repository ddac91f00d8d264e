"""An HTTP/1.1 client of our own, on asyncio and httptools, for subgraphs reached by plain `http://`.

It costs a third of what a general client does per call, because it does less: one POST at a time on a kept-alive
connection, whole answers only.  TLS, HTTP/2 and proxies are the other client's.
"""

from gateway.upstream.http1.client import Http1Client
from gateway.upstream.http1.pool import PoolLimits
from gateway.upstream.http1.target import is_plain

__all__ = ["Http1Client", "PoolLimits", "is_plain"]

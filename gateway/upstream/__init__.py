"""The port to subgraphs over HTTP: clients with typed failures, and the transport the executor calls.

The general client, in `client`, is for who needs it: the library under it takes 10 MB.
"""

from gateway.upstream.clients import Clients, PostClient
from gateway.upstream.deadline import deadline_header
from gateway.upstream.dedup import SharedTransport
from gateway.upstream.failures import (
    ConnectFailed,
    ConnectionLost,
    HttpFailure,
    InvalidTarget,
    MalformedResponse,
    ResponseTooLarge,
    TimedOut,
)
from gateway.upstream.headers import HeaderPolicy, RuledTransport
from gateway.upstream.http1 import Http1Client, PoolLimits
from gateway.upstream.response import HttpResponse
from gateway.upstream.rules import HeaderRule
from gateway.upstream.subgraphs import HttpSubgraphs, SubgraphTarget

__all__ = [
    "Clients",
    "ConnectFailed",
    "ConnectionLost",
    "HeaderPolicy",
    "HeaderRule",
    "Http1Client",
    "HttpFailure",
    "HttpResponse",
    "HttpSubgraphs",
    "InvalidTarget",
    "MalformedResponse",
    "PoolLimits",
    "PostClient",
    "ResponseTooLarge",
    "RuledTransport",
    "SharedTransport",
    "SubgraphTarget",
    "TimedOut",
    "deadline_header",
]

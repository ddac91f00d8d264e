"""The port to subgraphs over HTTP: a client with typed failures, and the transport the executor calls."""

from gateway.upstream.client import HttpClient, HttpResponse
from gateway.upstream.failures import (
    ConnectFailed,
    ConnectionLost,
    HttpFailure,
    InvalidTarget,
    MalformedResponse,
    ResponseTooLarge,
    TimedOut,
)
from gateway.upstream.subgraphs import HeaderProvider, HttpSubgraphs, SubgraphTarget

__all__ = [
    "ConnectFailed",
    "ConnectionLost",
    "HeaderProvider",
    "HttpClient",
    "HttpFailure",
    "HttpResponse",
    "HttpSubgraphs",
    "InvalidTarget",
    "MalformedResponse",
    "ResponseTooLarge",
    "SubgraphTarget",
    "TimedOut",
]

"""The port to subgraphs over HTTP: a client with typed failures, and the transport the executor calls."""

from gateway.upstream.client import HttpClient, HttpResponse
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
from gateway.upstream.rules import HeaderRule
from gateway.upstream.subgraphs import HttpSubgraphs, SubgraphTarget

__all__ = [
    "Clients",
    "ConnectFailed",
    "ConnectionLost",
    "HeaderPolicy",
    "HeaderRule",
    "Http1Client",
    "HttpClient",
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

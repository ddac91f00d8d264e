"""The executor's ports: what it asks of the outside world, in types that the outside implements.

`upstream` (and decorators around it: telemetry, dedup) implement `SubgraphTransport`; the app wires them.  What is made
for every request is a tuple, which costs a third of a frozen dataclass.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

import msgspec

from gateway.planning.plan import OperationKind


class SubgraphCall(NamedTuple):
    """One GraphQL request to one subgraph.

    Args:
        subgraph: name as in the supergraph (`join__graph(name:)`).
        body: JSON bytes `{"query": …, "variables": …}`.
        kind: decides what may be retried or shared.
        headers: lower-case names; what the request as a whole forwards (bearer, request id).
        deadline: `loop.time()` seconds after which nobody waits for the answer.
    """

    subgraph: str
    body: bytes
    kind: OperationKind
    headers: Mapping[str, str]
    deadline: float


class SubgraphError(Exception):
    """A subgraph could not be asked or did not answer GraphQL.

    Args:
        code: for `extensions.code`, e.g. `SUBGRAPH_TIMEOUT`, `SUBGRAPH_UNREACHABLE`, `SUBGRAPH_HTTP_ERROR`,
            `SUBGRAPH_INVALID_RESPONSE`, `SUBGRAPH_RESPONSE_TOO_LARGE`.
        message: safe for clients: names the subgraph and what happened, no addresses.
        detail: for the log only.
    """

    def __init__(self, code: str, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.detail = detail


class SubgraphTransport(Protocol):
    """Sends a call, returns the body of a GraphQL response (JSON bytes, unparsed)."""

    async def send(self, call: SubgraphCall) -> bytes:
        """Raises SubgraphError; never anything else but cancellation."""
        ...


class Principal(Protocol):
    """Who calls, as `security` found out."""

    @property
    def subject(self) -> str: ...

    @property
    def scopes(self) -> frozenset[str]: ...


class Observer(Protocol):
    """Watches the stages of an operation: `parse`, `validate`, `plan`, `execute`."""

    def stage(self, name: str) -> AbstractContextManager[None]: ...


class OperationRequest(NamedTuple):
    """A GraphQL request as any transport read it.

    Args:
        query: document text.
        operation_name: or None.
        variables: raw JSON values.
        principal: None for an anonymous caller.
        headers: lower-case names and values to forward to subgraphs (already filtered by policy).
        deadline: `loop.time()` seconds.
        read_only: true for GET, where a mutation is refused.
        plan: `off`, `include` (add `extensions.queryPlan`) or `dry-run` (plan, execute nothing).
    """

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = {}
    principal: Principal | None = None
    headers: Mapping[str, str] = {}
    deadline: float = float("inf")
    read_only: bool = False
    plan: str = "off"


class OperationResult(NamedTuple):
    """The response, with what a transport needs to choose a status.

    `stage` is where it ended: `parse`, `validate`, `operation` (unknown or ambiguous name), `method` (mutation by
    GET), `variables`, `plan`, `busy` (there was no room to read or plan it now), or `execute`.  `data` is meaningful
    only for `execute`, and only for encoding by msgspec (a dict, a struct that encodes to the same, or what has been
    encoded); errors are response dicts (`message`, `path`, `locations`, `extensions.code`).
    """

    stage: str
    data: Mapping[str, Any] | msgspec.Struct | msgspec.Raw | None = None
    errors: tuple[Mapping[str, Any], ...] = ()
    extensions: Mapping[str, Any] = {}
    operation_name: str | None = None
    kind: OperationKind | None = None

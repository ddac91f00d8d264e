"""What the resolvers of one client request share: the caller, the clock, and one loader per batched operation.

Sections run independently: each awaits its own operation, graphql-core runs the sections of a screen in parallel,
and a failure stays in the section whose resolver met it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from graphql import GraphQLResolveInfo

from gateway.bff.client import CallScope, GatewayClient
from gateway.bff.loader import OperationLoader
from gateway.bff.operations import Operation, Operations
from gateway.bff.view import View

ResolveInfo = GraphQLResolveInfo[Any]
"""The second argument of a resolver; `screen` gives its context."""


class Caller(Protocol):
    """Who calls, as the bearer middleware found out."""

    @property
    def subject(self) -> str: ...

    @property
    def token(self) -> str: ...


class ScreenContext:
    """The `info.context` of a BFF.

    Args:
        caller: the verified caller, None if anonymous.
        operations: registered by name.
    """

    def __init__(self, client: GatewayClient, operations: Operations, scope: CallScope, caller: Caller | None) -> None:
        self.caller = caller
        self._client = client
        self._operations = operations
        self._scope = scope
        self._loaders: dict[str, OperationLoader] = {}

    async def run(self, name: str, **variables: Any) -> View:
        """One registered operation, now.  Raises GatewayError if it has no data."""
        return await self._execute(self._operations[name], variables)

    def loader(self, name: str) -> OperationLoader:
        """The request's loader over a registered operation that takes `$ids`."""
        if name not in self._loaders:
            self._loaders[name] = OperationLoader(self._operations[name], self._execute)
        return self._loaders[name]

    async def _execute(self, operation: Operation, variables: Mapping[str, Any]) -> View:
        return await self._client.execute(operation, variables, self._scope)


def screen(info: ResolveInfo) -> ScreenContext:
    """The context of a resolver, typed."""
    context = info.context
    if not isinstance(context, ScreenContext):
        raise TypeError(f"a BFF's resolvers need a ScreenContext, not {type(context).__name__}")
    return context

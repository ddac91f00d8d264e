"""A plan compiled for running: everything that does not change from request to request.

The document of each subgraph request is JSON-encoded once; per request only variables are encoded and the pieces
joined.  Dependencies are turned round, so that a finished request knows which others wait for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from gateway.execution.asked import Asked
from gateway.execution.collect import Keys, keys_of, target_paths
from gateway.execution.fitting import Shared, shared_objects
from gateway.planning.plan import EntityFetch, Fetch, OperationKind, Plan, Request, RootFetch

_encode: Final[Callable[[Any], bytes]] = msgspec.json.Encoder().encode


class FetchProgram(NamedTuple):
    """A fetch as run.

    Args:
        copies: other fetches write below it, so that targets sharing an entity need their own copies.
        shared: the objects in its answer that other fetches bring parts of.
    """

    fetch: Fetch
    copies: bool
    shared: Shared


class RequestProgram(msgspec.Struct, frozen=True):
    """One subgraph request.

    Args:
        dependants: ids of the requests that wait for this one.
        waits: how many this one waits for.
        rooted: it fetches fields of the response root, and so always runs.
    """

    request: Request
    fetches: tuple[FetchProgram, ...]
    dependants: tuple[int, ...]
    waits: int
    rooted: bool
    _head: bytes
    _variables: tuple[tuple[str, bytes], ...]
    _lists: tuple[bytes, ...]
    _constants: tuple[bytes, ...]

    def plain_body(self, variables: Mapping[str, Any], representations: Iterable[Iterable[bytes]]) -> bytes:
        """The JSON body of a request without contexts, whose entity fetches send these items, each in order."""
        parts = [
            b'"%b":%b' % (encoded, _encode(variables[name])) for name, encoded in self._variables if name in variables
        ]
        parts += self._constants
        parts += [
            b'"%b":[%b]' % (name, b",".join(items)) for name, items in zip(self._lists, representations, strict=True)
        ]
        return b'%b,"variables":{%b}}' % (self._head, b",".join(parts)) if parts else self._head + b"}"

    def body(self, variables: Mapping[str, Any], asked: Sequence[Asked]) -> bytes:
        """The JSON body.

        Args:
            variables: the client's, raw; absent ones are left to the document's defaults.
            asked: representations, and how often contextual fetches are repeated.
        """
        if self.request.template is None:
            return self.plain_body(variables, (each.representations for each in asked if each.is_entity))
        parts = [
            b'"%b":%b' % (encoded, _encode(variables[name])) for name, encoded in self._variables if name in variables
        ]
        parts += self._constants
        parts += [
            b'"%b":[%b]' % (each.names()[1].encode(), b",".join(each.representations))
            for each in asked
            if each.is_entity
        ]
        parts += [b'"%b":%b' % (name.encode(), value) for each in asked for name, value in each.contexts()]
        counts = Counter(each.fetch.alias for each in asked if isinstance(each.fetch, EntityFetch))
        head = b'{"query":' + _encode(self.request.template.document(counts))
        return b'%b,"variables":{%b}}' % (head, b",".join(parts)) if parts else head + b"}"


class Program(msgspec.Struct, frozen=True):
    """A compiled plan; immutable and shared by all requests for the same operation variant."""

    plan: Plan
    requests: tuple[RequestProgram, ...]

    @property
    def kind(self) -> OperationKind:
        return self.plan.kind


def compile_plan(plan: Plan) -> Program:
    """Compile `plan`."""
    dependants, ancestors = _order(plan)
    paths = {id(fetch): tuple(map(keys_of, target_paths(fetch))) for each in plan.requests for fetch in each.fetches}
    shared = shared_objects(plan, paths)

    def program(fetch: Fetch, number: int) -> FetchProgram:
        after = (each for each in plan.requests if each.id not in ancestors[number])
        others = (paths[id(other)] for each in after for other in each.fetches if other is not fetch)
        return FetchProgram(fetch, _is_above(paths[id(fetch)], others), shared[id(fetch)])

    return Program(
        plan,
        tuple(
            RequestProgram(
                request=request,
                fetches=tuple(program(fetch, request.id) for fetch in request.fetches),
                dependants=tuple(dependants[request.id]),
                waits=len(request.after),
                rooted=any(isinstance(fetch, RootFetch) and not fetch.path for fetch in request.fetches),
                _head=b'{"query":' + _encode(request.document),
                _variables=tuple((name, name.encode()) for name in request.variables),
                _lists=tuple(each.variable.encode() for each in request.fetches if isinstance(each, EntityFetch)),
                _constants=tuple(b'"%b":%b' % (name.encode(), _encode(value)) for name, value in request.constants),
            )
            for request in plan.requests
        ),
    )


def _order(plan: Plan) -> tuple[list[list[int]], list[set[int]]]:
    """For each request of a plan those that wait for it, and all that it waits for, however indirectly."""
    dependants: list[list[int]] = [[] for _ in plan.requests]
    ancestors: list[set[int]] = []
    for request in plan.requests:
        above: set[int] = set()
        for earlier in request.after:
            dependants[earlier].append(request.id)
            above |= {earlier} | ancestors[earlier]
        ancestors.append(above)
    return dependants, ancestors


def _is_above(places: Sequence[Keys], others: Iterable[Sequence[Keys]]) -> bool:
    """Whether something is written below what is written at one of `places`, or there, by a fetch that may be later."""
    return any(keys[: len(place)] == place for paths in others for keys in paths for place in places)

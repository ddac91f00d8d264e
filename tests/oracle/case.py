"""A supergraph composed of in-memory subgraphs, run by the gateway and by the reference on the same data.

The reference is graphql-core executing the client's schema over the world directly.  What it answers is right by the
GraphQL specification; the gateway must answer the same, however many subgraphs it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

import msgspec
from graphql import (
    GraphQLEnumType,
    GraphQLResolveInfo,
    execute_sync,
    get_named_type,
    is_composite_type,
    parse,
    validate,
)

from gateway.composition import SubgraphSource, compose
from gateway.execution.engine import Engine, EngineSettings
from gateway.execution.errors import ErrorSettings
from gateway.execution.ports import (
    OperationRequest,
    OperationResult,
    Principal,
    SubgraphCall,
    SubgraphError,
    SubgraphTransport,
)
from gateway.federation.supergraph import Supergraph
from tests.oracle.contexts import Seen, contextual_arguments
from tests.oracle.overrides import retired_fields
from tests.oracle.subgraph import Subgraph, response
from tests.oracle.world import Coordinate, World

LINK = """extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key", "@shareable",
  "@external", "@requires", "@provides", "@override", "@inaccessible", "@interfaceObject", "@tag", "@context",
  "@fromContext"])
"""


class Subgraphs:
    """A transport to in-memory subgraphs that counts."""

    def __init__(self, subgraphs: Mapping[str, Subgraph]) -> None:
        self._subgraphs = subgraphs
        self.calls: list[tuple[str, str]] = []
        self.down: set[str] = set()

    async def send(self, call: SubgraphCall) -> bytes:
        body = msgspec.json.decode(call.body)
        self.calls.append((call.subgraph, body["query"]))
        if call.subgraph in self.down:
            raise SubgraphError("SUBGRAPH_UNREACHABLE", f"Subgraph '{call.subgraph}' could not be reached.")
        return msgspec.json.encode(self._subgraphs[call.subgraph].answer(body["query"], body.get("variables")))


@dataclass(frozen=True)
class Outcome:
    """What both sides answered; `asked` are the subgraphs, in the order of the requests."""

    data: Any
    errors: list[Mapping[str, Any]]
    asked: list[str]


class Case:
    """One supergraph and its world.

    Args:
        subgraphs: SDL by name; Federation 2.8 is linked unless the SDL links something itself.
        world: makes the data afresh.
        supergraph_sdl: what another composer made of the subgraphs; by default we compose them.
        labels: which progressive overrides are in force.
    """

    def __init__(
        self,
        subgraphs: Mapping[str, str],
        world: Callable[[], World],
        supergraph_sdl: str | None = None,
        labels: Mapping[str, bool] = MappingProxyType({}),
    ) -> None:
        self.labels = labels
        self.sdl = {
            name: sdl if "@link" in sdl or "# federation 1" in sdl else LINK + sdl for name, sdl in subgraphs.items()
        }
        self._make = world
        self.supergraph_sdl = supergraph_sdl or composed_of(self.sdl)
        self.supergraph = Supergraph.from_sdl(self.supergraph_sdl)
        self.engine = self.engine_over(self)
        self.reset()

    def engine_over(self, transport: SubgraphTransport) -> Engine:
        """An engine for this supergraph that asks by another transport."""
        settings = EngineSettings(errors=ErrorSettings(mask=False), override_labels=self.labels)
        return Engine(self.supergraph, transport, settings=settings, log=lambda failure, correlation: None)

    def reset(self) -> None:
        """Fresh data, nothing down, nothing counted."""
        self.world = self._make()
        retired = retired_fields(self.sdl, self.labels)
        self.subgraphs = {name: Subgraph(name, sdl, self.world, retired[name]) for name, sdl in self.sdl.items()}
        self.transport = Subgraphs(self.subgraphs)

    async def send(self, call: SubgraphCall) -> bytes:
        """The transport of the engine, which outlives the worlds."""
        return await self.transport.send(call)

    async def run(
        self, query: str, variables: Mapping[str, Any] | None = None, caller: Principal | None = None
    ) -> Outcome:
        """The gateway's answer."""
        self.transport.calls.clear()
        request = OperationRequest(query, variables=variables or {}, principal=caller)
        result: OperationResult = await self.engine.execute(request)
        assert result.stage == "execute", (result.stage, result.errors)
        return Outcome(
            msgspec.json.decode(msgspec.json.encode(result.data)),
            list(result.errors),
            [name for name, _ in self.transport.calls],
        )

    def reference(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        denied: frozenset[Coordinate] = frozenset(),
    ) -> Outcome:
        """graphql-core's answer, with null for `denied` fields."""
        schema = self.supergraph.api_schema
        document = parse(query)
        assert not validate(schema, document), validate(schema, document)
        result = execute_sync(
            schema,
            document,
            root_value=None,
            variable_values=dict(variables or {}),
            field_resolver=partial(self._resolve, denied),
            type_resolver=lambda value, *_: value.record["__typename"],
        )
        answer = response(result)
        return Outcome(answer["data"], answer.get("errors", []), [])

    def _resolve(
        self, denied: frozenset[Coordinate], source: Seen | None, info: GraphQLResolveInfo, **arguments: Any
    ) -> Any:
        if (info.parent_type.name, info.field_name) in denied:
            return None
        if source is None:
            root = self.world.mutation if info.operation.operation.value == "mutation" else self.world.query
            source = Seen({"__typename": info.parent_type.name, **root})
        value = self._value(source, info, arguments)
        named = get_named_type(info.return_type)
        if is_composite_type(named):
            return _seen(_shown(value, lambda record: record["__typename"] in info.schema.type_map), source)
        if isinstance(named, GraphQLEnumType):
            return _shown(value, lambda item: item in named.values)
        return value

    def _value(self, source: Seen, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> Any:
        for subgraph in self.subgraphs.values():
            if subgraph.contexts:
                arguments |= contextual_arguments(self.world, subgraph.contexts, source, info.field_name)
        return self.world.value(source.record, info.field_name, arguments)

    async def check(
        self, query: str, variables: Mapping[str, Any] | None = None, *, requests: int | None = None
    ) -> Outcome:
        """Run both; they must agree, without an error.

        Args:
            query: document.
            variables: raw.
            requests: how many subgraph requests the gateway may send.

        Returns:
            The gateway's outcome.
        """
        outcome = await self.run(query, variables)
        expected = self.reference(query, variables)
        assert (outcome.errors, expected.errors) == ([], []), self.transport.calls
        assert ordered(outcome.data) == ordered(expected.data), self.transport.calls
        if requests is not None:
            assert len(outcome.asked) <= requests, self.transport.calls
        return outcome

    async def check_faulty(self, query: str, variables: Mapping[str, Any] | None = None) -> Outcome:
        """Run both; data must agree, every null of the reference have its error, and errors show at nulls only.

        Not each error of one side is due on the other: below an object that is null for another reason, a subgraph
        may not have been asked, and the reference may have stopped.  Fields of interface objects are asked for before
        the type is known, so that there an error may show at an object for which the client did not select the field.
        """
        outcome = await self.run(query, variables)
        expected = self.reference(query, variables)
        assert ordered(outcome.data) == ordered(expected.data), (outcome.errors, expected.errors)
        reported, due = paths(outcome), paths(expected)
        for path in due - reported:
            null = up_to_null(outcome.data, path)
            assert null is not None, (path, outcome.errors)
            assert len(null) < len(path), (path, outcome.errors)
            assert any(other[: len(null)] == null for other in reported), (path, outcome.errors)
        if not self.world.subtypes:
            assert [path for path in reported - due if up_to_null(outcome.data, path) is None] == []
        return outcome


def composed_of(subgraphs: Mapping[str, str]) -> str:
    """Our own supergraph of subgraphs by name."""
    sources = [SubgraphSource(name, f"http://{name}.example/graphql", sdl) for name, sdl in subgraphs.items()]
    result = compose(sources)
    assert result.supergraph_sdl is not None, [str(error) for error in result.errors]
    return result.supergraph_sdl


def ordered(value: Any) -> str:
    """JSON with the order of keys kept: the specification fixes it."""
    return msgspec.json.encode(value).decode()


def paths(outcome: Outcome) -> set[tuple[str | int, ...]]:
    """Where the errors are."""
    return {tuple(error.get("path", ())) for error in outcome.errors}


def up_to_null(data: Any, path: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
    """The beginning of a path that leads to the first null on it; None if there is none."""
    for length, element in enumerate(path):
        if data is None:
            return path[:length]
        data = data[element]
    return path if data is None else None


def _seen(value: Any, around: Seen) -> Any:
    """Records below the object they were reached from."""
    if isinstance(value, list):
        return [_seen(item, around) for item in value]
    return Seen(value, around) if isinstance(value, dict) else value


def _shown(value: Any, visible: Callable[[Any], bool]) -> Any:
    """What of a value clients may see: hidden enum values and types are null."""
    if isinstance(value, list):
        return [_shown(item, visible) for item in value]
    return value if value is not None and visible(value) else None

"""Plans written by hand, and a transport that answers from a script: for tests of the executor without the planner."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
from graphql import (
    FieldNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    build_schema,
    get_named_type,
    is_abstract_type,
    parse,
)

from gateway.execution.errors import ErrorPolicy, ErrorSettings
from gateway.execution.executable import Call, Executable
from gateway.execution.failures import Failure
from gateway.execution.ports import SubgraphCall, SubgraphTransport
from gateway.planning.plan import (
    EntityFetch,
    InputField,
    InputSet,
    Path,
    Plan,
    Request,
    RootFetch,
    Selected,
    Shape,
    ShapeField,
)

Answer = Any
"""A JSON value to answer with, bytes to answer with, an exception to raise, or a function of the call's body."""


class Script:
    """A transport: for each subgraph the answers to give, one after the other; the last one is repeated."""

    def __init__(self, **answers: Answer) -> None:
        self._answers = {name: list(value) if isinstance(value, tuple) else [value] for name, value in answers.items()}
        self.calls: list[SubgraphCall] = []

    async def send(self, call: SubgraphCall) -> bytes:
        self.calls.append(call)
        await asyncio.sleep(0)
        answers = self._answers[call.subgraph]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if callable(answer):
            answer = answer(msgspec.json.decode(call.body))
        if isinstance(answer, BaseException):
            raise answer
        return answer if isinstance(answer, bytes) else msgspec.json.encode(answer)

    @property
    def asked(self) -> list[str]:
        """The subgraphs asked, in order."""
        return [call.subgraph for call in self.calls]

    def variables(self, index: int) -> dict[str, Any]:
        """The variables of one call."""
        return msgspec.json.decode(self.calls[index].body).get("variables", {})


def root(subgraph: str, *keys: str, id: int = 0, after: tuple[int, ...] = (), path: Path = (), **more: Any) -> Request:
    """A request for root fields."""
    fetch = RootFetch(path=path, keys=keys, selection=selected(" ".join(keys)))
    return Request(id, subgraph, "query", f"{{ {' '.join(keys)} }}", more.get("variables", ()), (fetch,), after)


def entity(
    *paths: Path,
    typename: str | None = None,
    inputs: InputSet | None = None,
    alias: str = "_entities",
    asks: str = "age",
) -> EntityFetch:
    """An entity fetch by the key `id`."""
    return EntityFetch(paths, alias, alias.lstrip("_"), typename, inputs or keys("id"), selection=selected(asks))


def selected(text: str) -> tuple[Selected, ...]:
    """What a fetch asks for, as GraphQL has it."""
    node: Any = parse(f"{{ {text} }}").definitions[0]
    return tuple(_selected(node.selection_set, None))


def _selected(selection_set: SelectionSetNode, types: frozenset[str] | None) -> Iterator[Selected]:
    for node in selection_set.selections:
        if isinstance(node, InlineFragmentNode):
            assert node.type_condition is not None
            yield from _selected(node.selection_set, frozenset({node.type_condition.name.value}))
        else:
            assert isinstance(node, FieldNode)
            children = tuple(_selected(node.selection_set, None)) if node.selection_set else None
            yield Selected(node.name.value, node.name.value, children=children, types=types)


def entities(subgraph: str, *fetches: EntityFetch, id: int = 1, after: tuple[int, ...] = (0,)) -> Request:
    """A request for entities."""
    return Request(id, subgraph, "query", "query { _entities }", (), fetches, after)


def keys(*names: str, requires: tuple[str, ...] = ()) -> InputSet:
    """An input set of leaf keys and leaf requirements."""
    fields = [InputField(name, name, key=True) for name in names]
    return InputSet((*fields, *(InputField(name, name, key=False) for name in requires)))


def shape_of(schema: GraphQLSchema, operation: str) -> Shape:
    """The shape of an operation whose source keys are its response keys."""
    node = parse(operation).definitions[0]
    assert isinstance(node, OperationDefinitionNode)
    root_type = schema.get_root_type(node.operation)
    assert root_type is not None
    return _shape(schema, root_type.name, node.selection_set)


def _shape(schema: GraphQLSchema, type_name: str, selection_set: SelectionSetNode) -> Shape:
    named: Any = schema.type_map[type_name]
    possible = schema.get_possible_types(named) if is_abstract_type(named) else [named]
    return Shape(type_name, {item.name: tuple(_fields(schema, item, selection_set)) for item in possible})


def _fields(schema: GraphQLSchema, type_: Any, selection_set: SelectionSetNode) -> list[ShapeField]:
    found: list[ShapeField] = []
    for node in selection_set.selections:
        if isinstance(node, InlineFragmentNode):
            condition: Any = schema.type_map[node.type_condition.name.value] if node.type_condition else type_
            if condition is type_ or (is_abstract_type(condition) and schema.is_sub_type(condition, type_)):
                found += _fields(schema, type_, node.selection_set)
        else:
            assert isinstance(node, FieldNode)
            found.append(_field(schema, type_, node))
    return found


def _field(schema: GraphQLSchema, type_: Any, node: FieldNode) -> ShapeField:
    name = node.name.value
    key = node.alias.value if node.alias else name
    definition: Any = schema.get_field(type_, name)
    marks = {directive.name.value for directive in node.directives or ()}
    child = None
    if node.selection_set and not name.startswith("__"):
        child = _shape(schema, get_named_type(definition.type).name, node.selection_set)
    source = name if name == "__typename" or "named" in marks else key
    return ShapeField(
        key,
        source,
        name,
        definition.type,
        child,
        denied="denied" in marks,
        introspection=name in ("__schema", "__type"),
    )


class Run:
    """Runs a hand-written plan."""

    def __init__(self, sdl: str, operation: str, *requests: Request, settings: ErrorSettings | None = None) -> None:
        self.schema = build_schema(sdl)
        self.logged: list[tuple[Failure, str]] = []
        self.policy = ErrorPolicy(
            settings or ErrorSettings(mask=False),
            lambda failure, correlation: self.logged.append((failure, correlation)),
        )
        node: Any = parse(operation).definitions[0]
        self.plan = Plan(node.operation.value, requests, shape_of(self.schema, operation))
        self.executable = Executable.compile(self.plan, self.schema, node, {})

    async def __call__(
        self,
        transport: SubgraphTransport,
        variables: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        deadline: float = float("inf"),
    ) -> dict[str, Any]:
        """`data` and, if there are any, `errors`."""
        call = Call(variables or {}, headers or {}, deadline, "correlation-1")
        data, errors, _ = await self.executable.run(transport, self.policy, call)
        return {"data": data, "errors": errors} if errors else {"data": data}


def errors_at(result: Mapping[str, Any]) -> dict[tuple[str | int, ...], str]:
    """Messages by path; fails on two errors at one path."""
    errors = result.get("errors", ())
    found = {tuple(error.get("path", ())): error["message"] for error in errors}
    assert len(found) == len(errors), errors
    return found


def answering(key: str, **by_id: Any) -> Callable[[dict[str, Any]], Any]:
    """A function that answers `_entities` by the `id` of each representation in variable `key`."""

    def answer(body: dict[str, Any]) -> Any:
        return {"data": {f"_{key}": [by_id[item["id"]] for item in body["variables"][key]]}}

    return answer

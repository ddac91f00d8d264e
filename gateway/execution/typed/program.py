"""A plan compiled for the typed executor, and what is left to do when all its requests are done.

At the end JSON values that clients see are projected, hidden fields are unset, and objects that a fetch had nothing
for get their nulls.  A null that the schema does not allow is an anomaly like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import GraphQLOutputType, is_non_null_type
from msgspec import UNSET

from gateway.execution.nulls import Nulls
from gateway.execution.program import Program
from gateway.execution.projection import Complete, completer
from gateway.execution.response_errors import ResponseErrors
from gateway.execution.typed.collecting import Finder, finders
from gateway.execution.typed.layout import Field, Layout, Place, Target, lay_out
from gateway.execution.typed.requests import Anomaly, JsonGroup, State, TypedFetch, TypedGroup, TypedRequest
from gateway.execution.typed.selection import Selection
from gateway.execution.typed.structs import NO_DEFAULT, Class, Member, Structs, attribute, define
from gateway.planning.plan import EntityFetch, Fetch

_JSON_ENTITIES: Final = list[dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Json:
    """A field whose JSON values are projected."""

    attribute: str
    complete: Complete
    required: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """What is done at the end with objects of one class.

    Args:
        finders: of the places where they are.
        json: their fields with JSON values that clients see.
        hidden: attributes of fields that clients do not see.
        nullable: attributes that may be null for clients.
    """

    finders: tuple[Finder, ...]
    json: tuple[Json, ...]
    hidden: tuple[str, ...]
    nullable: frozenset[str]

    def finish(self, state: State) -> None:
        """Raises Anomaly."""
        if not self.json and not self.hidden:
            return
        objects: Sequence[Any] = self.finders[0].find(state.root, state.found)
        if len(self.finders) > 1:
            objects = list(
                dict.fromkeys(each for finder in self.finders for each in finder.find(state.root, state.found))
            )
        errors = ResponseErrors(1)
        nulls = Nulls(errors, (), state.silent)
        for field in self.json:
            self._project(field, objects, nulls)
        if errors.all() or nulls.gap:
            raise Anomaly("values that are not of their types, or that nobody answered")
        for name in self.hidden:
            for each in objects:
                setattr(each, name, UNSET)

    def _project(self, field: Json, objects: Sequence[Any], nulls: Nulls) -> None:
        name, complete = field.attribute, field.complete
        for each in objects:
            value = getattr(each, name)
            if value is not None:
                value = complete(value, None, nulls)
                setattr(each, name, value)
            if value is None and field.required:
                raise Anomaly("a null")


class TypedProgram:
    """A plan for the typed executor; immutable and shared by all requests for the same operation variant.

    Raises UntypableError if the operation is none for it.
    """

    def __init__(self, program: Program) -> None:
        layout = lay_out(program.plan)
        structs = Structs(layout)
        found = finders(list(layout.places()))
        self.program = program
        self.requests = tuple(
            _request(program, layout, structs, found, number) for number in range(len(program.requests))
        )
        self._root = structs.of_place[layout.root]
        self._endings = _endings(structs, found)
        self._introspected = tuple(
            (each.key, attribute(each.key), each.required) for each in layout.root.fields.values() if each.introspection
        )

    def begin(self) -> State:
        """The state at the start."""
        return State(self._root())

    def finish(self, state: State, introspected: Mapping[str, Any]) -> Any:
        """The client's `data`, ready to be encoded.

        Args:
            state: after all requests.
            introspected: the values of introspection fields by response key.

        Raises Anomaly.
        """
        for key, name, required in self._introspected:
            value = introspected.get(key)
            if value is None and required:
                raise Anomaly("a null")
            setattr(state.root, name, value)
        for attributes, objects in state.left:
            for each in objects:
                _fill(each, attributes, self._endings[type(each)].nullable)
        for ending in self._endings.values():
            ending.finish(state)
        return state.root


def _fill(target: Any, attributes: Sequence[str], nullable: frozenset[str]) -> None:
    """Make null what a fetch had nothing for."""
    for name in attributes:
        if getattr(target, name) is not UNSET:
            continue
        if name not in nullable:
            raise Anomaly("a null")
        setattr(target, name, None)


def _request(
    program: Program, layout: Layout, structs: Structs, found: Mapping[Place, Finder], number: int
) -> TypedRequest:
    fetches: list[TypedFetch] = []
    parts: list[list[Member]] = []
    for index, fetch in enumerate(program.requests[number].fetches):
        selection = layout.selections[number][index]
        groups: list[TypedGroup | JsonGroup] = []
        for places in _alike(layout.targets[number][index], selection, structs):
            groups.append(TypedGroup(places, [found[place] for place in places], fetch, _keys(places[0], selection)))
            _bring(parts, len(groups), fetch.fetch, structs.members(places[0], selection))
        json = [(found[target.place], target) for target in layout.targets[number][index] if target.key]
        if json:
            groups.append(JsonGroup(json, fetch))
            _bring(parts, len(groups), fetch.fetch, None)
        fetches.append(TypedFetch(fetch, groups))
    return TypedRequest(fetches, parts)


def _keys(place: Place, selection: Selection) -> list[str]:
    return [key for key in selection.fields if key in place.fields and not place.fields[key].constant]


def _alike(targets: Sequence[Target], selection: Selection, structs: Structs) -> list[list[Place]]:
    """The places of structs among `targets`, in groups whose objects below can stand for each other."""
    groups: dict[object, list[Place]] = {}
    for place in dict.fromkeys(target.place for target in targets if not target.key):
        fields = [place.fields[key] for key in _keys(place, selection)]
        below = tuple(each.writes() for each in fields if each.place or each.type is None or each.shape)
        groups.setdefault((structs.members(place, selection), below), []).append(place)
    return list(groups.values())


def _bring(parts: list[list[Member]], number: int, fetch: Fetch, members: Sequence[Member] | None) -> None:
    """Add what a fetch brings its `number`-th group to the answer's fields; without members, JSON values."""
    if len(parts) < number:
        parts.append([])
    if isinstance(fetch, EntityFetch):
        part = _JSON_ENTITIES if members is None else list[define("Part", members) | None]  # type: ignore[misc]
        parts[number - 1].append(Member(fetch.alias, part, NO_DEFAULT))
    else:
        parts[number - 1] += [Member(key, Any, NO_DEFAULT) for key in fetch.keys] if members is None else members


def _endings(structs: Structs, found: Mapping[Place, Finder]) -> dict[Class, Ending]:
    places: dict[Class, list[Place]] = {}
    for place, class_ in structs.of_place.items():
        places.setdefault(class_, []).append(place)
    return {class_: _ending(alike, found) for class_, alike in places.items()}


def _ending(places: Sequence[Place], found: Mapping[Place, Finder]) -> Ending:
    fields = places[0].fields.values()
    return Ending(
        tuple(found[place] for place in places),
        tuple(_json(places[0], each) for each in fields if each.shape is not None),
        tuple(attribute(each.key) for each in fields if not each.visible),
        frozenset(attribute(each.key) for each in fields if not each.visible or not each.required),
    )


def _json(place: Place, field: Field) -> Json:
    assert field.type is not None
    type_: GraphQLOutputType = field.type.of_type if is_non_null_type(field.type) else field.type
    label = f"{place.type_name}.{field.key}"
    return Json(attribute(field.key), completer(type_, field.shape, label), field.required)

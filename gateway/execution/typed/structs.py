"""Struct classes for places, and for what one fetch brings to a place.

A field that the creating answer brings is required and of the client's type, so that decoding finds every missing,
null or misfitting value.  A field that comes later begins as `UNSET`; hidden ones end as `UNSET` again, which leaves
them out of the response.  Places with equal fields have one class: their objects can stand for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, Literal, NamedTuple

from graphql import (
    GraphQLEnumType,
    GraphQLNamedType,
    GraphQLOutputType,
    GraphQLScalarType,
    get_named_type,
    is_list_type,
    is_non_null_type,
)
from msgspec import UNSET, Meta, UnsetType, defstruct

from gateway.execution.scalars import LEAST, MOST
from gateway.execution.typed.layout import Field, Layout, Place
from gateway.execution.typed.selection import Selection
from gateway.planning.plan import TYPENAME, Shape

Class = type[Any]

_CUSTOM: Final = bool | int | float | str | list[Any] | dict[str, Any]
_SCALARS: Final[Mapping[str, Any]] = {
    "Int": Annotated[int, Meta(ge=LEAST, le=MOST)],
    "Float": int | float,
    "String": str,
    "Boolean": bool,
    "ID": str,
}


class Member(NamedTuple):
    """One field of a class to be.  Equal members make equal classes."""

    key: str
    annotation: Any
    default: Any


NO_DEFAULT: Final = object()


def attribute(key: str) -> str:
    """The name of the attribute that holds the field `key`: never one of Python's own names."""
    return f"f_{key}"


class Structs:
    """The classes of one operation."""

    def __init__(self, layout: Layout) -> None:
        self._known: dict[object, list[tuple[list[Shape | None], Class]]] = {}
        self.of_place: dict[Place, Class] = {}
        for place in layout.places():
            self.of_place[place] = self._of_place(place)

    def members(self, place: Place, selection: Selection) -> tuple[Member, ...]:
        """What a fetch with this selection brings to `place`."""
        return tuple(
            Member(key, self._annotation(place.fields[key]), NO_DEFAULT) for key in selection.fields if key != TYPENAME
        )

    def _of_place(self, place: Place) -> Class:
        """The class for `place`: another's, if its objects have the same fields and end in the same way."""
        creators = frozenset(place.creators)
        fields = place.fields.values()
        members = tuple(self._member(place, each, creators) for each in fields)
        shapes = [each.shape for each in fields]
        alike = self._known.setdefault((place.type_name, members, tuple(each.visible for each in fields)), [])
        for others, known in alike:
            if all(one is other for one, other in zip(others, shapes, strict=True)):
                return known
        made = define(place.type_name, members)
        alike.append((shapes, made))
        return made

    def _member(self, place: Place, field: Field, creators: frozenset[object]) -> Member:
        if field.constant:
            if field.key == TYPENAME or field.required:
                return Member(field.key, Literal[place.type_name], place.type_name)
            return Member(field.key, None, None)
        annotation = self._annotation(field)
        if creators.isdisjoint(field.writers):
            return Member(field.key, Any if annotation is Any else annotation | UnsetType, UNSET)
        return Member(field.key, annotation, NO_DEFAULT)

    def _annotation(self, field: Field) -> Any:
        if field.type is None or field.shape is not None:
            return Any
        return self._type(field.type, field.place)

    def _type(self, type_: GraphQLOutputType, place: Place | None) -> Any:
        if is_non_null_type(type_):
            return self._nullable(type_.of_type, place)
        return self._nullable(type_, place) | None

    def _nullable(self, type_: GraphQLOutputType, place: Place | None) -> Any:
        if is_list_type(type_):
            return list[self._type(type_.of_type, place)]  # type: ignore[misc]
        return self.of_place[place] if place else leaf(get_named_type(type_))


def leaf(type_: GraphQLNamedType) -> Any:
    """The annotation of a leaf type, without null."""
    if isinstance(type_, GraphQLEnumType):
        return Literal[tuple(type_.values)]
    return _SCALARS.get(type_.name, _CUSTOM)


def define(name: str, members: Iterable[Member]) -> Class:
    """A class with these fields.

    Its objects are looked up by identity, whatever they hold, and compared by value; the collector never looks at them.
    """
    members = tuple(members)
    return defstruct(
        name,
        [_definition(member) for member in members],
        rename={attribute(member.key): member.key for member in members},
        kw_only=True,
        gc=False,
        namespace={"__hash__": object.__hash__},
    )


def _definition(member: Member) -> Any:
    name = attribute(member.key)
    if member.default is NO_DEFAULT:
        return name, member.annotation
    return name, member.annotation, member.default


_EXACT: Final = frozenset({"Boolean", "ID", "Int", "String"})


def is_exact(type_: GraphQLOutputType) -> bool:
    """Whether equal values of a leaf type or of lists of it are the same JSON: not of 1 and 1.0."""
    named = get_named_type(type_)
    return isinstance(named, GraphQLEnumType) or (isinstance(named, GraphQLScalarType) and named.name in _EXACT)


def is_listed(type_: GraphQLOutputType) -> bool:
    """Whether values of a type are lists, which cannot be looked up."""
    return is_list_type(type_.of_type if is_non_null_type(type_) else type_)

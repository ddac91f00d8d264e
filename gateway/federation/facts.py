"""What a supergraph says of its types, one value an idea: joins, fields, types, authorization rules.

Immutable; read from join directives by `supergraph_reader`, gathered in `supergraph.Supergraph`.
Source: https://specs.apollo.dev/join/v0.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

TypeKind = Literal["object", "interface", "union", "enum", "scalar", "input"]


class SupergraphError(Exception):
    """The supergraph SDL cannot be served; the message says what and where."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """An authorization rule in disjunctive normal form.

    `any_of` is OR over ANDs of scopes or policies; an empty tuple asks only for an authenticated caller.
    `kind` names the directive.
    """

    kind: Literal["authenticated", "requiresScopes", "policy"]
    any_of: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class TypeReference:
    """A field's type as one subgraph (or the supergraph) declares it, e.g. `[Hit!]!`."""

    text: str

    @property
    def named(self) -> str:
        """The innermost type's name."""
        return self.text.strip("[]!")


@dataclass(frozen=True, slots=True)
class ContextArgument:
    """An argument that `@fromContext` fills (join v0.5 `join__ContextArgument`)."""

    name: str
    type: str
    context: str
    selection: str


@dataclass(frozen=True, slots=True)
class FieldJoin:
    """What one subgraph says of a field (one `@join__field`)."""

    type: TypeReference
    requires: str | None = None
    provides: str | None = None
    external: bool = False
    override: str | None = None
    override_label: str | None = None
    context_arguments: tuple[ContextArgument, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """A field of an object or interface type.

    `joins` maps subgraph enum values to what each says; a field without any `@join__field` has none and is in
    every subgraph of its type.  `contributed` marks a field that an interface object lends to an implementation.
    """

    name: str
    type: TypeReference
    joins: Mapping[str, FieldJoin]
    contributed: bool = False
    requirements: tuple[Requirement, ...] = ()

    @property
    def everywhere(self) -> bool:
        return not self.joins and not self.contributed


@dataclass(frozen=True, slots=True)
class TypeJoin:
    """One `@join__type`: a subgraph has the type, perhaps by this key."""

    key: str | None
    resolvable: bool = True
    interface_object: bool = False


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """A type of the supergraph and its life in each subgraph (keys of the mappings are graph enum values)."""

    name: str
    kind: TypeKind
    joins: Mapping[str, tuple[TypeJoin, ...]]
    fields: Mapping[str, FieldFacts] = field(default_factory=dict)
    implements: Mapping[str, frozenset[str]] = field(default_factory=dict)
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)
    requirements: tuple[Requirement, ...] = ()
    contexts: frozenset[str] = frozenset()

    @property
    def is_composite(self) -> bool:
        return self.kind in ("object", "interface", "union")

    def is_interface_object(self, graph: str) -> bool:
        """Whether the subgraph has an object type of this name standing for an interface."""
        return any(join.interface_object for join in self.joins.get(graph, ()))

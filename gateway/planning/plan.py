"""What the planner hands to the executor: a DAG of subgraph requests and the shape of the answer.

Data lives in plain dicts, merged by position.  A *position* is a place in the response; at each one every
selected field (the client's, and the ones only the gateway needs) has a *source key* that no other field
there has, so that a subgraph's answer is merged with `dict.update` and never renamed.  `Shape` says how
client-visible response keys map back to source keys.  Nothing here depends on a request's variables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import msgspec
from graphql import GraphQLOutputType

from gateway.planning.conditions import Condition

OperationKind = Literal["query", "mutation", "subscription"]

TYPENAME = "__typename"
"""Source key that always holds the true runtime type of an object (never a client's alias, never an
interface object's stand-in)."""


class Value(msgspec.Struct, frozen=True, gc=False):
    """A part of a plan.  Nothing in it refers back to what has it, so the collector of cycles need not look."""


class TypeGuard(NamedTuple):
    """A path element that lets only objects of these runtime types pass."""

    types: frozenset[str]


PathElement = str | TypeGuard
"""A source key to descend through (lists on the way are flattened), or a guard on the object reached."""

Path = tuple[PathElement, ...]


class InputField(Value, frozen=True, gc=False):
    """One field of a representation: read from `source` in the target, sent as `name`.

    A missing or null value makes the whole representation void when `key` is true (a key field: Federation
    spec, "_entities"); the null of a `@requires` field is sent.  `non_null`: the schema does not allow null, which
    is for telling why something could not be asked.
    """

    name: str
    source: str
    key: bool
    children: InputSet | None = None
    non_null: bool = False


class InputSet(Value, frozen=True, gc=False):
    """The fields to read from one object, and further ones for particular runtime types."""

    fields: tuple[InputField, ...]
    by_type: Mapping[str, tuple[InputField, ...]] = msgspec.field(default_factory=dict)


class Selected(Value, frozen=True, gc=False):
    """One field that a fetch asks for.

    Args:
        source: the key its value is merged under (never an alias that a `Rename` undoes).
        name: of the field.
        arguments: as canonical text; equal texts are equal arguments.
        children: what is selected below; None for a leaf.
        types: the runtime types it is selected on; None for every type.
        when: in a folded plan, the condition under which it is asked for; None for always.
        non_null: the schema does not allow null.
    """

    source: str
    name: str
    arguments: str = ""
    children: tuple[Selected, ...] | None = None
    types: frozenset[str] | None = None
    when: Condition | None = None
    non_null: bool = False


class Rename(NamedTuple):
    """Undo an alias that one subgraph document needed (two sibling types whose fields have different shapes there).

    In every object of the fetch's result at `path`, the value under `alias` is merged into the one under
    `source` before anything else sees it.
    """

    path: Path
    alias: str
    source: str


class RootFetch(Value, frozen=True, gc=False):
    """Top-level fields of the request's document, merged into each object at `path` (`()` is the response root).

    `keys` are theirs in the answer; `selection` is what they ask for, by source key.  In a folded plan `conditions` has
    those of single keys, and `when` is that of the fetch.
    """

    path: Path = ()
    keys: tuple[str, ...] = ()
    renames: tuple[Rename, ...] = ()
    selection: tuple[Selected, ...] = ()
    conditions: Mapping[str, Condition] = msgspec.field(default_factory=dict)
    when: Condition | None = None


class ContextInput(Value, frozen=True, gc=False):
    """A variable whose value is read from an ancestor of each target (Federation 2.8, `@fromContext`).

    Args:
        variable: name in the document, without the dollar.
        type: of the variable.
        path: of the ancestor, a prefix of the fetch's paths.
        inputs: one field, perhaps nested and per runtime type, whose leaf is the value; absent means null.
    """

    variable: str
    type: str
    path: Path
    inputs: InputSet


class EntityFetch(Value, frozen=True, gc=False):
    """One `_entities` field of the request's document.

    Args:
        paths: where the targets are (several when the same selection is needed at several positions); a dict
            found twice is collected once.
        alias: response key of this `_entities` field in the document, e.g. `_entities` or `_e1`.
        variable: name of its `[_Any!]!` variable, without the dollar.
        typename: `__typename` to send; None sends the target's own.
        inputs: how a representation is read from a target.
        selection: what is asked of each entity.
        contexts: variables that differ per target: the request's `template` says how the `_entities` field is
            repeated for each distinct combination.
        when: in a folded plan, the condition under which it is made; None for always.
    """

    paths: tuple[Path, ...]
    alias: str
    variable: str
    typename: str | None
    inputs: InputSet
    renames: tuple[Rename, ...] = ()
    selection: tuple[Selected, ...] = ()
    contexts: tuple[ContextInput, ...] = ()
    when: Condition | None = None


Fetch = RootFetch | EntityFetch


def repetition(number: int) -> str:
    """What tells the names of one repetition from those of another; the first one's are as they were planned."""
    return f"_{number}" if number else ""


class Repeated(Value, frozen=True, gc=False):
    """What a document has once for each distinct combination of a contextual fetch's values.

    Args:
        declarations: of the variables, and
        field: text of the `_entities` field, both in parts: `repetition(number)` stands between them.
    """

    declarations: tuple[str, ...]
    field: tuple[str, ...]


class Declaration(NamedTuple):
    """A variable that is declared once; only with one of the repeated fields `users`, unless these are None."""

    text: str
    users: frozenset[str] | None = None


class Template(Value, frozen=True, gc=False):
    """A document in parts.

    Args:
        kind: of the operation.
        declarations: of the variables that are declared once.
        fields: top-level fields, as indented lines, that stand once.
        repeated: by the alias of a contextual fetch.
    """

    kind: OperationKind
    declarations: tuple[Declaration, ...]
    fields: tuple[str, ...]
    repeated: Mapping[str, Repeated] = msgspec.field(default_factory=dict)

    def document(self, counts: Mapping[str, int]) -> str:
        """The text, with what is repeated as many times as `counts` says, by alias."""
        times = [(each, repetition(n)) for alias, each in self.repeated.items() for n in range(counts.get(alias, 0))]
        declarations = [
            each.text for each in self.declarations if each.users is None or any(map(counts.get, each.users))
        ]
        declarations += [number.join(each.declarations) for each, number in times]
        fields = [*self.fields, *(number.join(each.field) for each, number in times)]
        head = f"{self.kind}({', '.join(declarations)})" if declarations else self.kind
        return "\n".join([f"{head} {{", *fields, "}"])


class Request(Value, frozen=True, gc=False):
    """One HTTP request to one subgraph; it starts as soon as every request in `after` is done or skipped.

    `variables` are the names of the client's variables that the document uses.  What `@skip` and `@include` leave
    out is not in the plan.  With contextual fetches the document depends on the data: `template` makes it, and
    `document` is what it is when all targets agree.  In a folded plan `switches` are boolean variables of the document
    with their conditions; when these are decided, they are among the `constants`: variables with values of the
    gateway's own.
    """

    id: int
    subgraph: str
    kind: OperationKind
    document: str
    variables: tuple[str, ...]
    fetches: tuple[Fetch, ...]
    after: tuple[int, ...] = ()
    template: Template | None = None
    switches: tuple[tuple[str, Condition], ...] = ()
    constants: tuple[tuple[str, bool | tuple[()]], ...] = ()


class ShapeField(Value, frozen=True, gc=False):
    """One field as the client sees it at a position, for one runtime type.

    `source` is `TYPENAME` for `__typename` fields.  `type` is the API schema's type: it decides null
    propagation, enum and abstract-type checks.  `denied` fields are null for want of authorization and were not
    fetched; `introspection` fields (`__schema`, `__type`) are answered from the API schema, never fetched.
    In a folded plan `occurrences` are the places at which the client selects it, each with its condition.
    """

    key: str
    source: str
    name: str
    type: GraphQLOutputType
    child: Shape | None = None
    denied: bool = False
    introspection: bool = False
    occurrences: tuple[tuple[Condition, int], ...] = ()


class Shape(Value, frozen=True, gc=False):
    """What the client selected at one composite position: per possible object type, fields in response order.

    A runtime type that is not in `by_type` (unknown, or hidden from clients) makes the object null, without an
    error where the schema allows null (Federation: inaccessible types).  The runtime type is the object's
    `TYPENAME`, or, where the data has none, `type_name` if that is an object type; for an abstract position
    without `TYPENAME` (an interface object nobody asked the type of) `uniform` holds the fields, equal for all types.
    """

    type_name: str
    by_type: Mapping[str, tuple[ShapeField, ...]]
    uniform: tuple[ShapeField, ...] | None = None


class Plan(Value, frozen=True, gc=False):
    """A planned operation variant.

    Args:
        kind: of the operation.
        requests: in topological order; `requests[i].id == i`.
        shape: of `data`.
        cost: the planner's own estimate (a million a fetch, a thousand for each that goes before, one a field); for
            comparing plans only.
        folded: the variables whose conditions it bears: `folding` makes plans that can be run of it.
    """

    kind: OperationKind
    requests: tuple[Request, ...]
    shape: Shape
    cost: int = 0
    folded: tuple[str, ...] = ()

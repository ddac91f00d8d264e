"""Disagreements that are no bug of Hansa's: who is right by the specification, and why.

A disagreement is recognised by the peer, by what the peer or its subgraph complained of, and by where its data first
leaves the reference's.  Hansa answered as the reference in every one of them; `right` says so where the reference's
reading is the only one.  References are to the GraphQL specification, October 2021, and to Apollo's federation
documentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graphql import FieldNode, Visitor, parse, visit

from tests.peers.comparing import Answer, Compared

REQUESTS = "requests of "
HIVE = ("hive", "hive-router")


@dataclass(frozen=True)
class Seen:
    """One peer's answer to one operation, next to what was expected."""

    compared: Compared
    peer: str

    @property
    def query(self) -> str:
        return self.compared.operation.query

    @cached_property
    def messages(self) -> str:
        return " / ".join(str(error.get("message")) for error in self.compared.answers[self.peer].errors)

    @cached_property
    def difference(self) -> tuple[str, Any, Any]:
        """Where the data first differs (response keys with dots), what was expected there and what came."""
        return first_difference(self.compared.expected.data, self.compared.answers[self.peer].data)

    def says(self, pattern: str) -> bool:
        return re.search(pattern, self.messages) is not None

    def at(self, pattern: str) -> bool:
        """Whether the data first differs at a place whose last keys match."""
        return re.search(rf"(^|[._])({pattern})$", self.difference[0]) is not None


@dataclass(frozen=True)
class Disagreement:
    """What a peer does otherwise.

    Args:
        name: short and unique.
        peers: who does it.
        right: who is right.
        section: what it is judged by.
        why: the judgement.
        applies: recognises it.
    """

    name: str
    peers: tuple[str, ...]
    right: str
    section: str
    why: str
    applies: Callable[[Seen], bool]


def explained(compared: Compared, problem: str) -> str | None:
    """The name of the disagreement that a problem is, if it is a known one."""
    listed = FEWER if problem.startswith(REQUESTS) else OTHER_DATA
    peer = problem.removeprefix(REQUESTS)
    seen = Seen(compared, peer)
    return next((item.name for item in listed if peer in item.peers and item.applies(seen)), None)


def first_difference(expected: Any, got: Any, path: str = "") -> tuple[str, Any, Any]:
    """Depth first, in the order of the expected keys; list indices are left out of the path."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for key, value in expected.items():
            if key not in got or got[key] != value:
                return first_difference(value, got.get(key, ABSENT), f"{path}.{key}".lstrip("."))
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for one, other in zip(expected, got, strict=True):
            if one != other:
                return first_difference(one, other, path)
    return path, expected, got


ABSENT = "(absent)"


def misleading(query: str) -> bool:
    """Whether an alias is the name of a field, or of the `__typename`, that is something else."""
    seen = _Names()
    visit(parse(query), seen)
    return bool(seen.aliases)


class _Names(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.aliases: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        if node.alias is not None and not re.match(r"a\d+_|t$", node.alias.value):
            self.aliases.add(node.alias.value)


def lengthened(seen: Seen) -> bool:
    """A list with more items than there are: the same field selected twice, and its lists joined."""
    _, expected, got = seen.difference
    return isinstance(expected, list) and isinstance(got, list) and len(got) > len(expected)


def mutations(answer: Answer) -> int:
    """How many requests were mutations."""
    return sum(document.lstrip().startswith("mutation") for _, document in answer.asked)


def serial(answer: Answer) -> int:
    """How many mutations were sent after something else had been fetched for an earlier one."""
    kinds = [document.lstrip().startswith("mutation") for _, document in answer.asked]
    return sum(kind and not all(kinds[:number]) for number, kind in enumerate(kinds))


def repeated(answer: Answer) -> int:
    """How many of Hansa's requests ask only what an earlier one to that subgraph asked, of an entity or of the root."""
    before: set[tuple[str, str]] = set()
    count = 0
    for subgraph, document in answer.asked:
        entities = re.findall(r"^    \.\.\. on .*?^    \}$", document, re.S | re.M)
        blocks = {(subgraph, text) for text in entities or (document,)}
        count += bool(blocks) and blocks <= before
        before |= blocks
    return count


def conditional(seen: Seen) -> bool:
    return "@skip" in seen.query or "@include" in seen.query


FEWER = (
    Disagreement(
        "remembers answers",
        ("hive",),
        "both; Hansa asks again",
        "GraphQL 6.4: how a field's value is found is left to the service",
        "Hive's loaders remember, for one operation, what they were told of a representation or of the query root, and "
        "ask nothing when the same turns up further down with the same fields. Hansa joins equal representations "
        "within a request. Which requests that saves is known only from the data.",
        lambda seen: (
            len(seen.compared.hansa.asked) - len(seen.compared.answers[seen.peer].asked)
            <= repeated(seen.compared.hansa)
        ),
    ),
    Disagreement(
        "mutation fields apart",
        ("apollo", "hive", "hive-router"),
        "Hansa",
        "GraphQL 6.2.2 and 6.3: the fields of a mutation are executed serially, each to completion, with all that is "
        "selected below it, before the next begins",
        "The peer sends neighbouring mutation fields to their subgraph as one request, or each on its own, and fetches "
        "from others what was selected below the first when the second has already happened. Hansa joins neighbours "
        "only where nothing below the first is fetched from elsewhere.",
        lambda seen: (
            mutations(seen.compared.hansa) > mutations(seen.compared.answers[seen.peer])
            or serial(seen.compared.hansa) > serial(seen.compared.answers[seen.peer])
        ),
    ),
)

OTHER_DATA = (
    Disagreement(
        "values of a context",
        ("apollo", "hive", "hive-router"),
        "Hansa",
        "Apollo, @fromContext: the argument has the value of the nearest object around that sets the context",
        "@apollo/gateway refuses the whole supergraph (`context/v0.1 is for: SECURITY but is unsupported`); Hive asks "
        "for the field as if it had no such arguments, where its subgraph cannot know them.",
        lambda seen: (
            seen.says(r"context/v0\.1 is for: SECURITY but is unsupported|was not reached by a representation")
            or (seen.compared.supergraph == "contexts" and seen.at("title|price|ranks|rated|bow|card|of"))
        ),
    ),
    Disagreement(
        "renamed root",
        ("apollo", "hive", "hive-router"),
        "Hansa",
        "GraphQL 3.3.1: any object type may be the root operation type, under any name",
        "A field that returns the query root is continued in a subgraph whose root has another name: the peer prints "
        "`... on Query` there, which that subgraph does not have, or leaves the object null.",
        lambda seen: seen.says(r"Unknown type .Query.") or re.search(r"\n\s+(\w+: )?query\b", seen.query) is not None,
    ),
    Disagreement(
        "nothing selected",
        HIVE,
        "Hansa",
        "GraphQL 3.13.1, 6.3.2: a skipped selection is not collected, an empty result is an empty object",
        "When conditions leave nothing to select, the answer is null or an error in place of `{}`.",
        lambda seen: seen.compared.expected.data == {} or seen.says("must contain at least one operation"),
    ),
    Disagreement(
        "lists joined",
        ("hive-router",),
        "Hansa",
        'GraphQL 6.4.3, MergeSelectionSets, and 5.3.2: "the field and arguments to execute and the resulting value '
        'should be unambiguous"',
        "A list field that is selected twice under one response key has its items twice, each with half the fields.",
        lengthened,
    ),
    Disagreement(
        "null is not sent",
        ("hive-router",),
        "Hansa",
        "Apollo, @requires: a representation has the required fields; GraphQL 2.9.5: null is a value",
        "A required field that is null is left out of the representation, so the subgraph cannot tell it from a field "
        "that nobody asked for.",
        lambda seen: seen.says("was not sent what it requires"),
    ),
    Disagreement(
        "no plan",
        ("hive-router",),
        "Hansa",
        "GraphQL 5: the operation is valid, so it is executed",
        "The planner reports an internal error for a valid operation.",
        lambda seen: seen.says("Failed to plan query|must have a selection of subfields|Cannot read properties"),
    ),
    Disagreement(
        "the process dies",
        ("hive-router",),
        "Hansa",
        "GraphQL 5: the operation is valid, so it is executed",
        "The native planner ends the process for a valid operation (nested conditions on one field).",
        lambda seen: seen.says("^no answer: "),
    ),
    Disagreement(
        "name of the root type",
        ("hive-router",),
        "Hansa",
        "GraphQL 4.4: `__typename` is the name of the object type in the schema that is queried",
        "`__typename` at the root is the subgraph's name for its root type; after a mutation there is no data at all.",
        lambda seen: (
            seen.difference[1] in ("Query", "Mutation")
            or (seen.difference[2] is None and seen.difference[0] == "" and "__typename" in seen.query)
        ),
    ),
    Disagreement(
        "only an aliased type name",
        ("hive-router",),
        "Hansa",
        "GraphQL 4.4: `__typename` may be selected, under any alias, on every object",
        "An object of which nothing but the `__typename` under an alias is selected is null, or lacks it.",
        lambda seen: re.search(r"\{\s+(\w+: __typename\s+)+\}", seen.query) is not None,
    ),
    Disagreement(
        "aliased type name in a fragment",
        ("apollo",),
        "Hansa",
        "GraphQL 4.4: `__typename` may be selected, under any alias, on every object",
        "The `__typename` under an alias, in a fragment on an object type within one on its interface, is left out.",
        lambda seen: seen.at("t") and seen.difference[2] == ABSENT and "t: __typename" in seen.query,
    ),
    Disagreement(
        "required with arguments",
        ("apollo", "hive-router"),
        "Hansa",
        "GraphQL 5.3.2: fields of one response name have equal arguments; Apollo federation issue 2996",
        "A field that is required with one set of arguments and selected by the client, or required elsewhere, with "
        "another is fetched once under one name; one of the two gets the other's value.",
        lambda seen: (
            seen.compared.supergraph == "requirements"
            and (seen.at("height|price|tax|duty|poster") or seen.says("differing arguments"))
        ),
    ),
    Disagreement(
        "requirement of a requirement",
        ("apollo", "hive"),
        "Hansa",
        "Apollo, @requires: the values of the required fields are fetched first",
        "`b` needs `start`, which its own subgraph declares @external and another resolves; `c` needs `b`, `d` needs "
        "`c`. @apollo/gateway asks for `b` without `start`; hive finds no way to `d`.",
        lambda seen: seen.says(r"chain_[ab]: |cannot be satisfied by the subschemas") or seen.at("b|c|d"),
    ),
    Disagreement(
        "requirements behind several keys",
        ("apollo",),
        "Hansa",
        "Apollo, @requires: the values of the required fields are fetched first",
        "The entity is four keys away and the required fields lie on the way there: @apollo/gateway fetches them and "
        "then never asks for the field, nor for others of that subgraph; they are null without an error.",
        lambda seen: seen.compared.supergraph == "chains" and "profile" in seen.query and seen.difference[2] is None,
    ),
    Disagreement(
        "required lists of lists",
        ("apollo", "hive", "hive-router"),
        "Hansa",
        "GraphQL 3.11: a list may contain lists; Apollo, @requires: a representation has the required fields",
        "What is required from a list of lists of objects loses its inner lists on the way into the representation "
        "(@apollo/gateway), or is an internal error (hive: `type.getFields is not a function`, also for unions).",
        lambda seen: (
            seen.says("getFields is not a function|called on non-object|Was not able to find any options")
            or (seen.compared.supergraph in ("matrices", "requirements") and seen.at("threats|paint|score|layout|ink"))
        ),
    ),
    Disagreement(
        "entities in lists of lists",
        ("hive-router",),
        "Hansa",
        "GraphQL 3.11: a list may contain lists; 6.4.3: each item is completed",
        "Entities in a list of lists are not found when the next subgraph is asked: their fields are null.",
        lambda seen: seen.compared.supergraph in ("matrices", "keys", "requirements") and seen.difference[2] is None,
    ),
    Disagreement(
        "interface object",
        ("apollo", "hive", "hive-router"),
        "Hansa",
        "GraphQL 4.4 and 6.4.3: `__typename` and fragments follow the runtime type of the object",
        "Below an interface object the peer enters a subgraph without the key, asks it for the wrong type, or leaves "
        "out fields that a fragment on a concrete type selects.",
        lambda seen: seen.compared.supergraph == "interface_objects",
    ),
    Disagreement(
        "provided below a list",
        ("hive", "hive-router"),
        "Hansa",
        "Apollo, @provides: the field can be resolved at this path by this subgraph",
        "Fields that a nested @provides makes available are null, or asked elsewhere and lost.",
        lambda seen: seen.compared.supergraph == "sharing" and seen.at("label|hue|tags"),
    ),
    Disagreement(
        "value type in parts",
        ("hive",),
        "Hansa",
        "Apollo, value types: a shareable field is resolved the same in each subgraph; GraphQL 6.4.3",
        "A type without a key has some fields in one subgraph and some in another. Behind another entity, the object "
        "or its fields are null without an error, though its parent's key leads to both.",
        lambda seen: seen.compared.supergraph == "tangles" and seen.difference[2] is None,
    ),
    Disagreement(
        "misleading alias",
        ("apollo", "hive", "hive-router"),
        "Hansa",
        "GraphQL 2.7: the response key is the alias; the key of an entity is the field",
        "The client's alias is the name of a key or of another field: the peer prints both into one subgraph operation "
        "(which fails validation, 5.3.2) or takes the aliased value for the key.",
        lambda seen: misleading(seen.query),
    ),
    Disagreement(
        "invalid fragments",
        ("hive",),
        "Hansa",
        "GraphQL 5.5.2.1 and 5.5.2.3: a spread fragment is defined, and can be spread there",
        "A fragment in which the subgraph knows no field is dropped from the document, but its spread is not; "
        "fragments are passed on to a subgraph whose union has no member in common with them.",
        lambda seen: seen.says("Unknown fragment|cannot be spread here"),
    ),
    Disagreement(
        "conditions",
        ("apollo", "hive", "hive-router"),
        "Hansa",
        "GraphQL 3.13.1 and 3.13.2: of several selections of a field, one that is not skipped suffices",
        "The same field selected under a condition and without one is skipped, or its key is, or it is null.",
        conditional,
    ),
    Disagreement(
        "required field of a conflicting type",
        ("apollo",),
        "Hansa",
        "GraphQL 5.3.2, SameResponseShape; Apollo, @requires: a representation has the required fields",
        "`name` is `String!` in one type and `String` in its sibling; @apollo/gateway gives the second an alias of its "
        "own and then sends no representation of that type, so that what requires `name` is null without an error.",
        lambda seen: seen.compared.supergraph == "conflicts" and seen.at("chart"),
    ),
    Disagreement(
        "member of a union",
        ("apollo", "hive", "hive-router"),
        "Hansa",
        "GraphQL 5.5.2.3: a fragment may be spread where its type can occur; 6.3.2: what does not apply adds nothing",
        "Fragments on interfaces and unions that the subgraph knows in part, or not, lose fields of objects to which "
        "they do apply.",
        lambda seen: (
            "..." in seen.query
            and seen.compared.supergraph
            in ("abstract", "unions", "hierarchies", "sharing", "conflicts", "library", "tangles")
        ),
    ),
)


def rows() -> list[str]:
    """Every disagreement as a row of the table in docs/peers.md."""
    return [
        f"| {item.name} | {', '.join(item.peers)} | {item.right} | {item.section} | {item.why} |"
        for item in (*FEWER, *OTHER_DATA)
    ]

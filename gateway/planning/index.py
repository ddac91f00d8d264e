"""What planning asks of a supergraph, remembered: nodes, parsed field sets, who resolves what.

One index serves every plan of one set of override labels.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from gateway.federation.facts import FieldJoin, TypeFacts
from gateway.federation.supergraph import Supergraph
from gateway.planning.plan import TYPENAME
from gateway.planning.selection import Selection, field_set
from gateway.planning.sharing import SharedLeaves
from gateway.planning.steps import Active, Node, Provided, Resolution, Within


class Resolvable(NamedTuple):
    """How a subgraph has a field: not at all (`how` None), by itself, after `@requires`, with
    arguments from a `@context`, or only externally."""

    how: Resolution | None
    join: FieldJoin | None


NOWHERE = Resolvable(None, None)


class Entry(NamedTuple):
    """A way into a subgraph: fetch `type` there by `key`."""

    type: str
    graph: str
    key: str


class Doors(NamedTuple):
    """Ways into subgraphs, in the order of `Index.entries`; never changed.

    Args:
        nested: those whose key is more than leaves.
        flat: the others, by their key.
        wanted: the fields of the keys of these, by name.
    """

    nested: list[Entry]
    flat: dict[tuple[Selection, ...], list[Entry]]
    wanted: dict[str, Selection]


NO_CONTEXTS: frozenset[str] = frozenset()


def set_contexts(supergraph: Supergraph) -> dict[str, frozenset[str]]:
    """Type to the contexts it sets (Federation 2.8, `@context`); empty for a supergraph without any."""
    found: dict[str, frozenset[str]] = {}
    for facts in supergraph.types.values():
        if facts.contexts:
            for name in {facts.name, *supergraph.possible_types(facts.name)}:
                found[name] = found.get(name, NO_CONTEXTS) | facts.contexts
    return found


class Index:
    """The facts of a supergraph under a set of override labels."""

    def __init__(self, supergraph: Supergraph, labels: frozenset[str] = frozenset()) -> None:
        self.supergraph = supergraph
        self.labels = labels
        self._nodes: dict[object, Node] = {}
        self._field_sets: dict[str, tuple[Selection, ...]] = {}
        self._resolvable: dict[tuple[str, str, str], Resolvable] = {}
        self._entries: dict[str, list[Entry]] = {}
        self._doors: dict[tuple[str, str], Doors] = {}
        self._entries_at: dict[str, dict[str, list[Entry]]] = {}
        self._contexts = set_contexts(supergraph)
        self._differs: dict[tuple[str, str], bool] = {}
        self._plain: dict[tuple[str, str], bool] = {}
        self._plain_keys: dict[str, bool] = {}
        self.leaves = SharedLeaves()

    def facts(self, type_: str) -> TypeFacts:
        return self.supergraph.types[type_]

    def possible(self, type_: str) -> frozenset[str]:
        """Object types in any subgraph; none for a leaf."""
        facts = self.supergraph.types.get(type_)
        return self.supergraph.possible_types(type_) if facts and facts.is_composite else frozenset()

    def field_set(self, text: str) -> tuple[Selection, ...]:
        found = self._field_sets.get(text)
        if found is None:
            found = self._field_sets[text] = field_set(text)
        return found

    def contexts(self, type_: str) -> frozenset[str]:
        """The contexts that every object of a type sets, by itself, or by an interface or union it is of."""
        return self._contexts.get(type_, NO_CONTEXTS)

    def read_contexts(self) -> frozenset[str]:
        """The contexts that some field reads."""
        return frozenset(
            argument.context
            for facts in self.supergraph.types.values()
            for field in facts.fields.values()
            for join in field.joins.values()
            for argument in join.context_arguments
        )

    def same_contexts(self, type_: str, members: Iterable[str]) -> bool:
        """Whether objects of an abstract type set the same contexts, whichever of its `members` they are."""
        return not self._contexts or all(self.contexts(each) == self.contexts(type_) for each in members)

    def node(self, graph: str, type_: str, provided: Provided = (), members: frozenset[str] | None = None) -> Node:
        """The one node for these."""
        asked = graph, type_, provided, members
        found = self._nodes.get(asked)
        if found is None:
            found = self._make_node(graph, type_, provided, members)
            found = self._nodes[asked] = self._nodes.setdefault(found.identity, found)
        return found

    def _make_node(self, graph: str, type_: str, provided: Provided, members: frozenset[str] | None) -> Node:
        facts = self.supergraph.types.get(type_)
        if facts is None or not facts.is_composite:
            return Node(graph, type_, "leaf", frozenset(), ())
        if facts.is_interface_object(graph):
            return Node(graph, type_, "interface object", frozenset(), provided)
        if facts.kind == "object":
            return Node(graph, type_, "object", frozenset(), provided)
        known = self.supergraph.possible_types(type_, graph) if members is None else members
        return Node(graph, type_, "abstract", known, provided)

    def within(self, node: Node, name: str) -> Within:
        """How a field is had at a node of an object type (or interface)."""
        found = node.within.get(name)
        if found is None:
            found = node.within[name] = self._find_within(node, name)
        return found

    def _find_within(self, node: Node, name: str) -> Within:
        how, join = self.resolvable(node.graph, node.type, name)
        provided = self.provided(node.provided, node.type, name)
        field = self.facts(node.type).fields.get(name)
        if field is None:
            return Within(how, join, False, None)
        below = provided or ()
        if join is not None and join.provides:
            below += self.field_set(join.provides)
        inner = self.node(node.graph, (join.type if join else field.type).named, below)
        return Within(how, join, how == "own" or provided is not None, inner)

    def provided(self, provided: Provided, type_: str, name: str) -> Provided | None:
        """What a `@provides` says below a field of `type_`, or None if it does not provide it."""
        for selection in provided:
            condition = selection.condition
            if condition is None:
                if selection.name == name:
                    return selection.children or ()
            elif condition == type_ or type_ in self.possible(condition):
                found = self.provided(selection.children or (), type_, name)
                if found is not None:
                    return found
        return None

    def known(self, node: Node) -> frozenset[str]:
        """The object types that a fragment on a node's type applies to in its subgraph."""
        if node.kind == "abstract":
            return self.supergraph.possible_types(node.type, node.graph)
        return self.possible(node.type)

    def runtime(self, node: Node) -> frozenset[str]:
        """The object types that a value at a node can have."""
        return node.members if node.kind == "abstract" else self.possible(node.type)

    def resolvable(self, graph: str, type_: str, name: str) -> Resolvable:
        """How a subgraph resolves a field of an object type (or interface)."""
        asked = graph, type_, name
        found = self._resolvable.get(asked)
        if found is None:
            found = self._resolvable[asked] = self._find_resolvable(graph, type_, name)
        return found

    def forbids_null(self, type_: str, name: str) -> bool:
        """Whether the schema has a field as non-null."""
        field = self.facts(type_).fields.get(name)
        return field is not None and field.type.text.endswith("!")

    def may_forbid_null(self, type_: str, name: str) -> bool:
        """Whether it has so for any object of a type."""
        return self.forbids_null(type_, name) or any(self.forbids_null(each, name) for each in self.possible(type_))

    def may_have(self, node: Node, name: str) -> bool:
        """False only if a field can certainly not be had at a node."""
        if node.kind != "object" or node.provided or name == TYPENAME:
            return True
        return self.resolvable(node.graph, node.type, name).how is not None

    def _find_resolvable(self, graph: str, type_: str, name: str) -> Resolvable:
        facts = self.facts(type_)
        field = facts.fields.get(name)
        if field is None or graph not in facts.joins:
            return NOWHERE
        if field.everywhere:
            return Resolvable("own", None)
        join = field.joins.get(graph)
        if join is None or not self._in_force(graph, type_, name, join):
            return NOWHERE
        if join.context_arguments:
            return Resolvable("context", join)
        if join.requires:
            return Resolvable("requires", join)
        return Resolvable("external" if join.external else "own", join)

    def _in_force(self, graph: str, type_: str, name: str, join: FieldJoin) -> bool:
        """Whether overrides leave the field here (Federation 2.7, progressive `@override`)."""
        if join.override_label is not None and join.override is not None:
            return join.override_label in self.labels
        asked = graph, type_, name
        overridden = self.supergraph.overridden
        if asked not in overridden:
            return True
        label = overridden[asked]
        return label is not None and label not in self.labels

    def is_plain(self, type_: str, key: str) -> bool:
        """Whether a key is only leaves, none of which any subgraph must be sent something for."""
        asked = type_, key
        found = self._plain.get(asked)
        if found is None:
            found = self._plain[asked] = all(
                each.condition is None
                and each.children is None
                and not any(
                    self.resolvable(graph, owner, each.name).how in ("requires", "context")
                    for owner in {type_, *self.possible(type_)}
                    for graph in self.facts(owner).joins
                )
                for each in self.field_set(key)
            )
        return found

    def has_plain_keys(self, type_: str) -> bool:
        """Whether every key by which a type can be entered is plain: its closure depends on nothing being resolved."""
        found = self._plain_keys.get(type_)
        if found is None:
            entries = self.entries(type_)
            owners = {type_, *(each.type for each in entries)}
            keys = {each.key for each in entries}
            found = self._plain_keys[type_] = all(self.is_plain(owner, key) for owner in owners for key in keys)
        return found

    def differs(self, type_: str, name: str) -> bool:
        """Whether subgraphs that resolve an abstract field of a type, or of its object types, know other objects."""
        asked = type_, name
        found = self._differs.get(asked)
        if found is None:
            owners = {type_, *self.possible(type_)}
            found = self._differs[asked] = any(self._find_differs(owner, name) for owner in owners)
        return found

    def _find_differs(self, type_: str, name: str) -> bool:
        facts = self.facts(type_)
        field = facts.fields.get(name)
        known = set()
        for graph in facts.joins if field else ():
            how, join = self.resolvable(graph, type_, name)
            if field is not None and how not in (None, "external"):
                node = self.node(graph, (join.type if join else field.type).named)
                known.add(self.runtime(node))
        return len(known) > 1

    def holders(self, type_: str, name: str) -> tuple[str, ...]:
        """The subgraphs that have a field of a type, in whatever way."""
        field = self.facts(type_).fields.get(name)
        if field is None:
            return ()
        return tuple(self.facts(type_).joins if field.everywhere else field.joins)

    def has(self, graph: str, type_: str, name: str) -> bool:
        """Whether a subgraph is one of the holders of a field."""
        facts = self.facts(type_)
        field = facts.fields.get(name)
        return field is not None and graph in (facts.joins if field.everywhere else field.joins)

    def knows(self, graph: str, type_: str, wanted: Provided) -> bool:
        """Whether a subgraph resolves a whole field set of an object type by itself, fragments apart."""
        for selection in wanted:
            how, join = self.resolvable(graph, type_, selection.name)
            if how != "own":
                return False
            if selection.children is not None:
                below = (join.type if join else self.facts(type_).fields[selection.name].type).named
                if self.node(graph, below).kind != "object" or not self.knows(graph, below, selection.children):
                    return False
        return True

    def entries_into(self, type_: str, graph: str) -> list[Entry]:
        """The keys by which a type can be entered in one subgraph."""
        joins = self.facts(type_).joins.get(graph, ())
        return [Entry(type_, graph, join.key) for join in joins if join.key and join.resolvable]

    def entries_at(self, type_: str, graph: str) -> list[Entry]:
        """Those of `entries` that lead into one subgraph."""
        found = self._entries_at.get(type_)
        if found is None:
            found = self._entries_at[type_] = {}
            for entry in self.entries(type_):
                found.setdefault(entry.graph, []).append(entry)
        return found.get(graph, [])

    def doors(self, type_: str, graph: str, been: set[tuple[str, str]], active: Active) -> Doors:
        """The ways from a type in one subgraph into others, but to where one has been and those being looked for."""
        if active or len(been) > 1:
            return self._find_doors(type_, graph, been, active)
        asked = type_, graph
        found = self._doors.get(asked)
        if found is None:
            found = self._doors[asked] = self._find_doors(type_, graph, been, active)
        return found

    def _find_doors(self, type_: str, graph: str, been: set[tuple[str, str]], active: Active) -> Doors:
        nested, flat, wanted = doors = Doors([], {}, {})
        for entry in self.entries(type_):
            if entry.graph == graph or entry in active or (entry.graph, entry.type) in been:
                continue
            if not self.is_plain(entry.type, entry.key):
                nested.append(entry)
                continue
            key = self.field_set(entry.key)
            flat.setdefault(key, []).append(entry)
            for selection in key:
                wanted.setdefault(selection.name, selection)
        return doors

    def entries(self, type_: str) -> list[Entry]:
        """Every resolvable key of a type, with those of the interface objects that stand for it."""
        found = self._entries.get(type_)
        if found is None:
            found = [
                Entry(type_, graph, join.key)
                for graph, joins in self.facts(type_).joins.items()
                for join in joins
                if join.key and join.resolvable
            ]
            for interface in sorted(self.supergraph.interfaces_of.get(type_, ())):
                found += [
                    Entry(interface, graph, join.key)
                    for graph, joins in self.facts(interface).joins.items()
                    for join in joins
                    if join.interface_object and join.key and join.resolvable
                ]
            self._entries[type_] = found
        return found

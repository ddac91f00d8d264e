"""The differences of two supergraphs: what clients see, and which subgraphs answer for it by which keys.

That a field is asked of another subgraph breaks no operation, since composition has proved that all can be planned; but
the other subgraph has to be deployed, and to answer the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from graphql import DocumentNode

from gateway.composition.diff.annotations import compare_annotations
from gateway.composition.diff.change import Change, Level
from gateway.composition.diff.comparison import Comparison
from gateway.composition.diff.schemas import diff_schemas
from gateway.composition.diff.usage import Usage
from gateway.composition.reading.supergraph_model import read_supergraph_model
from gateway.federation.api_schema import api_document
from gateway.federation.facts import FieldFacts, FieldJoin, TypeFacts
from gateway.federation.field_set import parse_field_set, printed
from gateway.federation.model import Schema
from gateway.federation.supergraph import Supergraph


def diff_supergraphs(old: Supergraph, new: Supergraph) -> list[Change]:
    """What changes for clients first, then for the graph."""
    documents = [each.document for each in (old, new)]
    before, after = map(_api, documents)
    changes = diff_schemas(before, after)
    comparison = Comparison(before, after, Usage(before))
    _Annotated(comparison, documents).compare()
    _Graph(comparison, old, new).compare()
    return changes + comparison.changes


def _api(document: DocumentNode) -> Schema:
    return read_supergraph_model(api_document(document))


class _Annotated:
    """Tags, access rules and costs, of what clients see in both."""

    def __init__(self, comparison: Comparison, documents: Sequence[DocumentNode]) -> None:
        self.comparison = comparison
        self.whole = list(map(read_supergraph_model, documents))

    def compare(self) -> None:
        inner = Comparison(self.whole[0], self.whole[1], self.comparison.usage)
        compare_annotations(inner)
        seen = coordinates(self.comparison.old) & coordinates(self.comparison.new)
        self.comparison.changes += [each for each in inner.changes if each.coordinate in seen]


def coordinates(schema: Schema) -> set[str]:
    return {each.coordinate for definition in schema.types.values() for each in (definition, *definition.parts())}


class _Graph:
    """Subgraphs, keys, and who resolves which field."""

    def __init__(self, comparison: Comparison, old: Supergraph, new: Supergraph) -> None:
        self.comparison = comparison
        self.old = old
        self.new = new

    def compare(self) -> None:
        self._subgraphs()
        for name, before in self.old.types.items():
            if name in self.new.types:
                self._type(before, self.new.types[name])

    def _dangerous(self, code: str, coordinate: str, message: str, reason: str) -> None:
        self.comparison.add(Level.DANGEROUS, code, coordinate, message, reason, owner=None)

    def _subgraphs(self) -> None:
        before, after = self.old.subgraphs, self.new.subgraphs
        for name in before.keys() - after.keys():
            reason = "What it answered is asked of others, or gone."
            self._dangerous("SUBGRAPH_REMOVED", name, f"Subgraph {name} was removed.", reason)
        for name in sorted(after.keys() - before.keys()):
            self.comparison.safe("SUBGRAPH_ADDED", name, f"Subgraph {name} was added.", "Operations do not see it.")
        for name in before.keys() & after.keys():
            if before[name] != after[name]:
                message = (
                    f"The URL of subgraph {name} changed from {before[name] or 'none'} to {after[name] or 'none'}."
                )
                self._dangerous("SUBGRAPH_URL_CHANGED", name, message, "Another server is asked.")

    def _type(self, old: TypeFacts, new: TypeFacts) -> None:
        self._keys(old, new)
        for name, field in old.fields.items():
            if name in new.fields:
                self._field(f"{old.name}.{name}", (old, field), (new, new.fields[name]))

    def _keys(self, old: TypeFacts, new: TypeFacts) -> None:
        before, after = set(_keys(self.old, old)), set(_keys(self.new, new))
        shared = self.old.subgraphs.keys() & self.new.subgraphs.keys()
        for subgraph, key in sorted(before - after):
            if subgraph in shared:
                message = f"{old.name} has no @key({key}) in subgraph {subgraph} any more."
                self._dangerous(
                    "KEY_REMOVED", old.name, message, "Plans reach its fields there in another way, if at all."
                )
        for subgraph, key in sorted(after - before):
            if subgraph in shared:
                message = f"{old.name} has @key({key}) in subgraph {subgraph} now."
                self.comparison.safe("KEY_ADDED", old.name, message, "Plans may use it.")

    def _field(self, where: str, old: tuple[TypeFacts, FieldFacts], new: tuple[TypeFacts, FieldFacts]) -> None:
        before, after = _resolvers(self.old, *old), _resolvers(self.new, *new)
        self._resolvers(where, before.keys(), after.keys())
        for subgraph in before.keys() & after.keys():
            self._join(where, subgraph, before[subgraph], after[subgraph])

    def _resolvers(self, where: str, before: Set[str], after: Set[str]) -> None:
        if before and after and not before & after:
            message = f"{where} moved from {_listed(before)} to {_listed(after)}."
            self._dangerous("FIELD_MOVED", where, message, "Another subgraph answers; it has to be there, and agree.")
            return
        if gone := (before - after) & self.new.subgraphs.keys():
            message = f"{where} is not answered by {_listed(gone)} any more."
            reason = f"{_listed(after)} still answers it." if after else "An interface object answers it."
            self.comparison.safe("FIELD_RESOLVER_REMOVED", where, message, reason)
        if more := (after - before) & self.old.subgraphs.keys():
            message = f"{where} can be answered by {_listed(more)} too."
            self.comparison.safe("FIELD_RESOLVER_ADDED", where, message, "Those who answered it before still do.")

    def _join(self, where: str, subgraph: str, old: FieldJoin | None, new: FieldJoin | None) -> None:
        before, after = _override(old), _override(new)
        if before != after:
            message = f"The override of {where} in {subgraph} changed from {before} to {after}."
            self._dangerous("OVERRIDE_CHANGED", where, message, "Another share of its requests goes there.")
        for name, code in (("requires", "REQUIRES_CHANGED"), ("provides", "PROVIDES_CHANGED")):
            old_set, new_set = (_canonical(getattr(each, name)) if each else None for each in (old, new))
            if old_set != new_set:
                changed = f"from {old_set or 'nothing'} to {new_set or 'nothing'}"
                message = f"@{name} of {where} in {subgraph} changed {changed}."
                self.comparison.safe(code, where, message, "Plans are different, answers are not.")
        contexts = [each.context_arguments if each else () for each in (old, new)]
        if contexts[0] != contexts[1]:
            message = f"What {where} in {subgraph} takes from contexts changed."
            self._dangerous("CONTEXT_CHANGED", where, message, "It is given other values.")


def _keys(supergraph: Supergraph, facts: TypeFacts) -> Iterator[tuple[str, str]]:
    """Subgraph and what stands in its `@key`."""
    for graph, joins in facts.joins.items():
        for join in joins:
            if join.key is not None:
                stub = "" if join.resolvable else ", resolvable: false"
                yield supergraph.graphs[graph], f'fields: "{_canonical(join.key)}"{stub}'


def _resolvers(supergraph: Supergraph, owner: TypeFacts, field: FieldFacts) -> dict[str, FieldJoin | None]:
    """Subgraph name to its join, of those that answer for the field always or for some callers."""
    if field.everywhere:
        return {supergraph.graphs[graph]: None for graph in owner.joins}
    overridden = {
        graph for graph in field.joins if supergraph.overridden.get((graph, owner.name, field.name), "") is None
    }
    return {
        supergraph.graphs[graph]: join
        for graph, join in field.joins.items()
        if not join.external and graph not in overridden
    }


def _canonical(fields: str | None) -> str | None:
    return None if fields is None else printed(parse_field_set(fields))


def _override(join: FieldJoin | None) -> str:
    if join is None or join.override is None:
        return "none"
    return f"from {join.override}, " + (
        "always" if join.override_label is None else f'by label "{join.override_label}"'
    )


def _listed(names: Set[str]) -> str:
    return " and ".join(sorted(names)) or "nobody"

"""Faults in the data: resolvers that raise, for fields that no other field depends on."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from graphql import FieldNode, SelectionSetNode

from tests.oracle.case import Case
from tests.oracle.world import Record


class Fault(Exception):
    """What a resolver raises."""


def inject(case: Case, seed: int, count: int) -> None:
    """Make `count` fields of some records raise in the case's current world."""
    random = Random(seed)
    needed = set(depended_upon(case))
    candidates = [
        (record, name)
        for record in every_record(case)
        for name in sorted(record)
        if name != "__typename" and name not in needed and record[name] is not None
    ]
    for record, name in random.sample(candidates, min(count, len(candidates))):
        record[name] = Fault(f"{record.get('__typename', 'root')}.{name}")


def depended_upon(case: Case) -> Iterator[str]:
    """Names of fields in keys, requirements and contexts."""
    for subgraph in case.subgraphs.values():
        for keys in subgraph.keys.values():
            for key in keys:
                yield from _names(key)
    yield from required(case)
    yield from read_as_arguments(case)


def required(case: Case) -> Iterator[str]:
    """Names of fields in requirements."""
    for subgraph in case.subgraphs.values():
        for facts in subgraph.facts.values():
            if facts.requires is not None:
                yield from _names(facts.requires)


def read_as_arguments(case: Case) -> Iterator[str]:
    """Names of fields in contexts."""
    for subgraph in case.subgraphs.values():
        for rules in subgraph.contexts.values():
            for rule in rules.values():
                yield from _names(rule.selection)


def every_record(case: Case) -> list[Record]:
    """The records of the world, the root ones first."""
    return [case.world.query, *case.world.records]


def _names(selection_set: SelectionSetNode) -> Iterator[str]:
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            yield node.name.value
        inner = getattr(node, "selection_set", None)
        if inner is not None:
            yield from _names(inner)

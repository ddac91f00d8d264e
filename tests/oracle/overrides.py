"""Which of the subgraphs that declare a field resolve it, where `@override` moves it from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from graphql import parse

from tests.oracle.subgraph import argument
from tests.oracle.world import Coordinate

NO_LABELS: Mapping[str, bool] = MappingProxyType({})


def retired_fields(subgraphs: Mapping[str, str], labels: Mapping[str, bool] = NO_LABELS) -> dict[str, set[Coordinate]]:
    """The fields that each subgraph has lost to another or, by their labels, not won yet.

    Args:
        subgraphs: SDL by name.
        labels: which are in force; those that are not named are not.
    """
    found: dict[str, set[Coordinate]] = {name: set() for name in subgraphs}
    declared = {name: coordinates(sdl) for name, sdl in subgraphs.items()}
    for name, sdl in subgraphs.items():
        for coordinate, source, label in overrides(sdl):
            if source != name and coordinate in declared.get(source, ()):
                found[source if label is None or labels.get(label) else name].add(coordinate)
    return found


def overrides(sdl: str) -> list[tuple[Coordinate, str, str | None]]:
    """The fields that a subgraph overrides, whose they were, and the label that decides."""
    return [
        ((node.name.value, item.name.value), argument(directive, "from"), argument(directive, "label"))
        for node in parse(sdl).definitions
        for item in getattr(node, "fields", None) or ()
        for directive in item.directives or ()
        if directive.name.value == "override"
    ]


def coordinates(sdl: str) -> set[Coordinate]:
    """The fields that a subgraph declares."""
    return {
        (node.name.value, item.name.value)  # type: ignore[attr-defined]
        for node in parse(sdl).definitions
        for item in getattr(node, "fields", None) or ()
    }

"""INVALID_FIELD_SHARING: a field that several subgraphs resolve must be shareable in each of them.

A field that an @interfaceObject gives to its implementations counts as one of the resolvers.
"""

from __future__ import annotations

from gateway.composition.merge.context import MergeContext, Sources, names, places
from gateway.federation.model import Field


def check_sharing(context: MergeContext, resolving: Sources[Field]) -> None:
    first = resolving[0][1]
    givers = [
        (subgraph, subgraph.schema.types[name].fields[first.name])
        for subgraph in context.subgraphs
        for name in interfaces_of(context, first.parent)
        if subgraph.is_interface_object(name)
        and first.name in subgraph.schema.types[name].fields
        and not subgraph.schema.types[name].fields[first.name].external
    ]
    everywhere = [*resolving, *givers]
    migrating = {
        override.source
        for subgraph, _ in everywhere
        if (override := context.overrides.into(first.coordinate, subgraph.name)) and override.label is not None
    }
    counted = [(subgraph, field) for subgraph, field in everywhere if subgraph.name not in migrating]
    unshared = [(subgraph, field) for subgraph, field in counted if not subgraph.is_shareable(field)]
    if len(counted) < 2 or not unshared:
        return
    what = "all of them" if len(unshared) == len(counted) else names(unshared)
    given = [field.parent for _, field in givers]
    through = f' (through @interfaceObject field "{given[0]}.{first.name}")' if given else ""
    message = (
        f'Non-shareable field "{first.coordinate}" is resolved from multiple subgraphs: it is resolved from '
        f"{names(counted)}{through} and defined as non-shareable in {what}"
    )
    context.diagnostics.error("INVALID_FIELD_SHARING", message, *places(counted))


def interfaces_of(context: MergeContext, name: str) -> list[str]:
    """The interfaces that the type implements in any subgraph."""
    return list(dict.fromkeys(i for _, definition in context.declaring(name) for i in definition.interfaces))

"""INVALID_FIELD_SHARING: a field that several subgraphs resolve must be shareable in each of them.

A field that an @interfaceObject gives to its implementations counts as one of the resolvers, as does an external one
that the subgraph @provides somewhere.  The source of a labelled @override does not: label and target decide.
"""

from __future__ import annotations

from gateway.composition.merge.context import MergeContext, Sources, names, places
from gateway.federation.model import ROOT_NAMES, Field


def check_sharing(context: MergeContext, kept: Sources[Field]) -> None:
    """`kept`: the field in every subgraph that it is not moved away from."""
    first = kept[0][1]
    subscription = first.parent == ROOT_NAMES["subscription"]
    if len(kept) == 1 and not subscription and not context.standing_in_for(first.parent):
        return
    resolving = [(subgraph, field) for subgraph, field in kept if subgraph.resolves(field)]
    if subscription:
        _check_subscription(context, resolving)
        return
    givers = _interface_objects_giving(context, first)
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
    through = f' (through @interfaceObject field "{givers[0][1].coordinate}")' if givers else ""
    message = (
        f'Non-shareable field "{first.coordinate}" is resolved from multiple subgraphs: it is resolved from '
        f"{names(counted)}{through} and defined as non-shareable in {what}"
    )
    context.diagnostics.error("INVALID_FIELD_SHARING", message, *places(counted))


def _check_subscription(context: MergeContext, resolving: Sources[Field]) -> None:
    shared = [(subgraph, field) for subgraph, field in resolving if field.shareable]
    if shared:
        message = f'Field "{shared[0][1].coordinate}" of the subscription root type cannot be marked as shareable'
        context.diagnostics.error("INVALID_FIELD_SHARING", message, *places(shared))
    elif len(resolving) > 1:
        message = f'Subscription field "{resolving[0][1].coordinate}" is resolved from {names(resolving)}'
        context.diagnostics.error("INVALID_FIELD_SHARING", message, *places(resolving))


def _interface_objects_giving(context: MergeContext, field: Field) -> Sources[Field]:
    """The declarations by which interface objects give the field to its type."""
    found = []
    for subgraph, definition in context.standing_in_for(field.parent):
        given = definition.fields.get(field.name)
        if given is not None and not given.external and given.coordinate not in subgraph.key_fields:
            found.append((subgraph, given))
    return found

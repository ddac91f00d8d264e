"""Why a field cannot be had: for each subgraph the object may be in, what is missing there and on every way out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.federation.facts import ContextArgument, TypeJoin
from gateway.planning.explorer import Explorer
from gateway.planning.index import Index
from gateway.planning.steps import Alternative, Step, tails


def explain(
    index: Index, explorer: Explorer, parent: str, field: str, places: Sequence[Alternative]
) -> dict[str, list[str]]:
    """Reasons by name of the subgraph started from."""
    reasons: dict[str, list[str]] = {}
    for step in tails(list(places)):
        reached = explorer.reach(step)
        for each in reached:
            graph = index.supergraph.graphs[each.node.graph]
            found = reasons.setdefault(graph, [])
            if not found:
                found.append(_missing(index, each, parent, field))
                found += _barred(index, each, reached, parent, field)
    return reasons


def _missing(index: Index, step: Step, parent: str, field: str) -> str:
    own = index.facts(step.node.type).fields.get(field)
    join = own.joins.get(step.node.graph) if own else None
    coordinate = f"{parent}.{field}"
    missing = [each for each in join.context_arguments if not _is_set(index, step, each)] if join else []
    if missing:
        names = ", ".join(f'"{each.context.rpartition("__")[2]}"' for each in missing)
        return f'no object around sets the context {names} that field "{coordinate}" reads.'
    if join is not None and join.context_arguments:
        return f'cannot get what field "{coordinate}" reads from its context.'
    if join is not None and join.requires:
        return f'cannot satisfy @requires(fields: "{join.requires}") of field "{coordinate}".'
    if join is not None and join.external:
        return f'field "{coordinate}" is not resolvable because marked @external.'
    if (step.node.graph, step.node.type, field) in index.supergraph.overridden:
        return f'field "{coordinate}" is overridden by another subgraph.'
    return f'cannot find field "{coordinate}".'


def _is_set(index: Index, step: Step, argument: ContextArgument) -> bool:
    at: Step | None = step
    while at is not None:
        if at.position is not step.position and argument.context in index.contexts(at.node.type):
            return True
        at = at.parent
    return False


def _barred(index: Index, step: Step, reached: Sequence[Step], parent: str, field: str) -> Iterator[str]:
    """Why the subgraphs that have the field, or that have it and more, cannot be moved to."""
    inside = {each.node.graph for each in reached}
    type_ = step.node.type
    for graph, joins in index.facts(type_).joins.items():
        if graph in inside:
            continue
        has_field = index.resolvable(graph, type_, field).how in ("own", "requires")
        to = f'cannot move to subgraph "{index.supergraph.graphs[graph]}"'
        having = f', which has field "{parent}.{field}",' if has_field else ""
        keys = [each for each in joins if each.key]
        if not keys:
            if has_field:
                yield f'{to}{having} because type "{type_}" has no @key there.'
        elif not any(each.resolvable for each in keys):
            if has_field:
                yield f'{to}{having} because none of the @key of type "{type_}" there is resolvable.'
        else:
            yield f'{to}{having} using {_keys(keys)} of "{type_}": the key field(s) cannot be resolved from here.'


def _keys(joins: Sequence[TypeJoin]) -> str:
    return " or ".join(f'@key(fields: "{each.key}")' for each in joins if each.resolvable)

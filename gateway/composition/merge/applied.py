"""Directives that the supergraph passes on: tag, inaccessible, access rules, costs, deprecated, and composed ones.

Repeatable ones are united.  Access rules are joined by AND (federation 2.12): whoever reads the element must
satisfy every subgraph's rule.  Costs take the highest.  Of the others, which cannot repeat, the most used arguments
win, with a hint.  A directive that a `@composeDirective` passes on counts only in the subgraphs that say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from graphql import DEFAULT_DEPRECATION_REASON, StringValueNode

from gateway.composition.merge.access import merge_access_rules
from gateway.composition.merge.composed import Composed
from gateway.composition.merge.context import MergeContext, Sources, places
from gateway.composition.merge.cost import merge_costs
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import Applied, DirectiveDefinition, Field, Placed
from gateway.federation.subgraph import Subgraph

COSTS = (D.COST, D.LIST_SIZE)
PASSED_ON = (D.TAG, D.INACCESSIBLE, D.AUTHENTICATED, D.REQUIRES_SCOPES, D.POLICY, D.CONTEXT, *COSTS)
BUILT_IN = ("deprecated", "specifiedBy", "oneOf")


def merge_applied(context: MergeContext, sources: Sources[Placed]) -> tuple[Applied, ...]:
    if not any(element.directives for _, element in sources):
        return ()
    _reject_on_external(context, sources)
    return (
        *_united(context, sources),
        *_access_rules(context, sources),
        *_costs(context, sources),
        *(each for name in BUILT_IN for each in _most_used(context, name, list(_uses(sources, name)))),
        *(each for composed in context.composed.values() for each in _composed(context, composed, sources)),
    )


def merge_applied_to_schema(context: MergeContext) -> tuple[Applied, ...]:
    """On the `schema` definitions: tags, and composed directives."""
    sources = [(subgraph, subgraph.schema) for subgraph in context.subgraphs]
    everything = [each for _, schema in sources for each in schema.directives]
    tags = _named(context, D.TAG, _distinct(each for each in everything if each.directive is D.TAG))
    composed = [
        Applied(each.name, applied.arguments)
        for each in context.composed.values()
        for applied in _distinct(
            applied
            for subgraph, schema in sources
            if subgraph.name in each.exporters
            for applied in schema.directives
            if applied.directive is None and applied.name == each.name
        )[: None if each.definition.repeatable else 1]
    ]
    return (*tags, *composed)


def _united(context: MergeContext, sources: Sources[Placed]) -> Iterator[Applied]:
    for directive in (D.TAG, D.INACCESSIBLE, D.AUTHENTICATED):
        yield from _named(context, directive, _distinct(_applied(sources, directive)))


def _access_rules(context: MergeContext, sources: Sources[Placed]) -> Iterator[Applied]:
    for directive in (D.REQUIRES_SCOPES, D.POLICY):
        rules = _applied(sources, directive)
        if not rules:
            continue
        joined = merge_access_rules(directive, rules, context.directive_names[directive])
        if len(_distinct(rules)) > 1:
            message = f'The different @{directive} rules on "{sources[0][1].coordinate}" are joined by AND: {joined}.'
            context.diagnostics.hint("MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS", message, *places(sources))
        yield joined


def _costs(context: MergeContext, sources: Sources[Placed]) -> Iterator[Applied]:
    for directive in COSTS:
        found = _applied(sources, directive)
        if not found:
            continue
        merged, differed = merge_costs(directive, found, context.directive_names[directive])
        if differed:
            message = (
                f'The different @{directive} on "{sources[0][1].coordinate}" are merged to the most expensive: '
                f"{merged}."
            )
            context.diagnostics.hint("MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS", message, *places(sources))
        yield merged


def _composed(context: MergeContext, composed: Composed, sources: Sources[Placed]) -> Sequence[Applied]:
    uses = [use for use in _uses(sources, composed.name) if composed.exports(*use[:2])]
    if composed.definition.repeatable:
        return [Applied(composed.name, each.arguments) for each in _distinct(each for _, _, each in uses)]
    return _most_used(context, composed.name, uses, composed.definition)


def _applied(sources: Sources[Placed], directive: D) -> list[Applied]:
    return [each for _, element in sources for each in element.applied(directive)]


def _named(context: MergeContext, directive: D, applied: Iterable[Applied]) -> list[Applied]:
    return [Applied(context.directive_names[directive], each.arguments, directive) for each in applied]


def _distinct(applied: Iterable[Applied]) -> list[Applied]:
    """In order, equal arguments once."""
    return list({_arguments(each): each for each in reversed(list(applied))}.values())[::-1]


def _arguments(applied: Applied, definition: DirectiveDefinition | None = None) -> str:
    """What makes two applications equal: the arguments in order of name, with the defaults of the definition."""
    arguments = dict(applied.arguments)
    if applied.name == "deprecated":
        arguments.setdefault("reason", StringValueNode(value=DEFAULT_DEPRECATION_REASON))
    for argument in definition.arguments.values() if definition else ():
        if argument.default is not None:
            arguments.setdefault(argument.name, argument.default)
    return str(Applied("", dict(sorted(arguments.items()))))


Use = tuple[Subgraph, Placed, Applied]
"""A directive that is not Federation's, where it stands."""


def _uses(sources: Sources[Placed], name: str) -> Iterator[Use]:
    for subgraph, element in sources:
        for each in element.directives:
            if each.directive is None and each.name == name:
                yield subgraph, element, each


def _most_used(
    context: MergeContext, name: str, uses: Sequence[Use], definition: DirectiveDefinition | None = None
) -> list[Applied]:
    if not uses:
        return []
    texts = [_arguments(each, definition) for _, _, each in uses]
    chosen = uses[max(range(len(uses)), key=lambda index: texts.count(texts[index]))][2]
    if len(set(texts)) > 1:
        message = (
            f'Directive @{name} on "{uses[0][1].coordinate}" has different arguments across subgraphs: the '
            f"supergraph uses {chosen}."
        )
        where = places([(subgraph, element) for subgraph, element, _ in uses])
        context.diagnostics.hint("INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS", message, *where)
    return [Applied(name, chosen.arguments)]


def _reject_on_external(context: MergeContext, sources: Sources[Placed]) -> None:
    for subgraph, element in sources:
        if not isinstance(element, Field) or not element.external:
            continue
        for applied in element.directives:
            if applied.directive in PASSED_ON or (applied.directive is None and applied.name in BUILT_IN):
                message = (
                    f"[{subgraph.name}] Cannot apply merged directive {applied} to external field "
                    f'"{element.coordinate}"'
                )
                where = places([(subgraph, element)])
                context.diagnostics.error("MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL", message, *where)

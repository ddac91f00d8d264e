"""Directives that the supergraph passes on: tag, inaccessible, the access rules, deprecated, specifiedBy.

Repeatable ones are united.  Access rules are joined by AND (federation 2.12): whoever reads the element must
satisfy every subgraph's rule.  Of the others, which cannot repeat, the most used arguments win, with a hint.
"""

from __future__ import annotations

from collections.abc import Iterable

from gateway.composition.merge.access import merge_access_rules
from gateway.composition.merge.context import MergeContext, Sources, places
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import Applied, Field, Placed

PASSED_ON = (D.TAG, D.INACCESSIBLE, D.AUTHENTICATED, D.REQUIRES_SCOPES, D.POLICY, D.CONTEXT)
BUILT_IN = ("deprecated", "specifiedBy", "oneOf")


def merge_applied(context: MergeContext, sources: Sources[Placed]) -> tuple[Applied, ...]:
    _reject_on_external(context, sources)
    result: list[Applied] = []
    everything = [each for _, element in sources for each in element.directives]
    for directive in (D.TAG, D.INACCESSIBLE, D.AUTHENTICATED):
        result += _named(context, directive, _distinct(each for each in everything if each.directive is directive))
    for directive in (D.REQUIRES_SCOPES, D.POLICY):
        rules = [each for each in everything if each.directive is directive]
        if rules:
            result.append(merge_access_rules(directive, rules, context.directive_names[directive]))
        if len(_distinct(rules)) > 1:
            message = (
                f'The different @{directive} rules on "{sources[0][1].coordinate}" are joined by AND: {result[-1]}.'
            )
            context.diagnostics.hint("MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS", message, *places(sources))
    for name in BUILT_IN:
        result += _most_used(context, name, sources)
    return tuple(result)


def _named(context: MergeContext, directive: D, applied: Iterable[Applied]) -> list[Applied]:
    return [Applied(context.directive_names[directive], each.arguments, directive) for each in applied]


def _distinct(applied: Iterable[Applied]) -> list[Applied]:
    """In order, equal arguments once."""
    return list({_arguments(each): each for each in reversed(list(applied))}.values())[::-1]


def _arguments(applied: Applied) -> str:
    return str(Applied("", applied.arguments))


def _most_used(context: MergeContext, name: str, sources: Sources[Placed]) -> list[Applied]:
    found = [
        (subgraph, element, each)
        for subgraph, element in sources
        for each in element.directives
        if each.directive is None and each.name == name
    ]
    if not found:
        return []
    texts = [_arguments(each) for _, _, each in found]
    chosen = max(found, key=lambda one: texts.count(_arguments(one[2])))[2]
    if len(set(texts)) > 1:
        message = (
            f'Directive @{name} on "{sources[0][1].coordinate}" has different arguments across subgraphs: the '
            f"supergraph uses {chosen}."
        )
        where = places([(subgraph, element) for subgraph, element, _ in found])
        context.diagnostics.hint("INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS", message, *where)
    return [Applied(name, chosen.arguments)]


def _reject_on_external(context: MergeContext, sources: Sources[Placed]) -> None:
    for subgraph, element in sources:
        if not isinstance(element, Field) or not element.external:
            continue
        for directive in (D.TAG, D.INACCESSIBLE):
            if element.has(directive):
                message = (
                    f"[{subgraph.name}] Cannot apply merged directive @{directive} to external field "
                    f'"{element.coordinate}"'
                )
                where = places([(subgraph, element)])
                context.diagnostics.error("MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL", message, *where)


def merge_applied_to_schema(context: MergeContext) -> tuple[Applied, ...]:
    """Of the directives on the `schema` definitions only tags are passed on."""
    everything = [each for subgraph in context.subgraphs for each in subgraph.schema.directives]
    return tuple(_named(context, D.TAG, _distinct(each for each in everything if each.directive is D.TAG)))

"""Access rules reach interfaces from their implementations, joined by AND (federation 2.12).

Before that, the rules of an interface object's field reach every implementation's own field of that name (federation
2.12.1): whoever asks the object or the implementation gets the same data, so that neither may be a way around the rule.

Whoever selects an interface's field may read any implementation's, so must satisfy the rules of all; the same for the
rules on the implementing types and the interface itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gateway.composition.merge.access import merge_access_rules
from gateway.composition.merge.context import MergeContext
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import Applied, Element, Field, TypeDefinition, TypeKind

ACCESS = (D.AUTHENTICATED, D.REQUIRES_SCOPES, D.POLICY)


def propagate_access_rules(context: MergeContext, types: Mapping[str, TypeDefinition]) -> dict[str, TypeDefinition]:
    """The types with every interface carrying its implementations' rules."""
    types = {name: _with_given_rules(context, types, definition) for name, definition in types.items()}
    result = dict(types)
    implementing: dict[str, list[TypeDefinition]] = {}
    for each in types.values():
        for interface in each.interfaces if each.kind is TypeKind.OBJECT else ():
            implementing.setdefault(interface, []).append(each)
    for name, definition in types.items():
        if definition.kind is not TypeKind.INTERFACE:
            continue
        implementations = implementing.get(name, [])
        fields = {
            field.name: _with_rules(
                context, field, [each.fields[field.name] for each in implementations if field.name in each.fields]
            )
            for field in definition.fields.values()
        }
        added = _joined(context, name, implementations)
        result[name] = replace(definition, fields=fields, directives=(*definition.directives, *added))
    return result


def _with_given_rules(
    context: MergeContext, types: Mapping[str, TypeDefinition], definition: TypeDefinition
) -> TypeDefinition:
    """An implementation under the rules of the interface objects that stand for it."""
    objects = [name for name in definition.interfaces if name in context.interface_objects]
    if definition.kind is not TypeKind.OBJECT or not objects:
        return definition
    fields = dict(definition.fields)
    for name in objects:
        for field, given in types[name].fields.items():
            if field in fields and any(each.directive in ACCESS for each in given.directives):
                fields[field] = _with_rules(context, fields[field], [given])
    return replace(definition, fields=fields)


def _with_rules(context: MergeContext, field: Field, implementing: Sequence[Field]) -> Field:
    own = tuple(each for each in field.directives if each.directive not in ACCESS)
    return replace(field, directives=(*own, *_joined(context, field.coordinate, [field, *implementing])))


def _joined(context: MergeContext, coordinate: str, elements: Iterable[Element]) -> list[Applied]:
    everything = [each for element in elements for each in element.directives]
    result = []
    if any(each.directive is D.AUTHENTICATED for each in everything):
        result.append(Applied(context.directive_names[D.AUTHENTICATED], {}, D.AUTHENTICATED))
    for directive in (D.REQUIRES_SCOPES, D.POLICY):
        rules = [each for each in everything if each.directive is directive]
        if rules:
            result.append(merge_access_rules(directive, rules, context.directive_names[directive]))
        if len({str(each) for each in rules}) > 1:
            message = f'The @{directive} rules of what implements "{coordinate}" are joined by AND: {result[-1]}.'
            where = context.declarations(coordinate)
            context.diagnostics.hint("MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS", message, *where)
    return result

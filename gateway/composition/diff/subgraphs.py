"""The differences of two versions of one subgraph, before it is composed with the others.

Every type counts as used, since other subgraphs may refer to it.  A change that only composition can judge, because it
depends on what the others say, is dangerous.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.composition.diff.annotations import compare_annotations
from gateway.composition.diff.change import Change, Level
from gateway.composition.diff.comparison import Comparison
from gateway.composition.diff.schemas import diff_schemas
from gateway.composition.diff.usage import Usage
from gateway.federation.directives import FederationDirective as D
from gateway.federation.field_set import FieldSetError, parse_field_set, printed
from gateway.federation.model import Applied, Element, TypeDefinition
from gateway.federation.subgraph import Subgraph

COMPOSITION_DECIDES = "Compose it with the others to know."
SETS = (D.REQUIRES, D.PROVIDES)
SWITCHES = (D.SHAREABLE, D.EXTERNAL, D.INTERFACE_OBJECT, D.OVERRIDE, D.CONTEXT, D.FROM_CONTEXT, D.CACHE_TAG)


def diff_subgraphs(old: Subgraph, new: Subgraph) -> list[Change]:
    """What changes in the types first, then in what federation reads."""
    changes = diff_schemas(old.schema, new.schema, everything=True)
    comparison = Comparison(old.schema, new.schema, Usage(old.schema, everything=True))
    compare_annotations(comparison)
    if old.version != new.version:
        message = f"The subgraph links federation {new.version} in place of {old.version}."
        comparison.safe("FEDERATION_VERSION_CHANGED", "schema", message, "Operations do not see it.")
    for name, before in old.schema.types.items():
        if name in new.schema.types:
            _type(comparison, before, new.schema.types[name])
    return changes + comparison.changes


def _type(comparison: Comparison, old: TypeDefinition, new: TypeDefinition) -> None:
    _keys(comparison, old, new)
    _switches(comparison, old.name, old, new)
    for name, field in old.fields.items():
        if name in new.fields:
            _switches(comparison, field.coordinate, field, new.fields[name])
            for argument in field.arguments.keys() & new.fields[name].arguments.keys():
                before, after = field.arguments[argument], new.fields[name].arguments[argument]
                _switches(comparison, before.coordinate, before, after)


def _keys(comparison: Comparison, old: TypeDefinition, new: TypeDefinition) -> None:
    before, after = set(_texts(old.applied(D.KEY))), set(_texts(new.applied(D.KEY)))
    for key in sorted(before - after):
        message = f"{old.name} has no {key} any more."
        reason = "Other subgraphs and the gateway may enter by it."
        comparison.add(Level.BREAKING, "KEY_REMOVED", old.name, message, reason, owner=None)
    for key in sorted(after - before):
        comparison.safe("KEY_ADDED", old.name, f"{old.name} has {key} now.", "Those there were are still there.")


def _switches(comparison: Comparison, where: str, old: Element, new: Element) -> None:
    for directive in (*SETS, *SWITCHES):
        before, after = (" ".join(_texts(each.applied(directive))) for each in (old, new))
        if before != after:
            code = f"{directive.name}_CHANGED"
            message = f"{where} has {after or f'no @{directive} any more'}" + (
                f", not {before}." if before and after else "."
            )
            comparison.add(Level.DANGEROUS, code, where, message, COMPOSITION_DECIDES, owner=None)


def _texts(applied: Sequence[Applied]) -> Iterator[str]:
    """Each application by its specification's name, field sets written in one way."""
    for each in applied:
        assert each.directive is not None
        text = str(Applied(each.directive.value, each.arguments))
        fields = each.string("fields")
        try:
            yield text if fields is None else text.replace(fields, printed(parse_field_set(fields)))
        except FieldSetError:
            yield text

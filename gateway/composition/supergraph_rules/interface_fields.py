"""INTERFACE_FIELD_NO_IMPLEM: an interface united from several subgraphs may have more than its types."""

from __future__ import annotations

from gateway.composition.diagnostics import Place
from gateway.composition.merge.context import MergeContext, names
from gateway.federation.model import Schema, TypeKind


def check_interface_fields(schema: Schema, context: MergeContext) -> None:
    for definition in schema.types.values():
        if definition.kind not in (TypeKind.OBJECT, TypeKind.INTERFACE):
            continue
        for name in definition.interfaces:
            interface = schema.types[name]
            for field in interface.fields.keys() - definition.fields.keys():
                declaring = [(s, each) for s, each in context.declaring(name) if field in each.fields]
                lacking = [s for s, _ in context.declaring(definition.name)]
                only = names([(s, None) for s in lacking])
                message = (
                    f'Interface field "{name}.{field}" is declared in {names(declaring)} but type "{definition.name}", '
                    f'which implements "{name}" only in {only}, does not have field "{field}".'
                )
                places = [Place(s.name, f"{name}.{field}", each.fields[field].node) for s, each in declaring]
                missing = [Place(s.name, definition.name, s.schema.types[definition.name].node) for s in lacking]
                context.diagnostics.error("INTERFACE_FIELD_NO_IMPLEM", message, *places, *missing)

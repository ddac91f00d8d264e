"""What a change of type means for values that can only be literals: those in directives on variable definitions.

No variable may stand there (GraphQL spec, "Variable Definitions": `Directives[Const]`), so that only the coercion of
literals decides: `1` is good for `[Int]`, where a variable of type `Int` is refused.
"""

from __future__ import annotations

from gateway.composition.diff.change import Level
from gateway.federation.model import BUILT_IN_SCALARS, Schema, TypeKind
from gateway.federation.type_ref import List, Named, NonNull, TypeRef

# GraphQL spec, "Input Coercion" of Float and ID.
_WIDER = {("Int", "Float"), ("Int", "ID"), ("String", "ID")}


def level_for_literals(schema: Schema, old: TypeRef, new: TypeRef) -> Level:
    """Safe where every literal of `old` is one of `new`, a type of `schema`; dangerous where a scalar decides."""
    if isinstance(new, NonNull):
        return level_for_literals(schema, old.of, new.of) if isinstance(old, NonNull) else Level.BREAKING
    value = old.of if isinstance(old, NonNull) else old
    if isinstance(new, List):
        # A single value is as good as a list of it; null is as good as either.
        item = value.of if isinstance(value, List) else NonNull(value)
        return level_for_literals(schema, item, new.of)
    if value == new or (isinstance(value, Named) and (value.name, new.name) in _WIDER):
        return Level.SAFE
    definition = schema.types.get(new.name)
    scalar = new.name not in BUILT_IN_SCALARS and definition is not None and definition.kind is TypeKind.SCALAR
    return Level.DANGEROUS if scalar else Level.BREAKING

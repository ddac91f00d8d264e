"""The one type of a field or argument that subgraphs type differently.

Outputs take the most general type (nullable, or the interface), inputs the most strict: either must be one that all
the others fit.  FIELD_TYPE_MISMATCH, ARGUMENT_TYPE_MISMATCH, and the hints on types that differ but fit.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.composition.merge.context import MergeContext, Sources, grouped, places
from gateway.federation.model import Field, InputValue
from gateway.federation.type_ref import TypeRef, is_subtype


def merge_output_type(context: MergeContext, sources: Sources[Field]) -> TypeRef:
    """The most general type; when there is none, an error and the first type."""
    types = [each.type for _, each in sources]
    if _all_equal(types):
        return types[0]
    best = _fitting(context, types, output=True)
    coordinate = sources[0][1].coordinate
    if best is None:
        message = (
            f'Type of field "{coordinate}" is incompatible across subgraphs: it has type '
            f"{grouped([(s, str(f.type)) for s, f in sources])}"
        )
        context.diagnostics.error("FIELD_TYPE_MISMATCH", message, *places(sources))
    else:
        message = (
            f'Type of field "{coordinate}" is inconsistent but compatible across subgraphs: will use type "{best}"; '
            f"it has type {grouped([(s, str(f.type)) for s, f in sources])}."
        )
        context.diagnostics.hint("INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE", message, *places(sources))
    return best or types[0]


def merge_input_type(context: MergeContext, sources: Sources[InputValue]) -> TypeRef:
    """The most strict type; when there is none, an error and the first type."""
    types = [each.type for _, each in sources]
    if _all_equal(types):
        return types[0]
    best = _fitting(context, types, output=False)
    first = sources[0][1]
    what, code = ("argument", "FIELD_ARGUMENT_TYPE_MISMATCH") if first.argument else ("field", "FIELD_TYPE_MISMATCH")
    found = grouped([(s, str(v.type)) for s, v in sources])
    if best is None:
        message = f'Type of {what} "{first.coordinate}" is incompatible across subgraphs: it has type {found}'
        context.diagnostics.error(code, message, *places(sources))
    else:
        message = (
            f'Type of {what} "{first.coordinate}" is inconsistent but compatible across subgraphs: will use type '
            f'"{best}"; it has type {found}.'
        )
        hint = (
            "INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE" if first.argument else "INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE"
        )
        context.diagnostics.hint(hint, message, *places(sources))
    return best or types[0]


def _all_equal(types: Sequence[TypeRef]) -> bool:
    return all(each == types[0] for each in types[1:])


def _fitting(context: MergeContext, types: Sequence[TypeRef], *, output: bool) -> TypeRef | None:
    for candidate in types:
        pairs = [(other, candidate) if output else (candidate, other) for other in types]
        if all(is_subtype(ref, of, context.is_named_subtype) for ref, of in pairs):
            return candidate
    return None

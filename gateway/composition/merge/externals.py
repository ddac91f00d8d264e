"""An @external declaration must say what the subgraphs that resolve the field say.

EXTERNAL_TYPE_MISMATCH, EXTERNAL_ARGUMENT_MISSING, EXTERNAL_ARGUMENT_TYPE_MISMATCH, EXTERNAL_ARGUMENT_DEFAULT_MISMATCH.
"""

from __future__ import annotations

from graphql import ConstValueNode, print_ast

from gateway.composition.merge.context import MergeContext, Sources, place
from gateway.federation.model import Field
from gateway.federation.subgraph import Subgraph


def check_external(context: MergeContext, externals: Sources[Field], merged: Field) -> None:
    for subgraph, field in externals:
        if field.type != merged.type:
            message = (
                f'Type of field "{field.coordinate}" is incompatible across subgraphs (where marked @external): it has '
                f'type "{merged.type}" where it is resolved but type "{field.type}" in subgraph "{subgraph.name}"'
            )
            context.diagnostics.error("EXTERNAL_TYPE_MISMATCH", message, place(subgraph, field))
        for name in merged.arguments:
            _check_argument(context, subgraph, field, merged, name)


def _check_argument(context: MergeContext, subgraph: Subgraph, field: Field, merged: Field, name: str) -> None:
    expected, found = merged.arguments[name], field.arguments.get(name)
    if found is None:
        message = (
            f'Field "{field.coordinate}" is missing argument "{expected.coordinate}" in subgraph "{subgraph.name}", '
            "where it is marked @external"
        )
        context.diagnostics.error("EXTERNAL_ARGUMENT_MISSING", message, place(subgraph, field))
        return
    if found.type != expected.type:
        message = (
            f'Type of argument "{expected.coordinate}" is incompatible across subgraphs (where "{field.coordinate}" is '
            f'marked @external): it has type "{expected.type}" where it is resolved but type "{found.type}" in '
            f'subgraph "{subgraph.name}"'
        )
        context.diagnostics.error("EXTERNAL_ARGUMENT_TYPE_MISMATCH", message, place(subgraph, found))
    if _text(expected.default) != _text(found.default):
        message = (
            f'Argument "{expected.coordinate}" has incompatible defaults across subgraphs (where "{field.coordinate}" '
            f"is marked @external): {_text(expected.default)} where it is resolved but {_text(found.default)} in "
            f'subgraph "{subgraph.name}"'
        )
        context.diagnostics.error("EXTERNAL_ARGUMENT_DEFAULT_MISMATCH", message, place(subgraph, found))


def _text(value: ConstValueNode | None) -> str:
    return "no default" if value is None else f'default "{print_ast(value)}"'

"""Arguments and input fields: what *every* subgraph of the field or type has, at the most strict type.

A client may use only what all subgraphs accept.  Required in one and missing in another is an error; optional and
missing is left out, with a hint.  Defaults must agree; a default that some subgraphs lack is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import ConstValueNode, print_ast

from gateway.composition.merge.applied import merge_applied
from gateway.composition.merge.context import MergeContext, Sources, grouped, names, place, places
from gateway.composition.merge.descriptions import merge_description
from gateway.composition.merge.type_references import merge_input_type
from gateway.federation.model import InputValue
from gateway.federation.subgraph import Subgraph


@dataclass(frozen=True, slots=True)
class Codes:
    """What differs between an argument and an input field in the findings."""

    what: str
    required_missing: str
    missing_hint: str
    default_mismatch: str


_ARGUMENT = Codes(
    "argument",
    "REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH",
    "INCONSISTENT_ARGUMENT_PRESENCE",
    "FIELD_ARGUMENT_DEFAULT_MISMATCH",
)
_INPUT_FIELD = Codes(
    "input object field",
    "REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH",
    "INCONSISTENT_INPUT_OBJECT_FIELD",
    "INPUT_FIELD_DEFAULT_MISMATCH",
)


def merge_input_values(
    context: MergeContext, owners: Sources[Mapping[str, InputValue]]
) -> dict[str, tuple[InputValue, Sources[InputValue]]]:
    """By name, the merged value and what it was merged from; `owners` are the fields or input types that have them."""
    merged: dict[str, tuple[InputValue, Sources[InputValue]]] = {}
    for name in dict.fromkeys(name for _, values in owners for name in values):
        sources = [(subgraph, values[name]) for subgraph, values in owners if name in values]
        lacking = [subgraph for subgraph, values in owners if name not in values]
        if lacking:
            _report_missing(context, sources, lacking)
        else:
            merged[name] = _merge(context, sources), sources
    return merged


def _merge(context: MergeContext, sources: Sources[InputValue]) -> InputValue:
    first = sources[0][1]
    return InputValue(
        name=first.name,
        owner=first.owner,
        argument=first.argument,
        type=merge_input_type(context, sources),
        default=_merge_default(context, sources),
        description=merge_description(context, sources),
        directives=merge_applied(context, sources),
    )


def _codes(value: InputValue) -> Codes:
    return _ARGUMENT if value.argument else _INPUT_FIELD


def _report_missing(context: MergeContext, sources: Sources[InputValue], lacking: list[Subgraph]) -> None:
    first = sources[0][1]
    codes = _codes(first)
    required = [(subgraph, each) for subgraph, each in sources if each.required]
    without = names([(subgraph, None) for subgraph in lacking])
    if required:
        message = (
            f'{codes.what.capitalize()} "{first.coordinate}" is required in {names(required)} but does not appear in '
            f"all subgraphs: it does not appear in {without}."
        )
        context.diagnostics.error(codes.required_missing, message, *places(required))
        return
    message = (
        f'Optional {codes.what} "{first.coordinate}" will not be included in the supergraph as it does not appear in '
        f"all subgraphs: it is defined in {names(sources)} but not in {without}."
    )
    context.diagnostics.hint(codes.missing_hint, message, *places(sources))


def _merge_default(context: MergeContext, sources: Sources[InputValue]) -> ConstValueNode | None:
    if len(sources) == 1 or all(each.default is None for _, each in sources):
        return sources[0][1].default
    defaults = [(subgraph, each.default) for subgraph, each in sources]
    texts = [(subgraph, "" if value is None else print_ast(value)) for subgraph, value in defaults]
    distinct = {text for _, text in texts}
    if len(distinct) == 1:
        return defaults[0][1]
    first = sources[0][1]
    given = [(subgraph, text) for subgraph, text in texts if text]
    if len({text for _, text in given}) > 1:
        what = _codes(first).what
        message = (
            f'{what.capitalize()} "{first.coordinate}" has incompatible default values across subgraphs: it has '
            f"default value {grouped(given)}"
        )
        context.diagnostics.error(_codes(first).default_mismatch, message, *places(sources))
    else:
        message = (
            f'"{first.coordinate}" has a default value in only some subgraphs: it will have none in the supergraph '
            f"({names(given)} have {given[0][1]})."
        )
        having = [place(subgraph, each) for subgraph, each in sources if each.default is not None]
        context.diagnostics.hint("INCONSISTENT_DEFAULT_VALUE_PRESENCE", message, *having)
    return None

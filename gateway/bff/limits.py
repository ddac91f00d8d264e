"""Bounds on what one client document may ask: tokens, nesting, and screens.

They are checked while and right after parsing, before validation, whose rules may recurse or compare fields
pairwise.  Each root field of a BFF is a screen and may cost the gateway several operations, or a model's
writing: aliases must not multiply that.
"""

from __future__ import annotations

from collections.abc import Mapping

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)
from pydantic import BaseModel, ConfigDict, Field

DEPTH_LIMIT = "MAX_DEPTH_LIMIT"
SCREEN_LIMIT = "MAX_ROOT_FIELDS_LIMIT"


class DocumentLimits(BaseModel):
    """What one document of a client may hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_tokens: int = Field(default=1000, ge=1, description="Lexical tokens of a document.")
    max_depth: int = Field(default=12, ge=1, description="Nested fields; a root field has depth 1.")
    max_screens: int = Field(
        default=4, ge=1, description="Root fields of an operation, fragments spread out, aliases counted."
    )


def parse_within(limits: DocumentLimits, text: str) -> DocumentNode:
    """A client's document; raises GraphQLError for a syntax error and for each limit passed."""
    document = parse(text, max_lexical_tokens=limits.max_tokens, max_comments=limits.max_tokens)
    measure = _Measure(document)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            _check(measure, node, limits)
    return document


def _check(measure: _Measure, operation: OperationDefinitionNode, limits: DocumentLimits) -> None:
    depth = measure.depth(operation.selection_set)
    if depth > limits.max_depth:
        raise GraphQLError(
            f"The operation nests {depth} levels of fields; allowed are {limits.max_depth}.",
            operation,
            extensions={"code": DEPTH_LIMIT},
        )
    screens = measure.width(operation.selection_set)
    if screens > limits.max_screens:
        raise GraphQLError(
            f"The operation asks for {screens} screens; allowed are {limits.max_screens}.",
            operation,
            extensions={"code": SCREEN_LIMIT},
        )


class _Measure:
    """Measures selection sets; each fragment once, and a cyclic one (a validation error later) as nothing."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments: Mapping[str, FragmentDefinitionNode] = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._depths: dict[str, int] = {}
        self._widths: dict[str, int] = {}

    def depth(self, selections: SelectionSetNode | None) -> int:
        deepest = 0
        for node in selections.selections if selections else ():
            if isinstance(node, FragmentSpreadNode):
                deepest = max(deepest, self._fragment_depth(node.name.value))
            else:
                own = 1 if isinstance(node, FieldNode) else 0
                deepest = max(deepest, own + self.depth(getattr(node, "selection_set", None)))
        return deepest

    def width(self, selections: SelectionSetNode | None) -> int:
        total = 0
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                total += 1
            elif isinstance(node, FragmentSpreadNode):
                total += self._fragment_width(node.name.value)
            else:
                total += self.width(getattr(node, "selection_set", None))
        return total

    def _fragment_depth(self, name: str) -> int:
        if name not in self._depths:
            self._depths[name] = 0
            self._depths[name] = self.depth(self._selections(name))
        return self._depths[name]

    def _fragment_width(self, name: str) -> int:
        if name not in self._widths:
            self._widths[name] = 0
            self._widths[name] = self.width(self._selections(name))
        return self._widths[name]

    def _selections(self, name: str) -> SelectionSetNode | None:
        fragment = self._fragments.get(name)
        return fragment.selection_set if fragment else None

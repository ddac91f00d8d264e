"""Limits on a document, checked before anything expands it.

Fragments are measured once each and their sizes added up where they are spread, so that a document whose
expansion would be exponential is refused in time linear in its text.
"""

from __future__ import annotations

from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from gateway.planning.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may ask.

    Args:
        document_bytes: the text, in UTF-8.
        tokens: lexical tokens in the text.
        depth: nested fields, counted through fragments.
        selections: fields after expanding all fragments.
        aliases: fields with an alias, after expanding.
        root_fields: fields at the root, after expanding.
        errors: validation errors reported before giving up.
        introspection: whether `__schema` and `__type` may be asked.
        introspections: how often, after expanding; each may walk through the whole schema.
    """

    document_bytes: int = 256 * 2**10
    tokens: int = 15_000
    depth: int = 100
    selections: int = 20_000
    aliases: int = 2_000
    root_fields: int = 1_000
    errors: int = 20
    introspection: bool = True
    introspections: int = 10


@dataclass(slots=True)
class Measure:
    """Size of a selection set with every fragment expanded."""

    depth: int = 0
    selections: int = 0
    aliases: int = 0
    root_fields: int = 0
    introspections: int = 0


def check_length(text: str, limits: Limits) -> None:
    """Refuse a text that is too long to be looked at: reading it takes time for each character.

    Raises:
        DocumentError: stage `validate`.
    """
    if len(text) > limits.document_bytes or len(text.encode(errors="surrogatepass")) > limits.document_bytes:
        message = f"The document is larger than the {limits.document_bytes} bytes this gateway takes."
        raise DocumentError.of("validate", "MAX_DOCUMENT_SIZE_LIMIT", message)


def check_limits(document: DocumentNode, limits: Limits) -> int:
    """Refuse a document that asks too much.

    Returns:
        The fields of all its operations, after expanding all fragments.

    Raises:
        DocumentError: stage `validate`, with one error per limit passed.
    """
    meter = _Meter(document)
    problems = []
    selections = 0
    for node in document.definitions:
        if not isinstance(node, OperationDefinitionNode):
            continue
        try:
            size = meter.measure(node.selection_set)
        except RecursionError:
            raise DocumentError.of("validate", "MAX_DEPTH_LIMIT", "The document is nested too deeply.") from None
        selections += size.selections
        for what, code in (
            ("depth", "MAX_DEPTH_LIMIT"),
            ("selections", "MAX_SELECTIONS_LIMIT"),
            ("aliases", "MAX_ALIASES_LIMIT"),
            ("root_fields", "MAX_ROOT_FIELDS_LIMIT"),
            ("introspections", "MAX_INTROSPECTIONS_LIMIT"),
        ):
            actual, allowed = getattr(size, what), getattr(limits, what)
            if actual > allowed:
                message = f"The operation has {actual} {what.replace('_', ' ')}; this gateway allows {allowed}."
                problems.append({"message": message, "extensions": {"code": code}})
    if problems:
        raise DocumentError("validate", problems)
    return selections


class _Meter:
    def __init__(self, document: DocumentNode) -> None:
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self.known: dict[str, Measure] = {}

    def measure(self, selection_set: SelectionSetNode) -> Measure:
        total = Measure()
        for node in selection_set.selections:
            match node:
                case FieldNode():
                    below = self.measure(node.selection_set) if node.selection_set else Measure()
                    total.depth = max(total.depth, below.depth + 1)
                    total.selections += below.selections + 1
                    total.aliases += below.aliases + (node.alias is not None)
                    total.root_fields += 1
                    total.introspections += below.introspections + (node.name.value in ("__schema", "__type"))
                case InlineFragmentNode():
                    self.add(total, self.measure(node.selection_set))
                case FragmentSpreadNode():
                    self.add(total, self.fragment(node.name.value))
        return total

    def add(self, total: Measure, part: Measure) -> None:
        total.depth = max(total.depth, part.depth)
        total.selections += part.selections
        total.aliases += part.aliases
        total.root_fields += part.root_fields
        total.introspections += part.introspections

    def fragment(self, name: str) -> Measure:
        """A fragment's size; a circle or an unknown name counts nothing here, validation refuses it."""
        if name not in self.known:
            self.known[name] = Measure()
            if name in self.fragments:
                self.known[name] = self.measure(self.fragments[name].selection_set)
        return self.known[name]

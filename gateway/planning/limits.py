"""Limits on a document, checked before anything expands it.

Fragments are measured once each and their sizes added up where they are spread, so that a document whose
expansion would be exponential is refused in time linear in its text.  What comes after (validation, rules, planning)
takes work in proportion to these measures, or has a budget of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
)
from graphql.language.ast import QUERY_DOCUMENT_KEYS

from gateway.planning.errors import DocumentError

NESTING: Final = 200
"""Selection sets within each other, counted through fragments: as many as graphql-core parses within one definition."""
COUNTLESS: Final = 10**9
"""No fragment's measure grows beyond: who asks for more than a billion of something is not told the exact number."""
INTROSPECTION: Final = ("__schema", "__type")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may ask.

    Args:
        document_bytes: the text, in UTF-8.
        tokens: lexical tokens in the text.
        depth: nested fields, counted through fragments.
        selections: fields, inline fragments and spreads of all operations, after expanding all fragments.
        expanded_characters: the text of all operations with every fragment written out where it is spread.
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
    expanded_characters: int = 2 * 2**20
    aliases: int = 2_000
    root_fields: int = 1_000
    errors: int = 20
    introspection: bool = True
    introspections: int = 10


class Measure(NamedTuple):
    """Size of a selection set with every fragment expanded; `nesting` counts selection sets, `depth` fields."""

    depth: int = 0
    nesting: int = 0
    selections: int = 0
    expanded_characters: int = 0
    aliases: int = 0
    root_fields: int = 0
    introspections: int = 0


_CODES: Final = (
    ("depth", "MAX_DEPTH_LIMIT"),
    ("selections", "MAX_SELECTIONS_LIMIT"),
    ("expanded_characters", "MAX_EXPANDED_SIZE_LIMIT"),
    ("aliases", "MAX_ALIASES_LIMIT"),
    ("root_fields", "MAX_ROOT_FIELDS_LIMIT"),
    ("introspections", "MAX_INTROSPECTIONS_LIMIT"),
)


def check_length(text: str, limits: Limits) -> None:
    """Refuse a text that is too long to be looked at: reading it takes time for each character.

    Raises:
        DocumentError: stage `validate`.
    """
    if 4 * len(text) <= limits.document_bytes:  # no character has more bytes
        return
    if len(text) > limits.document_bytes or len(text.encode(errors="surrogatepass")) > limits.document_bytes:
        message = f"The document is larger than the {limits.document_bytes} bytes this gateway takes."
        raise DocumentError.of("validate", "MAX_DOCUMENT_SIZE_LIMIT", message)


def check_limits(document: DocumentNode, limits: Limits) -> int:
    """Refuse a document that asks too much.

    Args:
        document: parsed.

    Returns:
        The selections of all its operations, after expanding all fragments.

    Raises:
        DocumentError: stage `validate`, with one error per limit passed.
    """
    whole = _measure_operations(document)
    if whole.nesting > NESTING:
        message = f"The document is nested too deeply: this gateway allows {NESTING} levels of selections."
        raise DocumentError.of("validate", "MAX_DEPTH_LIMIT", message)
    problems = []
    for what, code in _CODES:
        actual, allowed = getattr(whole, what), getattr(limits, what)
        if actual > allowed:
            count = "over a billion" if actual >= COUNTLESS else str(actual)
            message = f"The document has {count} {what.replace('_', ' ')}; this gateway allows {allowed}."
            problems.append({"message": message, "extensions": {"code": code}})
    if problems:
        raise DocumentError("validate", problems)
    return whole.selections


def _measure_operations(document: DocumentNode) -> Measure:
    """What adds up over all operations (selections, text), and the most that a single one has of the rest."""
    meter = _Meter(document)
    depth = nesting = selections = text = aliases = root_fields = introspections = 0
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            size = meter.measure(node.selection_set)
            selections += size.selections
            text += size.expanded_characters + 1
            text += _all_written(node.variable_definitions) + _all_written(node.directives)
            depth = max(depth, size.depth)
            nesting = max(nesting, size.nesting)
            aliases = max(aliases, size.aliases)
            root_fields = max(root_fields, size.root_fields)
            introspections = max(introspections, size.introspections)
    return Measure(depth, nesting, selections, text, aliases, root_fields, introspections)


class _Meter:
    """Measures definitions, each fragment after those that it spreads, so that nothing recurses through fragments."""

    def __init__(self, document: DocumentNode) -> None:
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self.known: dict[str, Measure] = {}
        for name in self.fragments:
            self.learn(name)

    def learn(self, root: str) -> None:
        """Measure a fragment and those it spreads, the innermost first; a circle counts nothing where it closes."""
        path = [(root, self.spreads(root))] if root not in self.known else []
        begun = {root}
        while path:
            name, spreads = path[-1]
            for spread in spreads:
                if spread in self.fragments and spread not in self.known and spread not in begun:
                    begun.add(spread)
                    path.append((spread, self.spreads(spread)))
                    break
            else:
                path.pop()
                measured = self.measure(self.fragments[name].selection_set)
                self.known[name] = Measure(*(min(COUNTLESS, each) for each in measured))

    def spreads(self, name: str) -> Iterator[str]:
        """Names of the fragments that a fragment spreads."""
        todo = [self.fragments[name].selection_set]
        while todo:
            for node in todo.pop().selections:
                if isinstance(node, FragmentSpreadNode):
                    yield node.name.value
                elif isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set:
                    todo.append(node.selection_set)

    def measure(self, selection_set: SelectionSetNode) -> Measure:
        depth = aliases = root_fields = introspections = 0
        nesting, selections, text = 1, len(selection_set.selections), len(selection_set.selections)
        for node in selection_set.selections:
            if node.directives:
                text += _all_written(node.directives)
            if isinstance(node, FieldNode):
                name = node.name.value
                root_fields += 1
                text += len(name)
                introspections += name in INTROSPECTION
                if node.alias:
                    aliases += 1
                    text += len(node.alias.value)
                if node.arguments:
                    text += _all_written(node.arguments)
                if not node.selection_set:
                    depth = depth or 1
                    continue
                below = self.measure(node.selection_set)
                depth = max(depth, below.depth + 1)
            else:
                if isinstance(node, InlineFragmentNode):
                    below = self.measure(node.selection_set)
                elif isinstance(node, FragmentSpreadNode):
                    below = self.known.get(node.name.value, _NOTHING)
                depth = max(depth, below.depth)
                root_fields += below.root_fields
            nesting = max(nesting, below.nesting + 1)
            selections += below.selections
            text += below.expanded_characters
            aliases += below.aliases
            introspections += below.introspections
        return Measure(depth, nesting, selections, text, aliases, root_fields, introspections)


_NOTHING: Final = Measure()


def _all_written(nodes: Sequence[Node] | None) -> int:
    """Characters of arguments, directives or definitions of variables: of what has neither selections nor spreads."""
    length = 0
    todo = list(nodes or ())
    while todo:
        node = todo.pop()
        text = getattr(node, "value", None)
        length += len(text) if isinstance(text, str) else 1
        for key in QUERY_DOCUMENT_KEYS.get(node.kind, ()):
            below = getattr(node, key)
            if isinstance(below, Node):
                todo.append(below)
            elif below:
                todo.extend(below)
    return length

"""Parsed and validated documents, kept by their text.

A gateway sends the same few documents over and over.  The key is the text: graphql-core's nodes hash structurally,
which costs more than parsing saves.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from graphql import DocumentNode, GraphQLError, GraphQLSyntaxError, parse
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document


@dataclass(slots=True)
class _Entry:
    document: DocumentNode
    errors: list[GraphQLError] | None = None


class DocumentCache:
    """A bounded LRU of documents of one schema.

    Args:
        size: most documents kept.
        max_chars: longer documents are not kept.
        max_tokens: documents of more tokens are refused while parsing.
    """

    def __init__(self, *, size: int = 256, max_chars: int = 32_768, max_tokens: int = 4_000) -> None:
        self._size = size
        self._max_chars = max_chars
        self.max_tokens = max_tokens
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    def parsed(self, text: str) -> _Entry:
        """The document of `text`. Raises GraphQLSyntaxError."""
        entry = self._entries.get(text)
        if entry is not None:
            self._entries.move_to_end(text)
            return entry
        entry = _Entry(parse(text, max_tokens=self.max_tokens))
        if len(text) <= self._max_chars:
            self._entries[text] = entry
            if len(self._entries) > self._size:
                self._entries.popitem(last=False)
        return entry

    def __len__(self) -> int:
        return len(self._entries)


class CachedDocuments(SchemaExtension):
    """Takes a request's document and its validation errors from a `DocumentCache`.

    Args:
        cache: of this extension's schema alone, as validation depends on the schema.
    """

    def __init__(self, cache: DocumentCache) -> None:
        self._cache = cache
        self._entry: _Entry | None = None

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        context.parse_options["max_tokens"] = self._cache.max_tokens
        if context.query:
            try:
                self._entry = self._cache.parsed(context.query)
                context.graphql_document = self._entry.document
            except GraphQLSyntaxError:
                self._entry = None  # strawberry parses again and reports the error its own way
        yield

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        entry = self._entry
        if entry is not None:
            if entry.errors is None:
                entry.errors = validate_document(context.schema._schema, entry.document, context.validation_rules)
            context.pre_execution_errors = list(entry.errors)
        yield

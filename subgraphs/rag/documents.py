"""The values of this service: collections, documents, and the chunks a document is searched by.

A chunk is always a verbatim slice of its document's text, so that a citation can be found again in the source.
Identifiers are opaque strings; a chunk's is its document's with the chunk's index, so it is stable as long as the
document is.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class DocumentFormat(Enum):
    """How a document's text is written, which decides how it is cut into chunks."""

    MARKDOWN = "markdown"
    PLAIN_TEXT = "plain_text"


@dataclass(frozen=True)
class Collection:
    """A named shelf of documents."""

    id: str
    name: str
    description: str | None


@dataclass(frozen=True)
class Document:
    """A stored document without its text, which is read separately because it may be long."""

    id: str
    collection_id: str
    title: str
    format: DocumentFormat
    owner_id: str
    created_at: datetime


@dataclass(frozen=True)
class Chunk:
    """A stored piece of a document; `index` counts from 0 in reading order."""

    id: str
    document_id: str
    index: int
    text: str


@dataclass(frozen=True)
class Passage:
    """A piece of text as the chunker cuts it: the slice `[start, end)` and the headings above it, outermost first."""

    start: int
    end: int
    text: str
    headings: tuple[str, ...]


@dataclass(frozen=True)
class IndexedDocument:
    """A document ready to be stored: its text, its passages, and one vector for each passage in the same order."""

    document: Document
    text: str
    passages: tuple[Passage, ...]
    vectors: tuple[bytes, ...]


@dataclass(frozen=True)
class Page:
    """A slice of a keyset-ordered list: the items, whether more follow, and how many there are in all."""

    items: tuple[Document, ...]
    has_next: bool
    total: int


@dataclass(frozen=True, order=True)
class Position:
    """Where a document stands in the order of every list: oldest first, ties by identifier."""

    created_at: datetime
    id: str


def chunk_id(document_id: str, index: int) -> str:
    """The identifier of the chunk at `index` of a document."""
    return f"{document_id}.{index}"


def subheadings(title: str, headings: tuple[str, ...]) -> tuple[str, ...]:
    """The headings below the document's title: a Markdown document mostly repeats the title as its first heading."""
    return tuple(heading for heading in headings if heading != title)

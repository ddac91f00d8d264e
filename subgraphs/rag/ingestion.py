"""How a text becomes a searchable document: check, cut, embed in batches, store all at once.

Everything that can fail without the store (checking, cutting, embedding) happens before the store is touched, and the
store takes the finished document in one transaction. So a failure at any step leaves nothing behind.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from subgraphs.rag.chunking.chunker import ChunkingLimits, cut
from subgraphs.rag.documents import Document, DocumentFormat, IndexedDocument, Passage, subheadings
from subgraphs.rag.ports import DocumentStore, Embedder

MAX_TITLE_CHARACTERS = 200
MAX_TEXT_CHARACTERS = 500_000


class ProblemCode(Enum):
    """Why a document is refused."""

    BLANK = "blank"
    TOO_LONG = "too_long"
    UNKNOWN_COLLECTION = "unknown_collection"


@dataclass(frozen=True)
class Problem:
    """One reason to refuse a document; `field` is the input field's name."""

    field: str
    code: ProblemCode
    message: str


@dataclass(frozen=True)
class Submission:
    """A document as it is handed in."""

    collection_id: str
    title: str
    text: str
    format: DocumentFormat
    owner_id: str


class Ingestion:
    """Takes documents in; `now` and `new_id` are injected so that time and chance stay outside."""

    def __init__(
        self,
        store: DocumentStore,
        embedder: Embedder,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        limits: ChunkingLimits | None = None,
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._now = now
        self._new_id = new_id
        self._limits = limits or ChunkingLimits()

    async def problems(self, submission: Submission) -> list[Problem]:
        """Everything that is wrong with a submission; empty means that `add` will take it."""
        found = [
            *_text_problems("title", submission.title, MAX_TITLE_CHARACTERS),
            *_text_problems("text", submission.text, MAX_TEXT_CHARACTERS),
        ]
        if not await self._store.collections_by_ids([submission.collection_id]):
            message = f"There is no collection with the id {submission.collection_id!r}; ask `collections` for them."
            found.append(Problem("collection", ProblemCode.UNKNOWN_COLLECTION, message))
        return found

    async def add(self, submission: Submission, document_id: str | None = None) -> Document:
        """Cut, embed and store; a given `document_id` replaces the document that has it, which keeps its age.

        Raises UnknownCollection, and whatever the embedder or the store fail with; then nothing has been stored.
        """
        earlier = (await self._store.documents_by_ids([document_id])).get(document_id) if document_id else None
        document = Document(
            id=document_id or self._new_id(),
            collection_id=submission.collection_id,
            title=submission.title.strip(),
            format=submission.format,
            owner_id=submission.owner_id,
            created_at=earlier.created_at if earlier else self._now(),
        )
        passages = cut(submission.text, submission.format, self._limits)
        vectors = await self._embedder.embed([_in_context(document.title, passage) for passage in passages])
        await self._store.put(IndexedDocument(document, submission.text, tuple(passages), tuple(vectors)))
        return document


def _text_problems(field: str, value: str, most: int) -> list[Problem]:
    if not value.strip():
        return [Problem(field, ProblemCode.BLANK, f"The {field} must not be blank.")]
    if len(value) > most:
        message = f"The {field} has {len(value)} characters; at most {most} are allowed."
        return [Problem(field, ProblemCode.TOO_LONG, message)]
    return []


def _in_context(title: str, passage: Passage) -> str:
    """The passage with the title and headings it stands under: a passage alone often does not name its subject."""
    return "\n".join((title, *subheadings(title, passage.headings), passage.text))

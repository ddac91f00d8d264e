"""What this service needs from its surroundings: a place for documents, and a maker of vectors.

Every method of the store that takes several keys answers them with one query, in any order and without the unknown
ones: the loaders put the answers in order. A store never shows a document that is only half there.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from subgraphs.rag.documents import Chunk, Collection, Document, IndexedDocument, Page, Position
from subgraphs.rag.search.parameters import Candidates, StoreQuery


class Embedder(Protocol):
    """Turns texts into unit vectors of `dimensions` 32-bit little-endian floats."""

    @property
    def name(self) -> str:
        """The model's name; vectors of differently named models are never compared."""
        ...

    @property
    def dimensions(self) -> int: ...

    async def embed(self, texts: Sequence[str]) -> list[bytes]:
        """One vector per text, in order. A text without any known word gives the zero vector."""
        ...


class DocumentStore(Protocol):
    """Documents with their chunks, text index and vectors."""

    async def put_collection(self, collection: Collection) -> None:
        """Store a collection, replacing the name and description of one with the same id."""
        ...

    async def put(self, indexed: IndexedDocument) -> None:
        """Store a document with everything it is found by, or nothing of it. Replaces one with the same id.

        Raises UnknownCollection.
        """
        ...

    async def collections(self) -> list[Collection]:
        """All collections, by name."""
        ...

    async def collections_by_ids(self, ids: Sequence[str]) -> dict[str, Collection]: ...

    async def documents_by_ids(self, ids: Sequence[str]) -> dict[str, Document]: ...

    async def texts_by_document_ids(self, ids: Sequence[str]) -> dict[str, str]: ...

    async def chunks_by_ids(self, ids: Sequence[str]) -> dict[str, Chunk]: ...

    async def chunks_by_document_ids(self, ids: Sequence[str]) -> dict[str, list[Chunk]]:
        """The chunks of each document in reading order."""
        ...

    async def pages_by_owner(self, ids: Sequence[str], first: int, after: Position | None) -> dict[str, Page]:
        """For each owner the next `first` documents behind `after`, oldest first."""
        ...

    async def pages_by_collection(self, ids: Sequence[str], first: int, after: Position | None) -> dict[str, Page]:
        """For each collection the next `first` documents behind `after`, oldest first."""
        ...

    async def search(self, queries: Sequence[StoreQuery]) -> list[Candidates]:
        """The best chunks of each query by text and by vector, in the queries' order."""
        ...

    async def count_documents(self) -> int: ...

    async def notes(self) -> Mapping[str, str]:
        """What the service has written down about the store itself, by name."""
        ...

    async def note(self, name: str, value: str) -> None:
        """Write down one thing about the store, durably."""
        ...

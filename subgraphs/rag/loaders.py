"""Batching within one GraphQL operation: every look-up by key goes through a loader, so a list of n is one query.

Loaders live as long as one operation, inside its event loop. A key that the store does not know loads as None (or an
empty list); the order and the number of answers are the keys', whatever the store returns.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

from aiodataloader import DataLoader

from subgraphs.rag.documents import Chunk, Collection, Document, Page, Position
from subgraphs.rag.ports import DocumentStore
from subgraphs.rag.search.parameters import SearchParameters
from subgraphs.rag.search.searcher import FoundChunk, Searcher

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Loader(Generic[K, V]):
    """A dataloader over a function from keys to the values it found."""

    def __init__(self, fetch: Callable[[list[K]], Awaitable[dict[K, V]]]) -> None:
        async def batch(keys: list[K]) -> list[V | None]:
            found = await fetch(keys)
            return [found.get(key) for key in keys]

        self._loader: DataLoader[K, V | None] = DataLoader(batch)

    async def load(self, key: K) -> V | None:
        """The value of one key. Shielded: a cancelled caller must not cancel what others share."""
        return await asyncio.shield(self._loader.load(key))


PageKey = tuple[str, int, Position | None]
PageFetch = Callable[[Sequence[str], int, Position | None], Awaitable[dict[str, Page]]]


class Loaders:
    """The loaders of one operation."""

    def __init__(self, store: DocumentStore, searcher: Searcher) -> None:
        self.collection: Loader[str, Collection] = Loader(store.collections_by_ids)
        self.document: Loader[str, Document] = Loader(store.documents_by_ids)
        self.text: Loader[str, str] = Loader(store.texts_by_document_ids)
        self.chunk: Loader[str, Chunk] = Loader(store.chunks_by_ids)
        self.chunks_of: Loader[str, list[Chunk]] = Loader(store.chunks_by_document_ids)
        self.page_of_owner: Loader[PageKey, Page] = Loader(_paged(store.pages_by_owner))
        self.page_of_collection: Loader[PageKey, Page] = Loader(_paged(store.pages_by_collection))
        self.hits: Loader[SearchParameters, list[FoundChunk]] = Loader(_searched(searcher))


def _paged(fetch: PageFetch) -> Callable[[list[PageKey]], Awaitable[dict[PageKey, Page]]]:
    """One query for all keys that ask for the same page size behind the same position, which is nearly always all."""

    async def pages(keys: list[PageKey]) -> dict[PageKey, Page]:
        groups: dict[tuple[int, Position | None], list[str]] = {}
        for id, first, after in keys:
            groups.setdefault((first, after), []).append(id)
        found: dict[PageKey, Page] = {}
        for (first, after), ids in groups.items():
            for id, page in (await fetch(ids, first, after)).items():
                found[id, first, after] = page
        return found

    return pages


def _searched(
    searcher: Searcher,
) -> Callable[[list[SearchParameters]], Awaitable[dict[SearchParameters, list[FoundChunk]]]]:
    async def hits(searches: list[SearchParameters]) -> dict[SearchParameters, list[FoundChunk]]:
        return dict(zip(searches, await searcher.search(searches), strict=True))

    return hits

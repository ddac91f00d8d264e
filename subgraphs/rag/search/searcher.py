"""Searches from parameters to hits: embed the queries in one batch, ask the store once, blend each answer.

Both rankings are asked for more than `top_k` chunks, because the best blend may be third in each.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from subgraphs.rag.documents import Chunk
from subgraphs.rag.ports import DocumentStore, Embedder
from subgraphs.rag.search.expression import match_expression
from subgraphs.rag.search.fusion import fuse
from subgraphs.rag.search.parameters import SearchParameters, StoreQuery

_CANDIDATES = 100


@dataclass(frozen=True)
class FoundChunk:
    """A hit: the chunk and its blended score, above 0 and at most 1."""

    chunk: Chunk
    score: float


class Searcher:
    """Hybrid search over a store."""

    def __init__(self, store: DocumentStore, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder

    async def search(self, searches: Sequence[SearchParameters]) -> list[list[FoundChunk]]:
        """The hits of each search, best first; an unknown collection has none."""
        vectors = await self._vectors(searches)
        queries = [_store_query(parameters, vectors.get(parameters.query)) for parameters in searches]
        candidates = await self._store.search(queries)
        ranked = [
            fuse(found, parameters.alpha, parameters.top_k)
            for found, parameters in zip(candidates, searches, strict=True)
        ]
        chunks = await self._store.chunks_by_ids(list({chunk_id for hits in ranked for chunk_id, _ in hits}))
        return [[FoundChunk(chunks[id], score) for id, score in hits if id in chunks] for hits in ranked]

    async def _vectors(self, searches: Sequence[SearchParameters]) -> dict[str, bytes]:
        texts = list({parameters.query for parameters in searches if parameters.alpha > 0.0})
        return dict(zip(texts, await self._embedder.embed(texts), strict=True)) if texts else {}


def _store_query(parameters: SearchParameters, vector: bytes | None) -> StoreQuery:
    return StoreQuery(
        match=match_expression(parameters.query) if parameters.alpha < 1.0 else None,
        vector=vector if parameters.alpha > 0.0 else None,
        collection_id=parameters.collection_id,
        limit=_CANDIDATES,
    )

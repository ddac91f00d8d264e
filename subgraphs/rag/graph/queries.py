"""The root queries: look-ups by id, and the search."""

import strawberry

from subgraphs.kit.errors import InvalidInput
from subgraphs.rag.graph.context import RagInfo
from subgraphs.rag.graph.types import Collection, Document, Search
from subgraphs.rag.problems import UnknownCollection
from subgraphs.rag.search.parameters import checked

MAX_IDS = 500


@strawberry.type
class Query:
    @strawberry.field(description="All collections, by name.")
    async def collections(self, info: RagInfo) -> list[Collection]:
        return [Collection.of(stored) for stored in await info.context.store.collections()]

    @strawberry.field(description="One collection, or null when there is none with this id.")
    async def collection(self, info: RagInfo, id: strawberry.ID) -> Collection | None:
        stored = await info.context.loaders.collection.load(id)
        return Collection.of(stored) if stored else None

    @strawberry.field(description="One document, or null when there is none with this id.")
    async def document(self, info: RagInfo, id: strawberry.ID) -> Document | None:
        stored = await info.context.loaders.document.load(id)
        return Document.of(stored) if stored else None

    @strawberry.field(description="The documents in the order of the ids, null for every unknown one; at most 500 ids.")
    async def documents_by_ids(self, info: RagInfo, ids: list[strawberry.ID]) -> list[Document | None]:
        if len(ids) > MAX_IDS:
            raise InvalidInput(f"ids must be at most {MAX_IDS}, not {len(ids)}")
        stored = await info.context.store.documents_by_ids(ids)
        return [Document.of(stored[id]) if id in stored else None for id in ids]

    @strawberry.field(
        description="Hybrid search over all chunks or one collection's: at most topK hits (1 to 50), where alpha "
        "blends full text (0) with meaning (1)."
    )
    async def search(
        self,
        info: RagInfo,
        query: str,
        top_k: int = 5,
        collection: strawberry.ID | None = None,
        alpha: float = 0.5,
    ) -> Search:
        parameters = checked(query, top_k, collection, alpha)
        if collection is not None and await info.context.loaders.collection.load(collection) is None:
            raise UnknownCollection(collection)
        return Search.of(parameters)

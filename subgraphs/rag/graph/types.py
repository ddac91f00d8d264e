"""The object types of this subgraph, thin over the service's values.

An object holds what its row holds; everything behind a key is a field that asks a loader, so that a hundred objects
cost one query per field. References resolve through the same loaders.
"""

from datetime import datetime
from typing import Annotated, Any, Optional, cast

import strawberry

from subgraphs.rag import cursors, documents
from subgraphs.rag.documents import DocumentFormat
from subgraphs.rag.graph.context import RagInfo
from subgraphs.rag.search import identity
from subgraphs.rag.search.parameters import SearchParameters
from subgraphs.rag.search.searcher import FoundChunk

GraphDocumentFormat = strawberry.enum(
    DocumentFormat, name="DocumentFormat", description="How the text of a document is written."
)


@strawberry.federation.type(shareable=True)
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type(description="A document in a page, with the cursor to continue behind it.")
class DocumentEdge:
    cursor: str
    node: Annotated["Document", strawberry.lazy("subgraphs.rag.graph.types")]


@strawberry.type(description="A page of documents, oldest first.")
class DocumentConnection:
    edges: list[DocumentEdge]
    page_info: PageInfo
    total_count: int = strawberry.field(description="All documents of the list, not only those of this page.")

    @classmethod
    def of(cls, page: documents.Page | None, after: str | None) -> "DocumentConnection":
        """The connection of a stored page; None is a list without any document."""
        page = page or documents.Page((), False, 0)
        edges = [
            DocumentEdge(cursor=cursors.encode(documents.position_of(item)), node=Document.of(item))
            for item in page.items
        ]
        info = PageInfo(
            has_next_page=page.has_next,
            has_previous_page=after is not None and page.total > 0,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        )
        return cls(edges=edges, page_info=info, total_count=page.total)


def _page_key(id: str, first: int, after: str | None) -> tuple[str, int, documents.Position | None]:
    return id, cursors.checked_first(first), None if after is None else cursors.decode(after)


@strawberry.federation.type(keys=["id"], description="A named shelf of documents; a search can be kept to one.")
class Collection:
    id: strawberry.ID
    name: str
    description: str | None

    @classmethod
    def of(cls, stored: documents.Collection) -> "Collection":
        return cls(id=strawberry.ID(stored.id), name=stored.name, description=stored.description)

    @classmethod
    async def resolve_reference(cls, info: RagInfo, id: strawberry.ID, **_: Any) -> Optional["Collection"]:
        stored = await info.context.loaders.collection.load(id)
        return cls.of(stored) if stored else None

    @strawberry.field(description="The documents of this collection, at most 100 a page.")
    async def documents(self, info: RagInfo, first: int = 20, after: str | None = None) -> DocumentConnection:
        page = await info.context.loaders.page_of_collection.load(_page_key(self.id, first, after))
        return DocumentConnection.of(page, after)


@strawberry.federation.type(keys=["id"])
class User:
    id: strawberry.ID

    @classmethod
    def resolve_reference(cls, id: strawberry.ID, **_: Any) -> "User":
        return cls(id=id)

    @strawberry.field(description="The documents this user added, at most 100 a page.")
    async def documents(self, info: RagInfo, first: int = 20, after: str | None = None) -> DocumentConnection:
        page = await info.context.loaders.page_of_owner.load(_page_key(self.id, first, after))
        return DocumentConnection.of(page, after)


@strawberry.federation.type(keys=["id"], description="A text that can be searched and cited.")
class Document:
    id: strawberry.ID
    title: str
    format: GraphDocumentFormat
    created_at: datetime
    collection_id: strawberry.Private[str]
    owner_id: strawberry.Private[str]

    @classmethod
    def of(cls, stored: documents.Document) -> "Document":
        return cls(
            id=strawberry.ID(stored.id),
            title=stored.title,
            format=stored.format,
            created_at=stored.created_at,
            collection_id=stored.collection_id,
            owner_id=stored.owner_id,
        )

    @classmethod
    async def resolve_reference(cls, info: RagInfo, id: strawberry.ID, **_: Any) -> Optional["Document"]:
        stored = await info.context.loaders.document.load(id)
        return cls.of(stored) if stored else None

    @strawberry.field(description="The whole text as it was added.")
    async def text(self, info: RagInfo) -> str:
        return cast(str, await info.context.loaders.text.load(self.id))

    @strawberry.field(description="The collection the document stands in.")
    async def collection(self, info: RagInfo) -> Collection:
        return Collection.of(cast(documents.Collection, await info.context.loaders.collection.load(self.collection_id)))

    @strawberry.field(description="Who added the document.")
    def owner(self) -> User:
        return User(id=strawberry.ID(self.owner_id))

    @strawberry.field(description="The pieces the document is searched by, in reading order.")
    async def chunks(self, info: RagInfo) -> list[Annotated["Chunk", strawberry.lazy("subgraphs.rag.graph.types")]]:
        return [Chunk.of(stored) for stored in await info.context.loaders.chunks_of.load(self.id) or []]


@strawberry.federation.type(keys=["id"], description="A verbatim piece of a document; what a search finds.")
class Chunk:
    id: strawberry.ID
    index: int = strawberry.field(description="The place among the chunks of the document, from 0.")
    text: str
    document_id: strawberry.Private[str]

    @classmethod
    def of(cls, stored: documents.Chunk) -> "Chunk":
        return cls(
            id=strawberry.ID(stored.id), index=stored.index, text=stored.text, document_id=stored.document_id
        )

    @classmethod
    async def resolve_reference(cls, info: RagInfo, id: strawberry.ID, **_: Any) -> Optional["Chunk"]:
        stored = await info.context.loaders.chunk.load(id)
        return cls.of(stored) if stored else None

    @strawberry.field(description="The document this is a piece of.")
    async def document(self, info: RagInfo) -> Document:
        return Document.of(cast(documents.Document, await info.context.loaders.document.load(self.document_id)))


@strawberry.type(description="A chunk that a search found.")
class Hit:
    score: float = strawberry.field(description="Above 0 and at most 1; comparable within one search only.")
    chunk: Chunk

    @classmethod
    def of(cls, found: FoundChunk) -> "Hit":
        return cls(score=found.score, chunk=Chunk.of(found.chunk))


@strawberry.federation.type(keys=["id"], description="A search. Its id encodes its parameters; nothing is stored for it.")
class Search:
    id: strawberry.ID
    query: str
    parameters: strawberry.Private[SearchParameters]

    @classmethod
    def of(cls, parameters: SearchParameters) -> "Search":
        return cls(id=strawberry.ID(identity.encode(parameters)), query=parameters.query, parameters=parameters)

    @classmethod
    def resolve_reference(cls, id: strawberry.ID, **_: Any) -> "Search":
        return cls.of(identity.decode(id))

    @strawberry.field(description="The chunks that fit best, best first.")
    async def hits(self, info: RagInfo) -> list[Hit]:
        return [Hit.of(found) for found in await info.context.loaders.hits.load(self.parameters) or []]

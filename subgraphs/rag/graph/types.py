"""The object types of this subgraph, thin over the service's values.

An object holds what its row holds; everything behind a key is a field that asks a loader, so that a hundred objects
cost one query per field. References resolve through the same loaders.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, cast

import strawberry

from subgraphs.kit.entities import Representation, keys_of, resolve_each
from subgraphs.kit.errors import ClientError, InvalidInput
from subgraphs.kit.pages import Connection, Edge, decode_cursor, encode_cursor, page_info, page_size
from subgraphs.kit.timestamps import microseconds, moment
from subgraphs.rag import documents as rows
from subgraphs.rag.documents import DocumentFormat
from subgraphs.rag.graph.context import RagContext, RagInfo
from subgraphs.rag.search import identity
from subgraphs.rag.search.parameters import SearchParameters
from subgraphs.rag.search.searcher import FoundChunk

strawberry.enum(DocumentFormat, name="DocumentFormat", description="How the text of a document is written.")


_ORDER = "created"


def _page_key(id: str, first: int, after: str | None) -> tuple[str, int, rows.Position | None]:
    """What the page loaders are asked for. Raises InvalidInput for a bad size or cursor."""
    return id, page_size(first), None if after is None else _position(after)


def _position(after: str) -> rows.Position:
    created_at, id = decode_cursor(_ORDER, (int, str), after)
    try:
        return rows.Position(moment(int(created_at)), str(id))
    except OverflowError:
        raise InvalidInput("after is not a cursor of this connection") from None


def _connection(page: rows.Page | None, after: str | None) -> "Connection[Document]":
    """The connection of a stored page; None is a list without any document."""
    page = page or rows.Page((), False, 0)
    edges = [
        Edge(cursor=encode_cursor(_ORDER, microseconds(item.created_at), item.id), node=Document.of(item))
        for item in page.items
    ]
    total = page.total

    async def count() -> int:
        return total

    return Connection(edges=edges, page_info=page_info(edges, after=after, more=page.has_next), count=count)


@strawberry.federation.type(keys=["id"], description="A named shelf of documents; a search can be kept to one.")
class Collection:
    id: strawberry.ID
    name: str
    description: str | None

    @classmethod
    def of(cls, stored: rows.Collection) -> "Collection":
        return cls(id=strawberry.ID(stored.id), name=stored.name, description=stored.description)

    @classmethod
    async def resolve_references(
        cls, context: RagContext, representations: Sequence[Representation]
    ) -> list["Collection | ClientError | None"]:
        return await resolve_each(representations, context.loaders.collection.load, cls.of)

    @strawberry.field(description="The documents of this collection, at most 100 a page.")
    async def documents(self, info: RagInfo, first: int = 20, after: str | None = None) -> Connection["Document"]:
        page = await info.context.loaders.page_of_collection.load(_page_key(self.id, first, after))
        return _connection(page, after)


@strawberry.federation.type(keys=["id"])
class User:
    id: strawberry.ID

    @classmethod
    async def resolve_references(
        cls, _: RagContext, representations: Sequence[Representation]
    ) -> list["User | InvalidInput"]:
        keys = keys_of(representations)
        return [cls(id=strawberry.ID(key)) if isinstance(key, str) else key for key in keys]

    @strawberry.field(description="The documents this user added, at most 100 a page.")
    async def documents(self, info: RagInfo, first: int = 20, after: str | None = None) -> Connection["Document"]:
        page = await info.context.loaders.page_of_owner.load(_page_key(self.id, first, after))
        return _connection(page, after)


@strawberry.federation.type(keys=["id"], description="A text that can be searched and cited.")
class Document:
    id: strawberry.ID
    title: str
    format: DocumentFormat
    created_at: datetime
    collection_id: strawberry.Private[str]
    owner_id: strawberry.Private[str]

    @classmethod
    def of(cls, stored: rows.Document) -> "Document":
        return cls(
            id=strawberry.ID(stored.id),
            title=stored.title,
            format=stored.format,
            created_at=stored.created_at,
            collection_id=stored.collection_id,
            owner_id=stored.owner_id,
        )

    @classmethod
    async def resolve_references(
        cls, context: RagContext, representations: Sequence[Representation]
    ) -> list["Document | ClientError | None"]:
        return await resolve_each(representations, context.loaders.document.load, cls.of)

    @strawberry.field(description="The whole text as it was added.")
    async def text(self, info: RagInfo) -> str:
        return cast(str, await info.context.loaders.text.load(self.id))

    @strawberry.field(description="The collection the document stands in.")
    async def collection(self, info: RagInfo) -> Collection:
        return Collection.of(cast(rows.Collection, await info.context.loaders.collection.load(self.collection_id)))

    @strawberry.field(description="Who added the document; null only while accounts cannot be reached.")
    def owner(self) -> User | None:
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
    def of(cls, stored: rows.Chunk) -> "Chunk":
        return cls(id=strawberry.ID(stored.id), index=stored.index, text=stored.text, document_id=stored.document_id)

    @classmethod
    async def resolve_references(
        cls, context: RagContext, representations: Sequence[Representation]
    ) -> list["Chunk | ClientError | None"]:
        return await resolve_each(representations, context.loaders.chunk.load, cls.of)

    @strawberry.field(description="The document this is a piece of.")
    async def document(self, info: RagInfo) -> Document:
        return Document.of(cast(rows.Document, await info.context.loaders.document.load(self.document_id)))


@strawberry.type(description="A chunk that a search found.")
class Hit:
    score: float = strawberry.field(description="Above 0 and at most 1; comparable within one search only.")
    chunk: Chunk

    @classmethod
    def of(cls, found: FoundChunk) -> "Hit":
        return cls(score=found.score, chunk=Chunk.of(found.chunk))


@strawberry.federation.type(
    keys=["id"], description="A search. Its id encodes its parameters; nothing is stored for it."
)
class Search:
    id: strawberry.ID
    query: str
    parameters: strawberry.Private[SearchParameters]

    @classmethod
    def of(cls, parameters: SearchParameters) -> "Search":
        return cls(id=strawberry.ID(identity.encode(parameters)), query=parameters.query, parameters=parameters)

    @classmethod
    async def resolve_references(
        cls, _: RagContext, representations: Sequence[Representation]
    ) -> list["Search | ClientError | None"]:
        return await resolve_each(representations, _parameters, cls.of)

    @strawberry.field(description="The chunks that fit best, best first.")
    async def hits(self, info: RagInfo) -> list[Hit]:
        return [Hit.of(found) for found in await info.context.loaders.hits.load(self.parameters) or []]


async def _parameters(search_id: str) -> SearchParameters:
    return identity.decode(search_id)

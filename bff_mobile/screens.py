"""The mobile screens' resolvers: the graph's objects flattened into what one card shows.

Each screen is one gateway operation and, if the client asks for owners, one more for all of them together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ariadne import ObjectType, QueryType
from ariadne.types import SchemaBindable

from bff_mobile.text import initials, plain, reading_minutes, shorten
from gateway.bff.app import Screens
from gateway.bff.arguments import not_blank, within
from gateway.bff.context import ResolveInfo, screen
from gateway.bff.selection import selects
from gateway.bff.view import View

OPERATIONS = frozenset({"Feed", "Ask", "Initials", "DocumentSummary"})
PASSAGES = 3
SNIPPET = 160
EXCERPT = 320


def mobile_screens() -> Screens:
    """The mobile BFF, for `gateway.bff.app.build_bff`."""
    return Screens(sdl="bff_mobile.graphql", operations="mobile", needs=OPERATIONS, bindables=bindables())


def bindables() -> list[SchemaBindable]:
    """Resolvers by type; a field without one is read from its parent under its own name."""
    query = QueryType()
    query.set_field("feed", feed)
    query.set_field("ask", ask)
    query.set_field("document", document)
    item, snippet, summary = ObjectType("FeedItem"), ObjectType("Snippet"), ObjectType("DocumentSummary")
    item.set_field("ownerInitials", owner_initials)
    snippet.set_field("ownerInitials", owner_initials)
    summary.set_field("collection", lambda row, _: row.at("collection", "name"))
    summary.set_field("excerpt", lambda row, _: shorten(plain(row["text"]), EXCERPT))
    summary.set_field("readingMinutes", lambda row, _: reading_minutes(row["text"]))
    summary.set_field("owner", owner_name)
    return [query, item, _card(), snippet, summary]


def _card() -> ObjectType:
    card = ObjectType("AskCard")
    card.set_field("answer", lambda search, _: _written(search, "text"))
    card.set_field("model", lambda search, _: _written(search, "model", "name"))
    card.set_field("snippets", lambda search, _: [_snippet(hit["chunk"]) for hit in search["hits"]])
    return card


async def feed(_: Any, info: ResolveInfo, first: int) -> list[dict[str, Any]]:
    """Newest first among the documents that lead their collections."""
    within("first", first, 1, 50)
    found = await screen(info).run("Feed", first=first)
    items = [item for collection in found["collections"] for item in _feed_items(collection)]
    return sorted(items, key=lambda item: str(item["createdAt"]), reverse=True)[:first]


def _feed_items(collection: View) -> Iterator[dict[str, Any]]:
    for edge in collection.at("documents", "edges"):
        yield {**edge["node"], "collection": collection["name"]}


async def ask(_: Any, info: ResolveInfo, question: str) -> Any:
    """The model writes only if the client selects what it writes."""
    written = selects(info, "answer") or selects(info, "model")
    question = not_blank("question", question)
    return (await screen(info).run("Ask", question=question, passages=PASSAGES, answer=written))["search"]


def _written(search: View, *path: str) -> Any:
    answer = search.get("answer")
    return None if answer is None else answer.at(*path)


def _snippet(chunk: View) -> dict[str, Any]:
    document = chunk["document"]
    return {
        "documentId": document["id"],
        "title": document["title"],
        "text": shorten(plain(chunk["text"]), SNIPPET),
        "owner": document["owner"],
    }


async def document(_: Any, info: ResolveInfo, id: str) -> Any:
    return (await screen(info).run("DocumentSummary", id=id))["document"]


async def owner_initials(row: Any, info: ResolveInfo) -> str | None:
    name = await owner_name(row, info)
    return None if name is None else initials(name)


async def owner_name(row: Any, info: ResolveInfo) -> str | None:
    person = await screen(info).loader("Initials").load(row["owner"]["id"])
    return None if person is None else person["name"]

"""The web screens' resolvers: which registered operation or loader each section comes from, and in what shape.

A screen's root resolver fetches only what all its sections share; everything else waits until a client selects
it.  Rows refer to documents and people by id, so a whole page of them costs one operation each.
"""

from __future__ import annotations

from typing import Any

from ariadne import ObjectType, QueryType
from ariadne.types import SchemaBindable

from gateway.bff.app import Screens
from gateway.bff.arguments import not_blank, within
from gateway.bff.context import ResolveInfo, screen
from gateway.bff.errors import GatewayError
from gateway.bff.selection import selects
from gateway.bff.view import View

OPERATIONS = frozenset({"Viewer", "Collections", "DocumentCards", "People", "Ask", "DocumentPage"})


def web_screens() -> Screens:
    """The web BFF, for `gateway.bff.app.build_bff`."""
    return Screens(sdl="bff_web.graphql", operations="web", needs=OPERATIONS, bindables=bindables())


def bindables() -> list[SchemaBindable]:
    """Resolvers by type; a field without one is read from its parent under its own name."""
    query = QueryType()
    query.set_field("home", home)
    query.set_field("ask", ask)
    query.set_field("documentPage", document_page)
    home_type = ObjectType("Home")
    home_type.set_field("viewer", viewer)
    home_type.set_field("collections", collections)
    shelf = ObjectType("Shelf")
    shelf.set_field("documentCount", lambda row, _: row.at("documents", "totalCount"))
    shelf.set_field("documents", shelf_documents)
    return [query, home_type, shelf, *_people(), *_documents(), *_answers()]


def _people() -> list[ObjectType]:
    viewer_type, person = ObjectType("Viewer"), ObjectType("PersonCard")
    for kind in (viewer_type, person):
        kind.set_field("name", lambda row, _: row.at("profile", "displayName"))
        kind.set_field("avatarUrl", lambda row, _: row.at("profile", "avatarUrl"))
        kind.set_field("organisation", lambda row, _: row.at("organisation", "name"))
    return [viewer_type, person]


def _documents() -> list[ObjectType]:
    card, page = ObjectType("DocumentCard"), ObjectType("DocumentPage")
    for kind in (card, page):
        kind.set_field("owner", owner)
    return [card, page]


def _answers() -> list[ObjectType]:
    passage, citation, answer = ObjectType("Passage"), ObjectType("Citation"), ObjectType("WrittenAnswer")
    passage.set_field("id", lambda row, _: row.at("chunk", "id"))
    passage.set_field("text", lambda row, _: row.at("chunk", "text"))
    passage.set_field("document", lambda row, info: document(row["chunk"], info))
    citation.set_field("document", document)
    answer.set_field("model", lambda row, _: row.at("model", "name"))
    answer.set_field("truncated", lambda row, _: row["finishReason"] == "LENGTH")
    return [passage, citation, answer]


def home(_: Any, __: ResolveInfo, documents: int) -> dict[str, int]:
    """Nothing is shared by the sections but the argument."""
    return {"shown": within("documents", documents, 1, 50)}


async def viewer(_: Any, info: ResolveInfo) -> View | None:
    """Not asked for anonymous visitors: the gateway would only refuse."""
    context = screen(info)
    if context.caller is None:
        return None
    return _view((await context.run("Viewer"))["me"])


async def collections(parent: dict[str, int], info: ResolveInfo) -> Any:
    return (await screen(info).run("Collections", documents=parent["shown"]))["collections"]


async def shelf_documents(row: View, info: ResolveInfo) -> list[View | GatewayError | None]:
    ids = [edge.at("node", "id") for edge in row.at("documents", "edges")]
    return await screen(info).loader("DocumentCards").load_many(ids)


async def document(row: View, info: ResolveInfo) -> View | None:
    return await screen(info).loader("DocumentCards").load(row.at("document", "id"))


async def owner(row: View, info: ResolveInfo) -> View | None:
    return await screen(info).loader("People").load(row.at("owner", "id"))


async def ask(_: Any, info: ResolveInfo, question: str, passages: int, collection: str | None = None) -> dict[str, Any]:
    """The model writes only if the client selects `answer`."""
    question = not_blank("question", question)
    found = await screen(info).run(
        "Ask",
        question=question,
        collection=collection,
        passages=within("passages", passages, 1, 20),
        answer=selects(info, "answer"),
    )
    search = found["search"]
    return {"question": question, "hits": lambda _: search["hits"], "answer": lambda _: search.get("answer")}


async def document_page(_: Any, info: ResolveInfo, id: str) -> View | None:
    return _view((await screen(info).run("DocumentPage", id=id))["document"])


def _view(value: Any) -> View | None:
    return value if isinstance(value, View) else None

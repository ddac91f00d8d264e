"""The fields of rag: pages, searches, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from subgraphs.rag.documents import Collection
from subgraphs.rag.store.sqlite import SqliteDocumentStore
from tests.subgraphs.rag.conftest import Add, Ask

PAGE = """
query ($first: Int!, $after: String) {
  collection(id: "general") {
    documents(first: $first, after: $after) {
      totalCount
      edges { cursor node { title } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}
"""


async def page(ask: Ask, first: int, after: str | None = None) -> dict[str, Any]:
    answer = await ask(PAGE, first=first, after=after)
    assert answer["errors"] == []
    found: dict[str, Any] = answer["data"]["collection"]["documents"]
    return found


def titles(page: dict[str, Any]) -> list[str]:
    return [edge["node"]["title"] for edge in page["edges"]]


class TestPages:
    async def test_pages_follow_each_other_without_gap_or_repetition(self, ask: Ask, add: Add) -> None:
        for n in range(5):
            await add(f"Title {n}", "Text.")
        first = await page(ask, 2)
        second = await page(ask, 2, first["pageInfo"]["endCursor"])
        third = await page(ask, 2, second["pageInfo"]["endCursor"])
        assert titles(first) + titles(second) + titles(third) == [f"Title {n}" for n in range(5)]
        assert [p["pageInfo"]["hasNextPage"] for p in (first, second, third)] == [True, True, False]
        assert [p["pageInfo"]["hasPreviousPage"] for p in (first, second, third)] == [False, True, True]
        assert {p["totalCount"] for p in (first, second, third)} == {5}

    async def test_a_cursor_holds_while_documents_are_added(self, ask: Ask, add: Add) -> None:
        for n in range(2):
            await add(f"Title {n}", "Text.")
        cursor = (await page(ask, 1))["pageInfo"]["endCursor"]
        await add("Title 2", "Text.")
        assert titles(await page(ask, 5, cursor)) == ["Title 1", "Title 2"]

    async def test_an_empty_list_is_an_empty_page(self, ask: Ask) -> None:
        assert await page(ask, 3) == {
            "totalCount": 0,
            "edges": [],
            "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
        }

    @pytest.mark.parametrize(
        "cursor", ["", "x", "WyJjcmVhdGVkIiwieCIsImQxIl0", "WyJjcmVhdGVkIiw5OTk5OTk5OTk5OTk5OTk5OTk5LCJkIl0"]
    )
    async def test_what_is_no_cursor_is_refused(self, ask: Ask, cursor: str) -> None:
        answer = await ask(PAGE, first=1, after=cursor)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]

    @pytest.mark.parametrize("first", [-1, 101])
    async def test_a_page_size_out_of_bounds_is_refused(self, ask: Ask, first: int) -> None:
        answer = await ask(PAGE, first=first)
        assert answer["errors"][0]["message"] == f"first must be from 0 to 100, not {first}"


class TestQueries:
    async def test_collections_come_by_name(self, ask: Ask, store: SqliteDocumentStore) -> None:
        await store.put_collection(Collection("z", "Alpha", None))
        answer = await ask("{ collections { id name description } }")
        assert answer["data"]["collections"] == [
            {"id": "z", "name": "Alpha", "description": None},
            {"id": "general", "name": "General", "description": "Documents that belong to no other collection."},
        ]

    async def test_what_does_not_exist_is_null(self, ask: Ask) -> None:
        answer = await ask('{ document(id: "x") { id } collection(id: "x") { id } }')
        assert answer == {"data": {"document": None, "collection": None}, "errors": []}

    async def test_a_document_shows_all_its_sides(self, ask: Ask, add: Add) -> None:
        await add("Keys", "# Keys\n\nA key.", id="d", owner="user-9")
        answer = await ask(
            '{ document(id: "d") { title format text createdAt collection { id } owner { id } chunks { index } } }'
        )
        assert answer["data"]["document"] == {
            "title": "Keys",
            "format": "MARKDOWN",
            "text": "# Keys\n\nA key.",
            "createdAt": "2026-01-01T00:00:00+00:00",
            "collection": {"id": "general"},
            "owner": {"id": "user-9"},
            "chunks": [{"index": 0}],
        }

    async def test_a_search_resolves_by_its_id_alone(self, ask: Ask, add: Add) -> None:
        await add("Keys", "A key identifies an entity.")
        asked = await ask('{ search(query: "entity", alpha: 0.25) { id query hits { score chunk { id } } } }')
        search = asked["data"]["search"]
        by_id = await ask(
            "query ($r: [_Any!]!) { _entities(representations: $r) "
            "{ ... on Search { id query hits { score chunk { id } } } } }",
            r=[{"__typename": "Search", "id": search["id"]}],
        )
        assert search["hits"]
        assert by_id["data"]["_entities"] == [search]

    async def test_a_search_in_an_unknown_collection_is_refused(self, ask: Ask) -> None:
        answer = await ask('{ search(query: "x", collection: "nope") { id } }')
        assert answer["errors"][0]["message"] == "there is no collection with the id 'nope'"
        assert answer["errors"][0]["extensions"] == {"code": "NOT_FOUND"}

    async def test_too_many_ids_are_refused(self, ask: Ask) -> None:
        answer = await ask("query ($ids: [ID!]!) { documentsByIds(ids: $ids) { id } }", ids=["x"] * 501)
        assert answer["errors"][0]["message"] == "ids must be at most 500, not 501"


ADD = """
mutation ($input: AddDocumentInput!) {
  addDocument(input: $input) {
    __typename
    ... on DocumentAdded { document { id title owner { id } chunks { text } } }
    ... on InvalidDocument { problems { field code message } }
  }
}
"""


class TestAddDocument:
    async def test_a_document_belongs_to_the_caller_and_is_found_at_once(self, ask: Ask) -> None:
        added = await ask(
            ADD,
            scopes="documents:write",
            input={"collection": "general", "title": " Cogs ", "text": "A cog is a ship."},
        )
        assert added["data"]["addDocument"] == {
            "__typename": "DocumentAdded",
            "document": {
                "id": "doc-1",
                "title": "Cogs",
                "owner": {"id": "user-7"},
                "chunks": [{"text": "A cog is a ship."}],
            },
        }
        found = await ask('{ search(query: "ship") { hits { chunk { document { id } } } } }')
        assert found["data"]["search"]["hits"] == [{"chunk": {"document": {"id": "doc-1"}}}]

    async def test_all_problems_are_told_at_once(self, ask: Ask) -> None:
        answer = await ask(
            ADD, scopes="documents:write", input={"collection": "nope", "title": "x" * 201, "text": " \n"}
        )
        assert answer["data"]["addDocument"] == {
            "__typename": "InvalidDocument",
            "problems": [
                {
                    "field": "title",
                    "code": "TOO_LONG",
                    "message": "The title has 201 characters; at most 200 are allowed.",
                },
                {"field": "text", "code": "BLANK", "message": "The text must not be blank."},
                {
                    "field": "collection",
                    "code": "UNKNOWN_COLLECTION",
                    "message": "There is no collection with the id 'nope'; ask `collections` for them.",
                },
            ],
        }

    @pytest.mark.parametrize(("scopes", "code"), [(None, "UNAUTHENTICATED"), ("inference users:email", "FORBIDDEN")])
    async def test_the_scope_is_needed_here_too(
        self, ask: Ask, store: SqliteDocumentStore, scopes: str | None, code: str
    ) -> None:
        answer = await ask(ADD, scopes=scopes, input={"collection": "general", "title": "T", "text": "T"})
        assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
        assert await store.count_documents() == 0

"""`_entities` and what hangs on entities: one query for a hundred, answers in order, errors where they belong."""

from __future__ import annotations

import pytest

from subgraphs.rag.documents import Collection
from subgraphs.rag.store.sqlite import SqliteDocumentStore
from tests.subgraphs.rag.conftest import Add, Ask

HUNDRED = range(100)


@pytest.fixture
async def corpus(store: SqliteDocumentStore, add: Add) -> None:
    for n in range(10):
        await store.put_collection(Collection(f"c{n}", f"Collection {n}", None))
    for n in HUNDRED:
        await add(f"Title {n}", f"Text number {n}.", id=f"d{n}", owner=f"user-{n % 50}", collection=f"c{n % 10}")


def representations(typename: str, ids: list[str]) -> list[dict[str, str]]:
    return [{"__typename": typename, "id": id} for id in ids]


async def entities(ask: Ask, typename: str, ids: list[str], selection: str) -> list[object]:
    query = f"query ($r: [_Any!]!) {{ _entities(representations: $r) {{ ... on {typename} {{ {selection} }} }} }}"
    answer = await ask(query, r=representations(typename, ids))
    assert answer["errors"] == []
    found: list[object] = answer["data"]["_entities"]
    return found


@pytest.mark.usefixtures("corpus")
class TestBatches:
    async def test_a_hundred_documents_are_one_query(self, ask: Ask, statements: list[str]) -> None:
        found = await entities(ask, "Document", [f"d{n}" for n in HUNDRED], "id title createdAt owner { id }")
        assert [item["title"] for item in found] == [f"Title {n}" for n in HUNDRED]  # type: ignore[index]
        assert len(statements) == 1

    async def test_a_hundred_chunks_with_their_documents_and_collections_are_three(
        self, ask: Ask, statements: list[str]
    ) -> None:
        ids = [f"d{n}.0" for n in HUNDRED]
        found = await entities(ask, "Chunk", ids, "text index document { title text collection { name } }")
        assert found[42] == {
            "text": "Text number 42.",
            "index": 0,
            "document": {"title": "Title 42", "text": "Text number 42.", "collection": {"name": "Collection 2"}},
        }
        assert len(statements) == 4, "chunks, documents, texts, collections"

    async def test_the_documents_of_a_hundred_users_are_one_query(self, ask: Ask, statements: list[str]) -> None:
        found = await entities(
            ask, "User", [f"user-{n}" for n in HUNDRED], "id documents(first: 1) { totalCount edges { node { id } } }"
        )
        assert found[7] == {"id": "user-7", "documents": {"totalCount": 2, "edges": [{"node": {"id": "d7"}}]}}
        assert found[77] == {"id": "user-77", "documents": {"totalCount": 0, "edges": []}}
        assert len(statements) == 1

    async def test_the_chunks_of_a_hundred_documents_are_one_more(self, ask: Ask, statements: list[str]) -> None:
        found = await entities(ask, "Document", [f"d{n}" for n in HUNDRED], "chunks { id }")
        assert found[3] == {"chunks": [{"id": "d3.0"}]}
        assert len(statements) == 2

    async def test_a_hundred_searches_are_a_few(self, ask: Ask, statements: list[str]) -> None:
        ids = []
        for n in HUNDRED:
            answer = await ask("query ($q: String!) { search(query: $q, topK: 1) { id } }", q=f"text number {n}")
            ids.append(answer["data"]["search"]["id"])
        assert statements == [], "a search that nobody looks at costs nothing"
        found = await entities(ask, "Search", ids, "query hits { chunk { id document { title } } }")
        assert found[42] == {
            "query": "text number 42",
            "hits": [{"chunk": {"id": "d42.0", "document": {"title": "Title 42"}}}],
        }
        assert len(statements) == 4, "text, vectors, chunks, documents"

    async def test_users_and_searches_by_key_alone_need_no_query(self, ask: Ask, statements: list[str]) -> None:
        assert await entities(ask, "User", ["nobody"], "id") == [{"id": "nobody"}]
        assert statements == []

    async def test_the_same_key_twice_is_asked_for_once_and_answered_twice(self, ask: Ask) -> None:
        found = await entities(ask, "Document", ["d1", "d2", "d1"], "id")
        assert found == [{"id": "d1"}, {"id": "d2"}, {"id": "d1"}]

    async def test_several_types_in_one_request_keep_their_places(self, ask: Ask) -> None:
        query = "query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }"
        mixed = (
            representations("Chunk", ["d1.0"])
            + representations("Document", ["d1"])
            + representations("Chunk", ["d2.0"])
        )
        answer = await ask(query, r=mixed)
        assert [item["__typename"] for item in answer["data"]["_entities"]] == ["Chunk", "Document", "Chunk"]

    async def test_what_does_not_exist_is_null_in_its_place(self, ask: Ask) -> None:
        found = await entities(ask, "Document", ["d1", "nope", "d2"], "id")
        assert found == [{"id": "d1"}, None, {"id": "d2"}]

    async def test_a_bad_representation_is_an_error_of_its_own(self, ask: Ask) -> None:
        query = (
            "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Search { id } ... on Document { id } } }"
        )
        bad = [{"__typename": "Search", "id": "x"}, {"__typename": "Document", "id": "d1"}, {"__typename": "Document"}]
        answer = await ask(query, r=bad)
        assert answer["data"]["_entities"] == [None, {"id": "d1"}, None]
        assert sorted((error["path"], error["extensions"]["code"]) for error in answer["errors"]) == [
            (["_entities", 0], "BAD_USER_INPUT"),
            (["_entities", 2], "BAD_USER_INPUT"),
        ]

    async def test_documents_by_ids_keeps_order_and_nulls(self, ask: Ask, statements: list[str]) -> None:
        answer = await ask('{ documentsByIds(ids: ["d9", "nope", "d1", "d9"]) { id } }')
        assert answer["data"]["documentsByIds"] == [{"id": "d9"}, None, {"id": "d1"}, {"id": "d9"}]
        assert len(statements) == 1

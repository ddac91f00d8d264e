"""Hybrid search over the real index and the real vectors."""

from __future__ import annotations

import pytest

from subgraphs.rag.documents import Collection
from subgraphs.rag.search.parameters import checked
from subgraphs.rag.search.searcher import Searcher
from subgraphs.rag.store.sqlite import SqliteDocumentStore
from tests.subgraphs.rag.conftest import Add

TEXTS = {
    "cat": "The cat sleeps on the warm sofa all afternoon.",
    "ship": "A cog is a ship with one mast that carried cargo across the Baltic.",
    "key": "An entity key identifies one object across all subgraphs.",
    "bread": "Bread is baked from flour, water, salt and yeast.",
}


@pytest.fixture
async def corpus(store: SqliteDocumentStore, add: Add) -> None:
    await store.put_collection(Collection("kitchen", "Kitchen", None))
    for id, text in TEXTS.items():
        await add(id.capitalize(), text, id=id, collection="kitchen" if id == "bread" else "general")


async def found(searcher: Searcher, query: str, alpha: float, collection: str | None = None) -> list[str]:
    [hits] = await searcher.search([checked(query, 5, collection, alpha)])
    return [hit.chunk.document_id for hit in hits]


@pytest.mark.usefixtures("corpus")
class TestSearch:
    async def test_text_alone_finds_words_and_their_inflections(self, searcher: Searcher) -> None:
        assert await found(searcher, "entities", 0.0) == ["key"]
        assert await found(searcher, "vessel", 0.0) == []

    async def test_vectors_alone_find_meanings(self, searcher: Searcher) -> None:
        assert (await found(searcher, "sailing vessel", 1.0))[0] == "ship"
        assert (await found(searcher, "kitten napping", 1.0))[0] == "cat"

    async def test_both_together_find_either(self, searcher: Searcher) -> None:
        assert (await found(searcher, "entity", 0.5))[0] == "key"
        assert (await found(searcher, "sailing vessel", 0.5))[0] == "ship"

    @pytest.mark.parametrize("alpha", [0.0, 0.5, 1.0])
    async def test_a_collection_is_a_wall(self, searcher: Searcher, alpha: float) -> None:
        assert await found(searcher, "flour water ship entity", alpha, "kitchen") == ["bread"]
        assert "bread" not in await found(searcher, "flour water", alpha, "general")

    async def test_an_unknown_collection_has_no_hits(self, searcher: Searcher) -> None:
        assert await found(searcher, "flour", 0.5, "nope") == []

    async def test_a_query_without_words_has_no_text_hits_and_no_error(self, searcher: Searcher) -> None:
        assert await found(searcher, "?! … —", 0.0) == []

    async def test_query_syntax_is_only_words(self, searcher: Searcher) -> None:
        assert await found(searcher, 'cargo AND text:"NEAR(', 0.0) == ["ship"]

    async def test_hits_are_the_same_each_time(self, searcher: Searcher) -> None:
        parameters = checked("cargo ship", 5, None, 0.5)
        first, second = await searcher.search([parameters]), await searcher.search([parameters])
        assert first == second
        assert all(hit.chunk.id == f"{hit.chunk.document_id}.0" for hit in first[0])

    async def test_many_searches_are_as_good_as_one_each_and_a_few_statements(
        self, searcher: Searcher, statements: list[str]
    ) -> None:
        searches = [
            checked(f"{word} {n}", 3, collection, alpha)
            for n, word in enumerate(["ship", "entity", "cat", "bread"] * 5)
            for collection, alpha in [(None, 0.0), (None, 0.5), ("kitchen", 1.0), ("general", 0.3), ("nope", 0.5)]
        ]
        together = await searcher.search(searches)
        assert len(statements) == 4, "text, vectors everywhere, vectors within collections, chunks"
        assert together == [(await searcher.search([parameters]))[0] for parameters in searches]


async def test_an_empty_store_has_no_hits(searcher: Searcher) -> None:
    assert await searcher.search([checked("anything", 5, None, 0.5)]) == [[]]


async def test_words_of_the_headings_count(searcher: Searcher, add: Add) -> None:
    await add("Manual", "# Manual\n\n## Tokens\n\nThey expire after five minutes.", id="tokens")
    await add("Other", "Nothing of interest is said here.", id="other")
    assert await found(searcher, "tokens", 0.0) == ["tokens"]
    assert await found(searcher, "manual", 0.0) == ["tokens"]

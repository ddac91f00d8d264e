"""Which sentences the model is given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.inference.answering.passages import MAX_CHARACTERS, Hit, choose

KEYS = Hit(
    "keys",
    "# Entities and Keys\n\nAn entity is an object type that several subgraphs share. Entities make it work.\n\n"
    "## What an entity key is\n\nAn entity key is a set of fields whose values identify one object. It is declared "
    'with `@key`.\n\n```graphql\ntype User @key(fields: "id") { id: ID! }\n```',
    0.9,
)
SHIPS = Hit("ships", "A cog is a ship with one mast. The mast carries one sail. Cogs sailed the Baltic.", 1.0)
PLAN = Hit("plan", "A query plan is a description of which subgraphs to ask. It does not contain data.", 0.8)


@pytest.mark.parametrize(
    ("question", "chunk", "text"),
    [
        (
            "What is an entity key?",
            "keys",
            "An entity key is a set of fields whose values identify one object. It is declared with @key.",
        ),
        (
            "What is an entity?",
            "keys",
            "An entity is an object type that several subgraphs share. Entities make it work.",
        ),
        (
            "What is a query plan?",
            "plan",
            "A query plan is a description of which subgraphs to ask. It does not contain data.",
        ),
        ("Which sea did cogs sail?", "ships", "Cogs sailed the Baltic."),
        ("How many sails does a mast carry?", "ships", "The mast carries one sail. Cogs sailed the Baltic."),
    ],
)
def test_the_sentence_that_speaks_of_the_question_is_chosen(question: str, chunk: str, text: str) -> None:
    excerpt = choose(question, [SHIPS, KEYS, PLAN])
    assert excerpt is not None
    assert (excerpt.chunk_ids, excerpt.text) == ((chunk,), text)


def test_between_equal_sentences_the_better_hit_decides() -> None:
    excerpt = choose("mast?", [Hit("low", "It has a mast here.", 0.2), Hit("high", "It has a mast there.", 0.9)])
    assert excerpt is not None
    assert excerpt.chunk_ids == ("high",)


def test_the_second_sentence_stays_away_when_the_first_is_long() -> None:
    first = "A cog is " + "a very " * 30 + "old ship."
    excerpt = choose("What is a cog?", [Hit("c", f"{first} It had a mast.", 1.0)])
    assert excerpt is not None
    assert excerpt.text == first


def test_a_sentence_of_the_next_paragraph_is_no_explanation() -> None:
    excerpt = choose("What is a cog?", [Hit("c", "A cog is a ship.\n\nSomething else entirely.", 1.0)])
    assert excerpt is not None
    assert excerpt.text == "A cog is a ship."


def test_hits_without_a_sentence_give_nothing() -> None:
    assert choose("What?", []) is None
    assert choose("What?", [Hit("c", "# Only a heading\n\n```\ncode\n```", 1.0)]) is None


def test_a_question_of_other_words_still_gets_the_best_hit() -> None:
    excerpt = choose("Warum?", [PLAN, SHIPS])
    assert excerpt is not None
    assert excerpt.chunk_ids == ("ships",)


HITS = st.lists(st.builds(Hit, st.uuids().map(str), st.text(max_size=200), st.floats(0, 1)), max_size=5)


@given(st.text(max_size=80), HITS)
def test_an_excerpt_is_short_and_cites_only_what_was_found(question: str, hits: list[Hit]) -> None:
    excerpt = choose(question, hits)
    if excerpt is not None:
        assert 0 < len(excerpt.text) <= MAX_CHARACTERS
        assert set(excerpt.chunk_ids) <= {hit.chunk_id for hit in hits}
        assert len(excerpt.chunk_ids) == 1

"""The mobile screens: flat, short, at most two gateway operations each."""

from __future__ import annotations

import json

from tests.bff.client import Front
from tests.bff.standin import StandIn

FEED = "query ($first: Int! = 20) { feed(first: $first) { id title collection ownerInitials } }"
ASK = "query ($question: String!) { ask(question: $question) { answer model snippets { title text ownerInitials } } }"


async def test_twenty_items_of_the_feed_are_two_operations(mobile: Front, gateway: StandIn) -> None:
    feed = (await mobile.data(FEED))["feed"]
    assert len(feed) == 20
    assert feed[0] == {"id": "document-27", "title": "Document 27", "collection": "Shelf 1", "ownerInitials": "A3"}
    assert gateway.names == ["Feed", "Initials"]
    assert len(gateway.seen[1].variables["ids"]) == 5


async def test_the_feed_leads_with_the_newest_and_keeps_to_its_length(mobile: Front) -> None:
    feed = (await mobile.data(FEED, first=3))["feed"]
    assert [item["title"] for item in feed] == ["Document 5", "Document 4", "Document 3"]


async def test_a_feed_without_owners_is_one_operation(mobile: Front, gateway: StandIn) -> None:
    await mobile.data("{ feed { title } }")
    assert gateway.names == ["Feed"]


async def test_a_question_is_answered_on_one_card(mobile: Front, gateway: StandIn) -> None:
    card = (await mobile.data(ASK, question="What is an entity key?"))["ask"]
    assert card["answer"].startswith("What is an entity key?")
    assert card["model"] == "Small model"
    assert card["snippets"][1] == {
        "title": "Document 1",
        "text": "An entity key names the fields that identify an object, number 1.",
        "ownerInitials": "A2",
    }
    assert gateway.names == ["Ask", "Initials"]


async def test_the_model_writes_only_when_asked_for(mobile: Front, gateway: StandIn) -> None:
    await mobile.data('{ ask(question: "Why?") { snippets { text } } }')
    assert gateway.seen[0].variables["answer"] is False


async def test_without_a_model_the_snippets_are_delivered(mobile: Front, gateway: StandIn) -> None:
    gateway.world.model_missing = True
    result = await mobile.ask('{ ask(question: "Why?") { answer snippets { title } } }')
    assert result["data"]["ask"]["answer"] is None
    assert len(result["data"]["ask"]["snippets"]) == 3
    assert [error["path"] for error in result["errors"]] == [["ask", "answer"]]


async def test_a_document_is_summarised_in_less_than_a_kilobyte(mobile: Front, gateway: StandIn) -> None:
    query = '{ document(id: "document-4") { title collection excerpt readingMinutes owner } }'
    document = (await mobile.data(query))["document"]
    assert document == {
        "title": "Document 4",
        "collection": "Shelf 0",
        "excerpt": "An entity key names the fields that identify an object, number 4.",
        "readingMinutes": 1,
        "owner": "Ada Lovelace 5",
    }
    assert len(json.dumps(document)) < 1024


async def test_an_unknown_document_is_null_without_an_error(mobile: Front) -> None:
    assert await mobile.data('{ document(id: "nothing") { title } }') == {"document": None}


async def test_a_blank_question_is_refused_before_the_gateway_is_asked(mobile: Front, gateway: StandIn) -> None:
    result = await mobile.ask(ASK, question=" ")
    assert result["errors"][0]["message"] == "question must not be blank."
    assert gateway.seen == []

"""The BFFs before the real gateway: the README's question through each, answered by the model from real documents."""

import json
import subprocess
from typing import Any

import pytest

from tests.house.repository import ROOT
from tests.system.readme import Block, blocks, shape

QUESTION = "What is an entity key in federation?"
WEB_ASK = """query ($question: String!) { ask(question: $question) {
  hits { text document { id title owner { name organisation } } }
  answer { text model citations { text document { id } } }
} }"""
MOBILE_ASK = """query ($question: String!) { ask(question: $question) {
  answer model snippets { documentId title text ownerInitials }
} }"""
WEB, MOBILE, GATEWAY = "HANSA_BFF_WEB_PORT", "HANSA_BFF_MOBILE_PORT", "HANSA_SERVER__PORT"


def answered(result: Any) -> Any:
    assert "errors" not in result, result["errors"]
    return result["data"]


@pytest.fixture(scope="module")
def found(system: Any) -> dict[str, str]:
    """Texts of the documents that the graph itself finds for the question, by title."""
    query = "query ($q: String!) { search(query: $q, topK: 3) { hits { chunk { document { title text } } } } }"
    search = answered(system.ask(GATEWAY, query, {"q": QUESTION}, system.token()))["search"]
    return {hit["chunk"]["document"]["title"]: hit["chunk"]["document"]["text"] for hit in search["hits"]}


def test_the_web_bff_answers_the_question(system: Any, found: dict[str, str]) -> None:
    page = answered(system.ask(WEB, WEB_ASK, {"question": QUESTION}, system.token()))["ask"]
    assert {hit["document"]["title"] for hit in page["hits"]} == found.keys()
    assert all(hit["document"]["owner"]["name"] for hit in page["hits"])
    assert page["answer"]["text"].strip()
    assert page["answer"]["model"]
    given = {hit["document"]["id"] for hit in page["hits"]}
    assert {citation["document"]["id"] for citation in page["answer"]["citations"]} <= given
    assert page["answer"]["citations"]


def test_the_mobile_bff_answers_the_question(system: Any, found: dict[str, str]) -> None:
    card = answered(system.ask(MOBILE, MOBILE_ASK, {"question": QUESTION}, system.token()))["ask"]
    assert {snippet["title"] for snippet in card["snippets"]} == found.keys()
    assert all(0 < len(snippet["text"]) <= 160 and snippet["ownerInitials"] for snippet in card["snippets"])
    assert card["answer"].strip()
    assert card["model"]


def test_the_start_page_greets_who_is_logged_in_and_shows_the_collections(system: Any) -> None:
    query = """{ home(documents: 3) {
      viewer { id name } collections { name documentCount documents { title owner { name } } }
    } }"""
    home = answered(system.ask(WEB, query, token=system.token()))["home"]
    assert home["viewer"]["id"] == "user-1"
    assert home["collections"]
    for shelf in home["collections"]:
        assert len(shelf["documents"]) == min(3, shelf["documentCount"])
        assert all(card["title"] and card["owner"]["name"] for card in shelf["documents"])


def test_an_anonymous_visitor_sees_the_start_page_without_a_viewer(system: Any) -> None:
    home = answered(system.ask(WEB, "{ home { viewer { id } collections { name } } }"))["home"]
    assert home["viewer"] is None
    assert home["collections"]


def test_a_document_opens_in_full_on_the_web_and_in_short_on_the_phone(system: Any, found: dict[str, str]) -> None:
    feed = answered(system.ask(MOBILE, "{ feed { id title collection ownerInitials } }"))["feed"]
    item = feed[0]
    page_query = "query ($id: ID!) { documentPage(id: $id) { title text owner { name } chunks { text } } }"
    page = answered(system.ask(WEB, page_query, {"id": item["id"]}))["documentPage"]
    summary_query = "query ($id: ID!) { document(id: $id) { title excerpt readingMinutes owner } }"
    summary = answered(system.ask(MOBILE, summary_query, {"id": item["id"]}))["document"]
    assert page["title"] == summary["title"] == item["title"]
    assert page["chunks"]
    assert len(summary["excerpt"]) <= 320 < len(page["text"])


DOCUMENTED = [block for block in blocks((ROOT / "docs" / "bff.md").read_text("utf-8")) if block.script]


@pytest.mark.parametrize("block", DOCUMENTED, ids=lambda block: f"line{block.line}")
def test_the_commands_of_the_documentation_answer_as_shown(system: Any, block: Block) -> None:
    command = ["sh", "-e", "-c", system.moved(block.script)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)
    result = json.loads(ran.stdout)
    assert answered(result)["ask"]["answer"]
    if block.answer is not None:
        assert shape(result) == shape(json.loads(block.answer))

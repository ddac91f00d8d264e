"""Ask: retrieval-augmented generation through the web BFF."""

from __future__ import annotations

import pytest

from tests.bff.client import Front
from tests.bff.standin import StandIn

ASK = """
query ($question: String!) {
  ask(question: $question) {
    question
    hits { score text document { title owner { name organisation } } }
    answer { text model truncated cached citations { document { title } } }
  }
}
"""
QUESTION = "What is an entity key?"


async def test_passages_their_owners_and_the_written_answer_come_in_one_screen(web: Front, gateway: StandIn) -> None:
    page = (await web.data(ASK, question=QUESTION))["ask"]
    assert page["question"] == QUESTION
    assert page["answer"]["text"].startswith(QUESTION)
    assert page["answer"]["model"] == "Small model"
    assert (page["answer"]["truncated"], page["answer"]["cached"]) == (False, False)
    assert page["hits"][2] == {
        "score": pytest.approx(1 / 3),
        "text": "# Document 2\n\nAn **entity key** names the fields that identify an object, number 2.",
        "document": {"title": "Document 2", "owner": {"name": "Ada 3", "organisation": "Analytical Engines"}},
    }
    assert [citation["document"]["title"] for citation in page["answer"]["citations"]] == ["Document 0", "Document 1"]


async def test_documents_of_hits_and_citations_are_one_operation(web: Front, gateway: StandIn) -> None:
    await web.data(ASK, question=QUESTION)
    assert gateway.names == ["Ask", "DocumentCards", "People"]
    assert gateway.seen[1].variables["ids"] == ["document-0", "document-1", "document-2"]


@pytest.mark.parametrize(
    ("selection", "written"),
    [
        ("hits { text }", False),
        ("answer { text }", True),
        ("reply: answer { text }", True),
        ("... on AskPage { answer { text } }", True),
        ("...Part", True),
        ("answer @skip(if: true) { text } hits { text }", False),
        ("... @include(if: false) { answer { text } } hits { text }", False),
        ("answer @include(if: $yes) { text }", True),
    ],
)
async def test_the_model_writes_only_when_its_answer_is_selected(
    web: Front, gateway: StandIn, selection: str, written: bool
) -> None:
    fragment = "fragment Part on AskPage { answer { text } }" if "...Part" in selection else ""
    variable = "query ($yes: Boolean = true)" if "$yes" in selection else ""
    await web.data(f'{variable} {{ ask(question: "Why?") {{ {selection} }} }} {fragment}')
    assert gateway.seen[0].variables["answer"] is written


async def test_without_a_model_the_passages_are_delivered_and_the_answer_is_one_error(
    web: Front, gateway: StandIn
) -> None:
    gateway.world.model_missing = True
    result = await web.ask(ASK, question=QUESTION)
    assert len(result["data"]["ask"]["hits"]) == 3
    assert result["data"]["ask"]["answer"] is None
    assert [(error["message"], error["path"]) for error in result["errors"]] == [
        ("The model file is missing.", ["ask", "answer"])
    ]


async def test_without_users_owners_are_null_and_everything_else_is_delivered(web: Front, gateway: StandIn) -> None:
    gateway.world.users_down = True
    result = await web.ask('{ ask(question: "Why?") { hits { document { title owner { name } } } } }')
    documents = [hit["document"] for hit in result["data"]["ask"]["hits"]]
    assert documents == [{"title": f"Document {n}", "owner": None} for n in range(3)]
    (error,) = result["errors"]
    assert error["path"] == ["ask", "hits", 0, "document", "owner"]
    assert error["extensions"] == {
        "code": "SUBGRAPH_UNREACHABLE",
        "paths": [["ask", "hits", n, "document", "owner"] for n in range(3)],
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ('question: "  "', "question must not be blank."),
        ('question: "Why?", passages: 0', "passages must be from 1 to 20, not 0."),
        ('question: "Why?", passages: 21', "passages must be from 1 to 20, not 21."),
    ],
)
async def test_arguments_that_make_no_sense_are_refused(
    web: Front, gateway: StandIn, arguments: str, message: str
) -> None:
    result = await web.ask(f"{{ ask({arguments}) {{ question }} }}")
    assert result["data"] == {"ask": None}
    assert [error["message"] for error in result["errors"]] == [message]
    assert gateway.seen == []


async def test_an_error_that_the_gateway_reports_above_the_answer_is_the_answers(web: Front, gateway: StandIn) -> None:
    """Where a failure left very many nulls, one error names a position above them."""
    body = b"""{
      "data": {"search": {"hits": [], "answer": null}},
      "errors": [{"message": "inference is down", "path": ["search"], "extensions": {"code": "SUBGRAPH_UNREACHABLE"}}]
    }"""
    gateway.says = ("200 OK", body)
    result = await web.ask('{ ask(question: "Why?") { hits { text } answer { text } } }')
    assert result["data"] == {"ask": {"hits": [], "answer": None}}
    assert [(error["message"], error["path"]) for error in result["errors"]] == [
        ("inference is down", ["ask", "answer"])
    ]

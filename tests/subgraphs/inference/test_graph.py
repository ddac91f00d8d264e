"""Models, completions and answers as fields, over a scripted model."""

from __future__ import annotations

from typing import Any

import pytest

from tests.subgraphs.inference.conftest import Ask, ScriptedModel

ANSWER = """
query ($r: [_Any!]!) {
  _entities(representations: $r) {
    ... on Search {
      answer { text cached finishReason usage { promptTokens completionTokens } model { id } citations { id } }
    }
  }
}
"""


def search(query: Any = "What is a cog?", hits: Any = ...) -> dict[str, Any]:
    if hits is ...:
        hits = [
            {"score": 1.0, "chunk": {"id": "far", "text": "Bread is baked."}},
            {"score": 0.9, "chunk": {"id": "near", "text": "A cog is a ship."}},
        ]
    return {"__typename": "Search", "id": "s", "query": query, "hits": hits}


async def test_models_are_listed_with_what_fits_an_int(ask: Ask) -> None:
    answer = await ask("{ models { id name parameters contextLength available } }")
    assert answer["data"]["models"] == [
        {"id": "echo", "name": "Echo", "parameters": None, "contextLength": 2048, "available": True}
    ]


async def test_a_model_is_found_by_id_and_as_an_entity(ask: Ask) -> None:
    answer = await ask(
        'query ($r: [_Any!]!) { model(id: "echo") { name } none: model(id: "x") { name } '
        "_entities(representations: $r) { ... on Model { name } } }",
        r=[{"__typename": "Model", "id": "x"}, {"__typename": "Model", "id": "echo"}],
    )
    assert answer["data"] == {"model": {"name": "Echo"}, "none": None, "_entities": [None, {"name": "Echo"}]}


async def test_a_completion_shows_what_was_written(ask: Ask, model: ScriptedModel) -> None:
    answer = await ask(
        '{ complete(prompt: "Hi", maxTokens: 9, temperature: 0.5, stop: ["."]) '
        "{ text model { id } finishReason usage { promptTokens completionTokens } cached } }",
        user="user-1",
    )
    assert answer["data"]["complete"] == {
        "text": "You said: Hi",
        "model": {"id": "echo"},
        "finishReason": "STOP",
        "usage": {"promptTokens": 7, "completionTokens": 3},
        "cached": False,
    }
    assert (model.asked[0].max_tokens, model.asked[0].temperature, model.asked[0].stop) == (9, 0.5, (".",))


async def test_a_blank_prompt_is_refused(ask: Ask) -> None:
    answer = await ask('{ complete(prompt: " ") { text } }', user="user-1")
    assert answer["errors"][0]["message"] == "prompt must not be blank"


async def test_an_answer_is_what_the_model_wrote_about_the_best_sentence(ask: Ask, model: ScriptedModel) -> None:
    answer = await ask(ANSWER, r=[search()])
    assert answer["data"]["_entities"][0]["answer"] == {
        "text": "You said: Question: What is a cog?\n\nText: A cog is a ship.",
        "cached": False,
        "finishReason": "STOP",
        "usage": {"promptTokens": 7, "completionTokens": 3},
        "model": {"id": "echo"},
        "citations": [{"id": "near"}],
    }
    assert model.asked[0].temperature == 0.0


async def test_the_same_answer_comes_from_the_cache_and_says_so(ask: Ask, model: ScriptedModel) -> None:
    await ask(ANSWER, r=[search()])
    again = await ask(ANSWER, r=[search()])
    assert again["data"]["_entities"][0]["answer"]["cached"] is True
    assert len(model.asked) == 1


@pytest.mark.parametrize("hits", [[], [{"score": 1.0, "chunk": {"id": "c", "text": "# Only a heading"}}]])
async def test_nothing_to_answer_from_is_no_answer_and_no_error(ask: Ask, model: ScriptedModel, hits: Any) -> None:
    assert await ask(ANSWER, r=[search(hits=hits)]) == {"data": {"_entities": [{"answer": None}]}, "errors": []}
    assert model.asked == []


@pytest.mark.parametrize(
    "bad",
    [
        search(query=None),
        search(hits=None),
        search(hits=["x"]),
        search(hits=[{"score": "high", "chunk": {"id": "c", "text": "T"}}]),
        search(hits=[{"score": 1.0, "chunk": None}]),
        search(hits=[{"score": 1.0, "chunk": {"id": "c", "text": None}}]),
        {"__typename": "Search", "id": "s"},
    ],
)
async def test_a_representation_without_what_is_required_is_an_error_of_that_answer(ask: Ask, bad: Any) -> None:
    answer = await ask(ANSWER, r=[bad, search()])
    assert answer["data"]["_entities"][0] == {"answer": None}
    assert answer["data"]["_entities"][1]["answer"]["citations"] == [{"id": "near"}]
    [error] = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["_entities", 0, "answer"], "BAD_USER_INPUT")


async def test_the_key_alone_is_enough_for_a_reference(ask: Ask) -> None:
    answer = await ask(
        "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Search { id } } }",
        r=[{"__typename": "Search", "id": "s"}],
    )
    assert answer == {"data": {"_entities": [{"id": "s"}]}, "errors": []}


async def test_without_the_model_only_its_fields_fail(ask: Ask, model: ScriptedModel) -> None:
    model.available = False
    answer = await ask(ANSWER, r=[search()])
    assert answer["data"]["_entities"] == [{"answer": None}]
    assert answer["errors"][0]["extensions"] == {"code": "MODEL_UNAVAILABLE"}


async def test_what_was_not_expected_is_masked(ask: Ask, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(request: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(model, "complete", fail)
    answer = await ask(ANSWER, r=[search()])
    assert answer["errors"][0]["message"] == "Internal server error"
    assert "secret" not in str(answer)

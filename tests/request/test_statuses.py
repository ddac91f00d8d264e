"""Statuses and media types, for each stage an operation can end at."""

from __future__ import annotations

import pytest

from gateway.execution.ports import OperationResult
from tests.request.serving import Engine, serving

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
ERROR = ({"message": "no", "extensions": {"code": "X"}},)

CASES = [
    # stage, data, errors, audit of 2025 with JSON, everything else but the draft, draft of 2026
    ("parse", None, ERROR, 200, 400, 400),
    ("validate", None, ERROR, 200, 400, 422),
    ("operation", None, ERROR, 200, 400, 422),
    ("variables", None, ERROR, 200, 400, 422),
    ("plan", None, ERROR, 500, 500, 500),
    ("busy", None, ERROR, 503, 503, 503),
    ("execute", {"a": 1}, (), 200, 200, 200),
    ("execute", {"a": None}, ERROR, 200, 200, 294),
    ("execute", None, ERROR, 200, 200, 294),
]


@pytest.mark.parametrize(("stage", "data", "errors", "json", "graphql", "draft"), CASES)
@pytest.mark.parametrize("profile", ["standard", "audit-2025", "draft-2026"])
@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_the_status_follows_the_profile(
    stage: str,
    data: dict[str, object] | None,
    errors: tuple[dict[str, object], ...],
    json: int,
    graphql: int,
    draft: int,
    profile: str,
    accept: str,
) -> None:
    async with serving(Engine(OperationResult(stage, data, errors, kind="query")), status_profile=profile) as client:
        response = await client.post("", json={"query": "{a}"}, headers={"accept": accept})
    expected = {"standard": graphql, "audit-2025": {JSON: json, GRAPHQL: graphql}[accept], "draft-2026": draft}[profile]
    assert response.status_code == expected
    assert ("data" in response.json()) == (stage == "execute")
    legacy_failure = profile == "draft-2026" and not 200 <= expected < 300
    assert response.headers["content-type"].startswith(GRAPHQL if legacy_failure else accept)


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_a_request_that_is_not_well_formed_is_400_for_every_client(accept: str) -> None:
    async with serving() as client:
        response = await client.post("", json={}, headers={"accept": accept})
    assert response.status_code == 400
    assert response.headers["content-type"].startswith(accept)


async def test_who_finds_the_gateway_busy_is_told_when_to_try_again() -> None:
    async with serving(Engine(OperationResult("busy", errors=ERROR))) as client:
        response = await client.post("", json={"query": "{a}"})
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")

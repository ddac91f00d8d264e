"""Requests that a foreign page can send without a preflight are refused, whatever their method."""

from __future__ import annotations

import pytest

from tests.request.serving import Engine, code, serving

NAMES = ("hansa-require-preflight", "apollo-require-preflight", "x-apollo-operation-name")


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "TEXT/PLAIN;charset=UTF-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain; application/json",
        "application/json, text/plain",
        "nonsense",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_simple_request_is_refused(method: str, content_type: str | None) -> None:
    engine = Engine()
    async with serving(engine, csrf_headers=NAMES) as client:
        headers = {} if content_type is None else {"content-type": content_type}
        response = await client.request(method, "?query={me}", content=b'{"query":"{me}"}', headers=headers)
    assert (response.status_code, code(response)) == (400, "CSRF_PREVENTION")
    assert engine.asked == []


@pytest.mark.parametrize("name", NAMES)
async def test_a_header_that_pages_cannot_set_lets_a_get_pass(name: str) -> None:
    async with serving(csrf_headers=NAMES) as client:
        assert (await client.get("?query={me}", headers={name: "1"})).status_code == 200
        assert (await client.get("?query={me}", headers={name: ""})).status_code == 400


async def test_a_content_type_that_is_not_simple_lets_a_request_pass() -> None:
    async with serving(csrf_headers=NAMES) as client:
        assert (await client.get("?query={me}", headers={"content-type": "application/json"})).status_code == 200
        assert (await client.post("", json={"query": "{me}"})).status_code == 200


async def test_the_header_does_not_replace_the_content_type() -> None:
    async with serving(csrf_headers=NAMES) as client:
        headers = {"content-type": "text/plain", NAMES[0]: "1"}
        assert (await client.post("", content=b'{"query":"{me}"}', headers=headers)).status_code == 415


async def test_without_names_nothing_is_checked() -> None:
    async with serving() as client:
        assert (await client.get("?query={me}")).status_code == 200

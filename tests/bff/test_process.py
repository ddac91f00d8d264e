"""`python -m bff_web` and `python -m bff_mobile` as real processes."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest

from tests.bff.standin import StandIn

QUESTIONS = {
    "bff_web": '{ ask(question: "Why?") { answer { text } hits { document { owner { name } } } } }',
    "bff_mobile": '{ ask(question: "Why?") { answer snippets { ownerInitials } } }',
}


@asynccontextmanager
async def running(module: str, gateway_url: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, str, str]]:
    """The process, the URL it serves and that of its admin port."""
    name = module.upper()
    environment = {
        **os.environ,
        "HANSA_GATEWAY_URL": gateway_url,
        "HANSA_TRACES": "off",
        f"HANSA_{name}_PORT": "0",
        f"HANSA_{name}_ADMIN_PORT": "0",
    }
    command = (sys.executable, "-m", module)
    process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.PIPE)
    try:
        assert process.stderr is not None
        line = json.loads(await process.stderr.readline())
        assert line["message"] == "listening", line
        yield process, line["url"], line["admin"]
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


@pytest.mark.parametrize("module", QUESTIONS)
async def test_a_bff_serves_is_ready_with_its_gateway_and_ends_on_sigterm(gateway: StandIn, module: str) -> None:
    async with running(module, gateway.url) as (process, url, admin), httpx2.AsyncClient() as http:
        response = await http.post(f"{url}/graphql", json={"query": QUESTIONS[module]})
        assert "errors" not in response.json()
        assert "Why? # Document 0" in response.text
        assert (await http.get(f"{admin}/ready")).status_code == 200
        assert (
            'hansa_bff_operations_total{operation="Ask",outcome="ok"} 1.0' in (await http.get(f"{admin}/metrics")).text
        )
        gateway.says = ("500 Internal Server Error", b"")
        assert (await http.get(f"{admin}/ready")).json()["problems"].keys() == {"gateway"}
        process.terminate()
        assert await process.wait() == 0

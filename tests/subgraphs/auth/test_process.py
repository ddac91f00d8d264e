"""The server as a process, and a resource server that trusts it: tokens outlive restarts."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from gateway.security import InvalidToken, IssuerSettings, IssuerUnavailable, TokenVerifier


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def auth(data_dir: Path, port: int) -> Iterator[str]:
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "HANSA_DATA_DIR": str(data_dir),
        "HANSA_AUTH_PORT": str(port),
        "HANSA_AUTH_ADMIN_PORT": "0",
        "HANSA_AUTH_ISSUER": url,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "subgraphs.auth"], stderr=subprocess.PIPE, text=True, env=environment
    )
    try:
        assert process.stderr is not None
        assert any('"listening"' in line for line in process.stderr)
        yield url
    finally:
        process.terminate()
        process.communicate(timeout=20)


def login(url: str) -> str:
    return str(httpx2.post(url + "/dev/login", json={"user": "user-3"}).json()["access_token"])


async def test_tokens_and_keys_survive_a_restart(tmp_path: Path, port: int) -> None:
    with auth(tmp_path, port) as url:
        token = login(url)
        keys = httpx2.get(url + "/.well-known/jwks.json").json()
        patient = TokenVerifier([IssuerSettings(issuer=url)])
        assert (await patient.verify(token)).subject == "user-3"
        another = login(url)
    assert (await patient.verify(another)).subject == "user-3", "cached keys serve while the issuer is away"
    with pytest.raises(IssuerUnavailable):
        await TokenVerifier([IssuerSettings(issuer=url)]).verify(token)
    with auth(tmp_path, port) as url:
        assert httpx2.get(url + "/.well-known/jwks.json").json() == keys
        fresh = TokenVerifier([IssuerSettings(issuer=url)])
        assert (await fresh.verify(token)).subject == "user-3"


async def test_a_server_with_other_keys_is_not_believed(tmp_path: Path, port: int) -> None:
    with auth(tmp_path / "one", port) as url:
        token = login(url)
    with auth(tmp_path / "two", port) as url, pytest.raises(InvalidToken):
        await TokenVerifier([IssuerSettings(issuer=url)]).verify(token)


def test_both_metadata_documents_lead_to_the_keys(tmp_path: Path, port: int) -> None:
    with auth(tmp_path, port) as url:
        for name in ("oauth-authorization-server", "openid-configuration"):
            document = httpx2.get(f"{url}/.well-known/{name}").json()
            assert document["issuer"] == url
            assert document["token_endpoint"] == url + "/oauth/token"
            assert httpx2.get(document["jwks_uri"]).json()["keys"]


def test_a_secret_can_be_hashed_on_the_command_line() -> None:
    command = [sys.executable, "-m", "subgraphs.auth", "hash-secret"]
    done = subprocess.run(command, input="secret\n", capture_output=True, text=True, check=True)
    assert done.stdout.startswith("scrypt$")

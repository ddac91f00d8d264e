"""What is printed when everything is ready."""

import http.server
import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest
from rich.console import Console

from gateway.supervision import banner
from gateway.supervision.reporter import Reporter
from gateway.supervision.system import Banner, Notice, Sample, SystemFile, TokenRecipe, Url


class Handler(http.server.BaseHTTPRequestHandler):
    """Logs in at /login by form; echoes anything else that carries the token."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        if self.path == "/login":
            answer = {"access_token": "t0ken"} if body == "user=user-1" else {}
        else:
            answer = {"authorization": self.headers["authorization"], "received": json.loads(body)}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()
        thread.join()


async def shown(tmp_path: Path, banner_settings: Banner, **more) -> str:
    system = SystemFile.model_validate({"processes": {"a": {"command": ["true"]}}, **more})
    system = system.model_copy(update={"directory": tmp_path, "banner": banner_settings})
    output = io.StringIO()
    await banner.show(system, Reporter(Console(file=output, width=60)))
    return output.getvalue()


def sample(tmp_path: Path, server: str) -> Sample:
    (tmp_path / "q.graphql").write_text("# it's a comment\nquery Q($q: String = \"what's up\") {\n  me { name }\n}\n")
    return Sample(url=f"{server}/graphql", operation=Path("q.graphql"))


async def test_the_sample_can_be_pasted_into_a_shell(tmp_path, server):
    recipe = TokenRecipe(url=f"{server}/login", form={"user": "user-1"})
    text = await shown(tmp_path, Banner(token=recipe, sample=sample(tmp_path, server)))
    command = text[text.index("curl") :]
    answer = json.loads((await anyio.run_process(["sh", "-c", command])).stdout)
    assert answer == {
        "authorization": "Bearer t0ken",
        "received": {"query": 'query Q($q:String="what\'s up"){me{name}}'},
    }


async def test_without_a_token_the_reason_is_said_and_the_sample_stays(tmp_path, server):
    recipe = TokenRecipe(url=f"{server}/login", form={"user": "nobody"})
    text = await shown(tmp_path, Banner(token=recipe, sample=sample(tmp_path, server)))
    assert f"No token: {server}/login answered 200 without access_token" in text
    assert "curl" in text
    assert "authorization" not in text


async def test_an_unreachable_login_is_no_error(tmp_path, server):
    recipe = TokenRecipe(url="http://127.0.0.1:1/login")
    assert "No token: http://127.0.0.1:1/login: " in await shown(
        tmp_path, Banner(token=recipe, sample=sample(tmp_path, server))
    )


async def test_a_missing_sample_is_said(tmp_path):
    text = await shown(tmp_path, Banner(sample=Sample(url="http://x/", operation=Path("none.graphql"))))
    assert "No sample query" in text
    assert "none.graphql" in text


async def test_urls_are_rows_of_one_table_and_what_is_missing_is_said(tmp_path):
    (tmp_path / "here").touch()
    text = await shown(
        tmp_path,
        Banner(urls=(Url(name="gateway", url="http://127.0.0.1:4000/graphql", about="the graph"),)),
        notices=[
            Notice(missing=Path("here"), say="the first thing"),
            Notice(missing=Path("gone"), say="the second thing; get it by `make setup`"),
        ],
    )
    assert "http://127.0.0.1:4000/graphql" in text
    assert "the first thing" not in text
    assert "Missing: the second thing; get it by `make setup`" in text

"""What goes over a connection of our own client: requests as HTTP wants them, responses however they are framed."""

from __future__ import annotations

import asyncio
import socket
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.upstream import HttpFailure, MalformedResponse
from gateway.upstream.http1 import Http1Client, is_plain
from gateway.upstream.http1.connection import Connection
from gateway.upstream.http1.inflow import Inflow
from gateway.upstream.http1.message import RawHeader
from gateway.upstream.http1.target import Target
from tests.upstream import hostile
from tests.upstream.hostile import Exchange
from tests.upstream.http1.test_failures import OK, ask, saying


async def test_the_request_is_sent_as_given() -> None:
    async def answers(exchange: Exchange) -> None:
        await exchange.respond(exchange.body)

    async with hostile.hostile(answers) as server:
        response = await ask(server.url, body=b'{"query":"{ a }"}', headers={"authorization": "Bearer é", "x-id": ""})
    (exchange,) = server.exchanges
    assert exchange.head.split("\r\n")[0] == "POST /graphql HTTP/1.1"
    assert exchange.headers == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": "hansa",
        "accept-encoding": "gzip",
        "authorization": "Bearer é",
        "x-id": "",
        "content-length": "17",
    }
    assert (response.status, response.body) == (200, b'{"query":"{ a }"}')
    assert response.header("content-type") == "application/json"


async def test_a_response_is_handed_over_whole_whatever_its_status() -> None:
    head = b"HTTP/1.1 418 Teapot\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\ntransfer-encoding: chunked\r\n\r\n"
    tail = b"0\r\nx-trailer: 1\r\n\r\n"
    async with hostile.hostile(saying(head, hostile.chunk(b"te"), hostile.chunk(b"a"), tail)) as server:
        response = await ask(server.url)
    assert (response.status, response.body) == (418, b"tea")
    assert [value for name, value in response.headers if name == "set-cookie"] == ["a=1", "b=2"]
    assert response.header("x-trailer") is None


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (b"HTTP/1.1 204 Gone\r\n\r\n", (204, b"")),
        (b"HTTP/1.1 304 Same\r\ncontent-length: 50\r\n\r\n", (304, b"")),
        (b"HTTP/1.1 200 OK\r\n\r\nuntil the end", (200, b"until the end")),
        (b"HTTP/1.0 200 OK\r\n\r\n", (200, b"")),
        (b"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\n{}", (200, b"{}")),
        (b"HTTP/1.1 307 Go\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n", (307, b"")),
        (b"HTTP/1.1 103 Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", (200, b"{}")),
    ],
)
async def test_every_way_to_end_a_response(response: bytes, expected: tuple[int, bytes]) -> None:
    async with hostile.hostile(saying(response)) as server:
        answer = await ask(server.url)
    assert (answer.status, answer.body) == expected
    assert len(server.exchanges) == 1


async def test_megabytes_go_both_ways() -> None:
    body = bytes(range(256)) * 20_000

    async def answers(exchange: Exchange) -> None:
        await exchange.respond(exchange.body)

    async with hostile.hostile(answers) as server:
        assert (await ask(server.url, body=body, max_bytes=len(body))).body == body


async def test_an_answer_that_comes_before_the_request_was_read_counts() -> None:
    async def refuses(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Too much\r\ncontent-length: 2\r\n\r\n{}")
        await reader.read()
        writer.close()

    server = await asyncio.start_server(refuses, "127.0.0.1", 0, limit=1000)
    async with server:
        port = server.sockets[0].getsockname()[1]
        answer = await ask(f"http://127.0.0.1:{port}/", body=b"x" * 30_000_000)
    assert answer.status == 413


async def test_a_proxy_of_the_environment_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    async with hostile.hostile(saying(OK, b"\r\n{}")) as server, hostile.hostile(hostile.resets) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert (await ask(server.url)).status == 200
    assert proxy.connections == 0


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6")
async def test_an_address_of_ip_version_6_is_called() -> None:
    server = hostile.HostileServer(saying(OK, b"\r\n{}"))
    try:
        listener = await asyncio.start_server(server.serve, "::1", 0)
    except OSError:
        pytest.skip("no IPv6 loopback")
    async with listener:
        port = listener.sockets[0].getsockname()[1]
        assert (await ask(f"http://[::1]:{port}/graphql")).body == b"{}"
    assert server.exchanges[0].headers["host"] == f"[::1]:{port}"


@pytest.mark.parametrize(
    ("url", "line", "host"),
    [
        ("http://users", "POST / HTTP/1.1", "users"),
        ("http://users:80/graphql", "POST /graphql HTTP/1.1", "users"),
        ("http://Users:4101/a/b?c=d&e=%2F", "POST /a/b?c=d&e=%2F HTTP/1.1", "users:4101"),
        ("http://users/with space/ö#gone", "POST /with%20space/%C3%B6 HTTP/1.1", "users"),
    ],
)
def test_a_url_becomes_a_request_line_and_a_host(url: str, line: str, host: str) -> None:
    lines = Target.read(url, "").head.decode().split("\r\n")
    assert lines[:2] == [line, f"host: {host}"]


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("http://users:4101/graphql", True),
        ("HTTP://users/graphql", True),
        ("https://users/graphql", False),
        ("http://me:secret@users/", False),
        ("http://bücher.example/", False),
        ("http://a b/", False),
        ("unix:/run/socket", False),
    ],
)
def test_only_plain_http_is_for_this_client(url: str, plain: bool) -> None:
    assert is_plain(url) is plain


class Wire(asyncio.Transport):
    """Bytes that a test cuts as it likes, so that every boundary can be tried without sockets."""

    def __init__(self) -> None:
        super().__init__({"socket": socket.socket()})
        self.aborted = False

    def write(self, data: bytes | bytearray | memoryview[int]) -> None:
        pass

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return self.aborted

    def abort(self) -> None:
        self.aborted = True


Answer = tuple[int, list[RawHeader], bytes, bytes]


def answer_to(pieces: list[bytes]) -> tuple[Answer | HttpFailure, bool]:
    """What becomes of these pieces, and whether the connection is kept."""

    async def converse() -> tuple[Answer | HttpFailure, bool]:
        kept: list[Connection] = []
        connection = Connection(asyncio.get_running_loop(), Inflow(), kept.append, lambda gone: None)
        connection.connection_made(Wire())
        waiter = connection.ask(b"", b"", 1000, 10)
        for piece in pieces:
            connection.data_received(piece)
        connection.eof_received()
        connection.connection_lost(None)
        failure = waiter.exception()
        assert failure is None or isinstance(failure, HttpFailure)
        if failure is not None:
            return failure, bool(kept)
        answer = waiter.result()
        return (answer.status, answer.headers, answer.encoding, answer.take()), bool(kept)

    return asyncio.run(converse())


def cut(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({place % (len(data) + 1) for place in places} | {0, len(data)})
    return [data[begin:end] for begin, end in pairwise(ends)]


PLACES = st.lists(st.integers(0, 10_000), max_size=12)
CHUNKS = st.lists(st.binary(min_size=1, max_size=40), max_size=6)


@given(chunks=CHUNKS, framing=st.sampled_from(["length", "chunked", "end"]), interim=st.booleans(), places=PLACES)
def test_where_the_network_cuts_a_response_does_not_matter(
    chunks: list[bytes], framing: str, interim: bool, places: list[int]
) -> None:
    body = b"".join(chunks)
    head = {"length": b"Content-Length: %d\r\n" % len(body), "chunked": b"Transfer-Encoding: chunked\r\n", "end": b""}
    sent = b"".join(map(hostile.chunk, chunks)) + b"0\r\n\r\n" if framing == "chunked" else body
    whole = b"HTTP/1.1 100 Continue\r\n\r\n" * interim + OK + head[framing] + b"x: y\r\n\r\n" + sent
    found, kept = answer_to(cut(whole, places))
    assert isinstance(found, tuple)
    assert (found[0], found[3]) == (200, body)
    assert kept == (framing != "end")


@given(data=st.binary(max_size=200), places=PLACES)
def test_whatever_comes_is_an_answer_or_a_failure(data: bytes, places: list[int]) -> None:
    for begin in (b"", OK, OK + b"transfer-encoding: chunked\r\n\r\n"):
        found, _ = answer_to(cut(begin + data, places))
        assert isinstance(found, tuple | HttpFailure)


def test_no_connection_is_kept_with_something_behind_its_response() -> None:
    whole = OK + b"content-length: 2\r\n\r\n{}"
    for behind in (whole, b"junk", OK):
        found, kept = answer_to([whole + behind])
        assert isinstance(found, tuple)
        assert not kept
    found, _ = answer_to([b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"])
    assert isinstance(found, HttpFailure)
    assert not isinstance(found, MalformedResponse)


async def test_closing_ends_calls_under_way_and_refuses_others() -> None:
    async with hostile.hostile(hostile.says_nothing) as server:
        client = Http1Client()
        call = asyncio.ensure_future(client.post(server.url, b"", {}, timeout=60, max_bytes=1))
        await server.until(1)
        await client.close()
        with pytest.raises(HttpFailure):
            await asyncio.wait_for(call, 5)
        with pytest.raises(HttpFailure):
            await client.post(server.url, b"", {}, timeout=1, max_bytes=1)
    assert len(server.exchanges) == 1

"""HTTP with nothing around it: one asyncio protocol on httptools, answers written in one piece.

Besides GraphQL by POST on any path: `GET /calls` tells how many requests were answered, `POST /delay` sets how long
answers are held back (seconds, as the body), `GET /jwks` has the keys of the tokens.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import cast

import httptools

from tests.benchmarks.subgraphs.answers import Answers

_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"


@dataclass
class State:
    """What the connections of one subgraph share.

    Args:
        answers: see `Answers`.
        jwks: JSON of the key set.
        calls: GraphQL requests so far.
        delay: seconds that answers are held back.
    """

    answers: Answers
    jwks: bytes
    calls: int = 0
    delay: float = 0.0


class Connection(asyncio.Protocol):
    """One connection; requests are answered in order."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._parser = httptools.HttpRequestParser(self)
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._begin()

    def _begin(self) -> None:
        self._url = b""
        self._authorization = b""
        self._body: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is not a subclass

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if len(name) == 13 and name.lower() == b"authorization":
            self._authorization = value

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        body = self._body[0] if len(self._body) == 1 else b"".join(self._body)
        url, authorization = self._url, self._authorization
        self._begin()
        if url in _CONTROLS:
            self._write(_CONTROLS[url](self._state, body))
            return
        self._state.calls += 1
        answer = self._state.answers.answer(body, authorization)
        if self._state.delay:
            self._loop.call_later(self._state.delay, self._write, answer)
        else:
            self._write(answer)

    def _write(self, body: bytes) -> None:
        self._transport.write(_HEAD % len(body) + body)


def _calls(state: State, body: bytes) -> bytes:
    return str(state.calls).encode()


def _delay(state: State, body: bytes) -> bytes:
    state.delay = float(body)
    return body


def _jwks(state: State, body: bytes) -> bytes:
    return state.jwks


_CONTROLS = {b"/calls": _calls, b"/delay": _delay, b"/jwks": _jwks}

"""Running a typed program, as far as nothing goes wrong; then, if something does, the answers that are there.

The scheduling is the table-driven executor's.  After the first anomaly no further request is sent; those under way are
waited for, since what was sent may have had effects, and `Recorded` gives their answers to whoever asks the same.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import msgspec

from gateway.execution.extensions import Said
from gateway.execution.ports import SubgraphCall, SubgraphTransport
from gateway.execution.schedule import run_all
from gateway.execution.typed.program import TypedProgram
from gateway.execution.typed.requests import Anomaly

logger = logging.getLogger(__name__)

Answers = dict[tuple[str, bytes], list[bytes | Exception]]
"""What subgraphs answered, by subgraph and body, in the order of the requests."""


class TypedRun:
    """One execution of a typed program."""

    def __init__(
        self,
        program: TypedProgram,
        transport: SubgraphTransport,
        variables: Mapping[str, Any],
        headers: Mapping[str, str],
        deadline: float,
    ) -> None:
        self.answers: Answers = {}
        self._program = program
        self._transport = transport
        self._variables = variables
        self._headers = headers
        self._deadline = deadline
        self._state = program.begin()
        self._said: list[Said] = []
        self._failed = False

    async def data(self, introspected: Mapping[str, Any]) -> tuple[Any, list[Said]]:
        """The client's `data`, and the `extensions` of answers that had any.

        Args:
            introspected: the values of introspection fields by response key.

        Raises Anomaly.
        """
        await run_all(self._program.program, self._perform)
        if self._failed:
            raise Anomaly("an answer")
        try:
            return self._program.finish(self._state, introspected), self._said
        except RecursionError:
            raise Anomaly("data nested too deeply") from None

    async def _perform(self, number: int) -> None:
        if self._failed:
            return
        typed, program = self._program.requests[number], self._program.program.requests[number]
        try:
            asked, representations = typed.ask(self._state)
        except (Anomaly, RecursionError):
            self._failed = True
            return
        if not typed.wanted(asked):
            return
        if self._deadline <= asyncio.get_running_loop().time():
            self._failed = True
            return
        subgraph = program.request.subgraph
        try:
            body = program.plain_body(self._variables, representations)
        except RecursionError:
            self._failed = True
            return
        call = SubgraphCall(
            subgraph=subgraph,
            body=body,
            kind=program.request.kind,
            headers=self._headers,
            deadline=self._deadline,
        )
        answers = self.answers.setdefault((subgraph, call.body), [])
        try:
            answer = await self._transport.send(call)
        except Exception as error:
            answers.append(error.with_traceback(None))  # whose frames would hold the answers, in a cycle
            self._failed = True
            return
        answers.append(answer)
        try:
            extensions = typed.absorb(self._state, asked, answer)
        except (Anomaly, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._failed = True
        except Exception:
            logger.exception("the typed executor failed on an answer of subgraph '%s'", subgraph)
            self._failed = True
        else:
            if extensions and type(extensions) is dict:
                self._said.append(Said(number, subgraph, extensions))


class Recorded:
    """A transport that gives each recorded answer once, and sends what was not asked yet.

    Args:
        transport: where to send the rest.
        answers: of the run before.
    """

    def __init__(self, transport: SubgraphTransport, answers: Answers) -> None:
        self._transport = transport
        self._answers = answers

    async def send(self, call: SubgraphCall) -> bytes:
        recorded = self._answers.get((call.subgraph, call.body))
        if not recorded:
            return await self._transport.send(call)
        answer = recorded.pop(0)
        if not isinstance(answer, Exception):
            return answer
        try:
            raise answer
        finally:
            del answer  # else the error holds its frame, and the frame the error

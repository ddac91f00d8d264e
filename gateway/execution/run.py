"""Running a compiled plan over plain dicts, in the order that `schedule` gives.

Failures never stop the rest: what fails is kept with the places it was to fill, and told in the order of the plan, so
that errors do not depend on who answers first.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Mapping
from typing import Any, NamedTuple

from gateway.execution.answers import absorb, failed, unsendable
from gateway.execution.asked import Asked, Exchange
from gateway.execution.codes import ErrorCode
from gateway.execution.collect import Object, collect, target_paths
from gateway.execution.contexts import group_by_context
from gateway.execution.extensions import Said
from gateway.execution.failures import Failure
from gateway.execution.fitting import Shared
from gateway.execution.ports import SubgraphCall, SubgraphError, SubgraphTransport
from gateway.execution.program import Program, RequestProgram
from gateway.execution.representations import read_representations
from gateway.execution.responses import TOO_DEEP, invalid, read_response
from gateway.execution.schedule import run_all
from gateway.execution.silence import Silent, leave
from gateway.planning.plan import EntityFetch


class Fetched(NamedTuple):
    """What a run brought.

    Args:
        root: the merged data by source keys, not yet as the client wants it.
        failures: what failed, in the order of the plan.
        exchanges: the requests, in that order.
        said: the `extensions` of the answers that had any.
        silent: the absent fields that need no error.
    """

    root: Object
    failures: list[Failure]
    exchanges: list[Exchange]
    said: list[Said]
    silent: Silent


async def fetch(
    program: Program,
    transport: SubgraphTransport,
    *,
    variables: Mapping[str, Any],
    headers: Mapping[str, str],
    deadline: float,
) -> Fetched:
    """Run every request of `program`."""
    run = _Run(program, transport, variables, headers, deadline)
    await run_all(program, run.perform)
    failures = [each for number in sorted(run.failures) for each in run.failures[number]]
    exchanges = [run.exchanges[number] for number in sorted(run.exchanges)]
    return Fetched(run.root, failures, exchanges, run.said, run.silent)


class _Run:
    """One execution."""

    __slots__ = (
        "_deadline",
        "_headers",
        "_program",
        "_transport",
        "_variables",
        "exchanges",
        "failures",
        "root",
        "said",
        "silent",
    )

    def __init__(
        self,
        program: Program,
        transport: SubgraphTransport,
        variables: Mapping[str, Any],
        headers: Mapping[str, str],
        deadline: float,
    ) -> None:
        self.root: Object = {}
        self.failures: dict[int, list[Failure]] = {}
        self.exchanges: dict[int, Exchange] = {}
        self.said: list[Said] = []
        self.silent = Silent()
        self._program = program
        self._transport = transport
        self._variables = variables
        self._headers = headers
        self._deadline = deadline

    async def perform(self, number: int) -> None:
        """Run one request."""
        program = self._program.requests[number]
        try:
            asked = self._ask(program)
        except RecursionError:
            self.failures[number] = [unsendable(self.root, program.request)]
            return
        self.exchanges[number] = Exchange(program.request, asked)
        if asked:
            failures = await self._exchange(program, asked)
            if failures:
                self.failures[number] = failures

    async def _exchange(self, program: RequestProgram, asked: list[Asked]) -> list[Failure]:
        """Send a request and merge its answer; what failed."""
        subgraph = program.request.subgraph
        try:
            call = self._call(program, asked)
        except RecursionError:
            return [unsendable(self.root, program.request)]
        try:
            if self._deadline <= asyncio.get_running_loop().time():
                raise SubgraphError(ErrorCode.SUBGRAPH_TIMEOUT.value, f"No time was left to ask subgraph '{subgraph}'.")
            body = await self._transport.send(call)
            response = read_response(subgraph, body)
            if response.extensions:
                self.said.append(Said(program.request.id, subgraph, response.extensions))
            self.exchanges[program.request.id] = Exchange(program.request, asked, body)
            return absorb(subgraph, response, asked)
        except SubgraphError as error:
            return failed(subgraph, error, asked)
        except RecursionError:
            return failed(subgraph, invalid(subgraph, TOO_DEEP), asked)
        except Exception as defect:
            return failed(subgraph, _internal(subgraph, defect), asked)

    def _ask(self, program: RequestProgram) -> list[Asked]:
        """What each fetch of the request asks for and where it goes; nothing when there is nothing to ask."""
        asked: list[Asked] = []
        wanted = program.rooted
        for fetch, copies, shared in program.fetches:
            if not isinstance(fetch, EntityFetch):
                targets = collect(self.root, target_paths(fetch))
                asked.append(Asked(fetch, copies, shared, {}, [targets], self.silent))
                wanted = wanted or bool(targets)
            elif fetch.contexts:
                repeated = self._repeated(fetch, copies, shared)
                asked += repeated
                wanted = wanted or bool(repeated)
            else:
                targets = collect(self.root, fetch.paths)
                representations = read_representations(targets, fetch.inputs, fetch.typename)
                if sum(map(len, representations.values())) < len(targets):
                    leave(targets, representations.values(), fetch, self.silent)
                asked.append(Asked(fetch, copies, shared, representations, list(representations.values()), self.silent))
                wanted = wanted or bool(representations)
        return asked if wanted else []

    def _repeated(self, fetch: EntityFetch, copies: bool, shared: Shared) -> list[Asked]:
        """A contextual fetch, once for each distinct combination of values."""
        asked: list[Asked] = []
        for targets, values in group_by_context(self.root, fetch):
            found = read_representations(targets, fetch.inputs, fetch.typename)
            if found:
                asked.append(Asked(fetch, copies, shared, found, list(found.values()), self.silent, len(asked), values))
        return asked

    def _call(self, program: RequestProgram, asked: list[Asked]) -> SubgraphCall:
        return SubgraphCall(
            subgraph=program.request.subgraph,
            body=program.body(self._variables, asked),
            kind=program.request.kind,
            headers=self._headers,
            deadline=self._deadline,
        )


def _internal(subgraph: str, defect: Exception) -> SubgraphError:
    """A defect of a transport, kept from ending the whole request."""
    return SubgraphError(
        ErrorCode.INTERNAL_SERVER_ERROR.value,
        f"The gateway failed while it asked subgraph '{subgraph}'.",
        detail="".join(traceback.format_exception(defect)),
    )

"""Running a compiled plan over plain dicts, in the order that `schedule` gives.

Failures never stop the rest: what fails is kept with the places it was to fill, and told in the order of the plan, so
that errors do not depend on who answers first.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from gateway.execution.answers import absorb, failed, unsendable, unsent
from gateway.execution.asked import Asked
from gateway.execution.codes import ErrorCode
from gateway.execution.collect import Object, collect, target_paths
from gateway.execution.contexts import group_by_context
from gateway.execution.extensions import Said
from gateway.execution.failures import Failure, Unsent
from gateway.execution.fitting import Shared
from gateway.execution.ports import SubgraphCall, SubgraphError, SubgraphTransport
from gateway.execution.program import Program, RequestProgram
from gateway.execution.representations import read_representations
from gateway.execution.responses import TOO_DEEP, invalid, read_response
from gateway.execution.schedule import run_all
from gateway.planning.plan import EntityFetch

Found = TypeVar("Found")


class Fetched(NamedTuple):
    """What a run brought.

    Args:
        root: the merged data by source keys, not yet as the client wants it.
        failures: what failed, in the order of the plan.
        unsent: the entity fetches that failures may have kept from being sent for all their targets.
        said: the `extensions` of the answers that had any.
    """

    root: Object
    failures: list[Failure]
    unsent: list[Unsent]
    said: list[Said]


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
    return Fetched(run.root, _in_order(run.failures), _in_order(run.unsent), run.said)


class _Run:
    """One execution."""

    __slots__ = (
        "_deadline",
        "_headers",
        "_program",
        "_transport",
        "_variables",
        "failures",
        "root",
        "said",
        "unsent",
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
        self.unsent: dict[int, list[Unsent]] = {}
        self.said: list[Said] = []
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
        if self.failures:
            self.unsent[number] = list(unsent(program.request, asked))
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
                asked.append(Asked(fetch, copies, shared, {}, [targets]))
                wanted = wanted or bool(targets)
            elif fetch.contexts:
                repeated = self._repeated(fetch, copies, shared)
                asked += repeated
                wanted = wanted or bool(repeated)
            else:
                targets = collect(self.root, fetch.paths)
                representations = read_representations(targets, fetch.inputs, fetch.typename)
                asked.append(Asked(fetch, copies, shared, representations, list(representations.values())))
                wanted = wanted or bool(representations)
        return asked if wanted else []

    def _repeated(self, fetch: EntityFetch, copies: bool, shared: Shared) -> list[Asked]:
        """A contextual fetch, once for each distinct combination of values."""
        asked: list[Asked] = []
        for targets, values in group_by_context(self.root, fetch):
            found = read_representations(targets, fetch.inputs, fetch.typename)
            if found:
                asked.append(Asked(fetch, copies, shared, found, list(found.values()), len(asked), values))
        return asked

    def _call(self, program: RequestProgram, asked: list[Asked]) -> SubgraphCall:
        return SubgraphCall(
            subgraph=program.request.subgraph,
            body=program.body(self._variables, asked),
            kind=program.request.kind,
            headers=self._headers,
            deadline=self._deadline,
        )


def _in_order(found: Mapping[int, list[Found]]) -> list[Found]:
    """What is noted by request, one request after the other."""
    return [each for number in sorted(found) for each in found[number]]


def _internal(subgraph: str, defect: Exception) -> SubgraphError:
    """A defect of a transport, kept from ending the whole request."""
    return SubgraphError(
        ErrorCode.INTERNAL_SERVER_ERROR.value,
        f"The gateway failed while it asked subgraph '{subgraph}'.",
        detail="".join(traceback.format_exception(defect)),
    )

"""A planned operation ready to run: fetch, locate what failed, project.

Everything in it is computed once per document and variant and shared by all requests for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import msgspec
from graphql import FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode

from gateway.execution.answers import unsent
from gateway.execution.collect import Object
from gateway.execution.denied import denied_errors
from gateway.execution.errors import ErrorPolicy
from gateway.execution.extensions import Said
from gateway.execution.failures import ClientPath, Failure
from gateway.execution.introspection import Elsewhere, Introspected, Introspection
from gateway.execution.lacking import lacking
from gateway.execution.locate import locate
from gateway.execution.nulls import Nulls
from gateway.execution.ports import SubgraphTransport
from gateway.execution.program import Program, compile_plan
from gateway.execution.projection import SharedRows, compile_projection
from gateway.execution.response_errors import ResponseError, ResponseErrors
from gateway.execution.run import Fetched, fetch
from gateway.execution.typed import Adaptive, Anomaly, Beside, Recorded, TypedRun
from gateway.planning.plan import Plan, Shape

Data = Object | msgspec.Struct | None
"""The client's `data`: a dict, or a struct where the typed executor has answered."""

NOTHING_INTROSPECTED = Introspected({}, ())


class Call(NamedTuple):
    """What one request brings along.

    Args:
        variables: raw JSON values.
        headers: lower-case names, forwarded with every subgraph request.
        deadline: `loop.time()` seconds.
        correlation: under which the log has the originals of masked errors.
    """

    variables: Mapping[str, Any]
    headers: Mapping[str, str]
    deadline: float
    correlation: str


class Executed(NamedTuple):
    """The client's `data` (to be encoded by msgspec) and `errors`, and the `extensions` of subgraphs' answers."""

    data: Data
    errors: list[ResponseError]
    said: list[Said]


@dataclass(frozen=True, slots=True)
class Executable:
    """One operation variant."""

    plan: Plan
    program: Program
    introspection: Introspection | None
    denied: tuple[dict[str, Any], ...]
    project: Callable[[Object, Mapping[str, Any], Nulls], Object | None]
    adaptive: Adaptive

    @classmethod
    def compile(
        cls,
        plan: Plan,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        typed_after: int | None = None,
        introspect: Elsewhere | None = None,
        beside: Beside | None = None,
        shared: SharedRows | None = None,
        denied: bool = True,
    ) -> Executable:
        """Compile `plan`, made for `operation`.

        Args:
            schema: the API schema.
            introspect: as in `Introspection`.
            beside: as in `Adaptive`.
            shared: as in `compile_projection`.
            denied: whether there may be fields that the caller may not see.
            typed_after: interpreted requests before the typed executor takes over; None for never.
        """
        program = compile_plan(plan)
        return cls(
            plan=plan,
            program=program,
            adaptive=Adaptive(program, typed_after, beside),
            introspection=Introspection(schema, operation, fragments, introspect) if _introspects(plan.shape) else None,
            denied=denied_errors(plan.shape) if denied else (),
            project=compile_projection(plan.shape, shared),
        )

    async def run(self, transport: SubgraphTransport, policy: ErrorPolicy, call: Call) -> Executed:
        """Fetch, typed or not, and project."""
        introspected = await self.introspection.answer(call.variables) if self.introspection else NOTHING_INTROSPECTED
        typed = self.adaptive.typed()
        if typed is None or introspected.errors:
            return await self._interpret(transport, policy, call, introspected)
        run = TypedRun(typed, transport, call.variables, call.headers, call.deadline)
        try:
            data, said = await run.data(introspected.data)
        except Anomaly:
            self.adaptive.anomaly()
            return await self._interpret(Recorded(transport, run.answers), policy, call, introspected)
        return Executed(data, self._errors(policy, introspected).all() if self.denied else [], said)

    def _errors(self, policy: ErrorPolicy, introspected: Introspected) -> ResponseErrors:
        """Those that are known before anything is fetched."""
        errors = ResponseErrors(policy.limit)
        for error in (*self.denied, *introspected.errors):
            errors.add(error)
        return errors

    async def _interpret(
        self, transport: SubgraphTransport, policy: ErrorPolicy, call: Call, introspected: Introspected
    ) -> Executed:
        fetched = await fetch(
            self.program, transport, variables=call.variables, headers=call.headers, deadline=call.deadline
        )
        outcome = self._complete(fetched, fetched.failures, policy.limit, introspected)
        if outcome.gap and (inferred := lacking(fetched.exchanges)):
            outcome = self._complete(fetched, [*fetched.failures, *inferred], policy.limit, introspected)
        errors = self._errors(policy, introspected)
        for failure, paths in outcome.failures:
            for error in policy.report(failure, paths, call.correlation) if paths else ():
                errors.add(error)
        errors.extend(outcome.errors)
        return Executed(outcome.data, errors.all(), fetched.said)

    def _complete(
        self, fetched: Fetched, failures: Sequence[Failure], limit: int, introspected: Introspected
    ) -> _Outcome:
        """Project what was fetched, with these failures."""
        known = [tuple(error["path"]) for error in introspected.errors if error.get("path")]
        located: list[list[ClientPath]] = []
        if failures:
            located = locate(self.plan.shape, fetched.root, failures, list(unsent(fetched.exchanges)))
        errors = ResponseErrors(limit)
        nulls = Nulls(errors, chain(known, *located), fetched.silent)
        data = self.project(fetched.root, introspected.data, nulls)
        return _Outcome(data, errors, list(zip(failures, located, strict=True)), nulls.gap)


class _Outcome(NamedTuple):
    """What a projection found.

    Args:
        data: the client's.
        errors: of the projection.
        failures: those of fetching, with the paths at which each shows.
        gap: a field is absent without a reason.
    """

    data: Object | None
    errors: ResponseErrors
    failures: list[tuple[Failure, list[ClientPath]]]
    gap: bool


def _introspects(shape: Shape) -> bool:
    return any(field.introspection for fields in shape.by_type.values() for field in fields)

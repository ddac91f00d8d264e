"""A planned operation ready to run: fetch, locate what failed, project.

Everything in it is computed once per document and variant and shared by all requests for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode

from gateway.execution.collect import Object
from gateway.execution.denied import denied_errors
from gateway.execution.errors import ErrorPolicy
from gateway.execution.failures import ClientPath, Failure
from gateway.execution.introspection import Introspected, Introspection
from gateway.execution.locate import Locator
from gateway.execution.nulls import Nulls
from gateway.execution.ports import SubgraphTransport
from gateway.execution.program import Program, compile_plan
from gateway.execution.projection import compile_projection
from gateway.execution.run import fetch
from gateway.planning.plan import Plan, Shape

NOTHING_INTROSPECTED = Introspected({}, ())


@dataclass(frozen=True, slots=True)
class Call:
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


@dataclass(frozen=True, slots=True)
class Executable:
    """One operation variant."""

    plan: Plan
    program: Program
    introspection: Introspection | None
    denied: tuple[dict[str, Any], ...]
    project: Callable[[Object, Mapping[str, Any], Nulls], Object | None]

    @classmethod
    def compile(
        cls,
        plan: Plan,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> Executable:
        """Compile `plan`, made for `operation`; `schema` is the API schema."""
        return cls(
            plan=plan,
            program=compile_plan(plan),
            introspection=Introspection(schema, operation, fragments) if _introspects(plan.shape) else None,
            denied=denied_errors(plan.shape),
            project=compile_projection(plan.shape),
        )

    async def run(
        self, transport: SubgraphTransport, policy: ErrorPolicy, call: Call
    ) -> tuple[Object | None, list[Mapping[str, Any]]]:
        """The client's `data` and `errors`."""
        root, failures = await fetch(
            self.program, transport, variables=call.variables, headers=call.headers, deadline=call.deadline
        )
        introspected = self.introspection.answer(call.variables) if self.introspection else NOTHING_INTROSPECTED
        errors: list[Mapping[str, Any]] = [*self.denied, *introspected.errors]
        known = [tuple(error["path"]) for error in introspected.errors if error.get("path")]
        if failures:
            known += self._report(root, failures, policy, call.correlation, errors)
        nulls = Nulls(known)
        data = self.project(root, introspected.data, nulls)
        return data, [*errors, *nulls.errors]

    def _report(
        self,
        root: Object,
        failures: list[Failure],
        policy: ErrorPolicy,
        correlation: str,
        errors: list[Mapping[str, Any]],
    ) -> list[ClientPath]:
        """Add the errors of all failures; returns the client paths that these explain."""
        locator = Locator(self.plan.shape, root)
        known: list[ClientPath] = []
        for failure in failures:
            paths = locator.paths(failure)
            errors += policy.report(failure, paths, correlation)
            known += paths
        return known


def _introspects(shape: Shape) -> bool:
    return any(field.introspection for fields in shape.by_type.values() for field in fields)

"""From text to document, plan and introspected schema, synchronously: what is done here and, for large documents, in
a process beside.

Nothing raises: what cannot be had is a `Refusal`, so that a result can travel from the other process as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import get_variable_values

from gateway.execution.codes import ErrorCode
from gateway.execution.introspection import Introspected, Introspection
from gateway.execution.refusal import Refusal
from gateway.federation.supergraph import Supergraph
from gateway.planning import Document, DocumentError, Limits, Plan, PlanError, Planner, Variant
from gateway.planning.batches import Batching
from gateway.planning.document import Syntax, response_error

MAX_VARIABLE_ERRORS: Final = 20
MAX_VARIABLE_LEVELS: Final = 200
"""Lists and objects within each other in a variable: as many as graphql-core follows, and few enough for any JSON."""
VARIABLES_TOO_DEEP: Final = f"Variable values are nested too deeply: more than {MAX_VARIABLE_LEVELS} levels."


@dataclass(frozen=True, slots=True)
class Budgets:
    """How much work one operation may take before it is refused, and what its plan saves.

    Args:
        steps: that its plan may explore.
        requests: that its plan may send to subgraphs.
        introspected: fields of the schema that introspection may answer.
        batching: which fetches to one subgraph travel as one request.
    """

    steps: int = 200_000
    requests: int = 500
    introspected: int = 1_000_000
    batching: Batching = "step"


class Preparer:
    """Reads, plans and introspects over one supergraph.

    Args:
        supergraph: what to plan over.
        limits: what one document may ask.
        budgets: see `Budgets`.
    """

    def __init__(self, supergraph: Supergraph, limits: Limits, budgets: Budgets) -> None:
        self.supergraph = supergraph
        self.limits = limits
        self.budgets = budgets
        self._planner = Planner(supergraph, batching=budgets.batching)

    def parse(self, text: str) -> Syntax | Refusal:
        """A document that is within the limits."""
        try:
            return Syntax.read(text, self.limits)
        except DocumentError as error:
            return Refusal(error.stage, error.errors)

    def document(self, syntax: Syntax, name: str | None) -> Document | Refusal:
        """A valid document with the operation chosen."""
        try:
            return Document.of(self.supergraph, syntax, name, self.limits)
        except DocumentError as error:
            return Refusal(error.stage, error.errors)

    def read(self, text: str, name: str | None) -> Document | Refusal:
        """`parse` and `document` in one."""
        syntax = self.parse(text)
        return syntax if isinstance(syntax, Refusal) else self.document(syntax, name)

    def plan(self, document: Document, variant: Variant, steps: int | None = None) -> Plan | Refusal:
        """The plan of a variant; `steps` may be less than the budget."""
        try:
            plan = self._planner.plan(document, variant, self.budgets.steps if steps is None else steps)
            return self._within(plan)
        except PlanError as error:
            return Refusal.of("plan", error.code, error.message)
        except RecursionError:
            message = "The operation is nested too deeply to be planned."
            return Refusal.of("plan", ErrorCode.QUERY_PLAN_TOO_COMPLEX.value, message)
        except MemoryError:
            raise
        except Exception:
            logging.getLogger(__name__).exception("an operation could not be planned")
            message = "The gateway failed to plan this operation."
            return Refusal.of("plan", ErrorCode.INTERNAL_SERVER_ERROR.value, message)

    def _within(self, plan: Plan) -> Plan | Refusal:
        count, most = len(plan.requests), self.budgets.requests
        if count <= most:
            return plan
        message = f"The operation takes {count} subgraph requests; this gateway allows {most}."
        return Refusal.of("plan", ErrorCode.MAX_SUBGRAPH_REQUESTS_LIMIT.value, message)

    def conditions(self, document: Document, variables: Mapping[str, Any]) -> dict[str, Any] | Refusal:
        """The variables that conditions read, with their defaults, when all are valid (GraphQL spec, section 6.1.2)."""
        if any(is_deeper(value, MAX_VARIABLE_LEVELS) for value in variables.values()):
            return too_deep()
        schema = self.supergraph.api_schema
        values = get_variable_values(schema, document.variables, dict(variables), max_errors=MAX_VARIABLE_ERRORS)
        if isinstance(values, list):
            code = ErrorCode.BAD_USER_INPUT.value
            return Refusal("variables", tuple(response_error(error, code) for error in values))
        return {name: values.coerced[name] for name in document.condition_variables if name in values.coerced}

    def introspection(self, document: Document) -> Introspection:
        """What answers the introspection fields of a document."""
        return Introspection(self.supergraph.api_schema, document.operation, document.fragments)

    # -- for those who have nothing but the text
    def outline(self, text: str, name: str | None) -> Document | Refusal:
        """`read`, without what the document selects."""
        document = self.read(text, name)
        return document if isinstance(document, Refusal) else document.outline

    def plan_text(self, text: str, name: str | None, variant: Variant) -> Plan | Refusal:
        """`plan`, of a document that is known to be valid."""
        document = self._known(text, name)
        return document if isinstance(document, Refusal) else self.plan(document, variant)

    def conditions_text(self, text: str, name: str | None, variables: Mapping[str, Any]) -> dict[str, Any] | Refusal:
        """`conditions`; errors say where the variables are defined."""
        document = self._known(text, name, locations=True)
        return document if isinstance(document, Refusal) else self.conditions(document, variables)

    def introspect_text(self, text: str, name: str | None, variables: Mapping[str, Any]) -> Introspected | Refusal:
        """`introspection`, answered in JSON."""
        document = self._known(text, name)
        if isinstance(document, Refusal):
            return document
        return self.introspection(document).encoded(variables, self.budgets.introspected)

    def _known(self, text: str, name: str | None, *, locations: bool = False) -> Document | Refusal:
        try:
            return Document.known(self.supergraph, Syntax.read(text, self.limits, locations=locations), name)
        except DocumentError as error:
            return Refusal(error.stage, error.errors)


def too_deep() -> Refusal:
    """Of variables that cannot be passed on."""
    return Refusal.of("variables", ErrorCode.BAD_USER_INPUT.value, VARIABLES_TOO_DEEP)


def is_deeper(value: Any, levels: int) -> bool:
    """Whether JSON has more than so many lists and objects within each other."""
    level = [value]
    for _ in range(levels + 1):
        level = [
            item
            for each in level
            if isinstance(each, dict | list)
            for item in (each.values() if isinstance(each, dict) else each) or (None,)
        ]
        if not level:
            return False
    return True

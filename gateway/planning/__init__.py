"""Operation to plan. Pure: no I/O, no clock, no globals."""

from gateway.planning.document import Document, Variant
from gateway.planning.errors import DocumentError, PlanError
from gateway.planning.limits import Limits
from gateway.planning.plan import Plan
from gateway.planning.planner import Planner, plan
from gateway.planning.printer import plan_to_json, print_plan

__all__ = [
    "Document",
    "DocumentError",
    "Limits",
    "Plan",
    "PlanError",
    "Planner",
    "Variant",
    "plan",
    "plan_to_json",
    "print_plan",
]

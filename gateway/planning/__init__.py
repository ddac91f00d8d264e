"""Operation to plan. Pure: no I/O, no clock, no globals."""

from gateway.planning.document import Document, Variant
from gateway.planning.errors import DocumentError, PlanError
from gateway.planning.limits import Limits
from gateway.planning.plan import Plan

__all__ = ["Document", "DocumentError", "Limits", "Plan", "PlanError", "Variant"]

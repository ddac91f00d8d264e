"""Every supergraph of the oracle, composed once per test session."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from tests.oracle.case import Case

NAMES = (
    "shop",
    "keys",
    "requirements",
    "abstract",
    "sharing",
    "shared_types",
    "interface_objects",
    "roots",
    "conflicts",
    "federation_one",
    "owners",
    "tangles",
    "contexts",
)


@cache
def composed(name: str) -> Case:
    """A supergraph by name; its world is as earlier tests left it."""
    module = import_module(f"tests.oracle.supergraphs.{name}")
    return Case(module.SUBGRAPHS, module.world, getattr(module, "SUPERGRAPH", None))


def fresh(name: str) -> Case:
    """A supergraph by name with fresh data."""
    case = composed(name)
    case.reset()
    return case

"""Every contract shows what Hive's composer shows for it, or is refused for the same reasons.

Where the two differ, it is for one of the reasons below, each of which is checked.
"""

from dataclasses import replace
from typing import Any

import pytest

from tests.composition.contracts.cases import Case, all_cases, outcome, outcome_of, recorded

BY_SPECIFICATION = {"THROWS", "NO_VALID_SCHEMA"}
"""Hive leaves hidden types in its unions, and makes a schema of it that is none; the inaccessible specification removes
them."""

INCLUDED_WITHOUT_TAG = {
    "arguments-need-no-tag": "Hive hides arguments without an included tag; GraphOS asks fields and unions for one",
    "what-inputs-are-made-of-needs-no-tag": "the same for input fields, enum values and scalars",
}

REFERENCE_MISSED = {"33", "119"}
"""Hive overlooks that an input field refers to a hidden enum; the inaccessible specification does not."""


def answer(name: str) -> dict[str, Any]:
    """Hive's."""
    return {key: recorded()[name][key] for key in ("errors", "api")}


def differs_by_unreachable_types(case: Case, hive: list[str]) -> bool:
    """Hive judges types that it then hides for being unreachable; without hiding them we say what it says."""
    contract = replace(case.contract, hide_unreachable_types=False)
    return case.contract.hide_unreachable_types and outcome(replace(case, contract=contract))["errors"] == hive


@pytest.mark.parametrize("name", all_cases())
def test_contracts_show_what_hives_show(name: str) -> None:
    case = all_cases()[name]
    ours, hive = outcome_of(name), answer(name)
    if name in INCLUDED_WITHOUT_TAG:
        assert ours["api"] is not None
        assert ours != hive
    elif name in REFERENCE_MISSED:
        assert ours["errors"] == sorted([*hive["errors"], "REFERENCED_INACCESSIBLE"])
    elif not BY_SPECIFICATION & {*hive["errors"]} and ours != hive:
        assert differs_by_unreachable_types(case, hive["errors"])


def test_most_are_equal() -> None:
    """So that the reasons above do not swallow everything."""
    equal = [name for name in all_cases() if outcome_of(name) == answer(name)]
    assert len(equal) >= 125
    assert sum(recorded()[name]["api"] is not None for name in equal) >= 40


@pytest.mark.parametrize("gateway", ["@apollo/gateway", "@graphql-tools/federation"])
def test_other_gateways_load_our_views(gateway: str) -> None:
    views = [name for name in all_cases() if outcome_of(name)["api"]]
    assert {recorded()[name]["loads"][gateway] for name in views} == {"ok"}


def test_every_case_is_recorded() -> None:
    assert sorted(all_cases()) == sorted(recorded())

"""More conditions than a handful: one plan that bears them, and runs what a request selects."""

from __future__ import annotations

from functools import reduce
from itertools import product
from random import Random
from typing import Any

import pytest

from gateway.execution.preparer import Preparer
from gateway.planning import Document, PlanError, Planner, Variant, plan_to_json
from gateway.planning.conditions import ALTERNATIVES, ALWAYS, NEVER, both, either, equals, holds
from gateway.planning.folding import decided
from tests.oracle.catalogue import NAMES, composed
from tests.oracle.operations import seeded_operation
from tests.oracle.test_generated import IDS

ALL = 7


def test_conditions_are_as_short_as_they_can_be() -> None:
    a, b, not_a = equals("a", True), equals("b", True), equals("a", False)
    assert both(a, ALWAYS) == a
    assert both(a, not_a) == NEVER
    assert either(a, both(a, b)) == a
    assert either(a, ALWAYS) == ALWAYS
    assert both(either(a, b), either(a, not_a)) == either(a, both(b, not_a))


@pytest.mark.parametrize("values", list(product((True, False), repeat=3)))
def test_conditions_mean_what_they_say(values: tuple[bool, bool, bool]) -> None:
    given = dict(zip("abc", values, strict=True))
    a, b, c = (equals(name, True) for name in "abc")
    assert holds(both(either(a, b), c), given) is ((values[0] or values[1]) and values[2])
    assert holds(either(both(a, b), equals("c", False)), given) is ((values[0] and values[1]) or not values[2])


def test_conditions_that_multiply_are_refused() -> None:
    choices = [either(equals(f"a{number}", True), equals(f"b{number}", True)) for number in range(ALTERNATIVES)]
    with pytest.raises(PlanError) as caught:
        reduce(both, choices)
    assert caught.value.code == "QUERY_PLAN_TOO_COMPLEX"


@pytest.mark.parametrize("name", NAMES)
async def test_every_combination_is_answered_as_the_reference_answers_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.planning.document.HANDFUL", 0)
    case = composed(name)
    case.reset()
    case.engine.close()
    case.engine = case.engine_over(case)
    for seed in range(6):
        query, variables = seeded_operation(seed, case.supergraph.api_schema, IDS.get(name, ["1"]), conditions=ALL)
        for values in combinations(variables, seed):
            try:
                await case.check(query, {**variables, **values})
            except AssertionError as error:
                raise AssertionError(f"seed {seed}: {query} {values}") from error


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_asked_that_a_plan_for_the_combination_alone_would_not_ask(name: str) -> None:
    """Here and there an exact plan does with one request less, since it needs to suit nothing else."""
    supergraph = composed(name).supergraph
    planner = Planner(supergraph)
    more = runs = 0
    for seed in range(6):
        query, variables = seeded_operation(seed, supergraph.api_schema, IDS.get(name, ["1"]), conditions=ALL)
        document = Document.read(supergraph, query)
        folded = planner.plan(document, Variant())
        for values in combinations(variables, seed):
            exact = planner.plan(document, document.variant(values))
            mine = decided(folded, values)
            assert mine.folded == ()
            runs += 1
            more += len(mine.requests) - len(exact.requests)
    assert 0 <= more <= runs * 0.05


def combinations(variables: dict[str, Any], seed: int) -> list[dict[str, bool]]:
    """All on, all off, and a few at random."""
    names = [name for name in variables if name in {f"c{number}" for number in range(ALL)}]
    random = Random(seed)
    drawn = [{name: random.random() < 0.5 for name in names} for _ in range(4)]
    return [dict.fromkeys(names, True), dict.fromkeys(names, False), *drawn]


CONDITIONAL = """
query Q($a: Boolean!, $b: Boolean!, $c: Boolean!, $d: Boolean!, $e: Boolean!, $f: Boolean!) {
  topProducts {
    upc @include(if: $a)
    name @include(if: $b)
    shippingEstimate @include(if: $c)
    inStock @skip(if: $d)
  }
  me @include(if: $e) { reviews @include(if: $f) { body } name }
}
"""


@pytest.mark.parametrize(
    ("on", "asked"),
    [
        ("", ["products", "stock"]),
        ("d", ["products"]),
        ("ab d", ["products"]),
        ("cd", ["products", "stock"]),
        ("de", ["accounts", "products"]),
        ("d f", ["products"]),
        ("def", ["accounts", "products", "reviews"]),
        ("abc ef", ["accounts", "products", "reviews", "stock"]),
    ],
)
async def test_what_is_left_out_is_not_asked_for_nor_what_only_it_requires(on: str, asked: list[str]) -> None:
    case = composed("shop")
    outcome = await case.check(CONDITIONAL, {name: name in on for name in "abcdef"})
    assert sorted(outcome.asked) == asked
    products = next(query for subgraph, query in case.transport.calls if subgraph == "products")
    assert "price @include(if: $_if" in products
    assert "$_if" in products


async def test_twelve_conditions_are_planned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    planned: list[Variant] = []
    plan = Preparer.plan

    def counting(self: Preparer, document: Document, variant: Variant, steps: int | None = None) -> Any:
        planned.append(variant)
        return plan(self, document, variant, steps)

    monkeypatch.setattr(Preparer, "plan", counting)
    case = composed("shop")
    engine = case.engine_over(case)
    names = [f"c{number}" for number in range(12)]
    fields = " ".join(f"f{number}: name @include(if: ${name})" for number, name in enumerate(names))
    query = f"query ({' '.join(f'${name}: Boolean!' for name in names)}) {{ me {{ id {fields} }} }}"
    case.engine = engine
    random = Random(12)
    for _ in range(60):
        await case.check(query, {name: random.random() < 0.5 for name in names})
    assert planned == [Variant()]


def test_a_handful_of_conditions_has_exact_plans() -> None:
    supergraph = composed("shop").supergraph
    names = "abcd"
    fields = " ".join(f"{name}: name @include(if: ${name})" for name in names)
    query = f"query ({' '.join(f'${name}: Boolean!' for name in names)}) {{ me {{ id {fields} }} }}"
    document = Document.read(supergraph, query)
    assert not document.folds
    exact = Planner(supergraph).plan(document, document.variant({"a": True, "b": False, "c": False, "d": False}))
    assert "@include" not in exact.requests[0].document
    assert decided(exact, {}) is exact
    assert plan_to_json(exact, Variant())["requests"][0]["variables"] == []

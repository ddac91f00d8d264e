"""The shop: the textbook features together, and how many requests they take."""

from typing import Any

import pytest

from tests.oracle.catalogue import fresh


@pytest.mark.parametrize(
    ("query", "requests"),
    [
        ("{ me { id name } }", 1),
        ("{ me { reviews { body } } }", 2),
        ("{ topProducts { name inStock } }", 2),
        ("{ topProducts(first: 5) { shippingEstimate } }", 2),
        ("{ topProducts(first: 5) { upc box wide: box(padding: 3) } }", 2),
        ("{ users { name reviews { body product { name price reviews { author { name } } } } } }", 4),
        ("{ latest { author { username } } }", 1),
        ("{ latest { author { username name } } }", 2),
        ('{ a: product(upc: "p1") { name } b: product(upc: "p2") { inStock } none: product(upc: "x") { inStock } }', 2),
        ('{ product(upc: "p3") { upc: name sku: upc id: sku inStock } }', 2),
        ('{ user(id: "nobody") { reviews { id } } }', 1),
        ("{ me { __typename reviews { __typename product { kind: __typename } } } }", 2),
        ("{ __typename }", 0),
        ("{ latest { product { dimensions { depth } reviews(limit: 1) { id } } } }", 2),
    ],
)
async def test_operations(query: str, requests: int) -> None:
    await fresh("shop").check(query, requests=requests)


FRAGMENTS = """
query Page($first: Int = 3, $withStock: Boolean!, $noReviews: Boolean = true, $limit: Int) {
  topProducts(first: $first) { ...Card @include(if: $withStock) ... on Product { name @skip(if: $withStock) } }
  me { ...Person }
}
fragment Card on Product { name inStock reviews(limit: $limit) @skip(if: $noReviews) { ...Review } }
fragment Review on Review { body author { ...Person } }
fragment Person on User { name username }
"""


@pytest.mark.parametrize(
    ("variables", "requests"),
    [
        ({"withStock": False}, 2),
        ({"withStock": True}, 3),
        ({"withStock": True, "first": 5, "noReviews": False}, 5),
        ({"withStock": True, "first": 5, "noReviews": False, "limit": 1}, 5),
        ({"withStock": True, "first": None, "noReviews": True, "limit": None}, 3),
    ],
)
async def test_fragments_variables_and_conditions(variables: dict[str, Any], requests: int) -> None:
    await fresh("shop").check(FRAGMENTS, variables, requests=requests)


async def test_an_entity_that_occurs_many_times_is_asked_for_once() -> None:
    case = fresh("shop")
    query = "{ a: topProducts(first: 5) { inStock } b: topProducts(first: 5) { inStock } }"
    outcome = await case.check(query, requests=2)
    assert outcome.asked == ["products", "stock"]


async def test_mutations_run_in_the_order_they_are_written() -> None:
    case = fresh("shop")
    query = """mutation {
      one: addReview(upc: "p1", body: "first") { id product { name } }
      clear
      two: addReview(upc: "p2") { id body author { name } }
    }"""
    outcome = await case.run(query)
    case.reset()
    assert outcome.data == case.reference(query).data
    assert outcome.data["clear"] == 6
    assert outcome.errors == []


async def test_a_subgraph_that_is_down_costs_its_own_fields_only() -> None:
    case = fresh("shop")
    case.transport.down = {"stock"}
    outcome = await case.run("{ topProducts { name inStock } me { name } }")
    assert outcome.data == {
        "topProducts": [{"name": "Thing 1", "inStock": None}, {"name": "Thing 2", "inStock": None}, None],
        "me": {"name": "Ada"},
    }
    assert [(error["path"], error["extensions"]["code"]) for error in outcome.errors] == [
        (["topProducts", index, "inStock"], "SUBGRAPH_UNREACHABLE") for index in (0, 1)
    ]


async def test_an_entity_that_another_subgraph_does_not_know_is_null_there_without_an_error() -> None:
    case = fresh("shop")
    case.subgraphs["reviews"].absent.add(("User", "u1"))
    outcome = await case.run("{ users { name reviews { id } } }")
    assert outcome.data["users"][0] == {"name": "Ada", "reviews": None}
    assert outcome.errors == []

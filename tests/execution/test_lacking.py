"""Fields that a subgraph leaves out, and keys that are null where they may not be: an error at each null that follows.

`catalog` has the products, `prices` their prices by the key `id`, `tax` their tax by `sku`, which `prices` knows.  What
clients see is the same from both executors.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
import pytest

from gateway.execution.engine import Engine, EngineSettings
from gateway.execution.errors import ErrorSettings
from gateway.execution.failures import Failure
from gateway.execution.lacking import MOST
from gateway.execution.ports import OperationRequest
from gateway.federation.supergraph import Supergraph
from tests.execution.plans import Script
from tests.oracle.case import LINK, composed_of

SUBGRAPHS = {
    "catalog": """
        type Query { products: [Product] things: [Thing] }
        interface Thing { name: String }
        type Product implements Thing @key(fields: "id") { id: ID! name: String maker: Maker }
        type Maker implements Thing @key(fields: "place { code }") { name: String place: Place @shareable }
        type Place @shareable { code: ID }
    """,
    "prices": """
        type Product @key(fields: "id") @key(fields: "sku") { id: ID! sku: ID price: Int stock: Int weight: Int! }
    """,
    "tax": """
        type Product @key(fields: "sku") { sku: ID tax: Int }
        type Maker @key(fields: "place { code }") { place: Place @shareable rating: Int }
        type Place @shareable { code: ID }
    """,
}
LEFT_OUT = "left out fields it was asked for"
NULL = "answered null where the schema allows none"
OTHER = "answered values of another kind than it was asked for"


@cache
def supergraph() -> Supergraph:
    return Supergraph.from_sdl(composed_of({name: LINK + sdl for name, sdl in SUBGRAPHS.items()}))


class Asked:
    """What one executor answered, and logged."""

    def __init__(self, typed_after: int | None, limits: Mapping[str, Any]) -> None:
        self.logged: list[Failure] = []
        self._settings = EngineSettings(errors=ErrorSettings(**limits), typed_after=typed_after)

    async def answer(self, query: str, answers: Mapping[str, Any]) -> bytes:
        engine = Engine(
            supergraph(),
            Script(**{name: {"data": data} for name, data in answers.items()}),
            settings=self._settings,
            log=lambda failure, correlation: self.logged.append(failure),
            correlation=lambda: "the same",
        )
        result = await engine.execute(OperationRequest(query))
        assert result.stage == "execute", result.errors
        self.typed = isinstance(result.data, msgspec.Struct)
        return msgspec.json.encode([result.data, result.errors])


async def ask(query: str, *, typed: bool = False, limits: Mapping[str, Any] = {}, **answers: Any) -> tuple[Any, Any]:
    """Data and errors, from both executors; `typed` if the typed one needs no help."""
    first, second = Asked(None, limits), Asked(0, limits)
    expected = await first.answer(query, answers)
    assert await second.answer(query, answers) == expected
    assert second.typed == typed
    assert len(first.logged) == len(second.logged)
    return tuple(msgspec.json.decode(expected))


def told(errors: Any) -> dict[tuple[str | int, ...], str]:
    """Messages by path, which are all of one code."""
    assert {error["extensions"]["code"] for error in errors} <= {"SUBGRAPH_INVALID_RESPONSE"}
    found = {tuple(error["path"]): error["message"] for error in errors}
    assert len(found) == len(errors), errors
    return found


def products(*each: Any) -> dict[str, Any]:
    return {"products": list(each)}


def entities(*each: Any) -> dict[str, Any]:
    return {"_entities": list(each)}


async def test_a_field_that_is_left_out_is_an_error_at_its_null() -> None:
    data, errors = await ask(
        "{ products { name price stock } }",
        catalog=products({"id": "1", "name": "Pen"}, {"id": "2"}),
        prices=entities({"price": 3}, {"price": None, "stock": 4}),
    )
    assert data == products({"name": "Pen", "price": 3, "stock": None}, {"name": None, "price": None, "stock": 4})
    assert told(errors) == {
        ("products", 1, "name"): f"Subgraph 'catalog' {LEFT_OUT}.",
        ("products", 0, "stock"): f"Subgraph 'prices' {LEFT_OUT}.",
    }
    assert errors[0]["extensions"]["serviceName"] == "catalog"


@pytest.mark.parametrize(("product", "problem"), [({"name": "Pen"}, LEFT_OUT), ({"name": "Pen", "id": None}, NULL)])
async def test_a_hidden_key_that_is_lacking_is_an_error_at_each_null_that_depends_on_it(
    product: Any, problem: str
) -> None:
    data, errors = await ask(
        "{ products { name price tax } }",
        catalog=products(product, {"name": "Cup", "id": "2"}),
        prices=entities({"price": 3, "sku": "s2"}),
        tax=entities({"tax": 1}),
    )
    assert data == products({"name": "Pen", "price": None, "tax": None}, {"name": "Cup", "price": 3, "tax": 1})
    assert told(errors) == {
        ("products", 0, "price"): f"Subgraph 'catalog' {problem}.",
        ("products", 0, "tax"): f"Subgraph 'catalog' {problem}.",
    }


async def test_a_hidden_key_further_on_the_way_is_told_of_who_left_it_out() -> None:
    _, errors = await ask("{ products { tax } }", catalog=products({"id": "1"}), prices=entities({}), tax=entities())
    assert told(errors) == {("products", 0, "tax"): f"Subgraph 'prices' {LEFT_OUT}."}


async def test_a_part_of_a_hidden_key_of_another_kind_is_an_error() -> None:
    data, errors = await ask(
        "{ products { maker { name rating } } }",
        catalog=products({"maker": {"name": "A", "place": "x"}}, {"maker": {"name": "B", "place": {"code": "b"}}}),
        tax=entities({"rating": 5}),
    )
    assert data == products({"maker": {"name": "A", "rating": None}}, {"maker": {"name": "B", "rating": 5}})
    assert told(errors) == {("products", 0, "maker", "rating"): f"Subgraph 'catalog' {OTHER}."}


@pytest.mark.parametrize("name", [{}, {"__typename": None}])
async def test_an_object_that_nobody_told_the_type_of_is_an_error(name: Any) -> None:
    things = [{**name, "name": "?"}, {"__typename": "Maker", "name": "A"}]
    data, errors = await ask("{ things { name ... on Maker { __typename } } }", catalog={"things": things})
    assert data == {"things": [None, {"name": "A", "__typename": "Maker"}]}
    assert told(errors) == {("things", 0): f"Subgraph 'catalog' {LEFT_OUT if name == {} else NULL}."}


async def test_what_is_left_out_where_null_may_not_be_is_told_once_and_takes_its_parent_along() -> None:
    data, errors = await ask(
        "{ products { name weight } }", catalog=products({"id": "1", "name": "Pen"}), prices=entities({})
    )
    assert data == products(None)
    assert told(errors) == {("products", 0, "weight"): f"Subgraph 'prices' {LEFT_OUT}."}


async def test_an_entity_that_is_not_known_explains_the_nulls_of_all_that_depends_on_it() -> None:
    data, errors = await ask(
        "{ products { price tax } }", typed=True, catalog=products({"id": "1"}), prices=entities(None), tax=entities()
    )
    assert (data, errors) == (products({"price": None, "tax": None}), [])


@pytest.mark.parametrize("nothing", [None, {"name": "Pen", "maker": None}])
async def test_an_object_that_is_null_needs_no_key(nothing: Any) -> None:
    data, errors = await ask(
        "{ products { name maker { rating } } }", typed=True, catalog=products(nothing), tax=entities()
    )
    assert (data, errors) == (products(nothing), [])


async def test_a_key_that_may_be_null_explains_the_nulls_of_what_depends_on_it() -> None:
    data, errors = await ask(
        "{ products { price tax } }",
        typed=True,
        catalog=products({"id": "1"}, {"id": "2"}),
        prices=entities({"price": 3, "sku": None}, {"price": 4, "sku": "s"}),
        tax=entities({"tax": 1}),
    )
    assert (data, errors) == (products({"price": 3, "tax": None}, {"price": 4, "tax": 1}), [])


@pytest.mark.parametrize("place", [None, {"code": None}])
async def test_so_does_a_part_of_a_key_that_may_be_null(place: Any) -> None:
    data, errors = await ask(
        "{ products { maker { rating } } }",
        typed=True,
        catalog=products({"maker": {"place": place}}, {"maker": {"place": {"code": "b"}}}),
        tax=entities({"rating": 5}),
    )
    assert (data, errors) == (products({"maker": {"rating": None}}, {"maker": {"rating": 5}}), [])


async def test_answers_are_not_read_twice_for_nulls_that_the_schema_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.execution.executable.lacking", lambda exchanges: pytest.fail("read twice"))
    _, errors = await ask(
        "{ products { price tax } }",
        typed=True,
        catalog=products({"id": "1"}, {"id": "2"}, {"id": "3"}),
        prices=entities({"price": 3, "sku": None}, None, {"price": None, "sku": "s"}),
        tax=entities(None),
    )
    assert errors == []


async def test_what_is_left_out_beside_an_error_is_told_too() -> None:
    broken = {
        "data": products({"id": "1", "name": None}),
        "errors": [{"message": "x", "path": ["products", 0, "name"]}],
    }
    engine = Engine(supergraph(), Script(catalog=broken, prices={"data": entities({"price": 3})}))
    result = await engine.execute(OperationRequest("{ products { name price stock } }"))
    assert [(each["path"], each["extensions"]["code"]) for each in result.errors] == [
        (["products", 0, "name"], "SUBGRAPH_ERROR"),
        (["products", 0, "stock"], "SUBGRAPH_INVALID_RESPONSE"),
    ]


async def test_the_errors_are_bounded_and_one_tells_how_many_more_there_are() -> None:
    found = [{"id": str(number), "name": "Pen"} for number in range(5000)]
    _, errors = await ask(
        "{ products { name price } }",
        limits={"positions": 10},
        catalog=products(*found),
        prices=entities(*({} for _ in found)),
    )
    assert [error["extensions"].get("further") for error in errors] == [None] * 10 + [4990]
    assert errors[-1]["path"] == ["products"]


async def test_no_more_places_are_looked_for_than_make_sense() -> None:
    """Three bytes of an answer would take a microsecond and four kilobytes each, and block all others."""
    _, errors = await ask("{ products { name maker { name } } }", catalog=products(*({} for _ in range(MOST))))
    assert errors[-1]["extensions"]["further"] + len(errors[:-1]) == MOST


async def test_the_log_says_which_fields_and_a_client_does_not_learn_their_names() -> None:
    asked = Asked(None, {})
    body = await asked.answer("{ products { price } }", {"catalog": products({"id": None}), "prices": entities()})
    assert [failure.detail for failure in asked.logged] == ["products.0.id"]
    assert b'"id"' not in body

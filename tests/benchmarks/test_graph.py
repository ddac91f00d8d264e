"""The light subgraphs answer what the reference answers, through a real gateway and through each one alone."""

from __future__ import annotations

import base64
import json
from typing import Any

import msgspec
import pytest
from graphql import parse, validate

from gateway.execution.engine import Engine
from gateway.execution.ports import OperationRequest, SubgraphCall
from gateway.federation.supergraph import Supergraph
from tests.benchmarks import operations
from tests.benchmarks.graph.records import world
from tests.benchmarks.graph.reference import Reference, canonical
from tests.benchmarks.graph.supergraph import SUBGRAPHS, composed
from tests.benchmarks.operations import Operation
from tests.benchmarks.subgraphs.answers import Answers

SUBJECT = "2"
BEARER = b"Bearer x." + base64.urlsafe_b64encode(json.dumps({"sub": SUBJECT}).encode()).rstrip(b"=") + b".x"
SDL = composed(dict.fromkeys(SUBGRAPHS, "http://subgraph.example"))


class Direct:
    """The subgraphs without HTTP."""

    def __init__(self) -> None:
        self._answers = {name: Answers(name, world()) for name in SUBGRAPHS}

    async def send(self, call: SubgraphCall) -> bytes:
        return self._answers[call.subgraph].answer(call.body, BEARER)


OPERATIONS = [operations.big(), operations.one_field(), operations.mutation(), *operations.different(0, 60)]


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_a_gateway_over_the_subgraphs_answers_as_the_reference(operation: Operation) -> None:
    engine = Engine(Supergraph.from_sdl(SDL), Direct())
    result = await engine.execute(OperationRequest(operation.query, variables=operation.variables))
    assert not result.errors
    expected = Reference(SDL, SUBJECT).answer(operation.query, operation.variables)
    assert canonical({"data": result.data}) == expected


def test_the_big_answer_is_as_big_as_it_is_said_to_be() -> None:
    answer = json.loads(Reference(SDL, SUBJECT).answer(operations.BIG, {}))["data"]
    assert 85_000 < len(json.dumps({"data": answer}, separators=(",", ":"))) < 91_000


def test_the_catalogue_is_8_mb() -> None:
    operation = operations.catalogue()
    body = msgspec.json.encode({"query": operation.query, "variables": operation.variables})
    assert 7_600_000 < len(Answers("products", world()).answer(body, b"")) < 8_400_000


def test_no_two_different_operations_are_the_same_and_all_are_valid() -> None:
    schema = Supergraph.from_sdl(SDL).api_schema
    texts = [operation.query for seed in range(3) for operation in operations.different(seed, 40)]
    assert len(set(texts)) == 120
    assert [error for text in texts for error in validate(schema, parse(text))] == []


def ask(subgraph: str, query: str, authorization: bytes = BEARER, **variables: Any) -> Any:
    body = msgspec.json.encode({"query": query, "variables": variables})
    return msgspec.json.decode(Answers(subgraph, world()).answer(body, authorization))


ENTITIES = (
    "query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { %s } } }"
)


def test_entities_are_found_by_their_representations() -> None:
    sent = [{"__typename": "Product", "upc": upc} for upc in ("2", "9", "404")]
    answer = ask("products", ENTITIES % "upc name", representations=sent)
    assert answer == {"data": {"_entities": [{"upc": "2", "name": "Couch"}, {"upc": "9", "name": "Clock"}, None]}}


def test_shipping_is_computed_from_what_the_representation_has() -> None:
    product = {"__typename": "Product", "upc": "1", "price": 10, "weight": 90}
    assert ask("inventory", ENTITIES % "shippingEstimate", representations=[product])["data"] == {
        "_entities": [{"shippingEstimate": 45}]
    }
    del product["weight"]
    assert ask("inventory", ENTITIES % "shippingEstimate", representations=[product])["errors"]


def test_who_asks_is_told_by_the_token() -> None:
    assert ask("accounts", "{ me { id } }") == {"data": {"me": {"id": SUBJECT}}}
    assert ask("accounts", "{ me { id } }", b"") == {"data": {"me": None}}


def test_a_remembered_answer_belongs_to_one_caller() -> None:
    answers = Answers("accounts", world())
    body = msgspec.json.encode({"query": "{ me { id } }"})
    assert answers.answer(body, BEARER) == answers.answer(body, BEARER) != answers.answer(body, b"")


def test_an_unknown_field_fails_the_answer() -> None:
    assert ask("products", "{ topProducts { stock } }")["errors"] == [{"message": "KeyError: 'stock'"}]

"""A schema of the kit, asked as a gateway asks: entity batches, limits, and what errors tell."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from subgraphs.kit.entities import Representation, keys_of
from subgraphs.kit.errors import Forbidden
from subgraphs.kit.pages import PageInfo
from subgraphs.kit.schema import SubgraphSchema


@dataclass
class Context:
    batches: list[list[Any]] = field(default_factory=list)


@strawberry.federation.type(keys=["id"])
class Book:
    id: strawberry.ID
    title: str

    @classmethod
    async def resolve_references(cls, context: Context, representations: Sequence[Representation]) -> Sequence[Any]:
        keys = keys_of(representations)
        context.batches.append(keys)
        return [
            cls(id=strawberry.ID(key), title=f"Title {key}")
            if isinstance(key, str) and key != "gone"
            else None
            if key == "gone"
            else key
            for key in keys
        ]


@strawberry.federation.type(keys=["id"])
class Shelf:
    id: strawberry.ID

    @classmethod
    async def resolve_references(cls, context: Context, representations: Sequence[Representation]) -> Sequence[Any]:
        raise RuntimeError("a secret of the store")


@strawberry.federation.type(keys=[Key(fields=FieldSet("id"), resolvable=False)])
class Author:
    id: strawberry.ID


@strawberry.type
class Link:
    length: int = 1

    @strawberry.field
    def next(self) -> Link:
        return Link()


@strawberry.type
class Query:
    @strawberry.field
    def link(self) -> Link:
        return Link()

    @strawberry.field
    def book(self) -> Book:
        return Book(id=strawberry.ID("1"), title="Title 1")

    @strawberry.field
    def shelf(self) -> Shelf | None:
        raise Forbidden("not yours")

    @strawberry.field
    def author(self) -> Author | None:
        raise RuntimeError("a secret of the store")

    @strawberry.field
    def page(self) -> PageInfo | None:
        return None


@pytest.fixture(scope="module")
def schema() -> SubgraphSchema:
    return SubgraphSchema(Query)


async def ask(schema: SubgraphSchema, query: str, context: Context | None = None, **variables: Any) -> dict[str, Any]:
    result = await schema.execute(query, variables, context_value=context or Context())
    errors = [error.formatted for error in result.errors or []]
    return {"data": result.data, "errors": errors}


ENTITIES = """query ($of: [_Any!]!) {
  _entities(representations: $of) { __typename ... on Book { id title } ... on Shelf { id } }
}"""


async def test_a_hundred_representations_are_one_batch(schema: SubgraphSchema) -> None:
    context = Context()
    of = [{"__typename": "Book", "id": str(number), "unknown": [1]} for number in range(100)]
    answer = await ask(schema, ENTITIES, context, of=of)
    assert answer["errors"] == []
    assert [book["title"] for book in answer["data"]["_entities"]] == [f"Title {number}" for number in range(100)]
    assert context.batches == [[str(number) for number in range(100)]]
    assert of[0] == {"__typename": "Book", "id": "0", "unknown": [1]}, "representations are not changed"


async def test_each_bad_representation_is_one_error_and_one_null(schema: SubgraphSchema) -> None:
    of = [
        {"__typename": "Book", "id": "a"},
        {"__typename": "Nope", "id": "1"},
        {"id": "1"},
        "text",
        {"__typename": "Book"},
        {"__typename": "Book", "id": "gone"},
        {"__typename": "Author", "id": "1"},
        {"__typename": "Query"},
        {"__typename": "Book", "id": 7},
    ]
    answer = await ask(schema, ENTITIES, of=of)
    ids = [entity and entity["id"] for entity in answer["data"]["_entities"]]
    assert ids == ["a", None, None, None, None, None, None, None, "7"]
    assert {tuple(error["path"]): error["message"] for error in answer["errors"]} == {
        ("_entities", 1): "this subgraph resolves no entities of type Nope",
        ("_entities", 2): "a representation must be an object with __typename",
        ("_entities", 3): "a representation must be an object with __typename",
        ("_entities", 4): "a representation of Book lacks the key field id",
        ("_entities", 6): "this subgraph resolves no entities of type Author",
        ("_entities", 7): "this subgraph resolves no entities of type Query",
    }


async def test_a_failed_batch_takes_no_other_type_along(
    schema: SubgraphSchema, caplog: pytest.LogCaptureFixture
) -> None:
    of = [{"__typename": "Shelf", "id": "1"}, {"__typename": "Book", "id": "2"}]
    answer = await ask(schema, ENTITIES, of=of)
    assert answer["data"]["_entities"] == [None, {"__typename": "Book", "id": "2", "title": "Title 2"}]
    [error] = answer["errors"]
    assert error["message"] == "Internal server error"
    assert error["path"] == ["_entities", 0]


async def test_expected_errors_are_told(schema: SubgraphSchema, caplog: pytest.LogCaptureFixture) -> None:
    answer = await ask(schema, "{ shelf { id } }")
    [error] = answer["errors"]
    assert (error["message"], error["extensions"]) == ("not yours", {"code": "FORBIDDEN"})
    assert caplog.records == []


async def test_unexpected_errors_are_masked_and_logged(
    schema: SubgraphSchema, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await ask(schema, "{ author { id } book { id } }")
    [error] = answer["errors"]
    assert (error["message"], error["path"]) == ("Internal server error", ["author"])
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "secret" not in str(answer)
    assert answer["data"]["book"] == {"id": "1"}
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert record.exc_info is not None
    assert str(record.exc_info[1]) == "a secret of the store"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("{ nope }", "Cannot query field 'nope' on type 'Query'."),
        ("{ book {", "Syntax Error: Expected Name, found <EOF>."),
        ("{ " + "book { id } " * 2000 + "}", "Syntax Error: Document contains more than 4000 tokens. Parsing aborted."),
    ],
)
async def test_bad_documents_are_refused_again_and_again(schema: SubgraphSchema, query: str, message: str) -> None:
    for _ in range(2):
        answer = await ask(schema, query)
        assert answer["data"] is None
        assert answer["errors"][0]["message"] == message


async def test_depth_is_limited(schema: SubgraphSchema) -> None:
    fine = "{ link " + "{ next " * 10 + "{ length }" + " }" * 10 + " }"
    deep = "{ link " + "{ next " * 20 + "{ length }" + " }" * 20 + " }"
    assert (await ask(schema, fine))["errors"] == []
    assert "exceeds maximum operation depth" in (await ask(schema, deep))["errors"][0]["message"]


async def test_introspection_is_on(schema: SubgraphSchema) -> None:
    answer = await ask(schema, "{ _service { sdl } __schema { queryType { name } } }")
    assert answer["data"]["__schema"]["queryType"]["name"] == "Query"
    assert 'type Book @key(fields: "id")' in answer["data"]["_service"]["sdl"]

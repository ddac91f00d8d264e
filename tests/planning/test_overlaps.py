"""Fields that can be merged: the verdict is graphql-core's, the work is not."""

from __future__ import annotations

import pytest
from graphql import DocumentNode, GraphQLError, OverlappingFieldsCanBeMergedRule, build_schema, parse, validate

from gateway.planning.overlaps import MergeableFieldsRule
from tests.oracle.catalogue import NAMES, composed
from tests.oracle.operations import Seeded, draft

SCHEMA = build_schema("""
  type Query { pet: Pet  pets: [Pet!]  dog: Dog }
  interface Pet { name: String  friend(of: Filter): Pet }
  type Dog implements Pet { name: String  barks: Boolean!  size: Int  friend(of: Filter): Pet }
  type Cat implements Pet { name: String  meows: Boolean  size: String  friend(of: Filter): Pet }
  input Filter { a: Int  b: Int }
""")


def complaints(query: str) -> list[str]:
    return [error.message.partition(" Use different")[0] for error in checked(parse(query))]


def checked(document: DocumentNode) -> list[GraphQLError]:
    return validate(SCHEMA, document, [MergeableFieldsRule])


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("{ dog { name } dog { name size } }", None),
        ("{ dog { n: name n: size } }", "Fields 'n' conflict because 'name' and 'size' are different fields."),
        (
            "{ dog { n: name } ...F } fragment F on Query { dog { n: size } }",
            "Fields 'dog' conflict because subfields 'n' conflict because 'name' and 'size' are different fields.",
        ),
        ("{ pet { ... on Dog { n: name } ... on Cat { n: name } } }", None),
        ("{ pet { ... on Dog { n: name } ... on Cat { n: __typename } } }", None),
        (
            "{ pet { ... on Dog { size } ... on Cat { size } } }",
            "Fields 'size' conflict because they return conflicting types 'Int' and 'String'.",
        ),
        (
            "{ pet { ... on Dog { x: barks } ... on Cat { x: meows } } }",
            "Fields 'x' conflict because they return conflicting types 'Boolean!' and 'Boolean'.",
        ),
        (
            "{ pet { ... on Dog { f: friend { n: name } } ... on Cat { f: friend { n: __typename } } } }",
            None,
        ),
        (
            "{ pet { ... on Dog { f: friend { ... on Dog { size } } } "
            "... on Cat { f: friend { ... on Cat { size } } } } }",
            "Fields 'f' conflict because subfields 'size' conflict because they return conflicting types "
            "'Int' and 'String'.",
        ),
        (
            "{ pet { f: friend { n: name } ... on Dog { f: friend { n: __typename } } } }",
            "Fields 'f' conflict because subfields 'n' conflict because 'name' and '__typename' are different fields.",
        ),
        ("{ pet { friend(of: { a: 1, b: 2 }) { name } friend(of: { b: 2, a: 1 }) { name } } }", None),
        (
            "{ pet { friend(of: { a: 1 }) { name } friend { name } } }",
            "Fields 'friend' conflict because they have differing arguments.",
        ),
    ],
)
def test_what_can_be_merged(query: str, complaint: str | None) -> None:
    assert complaints(query) == ([complaint] if complaint else [])


@pytest.mark.parametrize("name", NAMES)
def test_the_verdict_is_that_of_graphql_core(name: str) -> None:
    schema = composed(name).supergraph.api_schema
    verdicts = set()
    for seed in range(60):
        document = parse(draft(Seeded(seed), schema, ["1"], mutation=False).query)
        expected = bool(validate(schema, document, [OverlappingFieldsCanBeMergedRule]))
        verdicts.add(expected)
        assert bool(validate(schema, document, [MergeableFieldsRule])) is expected, seed
    assert verdicts == {True, False}


@pytest.mark.parametrize(
    "query",
    [
        "{ " + "pet { name friend { name } } " * 2_000 + "}",
        "{ pet { " + "...F " * 2_000 + "} } fragment F on Pet { name }",
        "{ " + "...F " * 900 + "} fragment F on Query { " + "pet { name } " * 900 + "}",
    ],
)
def test_repeating_a_field_costs_no_more_than_writing_it(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.planning.overlaps.WORK", 10_000)
    assert complaints(query) == []


def test_what_takes_too_much_work_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    query = "{ " + " ".join(f"a{each}: dog {{ name }}" for each in range(100)) + " }"
    monkeypatch.setattr("gateway.planning.overlaps.WORK", 199)
    assert complaints(query) == ["The document repeats fields or spreads fragments too often to be validated."]
    monkeypatch.setattr("gateway.planning.overlaps.WORK", 200)
    assert complaints(query) == []


def test_circles_of_fragments_end() -> None:
    assert complaints("{ pet { ...F } } fragment F on Pet { friend { ...F } x: friend { ...F } }") == []

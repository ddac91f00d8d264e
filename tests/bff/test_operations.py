"""Registered operations: what a file must hold, and that ours fit the supergraph."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import GraphQLSchema, parse, validate

from bff_mobile.screens import OPERATIONS as MOBILE
from bff_web.screens import OPERATIONS as WEB
from gateway.bff.app import PING
from gateway.bff.errors import InvalidOperation
from gateway.bff.operations import load_operations, parse_operation
from tests.bff.conftest import SCHEMA

REGISTERED = [
    (bff, path.stem) for bff in ("web", "mobile") for path in sorted((SCHEMA / "operations" / bff).glob("*.graphql"))
]


@pytest.mark.parametrize(("bff", "name"), REGISTERED)
def test_every_registered_operation_is_valid_against_the_supergraph(
    api_schema: GraphQLSchema, bff: str, name: str
) -> None:
    operation = load_operations(SCHEMA / "operations" / bff)[name]
    assert validate(api_schema, parse(operation.text)) == []


@pytest.mark.parametrize(("bff", "needed"), [("web", WEB), ("mobile", MOBILE)])
def test_the_registered_operations_are_those_that_the_screens_need(bff: str, needed: frozenset[str]) -> None:
    assert load_operations(SCHEMA / "operations" / bff).keys() == needed | {PING}


def test_an_operation_knows_its_variables_and_is_sent_without_comments() -> None:
    operation = parse_operation("Ask", "# why\nquery Ask($q: String!, $n: Int! = 3, $c: ID) { s(q: $q, n: $n, c: $c) }")
    assert operation.variables == {"q", "n", "c"}
    assert operation.required == {"q"}
    assert operation.text == "query Ask($q:String!$n:Int!=3$c:ID){s(q:$q n:$n c:$c)}"


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({}, "Operation Ask needs a value for $q."),
        ({"q": None}, "Operation Ask needs a value for $q."),
        ({"q": "a", "z": 1, "y": 2}, "Operation Ask has no variable $y, $z."),
    ],
)
def test_variables_that_do_not_fit_are_refused(variables: dict[str, object], message: str) -> None:
    operation = parse_operation("Ask", "query Ask($q: String!) { s(q: $q) }")
    with pytest.raises(InvalidOperation) as raised:
        operation.check(variables)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("query Other { a }", "Ask.graphql must hold exactly one operation, named Ask."),
        ("{ a }", "Ask.graphql must hold exactly one operation, named Ask."),
        ("query Ask { a } query More { a }", "Ask.graphql must hold exactly one operation, named Ask."),
        ("query Ask { a } type T { a: Int }", "Ask.graphql must hold exactly one operation, named Ask."),
        ("subscription Ask { a }", "Ask.graphql is a subscription; a BFF registers queries and mutations."),
        ("query Ask {", "Ask.graphql is not GraphQL: Syntax Error: Expected Name, found <EOF>. (line 1)"),
        (
            "query Ask($a: Int) { a }",
            "Ask.graphql is not valid: Variable '$a' is never used in operation 'Ask'. (line 1)",
        ),
        (
            "query Ask { a(b: $b) }",
            "Ask.graphql is not valid: Variable '$b' is not defined by operation 'Ask'. (line 1)",
        ),
        ("query Ask { ...F }", "Ask.graphql is not valid: Unknown fragment 'F'. (line 1)"),
    ],
)
def test_a_wrong_document_is_named_with_its_mistake(text: str, message: str) -> None:
    with pytest.raises(InvalidOperation) as raised:
        parse_operation("Ask", text)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("query Q($ids: [ID!]!) { rows(ids: $ids) { id name } }", "rows"),
        ("query Q($ids: [ID!]!) { found: rows(ids: $ids) { key: name id: code } }", "found"),
        ("query Q($ids: [ID!]!) { rows(ids: $ids) { name } }", None),
        ("query Q($ids: [ID!]!) { rows(ids: $ids) { id: code key: id } more }", None),
        ("query Q($ids: [ID!]!, $n: Int) { rows(ids: $ids, n: $n) { id } }", None),
        ("query Q($ids: ID!) { rows(ids: $ids) { id } }", None),
        ("query Q($keys: [ID!]!) { rows(ids: $keys) { id } }", None),
        ("query Q { rows { id } }", None),
    ],
)
def test_only_a_document_of_rows_by_ids_can_serve_a_loader(text: str, field: str | None) -> None:
    assert parse_operation("Q", text).batch_field == field


def test_a_missing_directory_or_operation_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidOperation, match="does not exist"):
        load_operations(tmp_path / "none")
    with pytest.raises(InvalidOperation, match=r"No operation Ask: .*Ask\.graphql does not exist"):
        load_operations(tmp_path)["Ask"]


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "Ask.graphql").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(InvalidOperation, match=r"Ask\.graphql cannot be read"):
        load_operations(tmp_path)

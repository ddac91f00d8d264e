"""Each kind of change in the smallest schema that shows it, with its level and its sentence."""

from __future__ import annotations

import pytest

from gateway.composition.diff import Change, Document, Kind, Level, diff_documents

B, D, S = Level.BREAKING, Level.DANGEROUS, Level.SAFE


def changes(old: str, new: str) -> list[Change]:
    return diff_documents(Document("old", old), Document("new", new), Kind.API)


def found(old: str, new: str) -> list[tuple[Level, str, str]]:
    return [(each.level, each.code, each.coordinate) for each in changes(old, new)]


OUTPUT = [
    ("type Query { a: Int b: Int }", "type Query { a: Int }", B, "FIELD_REMOVED", "Query.b"),
    ("type Query { a: Int }", "type Query { a: Int b: Int }", S, "FIELD_ADDED", "Query.b"),
    ("type Query { a: Int! }", "type Query { a: Int }", B, "FIELD_TYPE_CHANGED", "Query.a"),
    ("type Query { a: Int }", "type Query { a: Int! }", S, "FIELD_TYPE_CHANGED", "Query.a"),
    ("type Query { a: [Int] }", "type Query { a: [Int!]! }", S, "FIELD_TYPE_CHANGED", "Query.a"),
    ("type Query { a: [Int!] }", "type Query { a: [Int] }", B, "FIELD_TYPE_CHANGED", "Query.a"),
    ("type Query { a: Int }", "type Query { a: [Int] }", B, "FIELD_TYPE_CHANGED", "Query.a"),
    ("type Query { a: Int }", "type Query { a: Float }", B, "FIELD_TYPE_CHANGED", "Query.a"),
    (
        "type Query { a: I } interface I { x: Int } type A implements I { x: Int } type B implements I { x: Int }",
        "type Query { a: A } interface I { x: Int } type A implements I { x: Int } type B implements I { x: Int }",
        *(B, "FIELD_TYPE_CHANGED", "Query.a"),
    ),
    (
        "type Query { a: I } interface I { x: Int } type A implements I { x: Int }",
        "type Query { a: A } interface I { x: Int } type A implements I { x: Int }",
        *(S, "FIELD_TYPE_CHANGED", "Query.a"),
    ),
    (
        "type Query { i: I } interface I { x: Int } type A implements I { x: Int } type B implements I { x: Int }",
        "type Query { i: I } interface I { x: Int } type A implements I { x: Int! } type B implements I { x: Int }",
        *(B, "FIELD_TYPE_CHANGED", "A.x"),
    ),
    (
        "type Query { u: U } union U = A | B type A { x: Int } type B { y: Int }",
        "type Query { u: U } union U = A | B type A { x: Int! } type B { y: Int }",
        *(S, "FIELD_TYPE_CHANGED", "A.x"),
    ),
    ("type Query { a: Int }", 'type Query { a: Int @deprecated(reason: "b") }', S, "DEPRECATION_ADDED", "Query.a"),
    ("type Query { a: Int @deprecated }", "type Query { a: Int }", S, "DEPRECATION_REMOVED", "Query.a"),
    (
        "type Query { a: Int @deprecated }",
        'type Query { a: Int @deprecated(reason: "b") }',
        *(S, "DEPRECATION_CHANGED", "Query.a"),
    ),
    ("type Query { a: Int }", 'type Query { "says" a: Int }', S, "DESCRIPTION_CHANGED", "Query.a"),
    (
        "type Query { a: Int }",
        '"says" schema { query: Query } type Query { a: Int }',
        S,
        "DESCRIPTION_CHANGED",
        "schema",
    ),
    (
        "directive @own on FIELD_DEFINITION type Query { a: Int }",
        "directive @own on FIELD_DEFINITION type Query { a: Int @own }",
        *(S, "DIRECTIVE_USE_ADDED", "Query.a"),
    ),
    (
        "directive @own on OBJECT type Query @own { a: Int }",
        "directive @own on OBJECT type Query { a: Int }",
        *(S, "DIRECTIVE_USE_REMOVED", "Query"),
    ),
]

INPUT = [
    ("type Query { a(b: Int): Int }", "type Query { a: Int }", B, "ARGUMENT_REMOVED", "Query.a(b:)"),
    ("type Query { a: Int }", "type Query { a(b: Int): Int }", S, "ARGUMENT_ADDED", "Query.a(b:)"),
    ("type Query { a: Int }", "type Query { a(b: Int! = 1): Int }", S, "ARGUMENT_ADDED", "Query.a(b:)"),
    ("type Query { a: Int }", "type Query { a(b: Int!): Int }", B, "REQUIRED_ARGUMENT_ADDED", "Query.a(b:)"),
    ("type Query { a(b: Int!): Int }", "type Query { a(b: Int): Int }", S, "ARGUMENT_TYPE_CHANGED", "Query.a(b:)"),
    ("type Query { a(b: Int): Int }", "type Query { a(b: Int!): Int }", B, "ARGUMENT_TYPE_CHANGED", "Query.a(b:)"),
    ("type Query { a(b: Int): Int }", "type Query { a(b: [Int]): Int }", B, "ARGUMENT_TYPE_CHANGED", "Query.a(b:)"),
    ("type Query { a(b: Int): Int }", "type Query { a(b: Float): Int }", B, "ARGUMENT_TYPE_CHANGED", "Query.a(b:)"),
    ("type Query { a(b: Int): Int }", "type Query { a(b: Int = 1): Int }", D, "ARGUMENT_DEFAULT_ADDED", "Query.a(b:)"),
    (
        "type Query { a(b: Int!): Int }",
        "type Query { a(b: Int! = 1): Int }",
        S,
        "ARGUMENT_DEFAULT_ADDED",
        "Query.a(b:)",
    ),
    (
        "type Query { a(b: Int = 1): Int }",
        "type Query { a(b: Int = 2): Int }",
        *(D, "ARGUMENT_DEFAULT_CHANGED", "Query.a(b:)"),
    ),
    (
        "type Query { a(b: Int = 1): Int }",
        "type Query { a(b: Int): Int }",
        D,
        "ARGUMENT_DEFAULT_REMOVED",
        "Query.a(b:)",
    ),
    (
        "type Query { a(b: Int! = 1): Int }",
        "type Query { a(b: Int!): Int }",
        *(B, "ARGUMENT_DEFAULT_REMOVED", "Query.a(b:)"),
    ),
    (
        "type Query { a(i: I): Int } input I { b: Int }",
        "type Query { a(i: I): Int } input I { b: Int c: Int }",
        *(S, "INPUT_FIELD_ADDED", "I.c"),
    ),
    (
        "type Query { a(i: I): Int } input I { b: Int }",
        "type Query { a(i: I): Int } input I { b: Int c: Int! }",
        *(B, "REQUIRED_INPUT_FIELD_ADDED", "I.c"),
    ),
    (
        "type Query { a(i: I): Int } input I { b: Int c: Int }",
        "type Query { a(i: I): Int } input I { b: Int }",
        *(B, "INPUT_FIELD_REMOVED", "I.c"),
    ),
    (
        "type Query { a(i: I): Int } input I { b: Int }",
        "type Query { a(i: I): Int } input I { b: Int! }",
        *(B, "INPUT_FIELD_TYPE_CHANGED", "I.b"),
    ),
    (
        "type Query { a(i: I): Int } input I { b: Int! = 1 }",
        "type Query { a(i: I): Int } input I { b: Int! }",
        *(B, "INPUT_FIELD_DEFAULT_REMOVED", "I.b"),
    ),
    (
        "type Query { a(i: I): Int } input I { b: Int }",
        "type Query { a(i: I): Int } input I { b: Int = 1 }",
        *(D, "INPUT_FIELD_DEFAULT_ADDED", "I.b"),
    ),
    (
        "type Query { a(i: I): Int } input I { b: Int = 2 }",
        "type Query { a(i: I): Int } input I { b: Int = 1 }",
        *(D, "INPUT_FIELD_DEFAULT_CHANGED", "I.b"),
    ),
    (
        "type Query { a(i: I): Int } input I { b: Int }",
        "type Query { a(i: I): Int } input I @oneOf { b: Int }",
        *(B, "ONE_OF_ADDED", "I"),
    ),
    (
        "type Query { a(i: I): Int } input I @oneOf { b: Int }",
        "type Query { a(i: I): Int } input I { b: Int }",
        *(S, "ONE_OF_REMOVED", "I"),
    ),
]

TYPES = [
    ("type Query { a: Int }", "type Query { a: Int } type A { a: Int }", S, "TYPE_ADDED", "A"),
    ("type Query { a: Int } type A { a: Int }", "type Query { a: Int }", S, "TYPE_REMOVED", "A"),
    (
        "type Query { a: A } type A { a: Int }",
        "type Query { a: A } interface A { a: Int }",
        *(B, "TYPE_KIND_CHANGED", "A"),
    ),
    (
        "type Query { e: E } enum E { A B }",
        "type Query { e: E } enum E { A }",
        *(D, "ENUM_VALUE_REMOVED", "E.B"),
    ),
    (
        "type Query { a(e: E): Int } enum E { A B }",
        "type Query { a(e: E): Int } enum E { A }",
        *(B, "ENUM_VALUE_REMOVED", "E.B"),
    ),
    ("type Query { e: E } enum E { A }", "type Query { e: E } enum E { A B }", D, "ENUM_VALUE_ADDED", "E.B"),
    (
        "type Query { a(e: E): Int } enum E { A }",
        "type Query { a(e: E): Int } enum E { A B }",
        S,
        "ENUM_VALUE_ADDED",
        "E.B",
    ),
    (
        "type Query { u: U } union U = A | B type A { a: Int } type B { b: Int }",
        "type Query { u: U } union U = A type A { a: Int } type B { b: Int }",
        *(B, "UNION_MEMBER_REMOVED", "U"),
    ),
    (
        "type Query { u: U } union U = A type A { a: Int } type B { b: Int }",
        "type Query { u: U } union U = A | B type A { a: Int } type B { b: Int }",
        *(D, "UNION_MEMBER_ADDED", "U"),
    ),
    (
        "type Query { i: I a: A } interface I { x: Int } type A implements I { x: Int } type B implements I { x: Int }",
        "type Query { i: I a: A } interface I { x: Int } type A { x: Int } type B implements I { x: Int }",
        *(B, "IMPLEMENTATION_REMOVED", "A"),
    ),
    (
        "type Query { i: I a: A } interface I { x: Int } type A { x: Int }",
        "type Query { i: I a: A } interface I { x: Int } type A implements I { x: Int }",
        *(D, "IMPLEMENTATION_ADDED", "A"),
    ),
    (
        "type Query { a: A } interface I { x: Int } type A { x: Int }",
        "type Query { a: A } interface I { x: Int } type A implements I { x: Int }",
        *(S, "IMPLEMENTATION_ADDED", "A"),
    ),
    (
        "type Query { j: J } interface I { x: Int } interface J implements I { x: Int } "
        "type A implements I & J { x: Int }",
        "type Query { j: J } interface I { x: Int } interface J { x: Int } type A implements I & J { x: Int }",
        *(S, "IMPLEMENTATION_REMOVED", "J"),
    ),
    (
        'type Query { s: S } scalar S @specifiedBy(url: "http://a")',
        'type Query { s: S } scalar S @specifiedBy(url: "http://b")',
        *(D, "SPECIFICATION_CHANGED", "S"),
    ),
    (
        "type Query { s: S } scalar S",
        'type Query { s: S } scalar S @specifiedBy(url: "http://b")',
        S,
        "SPECIFICATION_CHANGED",
        "S",
    ),
]

OPERATIONS = [
    (
        "type Query { a: Int } type Mutation { b: Int }",
        "schema { query: Query } type Query { a: Int } type Mutation { b: Int }",
        B,
        "ROOT_TYPE_REMOVED",
        "schema",
    ),
    (
        "schema { query: Query } type Query { a: Int } type Mutation { b: Int }",
        "type Query { a: Int } type Mutation { b: Int }",
        S,
        "ROOT_TYPE_ADDED",
        "schema",
    ),
    ("directive @d on FIELD type Query { a: Int }", "type Query { a: Int }", B, "DIRECTIVE_REMOVED", "@d"),
    ("type Query { a: Int }", "directive @d on FIELD type Query { a: Int }", S, "DIRECTIVE_ADDED", "@d"),
    ("directive @d on OBJECT type Query { a: Int }", "type Query { a: Int }", S, "DIRECTIVE_REMOVED", "@d"),
    (
        "directive @d on FIELD | QUERY type Query { a: Int }",
        "directive @d on FIELD type Query { a: Int }",
        B,
        "DIRECTIVE_LOCATION_REMOVED",
        "@d",
    ),
    (
        "directive @d on FIELD | OBJECT type Query { a: Int }",
        "directive @d on FIELD type Query { a: Int }",
        S,
        "DIRECTIVE_LOCATION_REMOVED",
        "@d",
    ),
    (
        "directive @d on FIELD type Query { a: Int }",
        "directive @d on FIELD | QUERY type Query { a: Int }",
        S,
        "DIRECTIVE_LOCATION_ADDED",
        "@d",
    ),
    (
        "directive @d repeatable on FIELD type Query { a: Int }",
        "directive @d on FIELD type Query { a: Int }",
        B,
        "DIRECTIVE_REPEATABLE_REMOVED",
        "@d",
    ),
    (
        "directive @d on FIELD type Query { a: Int }",
        "directive @d repeatable on FIELD type Query { a: Int }",
        S,
        "DIRECTIVE_REPEATABLE_ADDED",
        "@d",
    ),
    (
        "directive @d(a: Int) on FIELD type Query { a: Int }",
        "directive @d on FIELD type Query { a: Int }",
        B,
        "ARGUMENT_REMOVED",
        "@d(a:)",
    ),
    (
        "directive @d on FIELD type Query { a: Int }",
        "directive @d(a: Int!) on FIELD type Query { a: Int }",
        B,
        "REQUIRED_ARGUMENT_ADDED",
        "@d(a:)",
    ),
    (
        "scalar Date directive @d(a: Int) on VARIABLE_DEFINITION type Query { a: Int }",
        "scalar Date directive @d(a: [Int]) on VARIABLE_DEFINITION type Query { a: Int }",
        *(S, "ARGUMENT_TYPE_CHANGED", "@d(a:)"),
    ),
    (
        "scalar Date directive @d(a: [Int]) on VARIABLE_DEFINITION type Query { a: Int }",
        "scalar Date directive @d(a: [[Int]]) on VARIABLE_DEFINITION type Query { a: Int }",
        *(S, "ARGUMENT_TYPE_CHANGED", "@d(a:)"),
    ),
    (
        "scalar Date directive @d(a: Int) on VARIABLE_DEFINITION type Query { a: Int }",
        "scalar Date directive @d(a: Float) on VARIABLE_DEFINITION type Query { a: Int }",
        *(S, "ARGUMENT_TYPE_CHANGED", "@d(a:)"),
    ),
    (
        "scalar Date directive @d(a: Int) on VARIABLE_DEFINITION type Query { a: Int }",
        "scalar Date directive @d(a: Int!) on VARIABLE_DEFINITION type Query { a: Int }",
        *(B, "ARGUMENT_TYPE_CHANGED", "@d(a:)"),
    ),
    (
        "scalar Date directive @d(a: [Int]) on VARIABLE_DEFINITION type Query { a: Int }",
        "scalar Date directive @d(a: Int) on VARIABLE_DEFINITION type Query { a: Int }",
        *(B, "ARGUMENT_TYPE_CHANGED", "@d(a:)"),
    ),
    (
        "scalar Date directive @d(a: Int) on VARIABLE_DEFINITION type Query { a: Int }",
        "scalar Date directive @d(a: [Int!]!) on VARIABLE_DEFINITION type Query { a: Int }",
        *(B, "ARGUMENT_TYPE_CHANGED", "@d(a:)"),
    ),
    (
        "scalar Date directive @d(a: Int) on VARIABLE_DEFINITION type Query { a: Int }",
        "scalar Date directive @d(a: Date) on VARIABLE_DEFINITION type Query { a: Int }",
        *(D, "ARGUMENT_TYPE_CHANGED", "@d(a:)"),
    ),
    (
        "scalar Date directive @d(a: [Int!]!) on VARIABLE_DEFINITION type Query { a: Int }",
        "scalar Date directive @d(a: [ID]) on VARIABLE_DEFINITION type Query { a: Int }",
        *(S, "ARGUMENT_TYPE_CHANGED", "@d(a:)"),
    ),
    (
        "directive @d(a: Int) on QUERY | VARIABLE_DEFINITION type Query { a: Int }",
        "directive @d(a: [Int]) on QUERY | VARIABLE_DEFINITION type Query { a: Int }",
        *(B, "ARGUMENT_TYPE_CHANGED", "@d(a:)"),
    ),
    (
        "input I { x: Int } directive @d(a: I) on VARIABLE_DEFINITION type Query { a: Int }",
        "input I { x: [Int] } directive @d(a: I) on VARIABLE_DEFINITION type Query { a: Int }",
        *(S, "INPUT_FIELD_TYPE_CHANGED", "I.x"),
    ),
    (
        "input I { x: Int } directive @d(a: I) on VARIABLE_DEFINITION type Query { a(i: I): Int }",
        "input I { x: [Int] } directive @d(a: I) on VARIABLE_DEFINITION type Query { a(i: I): Int }",
        *(B, "INPUT_FIELD_TYPE_CHANGED", "I.x"),
    ),
    (
        "directive @d on OBJECT type Query { a: Int }",
        "directive @d(a: Int!) on OBJECT type Query { a: Int }",
        S,
        "REQUIRED_ARGUMENT_ADDED",
        "@d(a:)",
    ),
]


@pytest.mark.parametrize(("old", "new", "level", "code", "coordinate"), [*OUTPUT, *INPUT, *TYPES, *OPERATIONS])
def test_one_change_is_found_with_its_level(old: str, new: str, level: Level, code: str, coordinate: str) -> None:
    assert found(old, new) == [(level, code, coordinate)]


def test_a_root_type_under_another_name_breaks_fragments_on_it() -> None:
    old, new = "schema { query: Query } type Query { a: Int }", "schema { query: Root } type Root { a: Int }"
    assert (B, "ROOT_TYPE_CHANGED", "schema") in found(old, new)


def test_what_no_operation_reaches_changes_unnoticed() -> None:
    old = "type Query { a: Int } type Lost { a: Int b: Colour } enum Colour { RED } input Filter { a: Int }"
    assert {level for level, _, _ in found(old, "type Query { a: Int } type Lost { b: String }")} == {S}


def test_a_new_type_of_an_interface_can_come_where_nobody_expected_it() -> None:
    old = "type Query { i: I } interface I { x: Int } type A implements I { x: Int }"
    assert found(old, f"{old} type B implements I {{ x: Int }}") == [
        (D, "IMPLEMENTATION_ADDED", "B"),
        (S, "TYPE_ADDED", "B"),
    ]


def test_a_tightened_field_is_refused_beside_the_one_that_is_not() -> None:
    old = "type Query { i: I } interface I { x: Int } type A implements I { x: Int }"
    change = changes(old, old.replace("A implements I { x: Int }", "A implements I { x: Int! }"))[0]
    assert str(change) == (
        "breaking FIELD_TYPE_CHANGED A.x: The type of A.x changed from Int to Int!. Operations that select it beside "
        "I.x: Int are refused: two types under one name in the response."
    )


def test_tightened_together_nothing_is_refused() -> None:
    old = "type Query { i: I } interface I { x: Int } type A implements I { x: Int }"
    assert {level for level, _, _ in found(old, old.replace("x: Int", "x: Int!"))} == {S}


def test_the_worst_comes_first() -> None:
    old = "type Query { a: Int e: E b: Int } enum E { A }"
    assert [level for level, _, _ in found(old, "type Query { c: Int e: E b: Int } enum E { A B }")] == [B, D, S]


def test_the_order_of_a_schema_means_nothing() -> None:
    old = "type Query { a: A b(x: Int, y: Int): Int } type A implements I & J { x: Int y: Int } " + (
        "interface I { x: Int } interface J { y: Int } union U = A | B type B { b: Int } enum E { X Y }"
    )
    new = "enum E { Y X } type B { b: Int } union U = B | A interface J { y: Int } interface I { x: Int } " + (
        "type A implements J & I { y: Int x: Int } type Query { b(y: Int, x: Int): Int a: A }"
    )
    assert found(old, new) == []

"""What is read here is what graphql-core reads; what is not read here is left to it, with every error."""

import random

import pytest
from graphql import FieldNode, GraphQLSyntaxError, parse

from gateway.federation.syntax import NotPlain, read_executable
from gateway.planning import DocumentError, Limits
from gateway.planning.document import parse_document
from tests.benchmarks import operations
from tests.federation.syntax.mangling import mangled
from tests.fuzz.operations import graph, mutated
from tests.oracle.catalogue import NAMES
from tests.oracle.operations import seeded_operation

MOST = 1_000
EVERYTHING = r'''
query Everything($a: [[Int!]]! = [[1, -2], []] @x(y: 1.5e-3), $on: In = {a: null, b: {c: "\u00e9\"", d: [A, true]}}) @x
@y(z: $a) {
  on, type: fragment query(true: false, a: $a, b: """
    block \""" of
      text
  """, c: "", d: [$a, {e: $on}, {}, []], f: 0.5, g: -0) @skip(if: $on) @include(if: true) { null { } }
  ...F @x(y: $a) ...on on { a } ... @x { b } ... { c # a comment, with "quotes" and é
  }
  alias:name
}
mutation{a}
subscription S { a { a { a: a } a } a }
fragment F on on @x { ...F ...onward }
{ a }
'''
NOT_PLAIN = [
    "",
    "# nothing",
    "type T { a: Int }",
    "extend schema @a",
    "{ a } type T",
    '"said" query Q { a }',
    'query ("said" $a: Int) { a }',
    '"said" fragment F on T { a }',
    "query",
    "query Q",
    "query Q { a",
    "query Q ( ) { a }",
    "query Q($a) { a }",
    "query Q($a: Int = $b) { a }",
    "query Q($a: Int = [$b]) { a }",
    "query Q($a: Int @x(y: $b)) { a }",
    "query Q($a: Int!!) { a }",
    "query Q($1: Int) { a }",
    "query { a } }",
    "{ a( ) }",
    "{ a(b) }",
    "{ a(b:) }",
    "{ a(b: 1 }",
    "{ a(b: $) }",
    "{ a(b: 01) }",
    "{ a(b: 1a) }",
    "{ a(b: 1.) }",
    "{ a(b: -) }",
    '{ a(b: "open) }',
    '{ a(b: "\\q") }',
    '{ a(b: """open") }',
    "{ a: }",
    "{ a: b: c }",
    "{ a:: b }",
    "{ : a }",
    "{ a @ }",
    "{ a @1 }",
    "{ a @x() }",
    "{ $a }",
    "{ a ! }",
    "{ 1 }",
    '{ "a" }',
    "{ . a }",
    "{ .. a }",
    "{ .... a }",
    "{ ... }",
    "{ ... on }",
    "{ ... on { a } }",
    "{ ... on T }",
    "{ ...(a: 1) }",
    "{ ...: a }",
    "{ ...F(a: 1) }",
    "{ ...F { a } }",
    "fragment on on T { a }",
    "fragment F { a }",
    "fragment F on { a }",
    "fragment F on T",
    "fragment F($a: Int) on T { a }",
    "{ a\u0000 }",
    "{ é }",
    "{ a } {",
    "{" * 3 + "}" * 2,
    "{ a " * 100 + "}" * 100,
    f"{{ a(b: {'[' * 100}{']' * 100}) }}",
    "{ a } " + "#\n" * (MOST + 1),
    "{" + "a " * MOST + "}",
]


def test_everything_plain_is_read_here():
    assert read_executable(EVERYTHING, MOST) == parse(EVERYTHING, no_location=True)


@pytest.mark.parametrize("text", NOT_PLAIN)
def test_what_is_wrong_or_unusual_is_left_to_graphql_core(text: str):
    with pytest.raises(NotPlain):
        read_executable(text, MOST)


@pytest.mark.parametrize("text", NOT_PLAIN)
def test_its_errors_are_those_of_graphql_core(text: str):
    expected = _theirs(text, max_lexical_tokens=MOST, max_comments=MOST)
    if not isinstance(expected, GraphQLSyntaxError):
        assert parse_document(text, Limits(tokens=MOST)) == expected
        return
    with pytest.raises(DocumentError) as refused:
        parse_document(text, Limits(tokens=MOST))
    (said,) = refused.value.errors
    assert {key: said[key] for key in expected.formatted} == expected.formatted


def test_the_limit_of_tokens_stays_exact():
    assert parse_document("{ a b }", Limits(tokens=4)) == parse("{ a b }", no_location=True)
    with pytest.raises(DocumentError) as refused:
        parse_document("{ a b }", Limits(tokens=3))
    assert refused.value.errors[0]["extensions"]["code"] == "MAX_TOKENS_LIMIT"


def test_fields_that_are_a_name_are_one_node():
    (operation,) = read_executable("{ a { id name id: name id(x: 1) } b { id } }", MOST).definitions
    a, b = operation.selection_set.selections
    leaf, _, alias, argued = a.selection_set.selections
    assert leaf is b.selection_set.selections[0] == FieldNode(name=leaf.name)
    assert leaf not in (alias, argued)


@pytest.mark.parametrize("seed", range(40))
def test_no_mangled_text_is_read_otherwise(seed: int):
    """Right or wrong, it is never read as something else."""
    for text in mangled(EVERYTHING, seed):
        assert _ours(text) in (_theirs(text), NotPlain), text


@pytest.mark.parametrize("name", NAMES)
def test_operations_of_all_supergraphs_are_read_here_and_their_mutations_never_otherwise(name: str):
    schema, chance = graph(name)[0].api_schema, random.Random(name)
    for number in range(30):
        query, _ = seeded_operation(number, schema, ["1"])
        assert read_executable(query, MOST) == parse(query, no_location=True), query
        query = mutated(chance, query)
        assert _ours(query) in (_theirs(query), NotPlain), query


def test_the_operations_of_the_benchmark_are_read_here():
    for operation in (operations.big(), operations.mutation(), operations.catalogue(), *operations.different(1, 200)):
        assert read_executable(operation.query, MOST) == parse(operation.query, no_location=True)


def _ours(text: str) -> object:
    try:
        return read_executable(text, MOST)
    except NotPlain:
        return NotPlain


def _theirs(text: str, **limits: int) -> object:
    try:
        return parse(text, no_location=True, **limits)
    except GraphQLSyntaxError as error:
        return error

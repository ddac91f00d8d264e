"""What is read here is what graphql-core reads; what is not read here is left to it."""

import pytest
from graphql import GraphQLSyntaxError, Source, parse
from graphql.language import Location, Token, TokenKind

from gateway.federation.syntax import NotPlain, read_definitions
from tests.composition.cases import case_names, read_case
from tests.composition.scale.graph import subgraphs
from tests.federation.syntax.mangling import mangled

EVERYTHING = r'''
"A \"schema\" \u00e9"
schema @link(url: "https://a/b/v1", import: ["@c", {name: "@d", as: "@e"}]) { query: Q mutation: M, subscription: S }
extend schema @f { query: Q }
extend schema @f
"""
  A block
    with \""" and "quotes"
"""
directive @f(a: Int = -1 @g, "b" b: [Float!]! = [1.5e3, 0.0], c: I = {x: null, y: {z: [true, FALSE]}}) repeatable on
  | SCHEMA | FIELD_DEFINITION | OBJECT
directive @g on ARGUMENT_DEFINITION
scalar type @specifiedBy(url: "") # a comment, with "quotes" and é
type Q implements & Node & Other @key(fields: "id") { id: ID! "" on: [[Int!]]! @deprecated input(enum: E = A): Q }
type Empty
interface Node implements Other @x { id: ID! }
union U @x = | A | B
union V = A
union W
enum E @x { "first" A @x B }
input I { x: Int = 0 @x y: [I!] = [] }
extend scalar type @x
extend type Q implements Node
extend type Q @x { more: Int }
extend interface Node @x
extend union U = C
extend enum E { C }
extend input I { z: String = "\n" }
'''
NOT_PLAIN = [
    "",
    "# nothing",
    "{ a }",
    "query Q { a }",
    "fragment F on T { a }",
    "type",
    "type T {",
    "type T { }",
    "type T { a }",
    "type T { a: }",
    "type T { a: [Int }",
    "type T { a: Int!! }",
    "type T { a(): Int }",
    "type T { a(b: Int = $c): Int }",
    "type T { a(b: Int = 01): Int }",
    "type T { a(b: Int = 1a): Int }",
    "type T { a(b: Float = 1.): Int }",
    "type T { a(b: Float = .5): Int }",
    "type T { a(b: Int = -): Int }",
    "type T @",
    "type T @x()",
    "type T @x(a: ) ",
    "type T implements",
    "type T implements A B",
    "extend type T",
    "extend scalar S",
    "extend schema",
    "extend enum E",
    'extend "a" type T @x',
    '"a" extend type T @x',
    '"a" "b" type T',
    "schema { }",
    "schema { subscribe: S }",
    "enum E { true }",
    "union U = ",
    "directive @d on",
    "directive @d on NOWHERE",
    "directive d on OBJECT",
    "extend directive @d @e",
    'scalar S @x(a: "open)',
    'scalar S @x(a: "two\nlines")',
    'scalar S @x(a: "\\q")',
    'scalar S @x(a: """open")',
    'scalar S @x(a: ["""abc"])',
    "scalar S @x(a: 'b')",
    "scalar S\u0000",
    "scalar S é",
    f"type T {{ a: {'[' * 200}Int{']' * 200} }}",
]


@pytest.mark.parametrize("name", case_names())
def test_the_subgraphs_of_a_case_are_read_as_graphql_core_reads_them(name: str):
    for source in read_case(name):
        assert _ours(source.sdl) in (_theirs(source.sdl), NotPlain)


def test_everything_plain_is_read_here():
    assert read_definitions(EVERYTHING) == parse(EVERYTHING, no_location=True)
    for source in subgraphs(3):
        assert read_definitions(source.sdl) == parse(source.sdl, no_location=True)


@pytest.mark.parametrize("text", NOT_PLAIN)
def test_what_is_wrong_or_no_definition_is_left_to_graphql_core(text: str):
    with pytest.raises(NotPlain):
        read_definitions(text)


@pytest.mark.parametrize("seed", range(40))
def test_no_mangled_text_is_read_otherwise(seed: int):
    """Right or wrong, it is never read as something else."""
    for text in mangled(EVERYTHING, seed):
        assert _ours(text) in (_theirs(text), NotPlain), text


def test_named_nodes_have_the_place_of_their_name():
    text = 'extend schema @link(url: "a") "said" type T @key(fields: "id") { "it" id(a: Int): ID! @x } enum E { A }'
    source = Source(text)
    token = Token(TokenKind.SOF, 0, 0, 0, 0)

    def locate(start: int) -> Location:
        found = Location(token, token, source)
        found.start = found.end = start
        return found

    schema, object_, enum = read_definitions(text, locate).definitions
    field = object_.fields[0]
    places = [schema, schema.directives[0], object_, object_.directives[0], field, field.arguments[0]]
    places += [field.directives[0], enum, enum.values[0]]
    begins = ["extend", "link", "T", "key", "id(", "a:", "x }", "E", "A }"]
    assert [text[each.loc.start :].startswith(word) for each, word in zip(places, begins, strict=True)] == [True] * 9
    assert field.type.loc is None


def _ours(text: str) -> object:
    try:
        return read_definitions(text)
    except NotPlain:
        return NotPlain


def _theirs(text: str) -> object:
    try:
        return parse(text, no_location=True)
    except GraphQLSyntaxError:
        return GraphQLSyntaxError

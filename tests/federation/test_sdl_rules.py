"""Yes or no is what graphql-core's own validation of SDL says, rule by rule."""

import pytest
from graphql import parse
from graphql.validation.validate import validate_sdl

from gateway.federation.sdl_rules import is_valid_sdl
from gateway.federation.syntax import read_definitions
from tests.composition.scale.graph import SHARED

VALID = [
    'type Query { a(b: Int @deprecated): [T!]! @deprecated(reason: "") } type T { a: Int } extend type T { b: ID }',
    "schema @x { query: Q } type Q { a: Int } directive @x on SCHEMA extend schema @y directive @y on SCHEMA",
    "directive @x(a: [I!]) repeatable on INPUT_FIELD_DEFINITION input I { a: Int @x(a: {a: 1}) @x(a: []) }",
    "type Query { a: __Type }",
    SHARED.replace("@shareable", ""),
]
INVALID = {
    "LoneSchemaDefinition": "schema { query: Q } schema { query: Q } type Q { a: Int }",
    "UniqueOperationTypes": "schema { query: Q query: Q } type Q { a: Int }",
    "UniqueTypeNames": "type T { a: Int } scalar T",
    "UniqueEnumValueNames": "enum E { A A }",
    "UniqueFieldDefinitionNames": "type T { a: Int } extend type T { a: Int }",
    "UniqueArgumentDefinitionNames": "type T { a(b: Int, b: Int): Int }",
    "UniqueDirectiveNames": "directive @a on OBJECT directive @a on OBJECT",
    "KnownTypeNames": "type T { a: [Unknown!]! }",
    "KnownTypeNames of arguments": "type T { a(b: Unknown): Int }",
    "KnownTypeNames of interfaces": "type T implements Unknown { a: Int }",
    "KnownTypeNames of members": "union U = Unknown",
    "KnownDirectives": "type T @unknown { a: Int }",
    "KnownDirectives at the wrong place": "directive @a on OBJECT type T { a: Int @a }",
    "KnownDirectives on an argument": "directive @a on INPUT_FIELD_DEFINITION type T { a(b: Int @a): Int }",
    "KnownDirectives on an input field": "directive @a on ARGUMENT_DEFINITION input I { a: Int @a }",
    "UniqueDirectivesPerLocation": "directive @a on OBJECT type T @a { a: Int } extend type T @a",
    "UniqueDirectivesPerLocation on a value": "directive @a on ENUM_VALUE enum E { A @a @a }",
    "PossibleTypeExtensions": "extend type T { a: Int }",
    "PossibleTypeExtensions of another kind": "scalar T extend type T { a: Int }",
    "KnownArgumentNames": "directive @a on OBJECT type T @a(b: 1) { a: Int }",
    "UniqueArgumentNames": "directive @a(b: Int) on OBJECT type T @a(b: 1, b: 1) { a: Int }",
    "UniqueInputFieldNames": "input I { a: Int } type T { a(b: I = {a: 1, a: 1}): Int }",
    "ProvidedRequiredArguments": "directive @a(b: Int!) on OBJECT type T @a { a: Int }",
}


@pytest.mark.parametrize("text", VALID)
def test_valid(text: str):
    for document in (parse(text), read_definitions(text)):
        assert validate_sdl(document) == []
        assert is_valid_sdl(document)


@pytest.mark.parametrize("text", INVALID.values(), ids=INVALID)
def test_invalid(text: str):
    for document in (parse(text), read_definitions(text)):
        assert validate_sdl(document) != []
        assert not is_valid_sdl(document)

"""Documents that are seen to be valid in one walk: never one in which graphql-core finds an error."""

from __future__ import annotations

from random import Random

import pytest
from graphql import GraphQLError, GraphQLSchema, build_schema, parse, specified_rules, validate

from gateway.planning.document import RULES
from gateway.planning.validity import certainly_valid
from tests.fuzz.mutations import TOKEN
from tests.oracle.catalogue import NAMES, composed
from tests.oracle.operations import Seeded, draft

SCHEMA = build_schema("""
  directive @noted(text: String) repeatable on FIELD | QUERY | FRAGMENT_DEFINITION | VARIABLE_DEFINITION
  scalar Anything
  enum Size { SMALL LARGE }
  input Filter { a: Int!  b: [Int]  of: Filter }
  input Either @oneOf { a: Int  b: String }
  interface Pet { name: String  friend(of: Filter, either: Either): Pet }
  type Dog implements Pet { name: String  size(in: Size = LARGE): Int  friend(of: Filter, either: Either): Pet }
  type Cat implements Pet { name: String  lives(left: Int!): Int!  friend(of: Filter, either: Either): Pet }
  type Rock { weight(unit: Float, digits: [Int!]): Int  label: String! }
  union Thing = Dog | Rock
  type Query { pet(id: ID!): Pet  dog: Dog  things(first: Int! = 3, like: [String], any: Anything): [Thing!]! }
  type Mutation { name(dog: ID!, name: String): Dog }
  type Subscription { named: Dog }
""")

CERTAIN = [
    "{ dog { name } }",
    "query A { dog { name } } query B { __typename dog { size } }",
    "mutation M($id: ID!, $name: String) { name(dog: $id, name: $name) { name } }",
    '{ pet(id: "1") { ... on Dog { size(in: SMALL) } ... on Cat { lives(left: 3) } ... { name } } }',
    "{ pet(id: 7) { ...F } } fragment F on Pet { name friend { ...G } } fragment G on Pet { __typename }",
    '{ things(first: 2, like: "one", any: 1.5) { ... on Rock { weight(unit: 2, digits: [1, 2]) } } }',
    "query ($a: Boolean!, $b: Boolean = true) { dog @skip(if: $a) @include(if: $b) { name @include(if: true) } }",
    "query ($n: Int = 5) { things(first: $n) { __typename } }",
    "query ($n: Int) { things(first: $n) { __typename } }",
    "query ($l: [String!]!) { things(like: $l) { ...T } } fragment T on Thing { ... on Dog { name } }",
    "query ($f: Filter) { dog { friend(of: $f) { name } } }",
    "{ dog { name ...F name } dog { n: name } } fragment F on Dog { name friend { name } friend { name } }",
    "query A($i: ID!) { ...F } query B($i: ID!) { ...F } fragment F on Query { pet(id: $i) { name } }",
    '{ things(like: [null, "x"]) { __typename } }',
]

UNUSUAL = [
    "subscription { named { name } }",
    "{ __schema { queryType { name } } }",
    '{ __type(name: "Dog") { name } }',
    "{ dog { name @noted } }",
    "query @noted { dog { name } }",
    "{ dog { friend(of: { a: 1 }) { name } } }",
    "query ($a: Int!) { dog { friend(of: { a: $a }) { name } } }",
    "query ($a: Int @noted) { things(first: $a) { __typename } }",
]

WRONG = [
    "type Dog { name: String } { dog { name } }",
    "query A { dog { name } } query A { dog { name } }",
    "{ dog { name } } query A { dog { name } }",
    "{ dog { ... on Bird { name } } }",
    "query ($a: Bird) { things(any: $a) { __typename } }",
    "{ ... on Size { x } }",
    "{ ...F } fragment F on Size { x }",
    "query ($d: Dog) { things(any: $d) { __typename } }",
    "{ dog { name { x } } }",
    "{ dog }",
    "{ dog { bark } }",
    "{ things { name } }",
    "{ pet { name } }",
    "{ ...F dog { name } } fragment F on Query { dog { name } } fragment F on Query { dog { size } }",
    "{ ...F }",
    "{ dog { name } } fragment F on Dog { name }",
    "{ dog { ... on Cat { name } } }",
    "{ dog { ...F } } fragment F on Cat { name }",
    "{ dog { ...F } } fragment F on Dog { friend { ...F } }",
    "{ dog { ...F } } fragment F on Dog { friend { ...G } } fragment G on Pet { ...F }",
    "query ($a: Int, $a: Int) { things(first: $a) { __typename } }",
    "{ things(first: $a) { __typename } }",
    "{ ...F } fragment F on Query { things(first: $a) { __typename } }",
    "query ($a: Int) { dog { name } }",
    "query A($a: Int) { ...F } query B { ...F } fragment F on Query { things(first: $a) { __typename } }",
    "{ dog { name @nobody } }",
    "{ dog @skip { name } }",
    "{ dog @skip(if: 1) { name } }",
    "query ($a: Boolean) { dog @skip(if: $a) { name } }",
    "{ dog @skip(if: true) @skip(if: true) { name } }",
    "{ dog @skip(if: true, unless: true) { name } }",
    "query @skip(if: true) { dog { name } }",
    "{ dog { name(x: 1) } }",
    "{ dog { __typename(x: 1) } }",
    "{ dog { __typename { x } } }",
    "{ pet(id: 1, id: 2) { name } }",
    "{ pet(id: 1.5) { name } }",
    "{ pet(id: null) { name } }",
    '{ things(first: "1") { __typename } }',
    "{ things(first: 99999999999) { __typename } }",
    "{ things(like: [1]) { __typename } }",
    "{ things(like: SMALL) { __typename } }",
    "{ dog { size(in: HUGE) } }",
    '{ dog { size(in: "SMALL") } }',
    "{ things { ... on Rock { weight(digits: [1, null]) } } }",
    "query ($a: Int = \"x\") { things(first: $a) { __typename } }",
    "query ($a: Int! = null) { things(first: $a) { __typename } }",
    "query ($a: String) { things(first: $a) { __typename } }",
    "query ($a: Int) { pet(id: 1) { ... on Cat { lives(left: $a) } } }",
    "query ($l: [String]) { things { ... on Rock { weight(digits: $l) } } }",
    "query ($a: [Int]) { things { ... on Rock { weight(digits: $a) } } }",
    "{ dog { n: name n: size } }",
    "{ dog { size(in: SMALL) size } }",
    "{ dog { ...F name: size } } fragment F on Dog { name }",
    "{ dog { ...F } dog { ...G } } fragment F on Dog { n: name } fragment G on Dog { n: size }",
    '{ pet(id: "1") { ... on Dog { x: size } ... on Cat { x: lives(left: 1) } } }',
    "{ dog { friend(of: { a: 1, a: 2 }) { name } } }",
    "{ dog { friend(of: { b: 1 }) { name } } }",
    "{ dog { friend(either: { a: 1, b: \"\" }) { name } } }",
    "query ($a: Int) { dog { friend(either: { a: $a }) { name } } }",
    "{ dog { name @defer } }",
]  # fmt: skip


def complaints(schema: GraphQLSchema, text: str) -> list[GraphQLError]:
    return validate(schema, parse(text, no_location=True), specified_rules)


@pytest.mark.parametrize("text", CERTAIN)
def test_what_is_usual_and_valid_is_seen(text: str) -> None:
    assert complaints(SCHEMA, text) == []
    assert certainly_valid(SCHEMA, parse(text, no_location=True))


@pytest.mark.parametrize("text", UNUSUAL)
def test_of_what_is_unusual_nothing_is_said(text: str) -> None:
    assert complaints(SCHEMA, text) == []
    assert not certainly_valid(SCHEMA, parse(text, no_location=True))


@pytest.mark.parametrize("text", WRONG)
def test_what_has_errors_is_never_certain(text: str) -> None:
    assert complaints(SCHEMA, text) != []
    assert not certainly_valid(SCHEMA, parse(text, no_location=True))


def test_every_rule_of_graphql_core_has_an_example_or_is_about_what_is_unusual() -> None:
    caught = {rule for rule in specified_rules for text in WRONG if validate(SCHEMA, parse(text), [rule])}
    assert {rule.__name__ for rule in specified_rules if rule not in caught} == {
        "KnownOperationTypesRule",  # below
        "SingleFieldSubscriptionsRule",
        "DeferStreamDirectiveOnRootField",
        "DeferStreamDirectiveOnValidOperationsRule",
        "DeferStreamDirectiveLabel",
        "StreamDirectiveOnListField",
        "MaxIntrospectionDepthRule",
    }


def test_an_operation_needs_its_root() -> None:
    schema = build_schema("type Query { a: Int }")
    assert complaints(schema, "mutation { a }") != []
    assert not certainly_valid(schema, parse("mutation { a }"))


@pytest.mark.parametrize(
    "text",
    [
        "{ dog " + "{ friend " * 101 + "{ name }" + " }" * 102,
        "{ dog { ...F0 } } " + " ".join(f"fragment F{n} on Pet {{ friend {{ ...F{n + 1} }} }}" for n in range(300))
        + " fragment F300 on Pet { name }",
        " ".join(f"query Q{n} {{ ...F }}" for n in range(60)) + " fragment F on Query { " + "...G " * 60
        + " } fragment G on Query { dog { name } }",
    ],
)  # fmt: skip
def test_what_is_deep_or_shared_by_many_is_left_to_graphql_core(text: str) -> None:
    assert not certainly_valid(SCHEMA, parse(text, no_location=True))


def mutated(random: Random, text: str, names: list[str]) -> str:
    """Some tokens of an operation deleted, doubled, exchanged, or replaced by names of the schema."""
    parts = [part for part in TOKEN.findall(text) if not part.isspace()]
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        here, there = random.randrange(len(parts)), random.randrange(len(parts))
        match random.randrange(4):
            case 0:
                parts[here] = ""
            case 1:
                parts[here] += f" {parts[there]}"
            case 2:
                parts[here], parts[there] = parts[there], parts[here]
            case 3:
                parts[here] = random.choice(names)
    return " ".join(parts)


def check(schema: GraphQLSchema, text: str) -> str:
    """What became of a document; fails when it was certainly valid and is not."""
    try:
        document = parse(text, no_location=True)
    except GraphQLError:
        return "unread"
    errors = validate(schema, document, RULES)
    if certainly_valid(schema, document):
        assert errors == [], text
        return "certain"
    return "invalid" if errors else "left"


@pytest.mark.parametrize("name", NAMES)
def test_generated_documents_and_their_mutations(name: str) -> None:
    outcomes = outcomes_of(name, range(60), 6)
    assert outcomes["certain"] > 25
    assert outcomes["invalid"] > 25


def outcomes_of(name: str, seeds: range, mutations: int) -> dict[str, int]:
    schema = composed(name).supergraph.api_schema
    names = [*(name for name in schema.type_map if not name.startswith("__")), "id", "$v", "1", '"x"', "null", "{", "}"]
    names += [field for type_ in schema.type_map.values() for field in getattr(type_, "fields", {})]
    counted = dict.fromkeys(("unread", "certain", "invalid", "left"), 0)
    for seed in seeds:
        random = Random(seed)
        text = draft(Seeded(seed), schema, ["1"], mutation=False).query
        for each in (text, *(mutated(random, text, names) for _ in range(mutations))):
            counted[check(schema, each)] += 1
    return counted

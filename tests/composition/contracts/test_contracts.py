"""What a contract does to a supergraph's text, to its plans, and what it says when it cannot be."""

from __future__ import annotations

import re

import pytest
from graphql import parse

from gateway.composition import Contract, SubgraphSource, apply_contract, compose
from gateway.federation.supergraph import Supergraph
from gateway.planning import Document, Planner
from tests.composition.contracts.cases import CASES, LINK, all_cases, api_of


def supergraph(sdl: str) -> str:
    result = compose([SubgraphSource("a", "http://a", LINK + sdl)])
    assert result.supergraph_sdl is not None, [str(each) for each in result.errors]
    return result.supergraph_sdl


def excluding(*tags: str) -> Contract:
    return Contract("partners", exclude=frozenset(tags))


def errors(sdl: str, contract: Contract) -> list[str]:
    return [str(error) for error in apply_contract(supergraph(sdl), contract).errors]


# --- the text ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", all_cases())
def test_only_inaccessible_and_its_link_are_added(name: str) -> None:
    case = all_cases()[name]
    source = compose(case.sources).supergraph_sdl
    assert source is not None
    view = apply_contract(source, case.contract).supergraph_sdl
    if view is not None:
        assert _without_inaccessible(view) == _without_inaccessible(source)


def _without_inaccessible(sdl: str) -> str:
    sdl = re.sub(r"\n\ndirective @inaccessible .*", "", sdl)
    sdl = re.sub(r'\n  @link\(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY\)', "", sdl)
    return re.sub(r"\s@inaccessible", "", sdl).replace("\n \n", "\n")


def test_a_contract_that_hides_nothing_is_the_source_unchanged() -> None:
    source = supergraph('type Query { a: Int @tag(name: "x") }')
    assert apply_contract(source, Contract("all", frozenset("x"))).supergraph_sdl == source


def test_names_and_layout_of_other_composers_are_kept() -> None:
    source = (
        '"""A { brace"""\nschema @link(url: "https://specs.apollo.dev/link/v1.0") '
        '@link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) '
        '@link(url: "https://specs.apollo.dev/tag/v0.3", import: [{name: "@tag", as: "@mark"}]) '
        '@link(url: "https://specs.apollo.dev/inaccessible/v0.2", as: "hide", for: SECURITY) { query: Query }\n'
        "directive @hide on FIELD_DEFINITION\n"
        'enum join__Graph { A @join__graph(name: "a", url: "http://a") }\n'
        'type Query @join__type(graph: A) { a: Int b: Int @mark(name: "x") } # said by us\n'
    )
    result = apply_contract(source, excluding("x"))
    assert result.supergraph_sdl == source.replace('@mark(name: "x")', '@mark(name: "x") @hide')


def test_links_may_stand_on_an_extension_of_the_schema() -> None:
    source = (
        'extend schema @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)\n'
        'enum join__Graph { A @join__graph(name: "a", url: "http://a") }\n'
        'type Query @join__type(graph: A) { a: Int b: Int @tag(name: "x") }'
    )
    result = apply_contract(source, excluding("x"))
    assert result.supergraph_sdl is not None, result.errors
    assert ' @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)\n' in result.supergraph_sdl
    assert "directive @inaccessible on " in result.supergraph_sdl
    assert api_of(result.supergraph_sdl) == "type Query {\n  a: Int\n}"


def test_applying_it_again_changes_nothing() -> None:
    source = supergraph('type Query { a: Int b(c: Int @tag(name: "x")): T @tag(name: "x") } type T { a: Int }')
    once = apply_contract(source, excluding("x")).supergraph_sdl
    assert once is not None
    assert apply_contract(once, excluding("x")).supergraph_sdl == once


# --- planning ---------------------------------------------------------------------------------------------------------


def test_what_is_hidden_is_still_there_for_keys_and_requirements() -> None:
    result = compose(
        [
            SubgraphSource(
                "users",
                "http://users",
                LINK + 'type Query { me: User } type User @key(fields: "id") { id: ID! @tag(name: "x") '
                'weight: Int @tag(name: "x") }',
            ),
            SubgraphSource(
                "posts",
                "http://posts",
                LINK.replace('"@key"', '"@key", "@external", "@requires"')
                + 'type User @key(fields: "id") { id: ID! weight: Int @external '
                'posts: Int @requires(fields: "weight") }',
            ),
        ]
    )
    assert result.supergraph_sdl is not None
    view = apply_contract(result.supergraph_sdl, excluding("x")).supergraph_sdl
    assert view is not None
    graph = Supergraph.from_sdl(view)
    assert list(graph.api_schema.type_map["User"].fields) == ["posts"]  # type: ignore[attr-defined]
    document = Document.read(graph, "{ me { posts } }", None)
    plan = Planner(graph).plan(document, document.variant({}, None))
    assert [request.subgraph for request in plan.requests] == ["users", "posts"]
    assert "weight" in plan.requests[0].document


# --- what cannot be ---------------------------------------------------------------------------------------------------


def test_an_error_names_the_contract_the_place_and_the_tag() -> None:
    assert errors('type Query { a: Int t: T } type T @tag(name: "internal") { id: ID }', excluding("internal")) == [
        'REFERENCED_INACCESSIBLE: [contract partners] Type "T" is @inaccessible but is referenced by "Query.t", which '
        'is in the API schema. The contract hides T: it is tagged "internal".\n'
        "    → Give what refers to the type the same tags as the type."
    ]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("all-fields-excluded", "The contract hides T: all of its fields are hidden."),
        ("enum-emptied", "The contract hides E: all of its values are hidden."),
        ("input-emptied", "The contract hides I: all of its input fields are hidden."),
        ("query-excluded", 'The contract hides Query: it is tagged "x".'),
        ("nothing-of-query-included", 'The contract hides Query.a: it is not tagged "p".'),
        ("union-needs-its-tag", 'The contract hides U: it is not tagged "p".'),
        ("required-argument-excluded", 'The contract hides Query.a(b:): it is tagged "x".'),
        ("required-input-field-excluded", 'The contract hides I.b: it is tagged "x".'),
        ("implementing-field-excluded", 'The contract hides A.id: it is tagged "x".'),
        ("enum-value-excluded-but-a-default", 'The contract hides E.B: it is tagged "x".'),
    ],
)
def test_every_error_says_why_the_contract_hides_it(name: str, reason: str) -> None:
    case = CASES[name]
    composed = compose(case.sources).supergraph_sdl
    assert composed is not None
    found = apply_contract(composed, case.contract).errors
    assert len(found) == 1
    assert found[0].message.endswith(reason)
    assert found[0].advice


def test_several_tags_are_all_named() -> None:
    found = errors('type Query { a: Int t: T } type T { id: ID @tag(name: "q") }', Contract("c", frozenset(("p", "q"))))
    assert 'Query.a: it has none of the tags "p" and "q".' in found[0]


def test_a_tag_that_nothing_has_is_worth_a_hint() -> None:
    source = supergraph('type Query { a: Int b: Int @tag(name: "internal") }')
    result = apply_contract(source, Contract("partners", exclude=frozenset(("internl",))))
    assert result.supergraph_sdl == source
    assert [str(hint) for hint in result.hints] == [
        'WARN CONTRACT_TAG_UNUSED: [contract partners] It excludes the tag "internl", which nothing in the supergraph '
        'has; it has "internal".\n    → Correct the name of the tag, or apply it with @tag.'
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("}{", "The supergraph is not valid GraphQL"),
        ('schema @link(url: "x") { query: Query } type Query { a: Int }', "Invalid @link"),
    ],
)
def test_what_is_no_supergraph_is_an_error(text: str, message: str) -> None:
    result = apply_contract(text, excluding("x"))
    assert [error.code for error in result.errors] == ["INVALID_FEDERATION_SUPERGRAPH"]
    assert message in result.errors[0].message


def test_every_view_that_is_made_is_a_supergraph_with_a_valid_schema() -> None:
    made = 0
    for case in all_cases().values():
        composed = compose(case.sources).supergraph_sdl
        assert composed is not None
        view = apply_contract(composed, case.contract).supergraph_sdl
        if view is not None:
            made += 1
            parse(api_of(view))
    assert made > 50

"""Two versions of a subgraph: its types, and what federation reads in it."""

from __future__ import annotations

import pytest

from gateway.composition.diff import Change, DiffError, Document, Kind, Level, diff_documents, kind_of

B, D, S = Level.BREAKING, Level.DANGEROUS, Level.SAFE
LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key", "@shareable", "@tag", '
    '"@inaccessible", "@override", "@requires", "@external", "@provides", "@interfaceObject", "@context", '
    '"@fromContext"]) '
)


def changes(old: str, new: str, *, link: str = LINK) -> list[Change]:
    return diff_documents(Document("old", link + old), Document("new", link + new))


def found(old: str, new: str) -> list[tuple[Level, str, str]]:
    return [(each.level, each.code, each.coordinate) for each in changes(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('type T @key(fields: "id") { id: ID }', "type T { id: ID }", (B, "KEY_REMOVED", "T")),
        ("type T { id: ID }", 'type T @key(fields: "id") { id: ID }', (S, "KEY_ADDED", "T")),
        ("type T { a: Int @shareable }", "type T { a: Int }", (D, "SHAREABLE_CHANGED", "T.a")),
        ("type T { a: Int }", 'type T { a: Int @override(from: "x") }', (D, "OVERRIDE_CHANGED", "T.a")),
        (
            'type T @key(fields: "id") { id: ID a: Int @external b: Int @requires(fields: "a") c: Int @external }',
            'type T @key(fields: "id") { id: ID a: Int @external b: Int @requires(fields: "a c") c: Int @external }',
            (D, "REQUIRES_CHANGED", "T.b"),
        ),
        ("type T { a: Int }", "type T { a: Int @inaccessible }", (B, "HIDDEN", "T.a")),
        ("type T { a: Int @inaccessible }", "type T { a: Int }", (S, "SHOWN", "T.a")),
        ("type T { a: Int }", 'type T { a: Int @tag(name: "x") }', (D, "TAG_ADDED", "T.a")),
        (
            'type T @key(fields: "id") { id: ID }',
            'type T @key(fields: "id") @interfaceObject { id: ID }',
            (D, "INTERFACE_OBJECT_CHANGED", "T"),
        ),
        ("type T { a: Int }", 'type T @context(name: "c") { a: Int }', (D, "CONTEXT_CHANGED", "T")),
        ("type T { a: Int }", "type T { a: Int b: Int }", (S, "FIELD_ADDED", "T.b")),
        ("type T { a: Int b: Int }", "type T { a: Int }", (B, "FIELD_REMOVED", "T.b")),
        ("enum E { A B }", "enum E { A }", (D, "ENUM_VALUE_REMOVED", "E.B")),
    ],
)
def test_one_change(old: str, new: str, expected: tuple[Level, str, str]) -> None:
    assert found(old, new) == [expected]


def test_how_a_field_set_is_written_means_nothing() -> None:
    assert found('type T @key(fields: "a  b") { a: Int b: Int }', 'type T @key(fields: "a b") { a: Int b: Int }') == []


def test_types_count_as_used_though_nothing_here_reaches_them() -> None:
    assert found("type Query { a: Int } type T { a: Int }", "type Query { a: Int }") == [(B, "TYPE_REMOVED", "T")]


def test_the_version_of_federation() -> None:
    old, new = (
        Document("old", f"{LINK} type T {{ a: Int }}"),
        Document("new", f"{LINK.replace('v2.8', 'v2.9')} type T {{ a: Int }}"),
    )
    assert [each.code for each in diff_documents(old, new)] == ["FEDERATION_VERSION_CHANGED"]


@pytest.mark.parametrize(
    ("sdl", "kind"),
    [
        (f"{LINK} type T {{ a: Int }}", Kind.SUBGRAPH),
        ('type T @key(fields: "id") { id: ID }', Kind.SUBGRAPH),
        ("type Query { _service: _Service } type _Service { sdl: String }", Kind.SUBGRAPH),
        ("type Query { a: Int }", Kind.API),
        ("directive @tag(name: String) on OBJECT type Query @tag { a: Int }", Kind.API),
    ],
)
def test_a_document_shows_what_it_is(sdl: str, kind: Kind) -> None:
    assert kind_of(Document("it", sdl)) is kind


@pytest.mark.parametrize(
    ("old", "problem"),
    [
        ("type Query {", "old:1:13: Syntax Error: Expected Name, found <EOF>."),
        ("type Query { a: Itn }", "old: Unknown type 'Itn'. Did you mean 'Int' or 'ID'?"),
        ("query { a }", "old defines no types"),
        (f"{LINK} type T {{ a: Itn }}", "INVALID_GRAPHQL: [old] Unknown type 'Itn'"),
        ('extend schema @link(url: "x") type Query { a: Int }', "old: Invalid @link"),
        ("type Query { a: Int } type A { }", "old:1:32: Syntax Error"),
        (
            'extend schema @link(url: "https://specs.apollo.dev/join/v0.3") type Query { a: Int }',
            "old is no supergraph",
        ),
    ],
)
def test_what_cannot_be_compared_is_told(old: str, problem: str) -> None:
    with pytest.raises(DiffError) as raised:
        diff_documents(Document("old", old), Document("new", "type Query { a: Int }"))
    assert raised.value.problems[0].startswith(problem)


def test_a_subgraph_and_a_supergraph_are_not_compared() -> None:
    supergraph = (
        'schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", '
        'for: EXECUTION) { query: Query } enum join__Graph { A @join__graph(name: "a", url: "http://a") } '
        "type Query @join__type(graph: A) { a: Int }"
    )
    with pytest.raises(DiffError, match="old is a subgraph and new is a supergraph: compare two of a kind"):
        diff_documents(Document("old", f"{LINK} type T {{ a: Int }}"), Document("new", supergraph))

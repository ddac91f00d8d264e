"""What is read from supergraph SDL, and what is refused before it is served."""

import pytest

from gateway.federation.facts import Requirement
from gateway.federation.supergraph import Supergraph, SupergraphError

LINKS = """
@link(url: "https://specs.apollo.dev/link/v1.0")
@link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
"""
GRAPH = """
enum join__Graph { A @join__graph(name: "a", url: "http://a.example") }
type Query @join__type(graph: A) { me: User }
"""


def read(types: str, *, links: str = LINKS, schema: str = "{ query: Query }") -> Supergraph:
    return Supergraph.from_sdl(f"schema {links} {schema} {GRAPH} {types}")


def test_graphs_keys_and_roots() -> None:
    supergraph = read('type User @join__type(graph: A, key: "id organisation { id }") { id: ID! organisation: User }')
    assert supergraph.graphs == {"A": "a"}
    assert supergraph.subgraphs == {"a": "http://a.example"}
    assert supergraph.roots == {"query": "Query"}
    assert [join.key for join in supergraph.types["User"].joins["A"]] == ["id organisation { id }"]


@pytest.mark.parametrize(
    ("link", "application"),
    [
        ("", "@authenticated"),
        ('@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)', "@authenticated"),
        ('@link(url: "https://specs.apollo.dev/authenticated/v0.1", as: "login")', "@login"),
        (
            '@link(url: "https://specs.apollo.dev/authenticated/v0.1", import: [{name: "@authenticated", as: "@in"}])',
            "@in",
        ),
    ],
)
def test_an_access_rule_counts_under_whatever_name_it_is_linked(link: str, application: str) -> None:
    supergraph = read(f"type User @join__type(graph: A) {{ id: ID! {application} }}", links=f"{LINKS} {link}")
    assert supergraph.types["User"].fields["id"].requirements == (Requirement("authenticated"),)


def test_links_on_an_extension_of_the_schema_count() -> None:
    supergraph = read(
        "type User @join__type(graph: A) { id: ID! @login }"
        'extend schema @link(url: "https://specs.apollo.dev/authenticated/v0.1", as: "login")'
    )
    assert supergraph.types["User"].fields["id"].requirements == (Requirement("authenticated"),)


def test_join_may_have_another_name() -> None:
    supergraph = Supergraph.from_sdl(
        'schema @link(url: "https://specs.apollo.dev/join/v0.5", as: "j") { query: Query }'
        'enum j__Graph { A @j__graph(name: "a", url: "http://a.example") }'
        'type Query @j__type(graph: A) { id: ID! @j__field(graph: A, requires: "x") x: Int @j__field(graph: A) }'
    )
    assert supergraph.types["Query"].fields["id"].joins["A"].requires == "x"
    assert sorted(name for name in supergraph.api_schema.type_map if "__" in name[1:]) == []


def test_the_api_schema_has_nothing_of_the_machinery() -> None:
    supergraph = read(
        "type User @join__type(graph: A) { id: ID! secret: Int @inaccessible } "
        "scalar join__FieldSet scalar link__Import directive @join__type(graph: join__Graph!) on OBJECT"
    )
    assert not [name for name in supergraph.api_schema.type_map if name.startswith(("join__", "link__"))]
    assert [directive.name for directive in supergraph.api_schema.directives if directive.name.startswith("join")] == []
    assert list(supergraph.api_schema.type_map["User"].fields) == ["id"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("types", "links", "message"),
    [
        (
            "type User @join__type(graph: A) { id: ID! }",
            f'{LINKS} @link(url: "https://specs.apollo.dev/sourcing/v0.9", for: SECURITY)',
            'needs the feature "sourcing" v0.9 for SECURITY',
        ),
        (
            "type User @join__type(graph: A) { id: ID! }",
            '@link(url: "https://specs.apollo.dev/join/v9.0", for: EXECUTION)',
            'needs the feature "join" v9.0 for EXECUTION',
        ),
        ("type User @join__type(graph: A) { id: ID! }", "@link(url: 1)", 'it needs the argument "url"'),
        ('type User @join__type(graph: A, key: "id {") { id: ID! }', LINKS, 'The field set "id {" of User'),
        (
            'type User @join__type(graph: A) { id: ID! @join__field(graph: A, requires: "a } {") }',
            LINKS,
            'The field set "a } {" of User.id',
        ),
        (
            "type User @join__type(graph: A) { id: ID! @join__field(graph: A, contextArguments: "
            '[{name: "a", type: "Int", context: "c", selection: "{"}]) }',
            LINKS,
            'The field set "{" of User.id',
        ),
        ("type User @join__type(graph: B) { id: ID! }", LINKS, "Type User is joined to B"),
        ("type Used @join__type(graph: A) { id: ID! }", LINKS, "Unknown type 'User'"),
        ("type User @join__type(graph: A) { __id: ID! }", LINKS, "must not begin with '__'"),
        ("type User implements Query @join__type(graph: A) { id: ID! }", LINKS, "must only implement Interface types"),
    ],
)
def test_what_cannot_be_served_is_refused_at_once(types: str, links: str, message: str) -> None:
    with pytest.raises(SupergraphError) as caught:
        read(types, links=links)
    assert message in str(caught.value)


@pytest.mark.parametrize("sdl", ["type Query {", "type Query { a: Int }"])
def test_what_is_no_supergraph_is_refused(sdl: str) -> None:
    with pytest.raises(SupergraphError):
        Supergraph.from_sdl(sdl)

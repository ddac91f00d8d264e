"""What is read from supergraph SDL; what is refused is in `test_bad_supergraphs`."""

import pytest

from gateway.federation.facts import Requirement
from gateway.federation.supergraph import Supergraph

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


def test_root_types_may_be_named_on_an_extension_of_the_schema() -> None:
    supergraph = read(
        "type User @join__type(graph: A) { id: ID! } type Change @join__type(graph: A) { go: Int }"
        "extend schema { mutation: Change }"
    )
    assert supergraph.roots == {"query": "Query", "mutation": "Change"}
    assert supergraph.api_schema.mutation_type is supergraph.api_schema.type_map["Change"]


def test_an_inaccessible_root_type_is_not_among_the_clients() -> None:
    supergraph = read(
        "type User @join__type(graph: A) { id: ID! } type Change @join__type(graph: A) @inaccessible { go: Int }",
        schema="{ query: Query mutation: Change }",
    )
    assert supergraph.api_schema.mutation_type is None


def test_a_root_type_that_clients_do_not_see_takes_its_operations_along() -> None:
    supergraph = read(
        "type Change @join__type(graph: A) @inaccessible { go: Int } type User @join__type(graph: A) { id: ID! }",
        schema="{ query: Query mutation: Change }",
    )
    assert supergraph.api_schema.mutation_type is None
    assert supergraph.roots["mutation"] == "Change"


def test_the_api_schema_has_the_directives_of_operations_and_no_others() -> None:
    supergraph = read(
        "type User @join__type(graph: A) { id: ID! } directive @fast(by: Int) on FIELD directive @own on OBJECT"
    )
    directives = {each.name for each in supergraph.api_schema.directives}
    assert "fast" in directives
    assert "own" not in directives


def test_what_a_subgraph_requires_is_external_there_even_if_the_composer_does_not_say_so() -> None:
    """The Guild's composition 0.14 to 0.27 writes `title` without a `@join__field`."""
    supergraph = Supergraph.from_sdl(
        """
        schema @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) { query: Query }
        enum join__Graph { A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "") }
        type Query @join__type(graph: A) @join__type(graph: B) { media: Media @join__field(graph: B) }
        interface Media @join__type(graph: A, key: "id") @join__type(graph: B, key: "id", isInterfaceObject: true) {
          id: ID!  title: String
          blurb: String @join__field(graph: B, requires: "title")
          number: String @join__field(graph: B, requires: "id") }
        """
    )
    fields = supergraph.types["Media"].fields
    assert {graph: join.external for graph, join in fields["title"].joins.items()} == {"A": False, "B": True}
    assert fields["id"].everywhere

"""Join v0.1, as Federation 1 composed it: owners, extensions, keys, value types."""

from __future__ import annotations

import pytest
from graphql import lexicographic_sort_schema, print_schema

from gateway.federation.facts import FieldJoin, TypeJoin, TypeReference
from gateway.federation.supergraph import Supergraph
from tests.oracle.case import composed_of
from tests.oracle.supergraphs import owners


@pytest.fixture(scope="module")
def supergraph() -> Supergraph:
    return Supergraph.from_sdl(owners.SUPERGRAPH)


def provides(supergraph: Supergraph, type_: str, field: str) -> dict[str, str | None]:
    """What each subgraph that has a field provides below it."""
    return {graph: join.provides for graph, join in supergraph.types[type_].fields[field].joins.items()}


def test_graphs_are_linked_by_core(supergraph: Supergraph) -> None:
    assert sorted(supergraph.subgraphs) == ["accounts", "products", "reviews", "stock"]
    assert supergraph.roots == {"query": "Query", "mutation": "Mutation"}


def test_clients_see_what_federation_2_composes_of_the_same_subgraphs(supergraph: Supergraph) -> None:
    ours = Supergraph.from_sdl(composed_of(owners.SUBGRAPHS))
    shown = [print_schema(lexicographic_sort_schema(each.api_schema)) for each in (supergraph, ours)]
    assert shown[0] == shown[1]


def test_an_entity_has_its_owners_keys_and_one_for_each_extension(supergraph: Supergraph) -> None:
    assert supergraph.types["Product"].joins == {
        "PRODUCTS": (TypeJoin("upc"), TypeJoin("id")),
        "ACCOUNTS": (TypeJoin("upc"),),
        "REVIEWS": (TypeJoin("upc"),),
        "STOCK": (TypeJoin("id"),),
    }


def test_a_field_is_the_owners_or_an_extensions(supergraph: Supergraph) -> None:
    assert provides(supergraph, "User", "name") == {"ACCOUNTS": None}
    assert provides(supergraph, "User", "reviews") == {"REVIEWS": None}
    greeting = supergraph.types["User"].fields["greeting"].joins
    assert greeting == {"REVIEWS": FieldJoin(TypeReference("String"), requires="login address{city}")}


def test_a_keys_fields_are_wherever_the_key_is_and_no_further(supergraph: Supergraph) -> None:
    assert provides(supergraph, "Product", "upc") == {"PRODUCTS": None, "ACCOUNTS": None, "REVIEWS": None}
    assert provides(supergraph, "Product", "id") == {"PRODUCTS": None, "STOCK": None}
    assert provides(supergraph, "Maker", "country") == {"PRODUCTS": None, "REVIEWS": "code"}


def test_a_field_without_a_join_is_the_owners() -> None:
    sdl = owners.SUPERGRAPH.replace("label: String @join__field(graph: PRODUCTS)", "label: String")
    assert provides(Supergraph.from_sdl(sdl), "Product", "label") == {"PRODUCTS": None}


def test_a_value_type_is_everywhere_with_all_its_fields(supergraph: Supergraph) -> None:
    address = supergraph.types["Address"]
    assert address.joins == dict.fromkeys(supergraph.graphs, (TypeJoin(None),))
    assert [field.everywhere for field in address.fields.values()] == [True, True]


def test_what_a_value_types_field_provides_counts_only_where_it_is_said_of_a_subgraph(supergraph: Supergraph) -> None:
    assert 'top: [Product] @join__field(provides: "price")' in owners.SUPERGRAPH
    assert provides(supergraph, "Feed", "top") == {}
    assert provides(supergraph, "Shelf", "first") == {"PRODUCTS": "name"}


def test_a_root_type_is_in_the_subgraphs_that_have_a_field_of_it(supergraph: Supergraph) -> None:
    assert sorted(supergraph.types["Query"].joins) == ["ACCOUNTS", "PRODUCTS", "REVIEWS", "STOCK"]
    assert sorted(supergraph.types["Mutation"].joins) == ["ACCOUNTS", "REVIEWS"]


def test_abstract_types_have_the_members_that_a_subgraph_knows(supergraph: Supergraph) -> None:
    assert supergraph.possible_types("Hit", "ACCOUNTS") == {"User", "Product"}
    assert supergraph.possible_types("Hit", "STOCK") == {"Product"}
    assert supergraph.possible_types("Named", "ACCOUNTS") == {"Person", "Firm"}
    assert supergraph.possible_types("Thing") == {"Product", "Page"}


def test_core_and_join_may_be_renamed() -> None:
    sdl = owners.SUPERGRAPH.replace("@core(feature", "@c(feature").replace("directive @core(", "directive @c(")
    sdl = sdl.replace('core/v0.2")', 'core/v0.2", as: "c")').replace('join/v0.1"', 'join/v0.1", as: "j"')
    sdl = sdl.replace("core__", "c__").replace("join__", "j__")
    assert "@core(" not in sdl
    renamed = Supergraph.from_sdl(sdl)
    assert renamed.types["User"] == Supergraph.from_sdl(owners.SUPERGRAPH).types["User"]
    assert not [name for name in renamed.api_schema.type_map if name.startswith(("c__", "j__"))]


@pytest.mark.parametrize("core", ["v0.1", "v0.2"])
def test_both_versions_of_core_are_read(core: str) -> None:
    sdl = owners.SUPERGRAPH.replace("core/v0.2", f"core/{core}")
    assert Supergraph.from_sdl(sdl).subgraphs


def test_unknown_features_without_a_purpose_are_passed_over() -> None:
    sdl = owners.SUPERGRAPH.replace(
        '@core(feature: "https://specs.apollo.dev/core/v0.2")',
        '@core(feature: "https://specs.apollo.dev/core/v0.2") @core(feature: "https://example.com/other/v1.0")',
    )
    sdl = sdl.replace("type Address {", "scalar other__Text type Address @other {")
    assert "other__Text" not in Supergraph.from_sdl(sdl).api_schema.type_map


def test_what_is_inaccessible_in_federation_1_is_not_shown() -> None:
    sdl = owners.SUPERGRAPH.replace(
        '@core(feature: "https://specs.apollo.dev/core/v0.2")',
        '@core(feature: "https://specs.apollo.dev/core/v0.2") '
        '@core(feature: "https://specs.apollo.dev/inaccessible/v0.1", for: SECURITY)',
    ).replace("weight: Int", "weight: Int @inaccessible")
    assert "weight" not in print_schema(Supergraph.from_sdl(sdl).api_schema)

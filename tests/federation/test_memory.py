"""What a supergraph keeps: facts and the clients' schema, and no document."""

from __future__ import annotations

from graphql import print_schema

from gateway.federation.api_schema import build_api_schema
from gateway.federation.supergraph import Supergraph
from tests.planning.cases import FOLDER, read_case


def test_no_part_of_the_api_schema_keeps_its_node() -> None:
    schema = read_case(FOLDER / "aliases_and_keys.txt").supergraph().api_schema
    whole = [schema, *schema.type_map.values(), *schema.directives]
    parts = [part for each in whole for kind in ("fields", "values", "args") for part in _parts(each, kind)]
    parts += [argument for part in parts for argument in _parts(part, "args")]
    assert len(parts) > 50
    assert [each for each in (*whole, *parts) if getattr(each, "ast_node", None) is not None] == []


def test_the_document_is_read_again() -> None:
    supergraph: Supergraph = read_case(FOLDER / "aliases_and_keys.txt").supergraph()
    assert print_schema(build_api_schema(supergraph.document)) == print_schema(supergraph.api_schema)


def _parts(whole: object, kind: str) -> list[object]:
    return list((getattr(whole, kind, None) or {}).values())

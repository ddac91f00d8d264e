"""What a plan says that a fetch asks for is what its document asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from graphql import FieldNode, SelectionSetNode, parse

from gateway.planning import Document, Planner
from gateway.planning.plan import TYPENAME, EntityFetch, Request, Selected
from tests.planning.cases import Case, all_cases

Tree = list[tuple[str, Any]]


def in_document(selection_sets: Iterable[SelectionSetNode | None]) -> Tree:
    """Names of fields with those below them; fragments are taken for their fields."""
    found: Tree = []
    for selection_set in selection_sets:
        for node in selection_set.selections if selection_set else ():
            if isinstance(node, FieldNode):
                if node.alias is None or node.alias.value != "_interfaceObjectTypename":
                    found.append((node.name.value, in_document([node.selection_set])))
            else:
                found += in_document([getattr(node, "selection_set", None)])
    return sorted(found)


def in_plan(selection: Sequence[Selected] | None) -> Tree:
    return sorted((each.name, in_plan(each.children)) for each in selection or ())


def top_fields(request: Request) -> dict[str, FieldNode]:
    operation: Any = parse(request.document).definitions[0]
    return {node.alias.value if node.alias else node.name.value: node for node in operation.selection_set.selections}


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.path.stem)
def test_every_fetch_of_every_case(case: Case) -> None:
    supergraph = case.supergraph()
    for operation in case.operations:
        document = Document.read(supergraph, operation.text, None)
        plan = Planner(supergraph).plan(document, document.variant(operation.variables))
        for request in plan.requests:
            fields = top_fields(request)
            for fetch in request.fetches:
                if isinstance(fetch, EntityFetch):
                    assert in_plan(fetch.selection) == in_document([fields[fetch.alias].selection_set])
                else:
                    wanted = [(fields[key].name.value, in_document([fields[key].selection_set])) for key in fetch.keys]
                    assert in_plan(fetch.selection) == sorted(wanted)


def test_a_field_of_a_fragment_says_for_which_types_it_is_asked() -> None:
    case = next(case for case in all_cases() if case.path.stem == "unions")
    supergraph = case.supergraph()
    document = Document.read(supergraph, "{ search { ... on Person { name } ... on Place { lat title } } }")
    [search] = Planner(supergraph).plan(document, document.variant({})).requests[0].fetches[0].selection
    assert search.source == "search"
    assert search.children is not None
    assert [(each.source, each.types) for each in search.children] == [
        (TYPENAME, None),
        ("id", frozenset({"Person"})),
        ("lat", frozenset({"Place"})),
        ("id", frozenset({"Place"})),
    ]

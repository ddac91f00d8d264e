"""Plans as text and as JSON: nothing an executor reads is missing from the JSON, and it reads back."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from gateway.planning import Document, Plan, Planner, Variant, plan_to_json, print_plan
from gateway.planning.plan import (
    ContextInput,
    EntityFetch,
    Fetch,
    InputField,
    InputSet,
    Path,
    PathElement,
    Rename,
    Request,
    RootFetch,
    TypeGuard,
)
from tests.oracle.catalogue import NAMES, composed
from tests.oracle.operations import seeded_operation
from tests.planning.cases import FOLDER, Case, Operation, all_cases, read_case

SEEDS = range(40)
SCHEMA = Draft202012Validator(msgspec.json.decode((FOLDER.parents[2] / "docs/query-plan.schema.json").read_bytes()))
GOLDEN = [(case, operation) for case in all_cases() for operation in case.operations]


def path_of(text: str) -> Path:
    """A printed path."""
    if text == "(root)":
        return ()
    found: list[PathElement] = []
    for guard, key in re.findall(r"<([^>]*)>|([^.<>]+)", text):
        found.append(TypeGuard(frozenset(guard.split("|"))) if guard else key)
    return tuple(found)


def inputs_of(values: list[dict[str, Any]]) -> InputSet:
    """The inputs that were written as JSON."""
    everywhere: list[InputField] = []
    by_type: dict[str, list[InputField]] = {}
    for each in values:
        children = inputs_of(each["fields"]) if "fields" in each else None
        target = by_type.setdefault(each["type"], []) if "type" in each else everywhere
        target.append(InputField(each["name"], each["from"], each["key"], children))
    return InputSet(tuple(everywhere), {name: tuple(fields) for name, fields in by_type.items()})


def fetch_of(value: dict[str, Any]) -> Fetch:
    """The fetch that was written as JSON."""
    renames = tuple(Rename(path_of(each["path"]), each["alias"], each["field"]) for each in value.get("renames", ()))
    if "fields" in value:
        return RootFetch(path_of(value["paths"][0]), tuple(value["fields"]), renames)
    contexts = tuple(
        ContextInput(each["variable"], each["type"], path_of(each["path"]), inputs_of(each["inputs"]))
        for each in value.get("contexts", ())
    )
    paths = tuple(map(path_of, value["paths"]))
    inputs = inputs_of(value["inputs"])
    return EntityFetch(paths, value["alias"], value["variable"], value["typename"], inputs, renames, (), contexts)


def request_of(value: dict[str, Any]) -> Request:
    """The request that was written as JSON."""
    return Request(
        value["id"],
        value["subgraph"],
        value["kind"],
        value["document"],
        tuple(value["variables"]),
        tuple(map(fetch_of, value["fetches"])),
        tuple(value["after"]),
    )


def stripped(request: Request) -> Request:
    """Without what follows from the document or the schema: what is selected, the document in parts, nullability."""
    fetches = tuple(map(without, request.fetches))
    return Request(
        request.id, request.subgraph, request.kind, request.document, request.variables, fetches, request.after
    )


def without(fetch: Fetch) -> Fetch:
    if isinstance(fetch, RootFetch):
        return RootFetch(fetch.path, fetch.keys, fetch.renames)
    contexts = tuple(
        ContextInput(each.variable, each.type, each.path, without_nullability(each.inputs)) for each in fetch.contexts
    )
    inputs = without_nullability(fetch.inputs)
    return EntityFetch(fetch.paths, fetch.alias, fetch.variable, fetch.typename, inputs, fetch.renames, (), contexts)


def without_nullability(inputs: InputSet) -> InputSet:
    """Without what the schema says."""
    return InputSet(bare(inputs.fields), {name: bare(fields) for name, fields in inputs.by_type.items()})


def bare(fields: tuple[InputField, ...]) -> tuple[InputField, ...]:
    return tuple(
        InputField(each.name, each.source, each.key, without_nullability(each.children) if each.children else None)
        for each in fields
    )


def planned(case: str, operation: str, variables: dict[str, Any] | None = None) -> tuple[Plan, Variant]:
    """The plan of one operation of a case's file."""
    found = read_case(FOLDER / f"{case}.txt")
    supergraph = found.supergraph()
    text = next(each.text for each in found.operations if each.name == operation)
    document = Document.read(supergraph, text)
    variant = document.variant(variables or {})
    return Planner(supergraph).plan(document, variant), variant


@pytest.mark.parametrize("name", NAMES)
def test_the_json_of_any_plan_reads_back_as_the_same_requests(name: str) -> None:
    supergraph = composed(name).supergraph
    planner = Planner(supergraph)
    for seed in SEEDS:
        query, variables = seeded_operation(seed, supergraph.api_schema, ["1"])
        document = Document.read(supergraph, query)
        variant = document.variant(variables)
        plan = planner.plan(document, variant)
        value = msgspec.json.decode(msgspec.json.encode(plan_to_json(plan, variant)))
        SCHEMA.validate(value)
        assert [request_of(each) for each in value["requests"]] == list(map(stripped, plan.requests)), query


@pytest.mark.parametrize(("case", "operation"), GOLDEN, ids=[f"{c.path.stem}-{o.name}" for c, o in GOLDEN])
def test_the_json_of_every_golden_plan_is_as_the_schema_says(case: Case, operation: Operation) -> None:
    plan, variant = planned(case.path.stem, operation.name, operation.variables)
    SCHEMA.validate(msgspec.json.decode(msgspec.json.encode(plan_to_json(plan, variant))))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("variant",), {}),
        (("kind",), "fetch"),
        (("requests", 0, "after"), "0"),
        (("requests", 0, "fetches"), []),
        (("requests", 1, "fetches", 0, "typename"), 1),
        (("requests", 1, "fetches", 0, "inputs", 0, "key"), "yes"),
        (("requests", 1, "fetches", 0, "more"), True),
    ],
)
def test_the_schema_refuses_what_is_no_plan(place: tuple[str | int, ...], value: object) -> None:
    plan, variant = planned("requires", "estimate")
    found = plan_to_json(plan, variant)
    assert SCHEMA.is_valid(found)
    at: Any = found
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    assert not SCHEMA.is_valid(found)


def test_the_schema_is_one() -> None:
    SCHEMA.check_schema(SCHEMA.schema)


def test_a_representation_says_where_its_fields_were_found() -> None:
    plan, _ = planned("requires_arguments", "both")
    assert "for each Item at item: id price (from price__2)" in print_plan(plan)


def test_an_alias_that_a_fetch_undoes_is_told() -> None:
    plan, _ = planned("shapes_conflict", "leaf")
    assert "where count__Two at things<Two> is count" in print_plan(plan)


def test_the_conditions_a_plan_was_chosen_by_are_told() -> None:
    plan, variant = planned("skip_include", "with", {"with": True})
    assert print_plan(plan, variant).splitlines()[1] == "  if $with is true"
    assert plan_to_json(plan, variant)["variant"] == {"conditions": {"with": True}, "labels": [], "denied": []}


def test_the_overrides_and_the_denied_fields_of_a_plan_are_told() -> None:
    plan, _ = planned("requires", "estimate")
    variant = Variant(denied=frozenset({("User", "email")}), labels=frozenset({"percent(10)"}))
    assert print_plan(plan, variant).splitlines()[1:3] == [
        "  with the overrides of percent(10)",
        "  without User.email, which the caller may not see",
    ]


def test_the_steps_of_the_json_are_those_of_the_text() -> None:
    plan, variant = planned("requires", "chain")
    value = plan_to_json(plan, variant)
    assert value["steps"] == [[0], [1], [2]]
    assert value["text"] == print_plan(plan)

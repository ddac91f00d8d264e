"""What `hansa compose --json` tells of each finding, over the whole corpus: nothing is left out without a reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gateway.composition import SubgraphSource, apply_contract, compose
from tests.composition.cases import case_names, read_case
from tests.composition.contracts.cases import all_cases
from tests.composition.oracle.catalogue import GENERATORS
from tests.composition.test_codes import WITHOUT_A_PLACE
from tests.composition.test_oracle import OFTEN

MEMBERS = {"code", "message", "level", "subgraphs", "coordinates", "locations", "advice"}
OF_A_LOCATION = {"subgraph", "line", "column", "sdl", "caret"}
ERROR_LEVELS, HINT_LEVELS = {"ERROR"}, {"WARN", "INFO", "DEBUG"}
OF_SEVERAL_SUBGRAPHS = {"SATISFIABILITY_ERROR": "names each subgraph that fails, and some have nothing to show"}
SYNTAX = "Syntax Error"
SETS = [(name, seed) for name, (_, count) in GENERATORS.items() for seed in range(min(count, OFTEN))]


def findings(result: Any) -> Iterator[dict[str, Any]]:
    """As a program reads them."""
    for found, levels in ((result.errors, ERROR_LEVELS), (result.hints, HINT_LEVELS)):
        for each in json.loads(json.dumps([finding.to_dict() for finding in found])):
            assert each["level"] in levels
            yield each


def check(finding: dict[str, Any], sources: dict[str, str]) -> None:
    assert finding.keys() == MEMBERS
    assert all(finding[member] for member in ("code", "message", "advice")), finding
    assert set(finding["subgraphs"]) <= sources.keys() or finding["code"] in WITHOUT_A_PLACE, finding
    if finding["code"] in WITHOUT_A_PLACE:
        return
    assert all(finding[member] for member in ("subgraphs", "locations")), finding
    assert finding["coordinates"] or SYNTAX in finding["message"], finding
    shown = {location["subgraph"] for location in finding["locations"]}
    assert shown == set(finding["subgraphs"]) or finding["code"] in OF_SEVERAL_SUBGRAPHS, finding
    for location in finding["locations"]:
        check_location(location, sources[location["subgraph"]])


def check_location(location: dict[str, Any], sdl: str) -> None:
    """The excerpt is of that line, and its caret is where the column is."""
    assert location.keys() == OF_A_LOCATION
    line = sdl.split("\n")[location["line"] - 1].replace("\t", " ")
    excerpt = location["sdl"].removeprefix("...").removesuffix("...")
    assert excerpt in line, location
    assert 1 <= location["column"] <= len(line) + 1, location
    ahead = location["sdl"][location["caret"] :].removesuffix("...")
    assert line[location["column"] - 1 :].startswith(ahead), location


@pytest.mark.parametrize("name", case_names())
def test_every_finding_of_a_case_is_whole(name: str) -> None:
    sources = read_case(name)
    for finding in findings(compose(sources)):
        check(finding, by_name(sources))


@pytest.mark.parametrize(("name", "seed"), SETS)
def test_every_finding_of_a_generated_set_is_whole(name: str, seed: int) -> None:
    sources = GENERATORS[name][0](seed).sources()
    for finding in findings(compose(sources)):
        check(finding, by_name(sources))


@pytest.mark.parametrize("name", all_cases())
def test_findings_of_a_contract_are_of_the_supergraph_and_name_the_element(name: str) -> None:
    case = all_cases()[name]
    source = compose(case.sources).supergraph_sdl
    assert source is not None
    for finding in findings(apply_contract(source, case.contract)):
        assert finding.keys() == MEMBERS
        assert finding["message"].startswith(f"[contract {case.contract.name}]")
        assert finding["advice"], finding
        assert finding["coordinates"] or finding["code"] == "CONTRACT_TAG_UNUSED", finding


def test_the_exceptions_are_needed() -> None:
    """Some case has a finding of each such code with less than others have."""
    found = (finding for name in case_names() for finding in findings(compose(read_case(name))))
    less = {each["code"] for each in found if {one["subgraph"] for one in each["locations"]} != {*each["subgraphs"]}}
    no_subgraph = {"NO_QUERIES"}
    assert less | no_subgraph == OF_SEVERAL_SUBGRAPHS.keys() | WITHOUT_A_PLACE.keys()


def by_name(sources: list[SubgraphSource]) -> dict[str, str]:
    return {source.name: source.sdl for source in sources}

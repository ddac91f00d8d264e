"""Every case composes as @apollo/composition composes it: the same error codes, or a supergraph of the same meaning.

Recorded by `oracle/refresh.py`.  Where the two are meant to differ, `disagreements.py` says why and what we report.
"""

import re
from pathlib import Path

import pytest

from gateway.composition import compose
from tests.composition.cases import canonical, case_names, fingerprint, generated, outcomes, read_case
from tests.composition.disagreements import DISAGREEMENTS, GENERATED_DISAGREEMENTS, GeneratedDisagreement
from tests.composition.oracle.catalogue import GENERATORS

UNKNOWN_TO_APOLLO = re.compile(r"is for: (SECURITY|EXECUTION) but is unsupported")
OFTEN = 150
SETS = [
    pytest.param(name, seed, marks=() if int(seed) < OFTEN else pytest.mark.slow)
    for name in GENERATORS
    for seed in sorted(generated(name), key=int)
]
COMPOSED = [name for name in case_names() if outcomes()[name]["supergraph"]]


@pytest.mark.parametrize("name", case_names())
def test_error_codes_are_the_oracles(name: str):
    result = compose(read_case(name))
    expected = DISAGREEMENTS[name].codes if name in DISAGREEMENTS else set(outcomes()[name]["errors"])
    assert {error.code for error in result.errors} == expected, [str(error) for error in result.errors]
    assert (result.supergraph_sdl is None) == bool(expected)


@pytest.mark.parametrize("name", [name for name in COMPOSED if name not in DISAGREEMENTS])
def test_supergraphs_mean_what_the_oracles_mean(name: str):
    result = compose(read_case(name))
    assert result.supergraph_sdl is not None
    assert canonical(result.supergraph_sdl) == outcomes()[name]["supergraph"]
    assert sorted({f"{hint.code} {hint.level}" for hint in result.hints}) == outcomes()[name]["hints"]


@pytest.mark.parametrize(("name", "seed"), SETS)
def test_generated_subgraphs_compose_as_the_oracle_composes_them(name: str, seed: str):
    result = compose(GENERATORS[name][0](int(seed)).sources())
    recorded = generated(name)[seed]
    if recorded is None:
        return  # the oracle broke down; that we answer is all that can be said
    differs = GENERATED_DISAGREEMENTS.get((name, seed), GeneratedDisagreement(""))
    expected = recorded["errors"] if differs.errors is None else list(differs.errors)
    assert sorted({error.code for error in result.errors}) == expected
    if result.supergraph_sdl is not None:
        assert (fingerprint(result.supergraph_sdl) == recorded["supergraph"]) == differs.supergraph
        assert {f"{hint.code} {hint.level}" for hint in result.hints} == {*recorded["hints"], *differs.hints_too}


@pytest.mark.parametrize("name", [name for name in COMPOSED if name not in DISAGREEMENTS])
def test_other_gateways_load_what_we_compose(name: str):
    loads = outcomes()[name]["loads"]
    assert (loads["@graphql-hive/gateway"], loads["@graphql-tools/federation"]) == ("ok", "ok")
    # Apollo's JavaScript gateway knows no access rules or cache tags and refuses supergraphs with them, even its own.
    assert loads["@apollo/gateway"] == "ok" or UNKNOWN_TO_APOLLO.search(loads["@apollo/gateway"])


def test_every_case_is_recorded():
    assert case_names() == sorted(outcomes())


@pytest.mark.parametrize("name", sorted(DISAGREEMENTS))
def test_disagreements_are_still_there(name: str):
    result = compose(read_case(name))
    codes = sorted({error.code for error in result.errors})
    assert codes != outcomes()[name]["errors"] or (
        canonical(result.supergraph_sdl or "type Query { a: Int }") != outcomes()[name]["supergraph"]
    )


def test_the_documentation_lists_every_disagreement():
    page = Path(__file__).parents[2] / "docs" / "composition-compared.md"
    listed = re.findall(r"^\| `([^`]+)` \|", page.read_text(), re.M)
    assert listed == sorted(DISAGREEMENTS)

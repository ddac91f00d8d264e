"""Every case composes as @apollo/composition composes it: the same error codes, or a supergraph of the same meaning.

Recorded by `oracle/refresh.py`.  Where the two are meant to differ, `DISAGREEMENTS` says why and what we report.
"""

import pytest

from gateway.composition import compose
from tests.composition.cases import canonical, case_names, fingerprint, generated, outcomes, read_case
from tests.composition.oracle.generate import Generator

UNSUPPORTED = "not composed yet, so refused"
COMPOSED = [name for name in case_names() if outcomes()[name]["supergraph"]]

TWO_SETTERS = "Apollo cannot read its own supergraph where one type sets a context in two subgraphs"
ONE_VALUE = "Apollo lets an argument be set from two fields at once"

DISAGREEMENTS: dict[str, tuple[set[str], str]] = {
    "bad-context-both-contextual": (set(), TWO_SETTERS),
    "bad-context-null-field-arg2": ({"NO_CONTEXT_IN_SELECTION"}, "Apollo's library throws a TypeError here"),
    "bad-context-same-name-two-subgraphs-same-type": (set(), TWO_SETTERS),
    "bad-extension-kind": ({"INVALID_GRAPHQL"}, "Apollo silently drops an extension of another kind than its type"),
    "bad-key-leaf-needs-selection": ({"KEY_INVALID_FIELDS"}, "Apollo's library throws a TypeError here"),
    "bad-link-url": ({"INVALID_LINK_DIRECTIVE_USAGE"}, "Apollo's library throws here"),
    "bad-requires-circle": ({"SATISFIABILITY_ERROR"}, "Apollo's library overflows its stack here"),
    "context-fragment-two-fields": ({"CONTEXT_INVALID_SELECTION"}, ONE_VALUE),
    "context-nested-object-two": ({"CONTEXT_INVALID_SELECTION"}, ONE_VALUE),
    "interface-runtime-types-differ": (
        {"SATISFIABILITY_ERROR"},
        "Apollo skips what only one of the sharing subgraphs can return; there our planner may be asked for it",
    ),
    "unsupported-cache-tag": ({"UNSUPPORTED_FEATURE"}, UNSUPPORTED),
    "unsupported-compose-directive": ({"UNSUPPORTED_FEATURE"}, UNSUPPORTED),
    "unsupported-connect": ({"UNSUPPORTED_FEATURE"}, UNSUPPORTED),
    "unsupported-cost": ({"UNSUPPORTED_FEATURE"}, UNSUPPORTED),
}


# Apollo skips a state when it visited one with fewer places before, and with it this check: an accident of order.
GENERATED_DISAGREEMENTS = {
    "129": ["SATISFIABILITY_ERROR", "SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES"],
    "159": ["SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES"],
}


@pytest.mark.parametrize("name", case_names())
def test_error_codes_are_the_oracles(name: str):
    result = compose(read_case(name))
    expected = DISAGREEMENTS[name][0] if name in DISAGREEMENTS else set(outcomes()[name]["errors"])
    assert {error.code for error in result.errors} == expected, [str(error) for error in result.errors]
    assert (result.supergraph_sdl is None) == bool(expected)


@pytest.mark.parametrize("name", [name for name in COMPOSED if name not in DISAGREEMENTS])
def test_supergraphs_mean_what_the_oracles_mean(name: str):
    result = compose(read_case(name))
    assert result.supergraph_sdl is not None
    assert canonical(result.supergraph_sdl) == outcomes()[name]["supergraph"]
    assert sorted({hint.code for hint in result.hints}) == outcomes()[name]["hints"]


@pytest.mark.parametrize("seed", sorted(generated(), key=int))
def test_generated_subgraphs_compose_as_the_oracle_composes_them(seed: str):
    result = compose(Generator(int(seed)).sources())
    expected = GENERATED_DISAGREEMENTS.get(seed, generated()[seed]["errors"])
    assert sorted({error.code for error in result.errors}) == expected
    if result.supergraph_sdl is not None:
        assert fingerprint(result.supergraph_sdl) == generated()[seed]["supergraph"]


@pytest.mark.parametrize("name", [name for name in COMPOSED if name not in DISAGREEMENTS])
def test_other_gateways_load_what_we_compose(name: str):
    loads = outcomes()[name]["loads"]
    assert loads["@graphql-tools/federation"] == "ok"
    # Apollo's JavaScript gateway knows no access rules and refuses supergraphs that have them, Apollo's own too.
    assert loads["@apollo/gateway"] == "ok" or "is for: SECURITY but is unsupported" in loads["@apollo/gateway"]


def test_every_case_is_recorded():
    assert case_names() == sorted(outcomes())

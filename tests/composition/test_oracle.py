"""Every case composes as @apollo/composition composes it: the same error codes, or a supergraph of the same meaning.

Recorded by `oracle/refresh.py`.  Where the two are meant to differ, `DISAGREEMENTS` says why and what we report.
"""

import pytest

from gateway.composition import compose
from tests.composition.cases import canonical, case_names, outcomes, read_case

UNSUPPORTED = "not composed yet, so refused"

DISAGREEMENTS: dict[str, tuple[set[str], str]] = {
    "bad-extension-kind": ({"INVALID_GRAPHQL"}, "Apollo drops an extension of another kind than its type silently"),
    "bad-key-leaf-needs-selection": ({"KEY_INVALID_FIELDS"}, "Apollo's library throws a TypeError here"),
    "bad-link-url": ({"INVALID_LINK_DIRECTIVE_USAGE"}, "Apollo's library throws here"),
    "unsupported-cache-tag": ({"UNSUPPORTED_FEATURE"}, UNSUPPORTED),
    "unsupported-compose-directive": ({"UNSUPPORTED_FEATURE"}, UNSUPPORTED),
    "unsupported-connect": ({"UNSUPPORTED_FEATURE"}, UNSUPPORTED),
    "unsupported-context": ({"UNSUPPORTED_FEATURE"}, UNSUPPORTED),
    "unsupported-cost": ({"UNSUPPORTED_FEATURE"}, UNSUPPORTED),
}


@pytest.mark.parametrize("name", case_names())
def test_error_codes_are_the_oracles(name: str):
    result = compose(read_case(name))
    expected = DISAGREEMENTS[name][0] if name in DISAGREEMENTS else set(outcomes()[name]["errors"])
    assert {error.code for error in result.errors} == expected, [str(error) for error in result.errors]
    assert (result.supergraph_sdl is None) == bool(expected)


@pytest.mark.parametrize("name", [name for name in case_names() if outcomes()[name]["supergraph"]])
def test_supergraphs_mean_what_the_oracles_mean(name: str):
    if name in DISAGREEMENTS:
        pytest.skip(DISAGREEMENTS[name][1])
    result = compose(read_case(name))
    assert result.supergraph_sdl is not None
    assert canonical(result.supergraph_sdl) == outcomes()[name]["supergraph"]
    assert sorted({hint.code for hint in result.hints}) == outcomes()[name]["hints"]


def test_every_case_is_recorded():
    assert case_names() == sorted(outcomes())

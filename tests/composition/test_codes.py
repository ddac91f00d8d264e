"""The table of codes: complete, used, shown by the corpus, and what the reference page is generated from."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from gateway.composition import compose
from gateway.composition.error_codes import ERROR_CODES, OWN_ERROR_CODES
from gateway.composition.hint_codes import HINT_CODES, OWN_HINT_CODES
from tests.composition.cases import case_names, outcomes, read_case
from tests.composition.disagreements import DISAGREEMENTS
from tests.composition.reference import PAGE, page

ROOT = Path(__file__).parents[2]

ERRORS_WITHOUT_A_CASE = {
    "DOWNSTREAM_SERVICE_ERROR": "SDL that cannot be fetched: tests/composition/test_sources.py",
    "INVALID_FEDERATION_SUPERGRAPH": "a supergraph that is read, not composed: tests/composition/contracts",
    "MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED": "needs a huge graph or a small budget: tests/composition/test_errors.py",
    "UNSUPPORTED_LINKED_FEATURE": "of features that bind a gateway; composition links what it does not know",
}
ERRORS_OF_HANSA_ALONE = {
    "CACHE_TAG_INVALID_FORMAT": "Apollo's router checks it when it starts",
    "CACHE_TAG_INVALID_LOCATION": "Apollo's router checks it when it starts",
    "UNSUPPORTED_FEATURE": "of connectors",
}
HINTS_WITHOUT_A_CASE = {
    "CONTRACT_TAG_UNUSED": "of contracts, which have tests of their own: tests/composition/contracts",
    "INCONSISTENT_TYPE_SYSTEM_DIRECTIVE_LOCATIONS": "only composed directives are merged, by the newest definition",
    "INCONSISTENT_TYPE_SYSTEM_DIRECTIVE_REPEATABLE": "only composed directives are merged, by the newest definition",
}
WITHOUT_A_PLACE = {
    "INVALID_SUBGRAPH_NAME": "of the configuration",
    "NO_QUERIES": "of what is nowhere",
}


def test_there_are_apollos_ninety_one_errors_and_thirty_hints():
    assert len(ERROR_CODES.keys() - OWN_ERROR_CODES) == 91
    assert len(HINT_CODES.keys() - OWN_HINT_CODES) == 30


@pytest.mark.parametrize("code", [*ERROR_CODES.values(), *HINT_CODES.values()], ids=lambda each: each.code)
def test_every_code_says_when_it_is_reported_and_what_to_do(code):
    assert code.meaning.endswith(".")
    assert len(code.advice.split()) > 2
    assert code.advice[0].isupper()


def test_every_code_in_the_source_is_in_the_table():
    sources = [path.read_text() for path in (ROOT / "gateway" / "composition").rglob("*.py")]
    used = {code for text in sources for code in re.findall(r'\.(?:error|hint)\(\s*"([A-Z_]+)"', text)}
    assert used
    assert used <= ERROR_CODES.keys() | HINT_CODES.keys()


def agreed() -> Iterator[Mapping[str, Any]]:
    """What was recorded of the cases in which Apollo and Hansa have the same outcome."""
    return (outcome for name, outcome in outcomes().items() if name not in DISAGREEMENTS)


def test_the_corpus_shows_every_error_that_can_occur_with_the_outcome_of_apollo():
    shown = {code for outcome in agreed() for code in outcome["errors"]}
    assert ERROR_CODES.keys() - shown == ERRORS_WITHOUT_A_CASE.keys() | ERRORS_OF_HANSA_ALONE.keys()


def test_the_corpus_shows_every_error_that_only_hansa_reports():
    assert ERRORS_OF_HANSA_ALONE.keys() <= {code for each in DISAGREEMENTS.values() for code in each.codes}


def test_the_corpus_shows_every_hint_that_can_occur_at_its_level():
    recorded = {tuple(hint.split()) for outcome in agreed() for hint in outcome["hints"]}
    table = {(each.code, each.level.value) for each in HINT_CODES.values()}
    assert recorded <= table
    assert {code for code, _ in table - recorded} == HINTS_WITHOUT_A_CASE.keys()


@pytest.mark.parametrize("name", case_names())
def test_every_finding_says_where_and_what_to_do(name: str):
    result = compose(read_case(name))
    for finding in (*result.errors, *result.hints):
        assert finding.advice, finding
        if finding.code in WITHOUT_A_PLACE:
            continue
        assert finding.subgraphs, finding
        assert finding.excerpts, finding
        assert finding.coordinates or "Syntax Error" in finding.message, finding
        for excerpt in finding.excerpts:
            assert excerpt.text[excerpt.caret : excerpt.caret + 1].strip() or "<EOF>" in finding.message, excerpt


def test_the_reference_page_is_fresh():
    assert PAGE.read_text() == page(), "run `python -m tests.composition.reference`"

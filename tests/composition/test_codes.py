"""The table of codes is complete, used, and the reference page is what it generates."""

import re
from pathlib import Path

from gateway.composition.codes import ERROR_CODES, HINT_CODES, OWN_CODES, reference_markdown

ROOT = Path(__file__).parents[2]


def test_there_are_apollos_ninety_one_errors_and_thirty_hints():
    assert len(ERROR_CODES.keys() - OWN_CODES) == 91
    assert len(HINT_CODES.keys() - OWN_CODES) == 30


def test_every_code_says_when_it_is_reported_and_what_to_do():
    assert [each.code for each in ERROR_CODES.values() if not (each.meaning.endswith(".") and each.advice)] == []
    assert [each.code for each in HINT_CODES.values() if not each.meaning.endswith(".")] == []


def test_every_code_in_the_source_is_in_the_table():
    sources = [path.read_text() for path in (ROOT / "gateway" / "composition").rglob("*.py") if path.name != "codes.py"]
    used = {code for text in sources for code in re.findall(r'\.(?:error|hint)\(\s*"([A-Z_]+)"', text)}
    assert used
    assert used <= ERROR_CODES.keys() | HINT_CODES.keys()


def test_the_reference_page_is_fresh():
    page = ROOT / "docs" / "composition-codes.md"
    assert page.read_text() == reference_markdown(), "write `reference_markdown()` there"

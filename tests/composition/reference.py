"""Writes docs/composition-codes.md: the table of codes, each with the smallest case of the corpus that shows it.

python -m tests.composition.reference
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from gateway.composition import CompositionError, CompositionHint, compose
from gateway.composition.error_codes import ERROR_CODES, OWN_ERROR_CODES
from gateway.composition.hint_codes import HINT_CODES
from tests.composition.cases import HERE, case_names, read_case

PAGE = Path(__file__).parents[2] / "docs" / "composition-codes.md"
INTRODUCTION = """\
# Composition: errors and hints

What `hansa compose` says, by code. Codes are those of Apollo's composition, so that a search for one finds an answer;
those with a star are Hansa's own. Each comes with the place in the SDL and with what to do; `--json` gives the same to
programs.

This page is generated from the table in the code and from the corpus that Apollo's library composes too: each example
is a case of it, and what Hansa says there. `#! a` begins the SDL of subgraph `a`, which links Federation and imports
its directives unless it says `raw`.
"""


@cache
def findings() -> Mapping[str, tuple[CompositionError | CompositionHint, str]]:
    """By code, the finding of the case that shows it best: few other codes, little SDL.  Hints by `hint CODE`."""
    best: dict[str, tuple[tuple[int, int, str], CompositionError | CompositionHint]] = {}
    for name in case_names():
        result = compose(read_case(name))
        found: Iterable[CompositionError | CompositionHint] = (*result.errors, *result.hints)
        codes = len({each.code for each in found})
        rank = (codes, len(case_text(name)), name)
        for each in reversed([*found]):
            key = each.code if isinstance(each, CompositionError) else f"hint {each.code}"
            if key not in best or rank <= best[key][0]:
                best[key] = (rank, each)
    return {key: (finding, rank[2]) for key, (rank, finding) in best.items()}


def case_text(name: str) -> str:
    return (HERE / "cases" / f"{name}.graphql").read_text()


def page() -> str:
    return "\n".join([INTRODUCTION, *_errors(), *_hints()])


def _errors() -> Iterator[str]:
    yield "## Errors\n\n| code | meaning | what to do |\n| --- | --- | --- |"
    for each in ERROR_CODES.values():
        star = "*" if each.code in OWN_ERROR_CODES else ""
        yield f"| {_link(each.code, each.code)}{star} | {each.meaning} | {each.advice} |"
    yield ""
    for each in ERROR_CODES.values():
        yield from _example(each.code, each.code)


def _hints() -> Iterator[str]:
    yield "## Hints\n\n| code | level | meaning | what to do |\n| --- | --- | --- | --- |"
    for each in HINT_CODES.values():
        key = f"hint {each.code}"
        yield f"| {_link(each.code, key)} | {each.level.value} | {each.meaning} | {each.advice} |"
    yield ""
    for each in HINT_CODES.values():
        yield from _example(each.code, f"hint {each.code}")


def _link(code: str, key: str) -> str:
    return f"[`{code}`](#{_anchor(key)})" if key in findings() else f"`{code}`"


def _anchor(key: str) -> str:
    return key.lower().replace(" ", "-")


def _example(code: str, key: str) -> Iterator[str]:
    if key in findings():
        finding, name = findings()[key]
        title = f"hint {code}" if key.startswith("hint") else code
        yield f"### {title}\n\n```graphql\n{case_text(name).strip()}\n```\n\n```text\n{finding}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page())

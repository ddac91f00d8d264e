"""Writes docs/composition-guild.md: where The Guild's composition differs from Apollo's, and which is right.

python -m tests.composition.guild

Apollo decides, but where Hansa means to differ from it (`disagreements.py`).  A check that The Guild leaves out needs
no reason but what the code says; every other difference has one here, by the name of the case.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from gateway.composition import compose
from gateway.composition.error_codes import ERROR_CODES
from tests.composition.cases import HERE, api_fingerprint, case_names, generated, outcomes, read_case
from tests.composition.disagreements import DISAGREEMENTS
from tests.composition.oracle.catalogue import GENERATORS

PAGE = Path(__file__).parents[2] / "docs" / "composition-guild.md"
VERSION = "0.27.0"

_NEWER = re.compile(r"context|cacheTag|v2\.1\d", re.I)
_UNKNOWN = "it does not know @context, @fromContext and @cacheTag, and versions after 2.9"

REFUSED: Mapping[str, str] = {
    r"access-rules-of-two-interface-objects|interface-object-twice": "Apollo lets them share a field",
    r"bad-cost-null|bad-extension-kind": "The Guild is right, and Hansa with it: the SDL is not valid",
    r"compose-directive-(as|prefixed|as-differs)$": "a name with the specification's namespace is the specification's",
    r"compose-directive-(definition-renamed|newest-other-name|other-name)": "only composing subgraphs must agree",
    r"compose-directive-tag": "a hint: the supergraph has @tag anyway",
    r"majors|major-not-composed": "majors need to agree only where the specification is composed from",
    r"cost-on-argument-of-interface-field": "@cost may stand on arguments; only the field itself may not have it",
    r"standalone|implicit-upgrade|link-unknown": "it knows no specifications but federation's",
    r"default-namespace": "directives may be used by their namespace without being imported",
    r"imported$": "a specification's types can be imported",
    r"enum-used-by-a-dropped-argument": "the argument is not in the supergraph, so that the enum is not given",
    r"executable-directive": "the stricter type holds, as for other arguments",
    r"federation-1": "in Federation 1 the directive did nothing there",
    r"runtime-types-differ|members-differ": "what can come at a shared field is what all its subgraphs can return",
    r"link-import-string|renamed-roots|root-names-differ": "it breaks down here",
    r"list-size-assumed-null": "null is a valid Int",
    r"override-label-both-ways": "what the other subgraph does not have is not overridden",
    r"own-type-called": "a type may be called so where the specification's is called otherwise",
    r"tags-everywhere": "@tag may stand on the schema",
    r"transitive-access-repeated": "the rule is repeated, on another subgraph's field",
    r"unsupported-connect": "neither composes connectors; Hansa says so",
}
SCHEMAS: Mapping[str, str] = {
    r"context-own-definition-ns": "an argument that a context fills is not the client's",
    r"default-in-one": "a default that not all subgraphs have promises nothing",
    r"descriptions$": "the schema's description is kept",
    r"enum": "a value that not every subgraph takes cannot be given",
    r"redefined": "the machinery of Federation 1 is not the client's",
    r"in-one-only|repeatable-in-one": "what not every subgraph knows cannot be sent to all",
    r"argument-dropped": "the directive stays, without the argument that not all have",
    r"argument-directives|directive-descriptions": "descriptions and deprecations are kept",
    r"called-join|namespace|only-unused-external": "The Guild's supergraph has a name twice, or an empty type",
}


@cache
def guild() -> dict[str, dict[str, Any]]:
    """What was recorded of the generated sets."""
    found: dict[str, dict[str, Any]] = json.loads((HERE / "guild.json").read_text())
    return found


def stated(reasons: Mapping[str, str], name: str) -> str | None:
    return next((why for pattern, why in reasons.items() if re.search(pattern, name)), None)


def reason(name: str, apollo: list[str], theirs: list[str]) -> str | None:
    """Who is right of a case with different codes, and why; None where nobody has said."""
    if name in DISAGREEMENTS and not stated(REFUSED, name):
        return f"Hansa, unlike both or with one: {DISAGREEMENTS[name].why}"
    newer = _NEWER.search((HERE / "cases" / f"{name}.graphql").read_text())
    if not apollo:
        return stated(REFUSED, name) or (_UNKNOWN if newer else None)
    if not theirs:
        return "a check that it leaves out: " + " ".join(ERROR_CODES[code].meaning for code in apollo)
    return _UNKNOWN if newer and "INVALID_GRAPHQL" in theirs else "both refuse; the codes are Apollo's"


def differing() -> Iterator[tuple[str, list[str], list[str], str | None]]:
    """The cases with different codes."""
    for name in case_names():
        apollo, theirs = outcomes()[name]["errors"], outcomes()[name]["guild"]["errors"]
        if apollo != theirs:
            why = reason(name, apollo, theirs)
            told = why if why is None or why.startswith(("Hansa", "The Guild")) else f"Apollo: {why}"
            yield name, apollo, theirs, told


def differing_schemas() -> Iterator[tuple[str, str | None]]:
    """The cases that Hansa and The Guild compose, with schemas that clients see to differ."""
    for name in case_names():
        composed, theirs = compose(read_case(name)).supergraph_sdl, outcomes()[name]["guild"]
        if composed and not theirs["errors"] and api_fingerprint(composed) != theirs["api"]:
            yield name, stated(SCHEMAS, name)


def _sets() -> Iterator[str]:
    yield "| generator | sets | same codes | both refuse, other codes | The Guild composes | The Guild refuses |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for name in GENERATORS:
        count: Counter[str] = Counter()
        for seed, theirs in guild()[name].items():
            apollo = generated(name)[seed]
            if apollo is None or apollo["errors"] == theirs["errors"]:
                count["same" if apollo else "none"] += 1
            else:
                count["both" if apollo["errors"] and theirs["errors"] else "less" if apollo["errors"] else "more"] += 1
        numbers = (len(guild()[name]), *(count[each] for each in ("same", "both", "less", "more")))
        yield f"| `{name}` | {' | '.join(map(str, numbers))} |"


def _codes(codes: list[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes) or "composes"


def page() -> str:
    """The text of the page."""
    found = [*differing()]
    lines = [
        "# Composition, compared with The Guild's",
        "",
        f"`@theguild/federation-composition` {VERSION} is the second composer that Hansa is held against, over every",
        "case and every generated set. It knows Federation up to 2.9, so it is given the same SDL linked to 2.9 at",
        "most. Where it and Apollo's library differ, Apollo decides, but for what",
        "[the comparison with Apollo](composition-compared.md) lists.",
        "",
        "This page is generated (`python -m tests.composition.guild`) from what was recorded of both.",
        "",
        f"Of {len(case_names())} cases {len(case_names()) - len(found)} have the same codes.",
        "",
        *_sets(),
        "",
        "## Other codes",
        "",
        "`THROWS` is an exception without a code.",
        "",
        "| case | Apollo | The Guild | who is right, and why |",
        "| --- | --- | --- | --- |",
        *(f"| `{name}` | {_codes(apollo)} | {_codes(theirs)} | {why} |" for name, apollo, theirs, why in found),
        "",
        "## Other schemas",
        "",
        "Both compose, and clients would see different schemas; Hansa's is Apollo's.",
        "",
        "| case | why |",
        "| --- | --- |",
        *(f"| `{name}` | {why} |" for name, why in differing_schemas()),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())

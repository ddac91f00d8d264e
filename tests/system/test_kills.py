"""`kill -9` of each process in turn while queries run.

Whatever dies: an answer is what it was before, or has nulls with an error for each failed part; it is never wrong.
Whatever died comes back by itself, and so do the answers.
"""

import os
import signal
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from tests.supervision.harness import until
from tests.system.reference import ReferenceSystem

QUERY = """
query Everybody {
  me { id name }
  model(id: "%s") { id name }
  document(id: "%s") { title owner { id name } }
}
"""
RECOVERY = 60.0


@dataclass(frozen=True)
class Case:
    """What a client sees while `victim` is away: which parts of the answer may be null, or a refused connection."""

    victim: str
    lost: frozenset[str] = frozenset()
    refused: bool = False


CASES = [
    Case("valkey"),
    Case("auth"),
    Case("users", lost=frozenset({"me", "document.owner"})),
    Case("inference", lost=frozenset({"model"})),
    Case("rag", lost=frozenset({"document"})),
    Case("bff_web"),
    Case("bff_mobile"),
    Case("gateway", refused=True),
]


def the_query(system: ReferenceSystem) -> str:
    search = '{ models { id } search(query: "entity key", topK: 1) { hits { chunk { document { id } } } } }'
    found = system.ask("HANSA_SERVER__PORT", search)["data"]
    return QUERY % (found["models"][0]["id"], found["search"]["hits"][0]["chunk"]["document"]["id"])


def nulls(value: Any, path: str = "") -> set[str]:
    """Where an answer has null, as in `document.owner`."""
    if value is None:
        return {path}
    if isinstance(value, dict):
        return {found for key, item in value.items() for found in nulls(item, f"{path}.{key}" if path else key)}
    return set()


def is_part_of(partial: Any, whole: Any) -> bool:
    """Whether `partial` is `whole` with nothing but nulls in the place of some values."""
    if partial is None or partial == whole:
        return True
    if isinstance(partial, dict) and isinstance(whole, dict) and partial.keys() == whole.keys():
        return all(is_part_of(partial[key], whole[key]) for key in whole)
    if isinstance(partial, list) and isinstance(whole, list) and len(partial) == len(whole):
        return all(is_part_of(one, other) for one, other in zip(partial, whole, strict=True))
    return False


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.victim)
def test_a_killed_process_costs_its_own_part_and_comes_back(system, case):
    token = system.token()
    query = the_query(system)
    whole = system.ask("HANSA_SERVER__PORT", query, token=token)
    assert "errors" not in whole
    starts = system.started(case.victim)
    answers: list[dict[str, Any]] = []
    refused = 0

    os.kill(system.pid(case.victim), signal.SIGKILL)

    def recovered() -> bool:
        nonlocal refused
        try:
            answers.append(system.ask("HANSA_SERVER__PORT", query, token=token))
        except httpx2.TransportError:
            refused += 1
            return False
        return system.started(case.victim) > starts and answers[-1] == whole

    until(recovered, RECOVERY)
    assert all(is_part_of(answer["data"], whole["data"]) for answer in answers)
    degraded = [answer for answer in answers if answer["data"] != whole["data"]]
    assert bool(refused) == case.refused
    assert bool(degraded) == bool(case.lost)
    for answer in degraded:
        lost = nulls(answer["data"])
        paths = [".".join(error["path"]) for error in answer["errors"]]
        assert lost <= case.lost
        assert {path.removesuffix(".name") for path in paths} == lost, "one clear error for each failed part"
        assert len(paths) == len(set(paths))
        assert all(error["message"] for error in answer["errors"])


@pytest.mark.parametrize(
    ("victim", "port"), [("bff_web", "HANSA_BFF_WEB_PORT"), ("bff_mobile", "HANSA_BFF_MOBILE_PORT")]
)
def test_a_killed_bff_refuses_and_comes_back(system, victim, port):
    whole = system.ask(port, "{ __typename }")
    os.kill(system.pid(victim), signal.SIGKILL)
    seen: list[Any] = []

    def attempt() -> Any:
        try:
            seen.append(system.ask(port, "{ __typename }"))
        except httpx2.TransportError:
            seen.append(None)
        return seen[-1]

    until(lambda: attempt() is None)
    until(attempt, RECOVERY)
    assert [answer for answer in seen if answer not in (None, whole)] == []


def test_the_web_screen_keeps_its_other_sections_without_users(system):
    """A BFF's section fails by itself: the shelves stand while nobody can be greeted."""
    token = system.token()
    screen = "{ home { viewer { name } collections { __typename } } }"
    whole = system.ask("HANSA_BFF_WEB_PORT", screen, token=token)
    assert "errors" not in whole
    os.kill(system.pid("users"), signal.SIGKILL)
    degraded = until(lambda: (answer := system.ask("HANSA_BFF_WEB_PORT", screen, token=token)) != whole and answer)
    assert degraded["data"]["home"]["viewer"] is None
    assert degraded["data"]["home"]["collections"] == whole["data"]["home"]["collections"]
    assert [error["path"] for error in degraded["errors"]] == [["home", "viewer"]]
    until(lambda: system.ask("HANSA_BFF_WEB_PORT", screen, token=token) == whole, RECOVERY)

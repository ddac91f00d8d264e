"""Hansa and its peers, asked the same operations over the same subgraphs (needs node; see docs/peers.md).

The operations of the recorded seeds are asked once; what is listed in `disagreements` is excused, nothing else is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from tests.peers.catalogue import NAMES, graph
from tests.peers.comparing import Compared, Composer, comparison
from tests.peers.disagreements import REQUESTS, explained
from tests.peers.gateways import PEERS, missing

pytestmark = [
    pytest.mark.services,
    pytest.mark.slow,
    pytest.mark.skipif(missing() is not None, reason=f"peers: {missing()}"),
]
SEEDS = range(14)
APOLLO_SEEDS = range(100, 104)

Answers = Mapping[str, list[Compared]]


async def ask(seeds: range, composer: Composer) -> dict[str, list[Compared]]:
    """Every answer of everybody, by supergraph."""
    async with comparison(map(graph, NAMES), composer) as running:
        return {name: [await running.compare(name, seed) for seed in seeds] for name in NAMES}


@pytest.fixture(scope="module")
def answers() -> Answers:
    return asyncio.run(ask(SEEDS, "hansa"))


@pytest.fixture(scope="module")
def answers_over_apollos_supergraphs() -> Answers:
    return asyncio.run(ask(APOLLO_SEEDS, "apollo"))


@pytest.mark.parametrize("name", NAMES)
def test_hansa_answers_as_the_reference(answers: Answers, name: str) -> None:
    assert [case.operation for case in answers[name] if case.hansa_is_wrong] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_peer_has_other_data_only_for_a_listed_reason(answers: Answers, name: str) -> None:
    surprises = [
        (peer, case.seed, case.operation)
        for case in answers[name]
        for peer in case.differing
        if explained(case, peer) is None
    ]
    assert surprises == []


@pytest.mark.parametrize("name", NAMES)
def test_a_peer_that_is_right_has_fewer_requests_only_for_a_listed_reason(answers: Answers, name: str) -> None:
    surprises = [
        (peer, case.seed, case.operation, case.hansa.asked)
        for case in answers[name]
        for peer in case.frugal
        if explained(case, f"{REQUESTS}{peer}") is None
    ]
    assert surprises == []


def test_every_peer_is_right_often_enough_to_be_a_measure(answers: Answers) -> None:
    cases = [case for found in answers.values() for case in found]
    right = {peer: sum(case.is_right(peer) for case in cases) for peer in PEERS}
    assert right["apollo"] > len(cases) / 2
    assert right["hive"] > len(cases) / 2


@pytest.mark.parametrize("name", NAMES)
def test_hansa_answers_the_same_over_a_supergraph_of_apollos_composer(
    answers_over_apollos_supergraphs: Answers, name: str
) -> None:
    for case in answers_over_apollos_supergraphs[name]:
        assert not case.hansa_is_wrong, case.operation
        assert "apollo" not in case.frugal or explained(case, f"{REQUESTS}apollo"), case.operation

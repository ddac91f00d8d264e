"""Cycles are still found while a service runs, and what start-up made is not walked."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from gateway.telemetry.garbage import THRESHOLDS, rare_collections


@pytest.fixture(autouse=True)
def nothing_stays_frozen() -> Iterator[None]:
    yield
    gc.unfreeze()


class Node:
    def __init__(self) -> None:
        self.me = self


def test_what_was_there_is_exempt_and_what_comes_is_not() -> None:
    before = gc.get_threshold()
    with rare_collections():
        assert gc.get_threshold() == THRESHOLDS
        assert gc.get_freeze_count() > 0
        lost = weakref.ref(Node())
        gc.collect()
        assert lost() is None
    assert gc.get_threshold() == before

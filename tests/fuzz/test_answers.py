"""What is spoilt depends on the seed alone: else a find could not be repeated, nor executors be compared."""

from random import Random

import msgspec

from tests.fuzz.answers import JUNK, wild

ANSWER = b'{"data":{"me":{"id":"1","friends":[{"id":"2"},{"id":"3"}]}}}'


def test_an_answer_is_spoilt_alike_again_whatever_was_spoilt_between() -> None:
    """An error was once put into the junk itself: the next answer that was replaced by it had that error, too."""
    before = msgspec.json.encode(JUNK)
    first = [wild(Random(seed), ANSWER) for seed in range(1_000)]
    assert [wild(Random(seed), ANSWER) for seed in range(1_000)] == first
    assert msgspec.json.encode(JUNK) == before

"""What every fuzzer shares: cases from seeds, a limit on each one's work, finds told once for each place in the code.

A *case* is a function of a seed that does what it likes and names the outcome; any exception that it lets through, and
more processor time than the limit, is a *find*.
"""

from __future__ import annotations

import argparse
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

LIMIT = 5.0
"""Seconds of processor time that a case may take."""

Case = Callable[[int], str]


class TooLong(BaseException):
    """A case passed its limit; not an Exception, so that nothing under test catches it."""


@dataclass
class Findings:
    """Outcomes counted, and the first seed of each kind of find with what was seen."""

    outcomes: Counter[str] = field(default_factory=Counter)
    finds: dict[str, tuple[int, str]] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [f"{count:>8} {outcome}" for outcome, count in self.outcomes.most_common()]
        for place, (seed, seen) in self.finds.items():
            lines += ["", f"seed {seed}: {place}", seen]
        return "\n".join(lines)


def fuzz(case: Case, seeds: Iterable[int], limit: float = LIMIT) -> Findings:
    """Run a case for each seed, or for as many as there are until it is interrupted."""
    findings = Findings()
    for seed in seeds:
        try:
            with limited(limit):
                outcome = case(seed)
        except KeyboardInterrupt:
            break
        except (Exception, TooLong) as error:
            outcome = "find"
            findings.finds.setdefault(place_of(error), (seed, traceback.format_exc(limit=-12)))
        findings.outcomes[outcome] += 1
    return findings


def seeds_for(first: int, seconds: float) -> Iterator[int]:
    """Seeds one after the other until so much processor time is spent."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        yield first
        first += 1


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises TooLong in the block when it takes more processor time."""

    def over(_signal: int, _frame: FrameType | None) -> None:
        raise TooLong(f"more than {seconds} seconds of processor time")

    before = signal.signal(signal.SIGVTALRM, over)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def place_of(error: BaseException) -> str:
    """Error type and the innermost line of ours: finds of one place are one find."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "/gateway/" in frame.filename] or frames
    return f"{type(error).__name__} at {own[-1].filename.rpartition('/gateway/')[2]}:{own[-1].lineno} {own[-1].name}"


def main(case: Case, name: str, about: str) -> int:
    """A fuzzer's command line: `python -m NAME --seed S --seconds T`; the exit status is 1 if anything was found."""
    parser = argparse.ArgumentParser(prog=f"python -m {name}", description=about)
    parser.add_argument("--seed", type=int, default=0, help="the first one")
    parser.add_argument("--seconds", type=float, default=60, help="of processor time")
    options = parser.parse_args()
    findings = fuzz(case, seeds_for(options.seed, options.seconds))
    print(f"{findings.outcomes.total()} cases from seed {options.seed}\n{findings}")
    return 1 if findings.finds else 0

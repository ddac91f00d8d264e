"""Pairs of schemas by seed: the second with one change. `inspector.json` has what GraphQL Inspector says of them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tests.composition.diff.schemas import generate, is_valid, mutated, sdl

RECORDED = Path(__file__).parent / "inspector.json"
SEEDS = range(300)


@cache
def pairs() -> dict[str, tuple[str, str, str]]:
    """Seed to the name of the change, the schema before and after; without seeds that give no valid pair."""
    found = {str(seed): _pair(Random(seed)) for seed in SEEDS}
    return {seed: each for seed, each in found.items() if each is not None}


def _pair(random: Random) -> tuple[str, str, str] | None:
    model = generate(random)
    changed = mutated(model, random) if is_valid(sdl(model)) else None
    return None if changed is None else (changed[0], sdl(model), sdl(changed[1]))


@cache
def recorded() -> dict[str, Any]:
    outcomes: dict[str, Any] = json.loads(RECORDED.read_text())
    return outcomes

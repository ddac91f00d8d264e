"""Texts that are nearly right: what a reader must read as graphql-core does, or not at all."""

import random
from collections.abc import Iterator


def mangled(text: str, seed: int) -> Iterator[str]:
    """25 times `text` with some characters dropped, doubled and changed for others."""
    chance = random.Random(seed)
    for _ in range(25):
        characters = list(text)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(characters))
            other = chance.choice('"\\{}[]()@:=|&!#$. \n\ra1-é\ufeff')
            characters[at] = chance.choice(["", characters[at] * 2, other])
        yield "".join(characters)

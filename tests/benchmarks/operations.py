"""The operations that are measured, with what every gateway is sent for them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

BIG = """
fragment User on User { id username name }
fragment Review on Review { id body }
fragment Product on Product { inStock name price shippingEstimate upc weight }

query Big {
  users {
    ...User
    reviews {
      ...Review
      product {
        ...Product
        reviews {
          ...Review
          author { ...User reviews { ...Review product { ...Product } } }
        }
      }
    }
  }
  topProducts(first: 5) {
    ...Product
    reviews {
      ...Review
      author { ...User reviews { ...Review product { ...Product } } }
    }
  }
}
"""

ONE_FIELD = "query One { me { username } }"

MUTATION = """
mutation Submit($upc: String!, $author: ID!, $body: String!) {
  submitReview(upc: $upc, author: $author, body: $body) {
    id
    body
    author { id name reviews { id } }
    product { upc name price shippingEstimate inStock }
  }
}
"""

CATALOGUE = "query Catalogue($first: Int!) { catalogue(first: $first) { number title description tags } }"


@dataclass(frozen=True)
class Operation:
    """What a client sends."""

    query: str
    variables: Mapping[str, Any] = field(default_factory=dict)


def big() -> Operation:
    """Everything of everybody: an answer of about 88 kB, seven requests to subgraphs at best."""
    return Operation(BIG)


def one_field() -> Operation:
    """One field of one subgraph, by the caller's token."""
    return Operation(ONE_FIELD)


def mutation() -> Operation:
    """A write to one subgraph, and what three others know of the result."""
    return Operation(MUTATION, {"upc": "3", "author": "2", "body": "stands well"})


def catalogue() -> Operation:
    """One list from one subgraph, 8 MB."""
    return Operation(CATALOGUE, {"first": 13_000})


def different(seed: int, count: int) -> list[Operation]:
    """Operations of which no two are the same, nor the same as those of another seed."""
    return [Operation(_Writer(random.Random(f"{seed} {number}")).query(seed, number)) for number in range(count)]


_FIELDS = {
    "User": ("id", "name", "username", "birthday"),
    "Product": ("upc", "name", "price", "weight", "inStock", "shippingEstimate"),
    "Review": ("id", "body"),
}
_LINKS = {
    "User": {"reviews": "Review"},
    "Product": {"reviews": "Review"},
    "Review": {"author": "User", "product": "Product"},
}
_DEPTH = 5


class _Writer:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def query(self, seed: int, number: int) -> str:
        roots = self._chance.sample(["users", "me", "topProducts(first: 4)"], self._chance.randint(1, 2))
        fields = [f"{root} {self._selection('Product' if '(' in root else 'User', _DEPTH)}" for root in roots]
        return f"query Q{seed}x{number} {{ {' '.join(fields)} }}"

    def _selection(self, type_name: str, depth: int) -> str:
        fields = self._chance.sample(_FIELDS[type_name], self._chance.randint(1, len(_FIELDS[type_name])))
        for name, target in _LINKS[type_name].items():
            if depth and self._chance.random() < 0.6:
                fields.append(f"{name} {self._selection(target, depth - 1)}")
        return f"{{ {' '.join(fields)} }}"

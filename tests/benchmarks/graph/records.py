"""The data behind the supergraph: made by arithmetic, the same in every process and every run.

Records are dicts with `__typename`; references are the records themselves, so that one subgraph's part, all of it
together, and the reference answer are views of one thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

Record = dict[str, Any]

USERS = 6
PRODUCTS = 9
REVIEWS = 18
_FIRST = ("Ada", "Bela", "Carla", "Dmitri", "Elif", "Farid")
_LAST = ("Berg", "Stein", "Ekwueme", "Okafor", "Lund", "Moreau")
_THINGS = ("Table", "Couch", "Chair", "Lamp", "Shelf", "Desk", "Bench", "Stool", "Clock")
_WORDS = ("oak", "walnut", "brass", "linen", "copper", "slate", "wool", "ash", "birch", "steel", "cork", "clay")


@dataclass(frozen=True)
class World:
    """All records, by key."""

    users: Mapping[str, Record]
    products: Mapping[str, Record]
    reviews: Mapping[str, Record]


def world() -> World:
    """The data, made afresh."""
    users = {str(number): _user(number) for number in range(1, USERS + 1)}
    products = {str(number): _product(number) for number in range(1, PRODUCTS + 1)}
    reviews = {}
    for number in range(1, REVIEWS + 1):
        author, product = users[str(number % USERS + 1)], products[str((number * number + number) % 5 + 1)]
        review = _review(str(number), _text(number), author, product)
        reviews[review["id"]] = review
        author["reviews"].append(review)
        product["reviews"].append(review)
    return World(users, products, reviews)


def submitted(world: World, upc: str, author: str, body: str) -> Record:
    """The review that a mutation makes; it is not listed, since nobody has approved it yet."""
    digest = sha256(f"{upc} {author} {body}".encode()).hexdigest()[:12]
    return _review(f"draft-{digest}", body, world.users[author], world.products[upc])


def article(number: int) -> Record:
    """One entry of the catalogue, about 700 bytes of JSON."""
    words = [_WORDS[(number * step + step) % len(_WORDS)] for step in range(1, 96)]
    return {
        "__typename": "Article",
        "number": number,
        "title": f"{words[0].title()} {_THINGS[number % len(_THINGS)].lower()} no. {number}",
        "description": " ".join(words),
        "tags": words[:4],
    }


def shipping(price: int, weight: int) -> int:
    """What shipping costs: nothing for what is dear, else by weight."""
    return 0 if price > 1000 else weight // 2


def _user(number: int) -> Record:
    first, last = _FIRST[number - 1], _LAST[number - 1]
    return {
        "__typename": "User",
        "id": str(number),
        "name": f"{first} {last}",
        "username": f"{first}.{last}".lower(),
        "birthday": f"19{60 + number * 5}-0{number}-1{number}",
        "reviews": [],
    }


def _product(number: int) -> Record:
    price, weight = 299 * number % 1700, 35 * number % 240
    return {
        "__typename": "Product",
        "upc": str(number),
        "name": _THINGS[number - 1],
        "price": price,
        "weight": weight,
        "inStock": number % 3 != 0,
        "shippingEstimate": shipping(price, weight),
        "reviews": [],
    }


def _review(key: str, body: str, author: Record, product: Record) -> Record:
    return {"__typename": "Review", "id": key, "body": body, "author": author, "product": product}


def _text(number: int) -> str:
    return " ".join(_WORDS[(number * step + number) % len(_WORDS)] for step in range(1, 7 + number % 4))

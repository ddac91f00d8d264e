"""What each of the four subgraphs knows of the records: its root fields and how it finds an entity.

`reviews` knows users and products by their keys alone (and the username that it provides), `inventory` computes
shipping from the representation it is sent, so a gateway that forgets a required field gets an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.benchmarks.graph.records import Record, World, article, shipping, submitted

Representation = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """One subgraph.

    Args:
        query: root fields, given the caller's subject (None for an anonymous caller).
        mutation: root fields.
        entity: the record of a representation.
    """

    query: Callable[[str | None], Record]
    mutation: Record
    entity: Callable[[Representation], Record | None]


def part(name: str, world: World) -> Part:
    """The subgraph's part of the data."""
    return {"accounts": _accounts, "inventory": _inventory, "products": _products, "reviews": _reviews}[name](world)


def _accounts(world: World) -> Part:
    users = {key: _only(record, "id", "name", "username", "birthday") for key, record in world.users.items()}
    listed = list(users.values())
    return Part(
        lambda subject: {"users": listed, "me": users.get(subject or "")},
        {},
        lambda representation: users.get(representation["id"]),
    )


def _products(world: World) -> Part:
    products = {key: _only(record, "upc", "name", "price", "weight") for key, record in world.products.items()}
    listed = list(products.values())

    def top(first: int = 5) -> list[Record]:
        return listed[:first]

    def catalogue(first: int) -> list[Record]:
        return [article(number) for number in range(first)]

    root = {"topProducts": top, "catalogue": catalogue}
    return Part(lambda subject: root, {}, lambda representation: products.get(representation["upc"]))


def _inventory(world: World) -> Part:
    def entity(representation: Representation) -> Record | None:
        product = world.products.get(representation["upc"])
        if product is None:
            return None
        estimate = partial(_estimate, representation)
        return {**_only(product, "upc", "inStock"), "shippingEstimate": estimate}

    return Part(lambda subject: {}, {}, entity)


def _reviews(world: World) -> Part:
    users = {key: _only(record, "id", "username") for key, record in world.users.items()}
    products = {key: _only(record, "upc") for key, record in world.products.items()}
    own = partial(_own, users, products)
    reviews = {key: own(record) for key, record in world.reviews.items()}
    for found, records in ((users, world.users), (products, world.products)):
        for key, record in records.items():
            found[key]["reviews"] = [reviews[review["id"]] for review in record["reviews"]]

    def submit(upc: str, author: str, body: str) -> Record:
        review = own(submitted(world, upc, author, body))
        return reviews.setdefault(review["id"], review)

    finders = {
        "User": lambda representation: users.get(representation["id"]),
        "Product": lambda representation: products.get(representation["upc"]),
        "Review": lambda representation: reviews.get(representation["id"]),
    }
    return Part(
        lambda subject: {},
        {"submitReview": submit},
        lambda representation: finders[representation["__typename"]](representation),
    )


def _estimate(representation: Representation) -> int:
    return shipping(representation["price"], representation["weight"])


def _own(users: Mapping[str, Record], products: Mapping[str, Record], review: Record) -> Record:
    return {
        **_only(review, "id", "body"),
        "author": users[review["author"]["id"]],
        "product": products[review["product"]["upc"]],
    }


def _only(record: Record, *fields: str) -> Record:
    return {name: record[name] for name in ("__typename", *fields)}

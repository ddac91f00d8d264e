"""What is provided on one path only: below other fields, of all types of an interface, of members of a union."""

from __future__ import annotations

import pytest

from tests.oracle.case import Case
from tests.oracle.world import Record, World
from tests.planning.cases import FOLDER, read_case

SUBGRAPHS = read_case(FOLDER / "provides_further.txt").subgraphs


def world() -> World:
    """A post, a film, an advertisement and their author."""
    user: Record = {"__typename": "User", "id": "u1"}
    user["badge"] = {"__typename": "Badge", "label": "gold", "colour": "yellow"}
    post: Record = {"__typename": "Post", "id": "p1", "title": "Keys", "author": user}
    film: Record = {"__typename": "Film", "id": "f1", "title": "Doors", "minutes": 90}
    ad: Record = {"__typename": "Ad", "id": "a1", "text": "Buy keys"}
    return World({"latest": post, "best": film, "hits": [post, ad, None]}, [user, post, film, ad])


@pytest.mark.parametrize(
    ("query", "requests"),
    [
        ("{ latest { author { badge { label } } } }", 1),
        ("{ latest { author { badge { label colour } } } }", 2),
        ("{ latest { title author { badge { label } } } }", 2),
        ("{ best { title __typename } }", 1),
        ("{ best { title ... on Post { author { badge { label } } } ... on Film { minutes } } }", 3),
        ("{ hits { ... on Post { title } } }", 1),
        ("{ hits { ... on Post { title author { badge { colour } } } ... on Ad { text } } }", 3),
    ],
)
async def test_what_is_provided_is_not_asked_elsewhere(query: str, requests: int) -> None:
    await Case(SUBGRAPHS, world).check(query, requests=requests)

"""Unions that subgraphs know differently: sole owners with all members, shared fields with what is common."""

from typing import Any

from tests.oracle.world import World

SUBGRAPHS = {
    "feed": """
        type Query { feed: [Entry]  top: Entry @shareable  pinned: Pin }
        union Entry = Post | Photo | Advert
        union Pin = Post | Advert
        type Post @key(fields: "id") { id: ID!  text: String  about: Subject  replies: [Entry!] }
        type Photo @key(fields: "id") { id: ID!  width: Int }
        type Advert { slogan: String!  of: Company }
        union Subject = Person | Place
        type Person @key(fields: "id") { id: ID! }
        type Place { name: String  guide: Person }
        type Company @key(fields: "id") { id: ID! }
    """,
    "media": """
        type Query { top: Entry @shareable  albums: [[Entry]] }
        union Entry = Photo | Video
        type Photo @key(fields: "id") { id: ID!  url: String  tagged: [Subject] }
        type Video @key(fields: "id") { id: ID!  url: String!  seconds: Int }
        union Subject = Person | Company
        type Person @key(fields: "id") { id: ID!  portrait: Photo }
        type Company @key(fields: "id") { id: ID!  name: String }
    """,
    "search": """
        type Query { search(text: String): [Found!]!  best: Found }
        union Found = Post | Video | Person | Company
        type Post @key(fields: "id") { id: ID!  score: Int }
        type Video @key(fields: "id") { id: ID!  score: Float }
        type Person @key(fields: "id") { id: ID!  score: Int!  name: String }
        type Company @key(fields: "id") { id: ID!  score: String  staff: [Person!] }
    """,
}


def world() -> World:
    """What `top` answers is a member everywhere; the other fields have one owner each."""
    companies: list[dict[str, Any]] = [
        {"__typename": "Company", "id": f"c{n}", "name": f"Co {n}" if n else None, "score": f"{n}%"} for n in range(2)
    ]
    people: list[dict[str, Any]] = [
        {"__typename": "Person", "id": f"p{n}", "score": n, "name": f"P{n}" if n != 1 else None} for n in range(3)
    ]
    photos: list[dict[str, Any]] = [
        {
            "__typename": "Photo",
            "id": f"f{n}",
            "width": n * 100,
            "url": f"/f{n}" if n else None,
            "tagged": [people[0], companies[1], None, people[n]] if n else None,
        }
        for n in range(3)
    ]
    videos = [
        {"__typename": "Video", "id": f"v{n}", "url": f"/v{n}", "seconds": n or None, "score": n + 0.5}
        for n in range(2)
    ]
    place = {"__typename": "Place", "name": "Here", "guide": people[2]}
    posts: list[dict[str, Any]] = [
        {
            "__typename": "Post",
            "id": f"q{n}",
            "text": f"Post {n}",
            "score": n if n else None,
            "about": (people[1], place, None)[n],
        }
        for n in range(3)
    ]
    advert = {"__typename": "Advert", "slogan": "Buy", "of": companies[0]}
    posts[0]["replies"] = [posts[1], photos[1], advert]
    posts[1]["replies"] = None
    posts[2]["replies"] = []
    for n, person in enumerate(people):
        person["portrait"] = photos[n] if n else None
    companies[0]["staff"] = people
    companies[1]["staff"] = None
    return World(
        query={
            "feed": [posts[0], photos[0], None, advert, posts[2], photos[2]],
            "top": photos[1],
            "pinned": posts[1],
            "albums": [[photos[0], videos[0], None], None, [], [videos[1]]],
            "search": lambda text=None: (
                [posts[1], videos[1], people[1], companies[0], posts[1]] if text != "p0" else []
            ),
            "best": companies[0],
        },
        records=[*companies, *people, *photos, *videos, *posts],
    )

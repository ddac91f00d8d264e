"""Interface objects: a subgraph that extends every implementation without knowing one."""

from tests.oracle.world import World

SUBGRAPHS = {
    "content": """
        type Query { media: [Media]  book(id: ID!): Book  featured: Media }
        interface Media @key(fields: "id") { id: ID!  title: String }
        type Book implements Media @key(fields: "id") { id: ID!  title: String  pages: Int }
        type Film implements Media @key(fields: "id") { id: ID!  title: String  minutes: Int }
    """,
    "reviews": """
        type Query { topRated: [Media!] }
        type Media @key(fields: "id") @interfaceObject {
          id: ID!  title: String @external  rating: Int  reviews: [Review]  blurb: String @requires(fields: "title") }
        type Review { body: String  on: Media }
    """,
    "stock": """
        type Book @key(fields: "id") { id: ID!  copies: Int }
    """,
}


def world() -> World:
    """Two books and a film; one is rated null."""
    media = [
        {"__typename": kind, "id": f"m{n}", "title": f"Title {n}", "rating": rating, **own}
        for n, (kind, rating, own) in enumerate(
            [
                ("Book", 5, {"pages": 10, "copies": 1}),
                ("Film", None, {"minutes": 9}),
                ("Book", 3, {"pages": 1, "copies": None}),
            ]
        )
    ]
    for item in media:
        item["reviews"] = [{"__typename": "Review", "body": f"on {item['id']}", "on": item}, None]
    return World(
        query={
            "media": [*media, None, media[0]],
            "book": lambda id: next(
                (item for item in media if item["id"] == id and item["__typename"] == "Book"), None
            ),
            "featured": media[1],
            "topRated": [media[0], media[2], media[1]],
        },
        records=media,
        subtypes={"Media": frozenset({"Book", "Film"})},
    )

"""Shared fields of interfaces and unions whose types subgraphs know differently, next to fields of one owner."""

from tests.oracle.world import World

SUBGRAPHS = {
    "catalogue": """
        type Query { top: Item @shareable  all: [Item!]!  shelves: [Shelf] }
        type Shelf @key(fields: "id") { id: ID!  front: Item @shareable  back: Item  pair: Pair @shareable
          shown: Shown @shareable }
        type Pair @shareable { left: Item  right: Item }
        interface Item { id: ID!  label: String }
        type Book implements Item @key(fields: "id") { id: ID!  label: String @shareable  pages: Int }
        type Film implements Item @key(fields: "id") { id: ID!  label: String @shareable  length: Int }
        type Game implements Item { id: ID!  label: String  players: Int }
        union Shown = Book | Game | Film
    """,
    "stock": """
        type Query { top: Item @shareable  counted: [Shelf!] }
        type Shelf @key(fields: "id") { id: ID!  front: Item @shareable  count: Int  pair: Pair @shareable
          shown: Shown @shareable }
        type Pair @shareable { left: Item  right: Item }
        interface Item { id: ID!  label: String }
        type Book implements Item @key(fields: "id") { id: ID!  label: String @shareable  left: Int }
        type Film implements Item @key(fields: "id") { id: ID!  label: String @shareable  right: Int }
        type Tape implements Item { id: ID!  label: String  tracks: Int }
        union Shown = Book | Tape | Film
    """,
    "prints": """
        type Query { printed: [Item] }
        type Shelf @key(fields: "id") { id: ID!  front: Item @shareable }
        interface Item { id: ID! }
        type Book implements Item @key(fields: "id") { id: ID!  edition: Int }
    """,
}


def world() -> World:
    """Shared fields are what all their subgraphs know; what one owns is anything it knows, and null."""
    books = [
        {"__typename": "Book", "id": f"b{n}", "label": f"B{n}" if n else None, "pages": n, "left": n, "edition": n}
        for n in range(3)
    ]
    films = [
        {"__typename": "Film", "id": f"f{n}", "label": f"F{n}", "length": 90, "right": n if n else None}
        for n in range(2)
    ]
    game = {"__typename": "Game", "id": "g", "label": "G", "players": 2}
    shelves = [
        {
            "__typename": "Shelf",
            "id": f"s{n}",
            "front": [books[0], None, books[2]][n],
            "back": [game, films[1], None][n],
            "count": n,
            "pair": {"__typename": "Pair", "left": films[0], "right": books[n]} if n else None,
            "shown": [films[0], books[1], None][n],
        }
        for n in range(3)
    ]
    return World(
        query={
            "top": films[1],
            "all": [books[0], game, films[0], books[2]],
            "shelves": [shelves[0], None, shelves[1], shelves[2]],
            "counted": shelves,
            "printed": [books[1], None],
        },
        records=[*books, *films, *shelves],
    )

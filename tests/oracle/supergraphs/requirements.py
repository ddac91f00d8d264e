"""@requires: with arguments, nested, through lists and fragments, in chains across subgraphs, null inputs."""

from tests.oracle.world import World

SUBGRAPHS = {
    "base": """
        type Query { items: [Item]  item(id: ID!): Item }
        type Item @key(fields: "id") {
          id: ID!
          price(currency: Currency = EUR): Int
          size: Size
          parts: [Part!]
          grid: [[Part]]
          content: Content
          shape: Shape
          next: Item
        }
        type Size { width: Int  height(unit: String): String }
        type Part @key(fields: "id") { id: ID!  weight: Int  maker: Maker }
        type Maker { name: String }
        enum Currency { EUR USD }
        union Content = Text | Picture
        type Text { words: Int }
        type Picture { pixels: Int  format: String }
        interface Shape { area: Int }
        type Circle implements Shape { area: Int  radius: Int }
        type Square implements Shape { area: Int  side: Int }
    """,
    "tax": """
        type Item @key(fields: "id") {
          id: ID!
          price(currency: Currency = EUR): Int @external
          tax(rate: Int): String @requires(fields: "price(currency: USD)")
          duty: String @requires(fields: "price(currency: EUR)")
          parts: [Part!] @external
          grid: [[Part]] @external
          customs: String @requires(fields: "parts { weight maker { name } }")
          layout: String @requires(fields: "grid { id }")
        }
        type Part @key(fields: "id") { id: ID!  weight: Int @external  maker: Maker @external
          code: String @requires(fields: "weight") }
        type Maker { name: String @external }
        enum Currency { EUR USD }
    """,
    "print": """
        type Item @key(fields: "id") {
          id: ID!
          size: Size @external
          content: Content @external
          shape: Shape @external
          poster: String @requires(fields: "size { width height(unit: \\"cm\\") }")
          ink: String @requires(fields: "content { ... on Text { words } ... on Picture { pixels format } }")
          paint: String @requires(fields: "shape { area ... on Circle { radius } }")
        }
        type Size { width: Int @external  height(unit: String): String @external }
        union Content = Text | Picture
        type Text { words: Int @external }
        type Picture { pixels: Int @external  format: String @external }
        interface Shape { area: Int }
        type Circle implements Shape { area: Int @external  radius: Int @external }
        type Square implements Shape { area: Int @external }
    """,
    "chain_a": """
        type Item @key(fields: "id") { id: ID!  b: String @external  c: String @requires(fields: "b")
          start: String }
    """,
    "chain_b": """
        type Item @key(fields: "id") {
          id: ID!  start: String @external  c: String @external
          b: String @requires(fields: "start")  d: String @requires(fields: "c")
        }
    """,
}


def world() -> World:
    """Four items; price, size, parts, grid, content and shape are null somewhere."""

    def price(base: int | None) -> object:
        return lambda currency: None if base is None else base * (2 if currency == "USD" else 1)

    def height(n: int) -> object:
        return lambda unit=None: f"{n} {unit}"

    parts = [
        {
            "__typename": "Part",
            "id": f"part{n}",
            "weight": n if n != 2 else None,
            "maker": None if n == 3 else {"__typename": "Maker", "name": f"M{n}" if n else None},
        }
        for n in range(4)
    ]
    contents = [
        {"__typename": "Text", "words": 5},
        {"__typename": "Picture", "pixels": 9, "format": "png"},
        {"__typename": "Picture", "pixels": None, "format": None},
        None,
    ]
    shapes = [
        {"__typename": "Circle", "area": 3, "radius": 1},
        {"__typename": "Square", "area": 4, "side": 2},
        None,
        {"__typename": "Circle", "area": None, "radius": None},
    ]
    items = [
        {
            "__typename": "Item",
            "id": f"i{n}",
            "price": price(None if n == 1 else n * 10),
            "size": None if n == 2 else {"__typename": "Size", "width": n or None, "height": height(n)},
            "parts": None if n == 3 else parts[n:],
            "grid": [[parts[0], None], None, [], parts[1:n]] if n else None,
            "content": contents[n],
            "shape": shapes[n],
            "start": f"s{n}" if n != 2 else None,
        }
        for n in range(4)
    ]
    for one, other in zip(items, [*items[1:], None], strict=True):
        one["next"] = other
    return World(
        query={
            "items": [items[0], None, *items[1:], items[0]],
            "item": lambda id: next((item for item in items if item["id"] == id), None),
        },
        records=[*items, *parts],
    )

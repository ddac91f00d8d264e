"""@context and @fromContext: set by objects, interfaces and unions, near and far, nested and shadowed, with nulls.

The subgraph that sets the contexts computes fields of entities from them; paths between the two lead through other
subgraphs, lists, entities and abstract types of which some set the context themselves.
"""

from tests.oracle.world import World

SUBGRAPHS = {
    "shops": """
        type Query @context(name: "site") {
          host: String  shops: [Shop]  shop(id: ID!): Shop  places: [Place]  venues: [Venue!]
          holders: [Holder]  racks: [Rack] }
        type Shop implements Place & Rack @key(fields: "id") @context(name: "shop") {
          id: ID!  name: String  prices: Prices  flags: [Flag!]  tags: [String!]  city: String  items: [Item!]
          best: Item  grid: [[Item]]  branch: Shop  rating(of: Int = 1): Int  stand: Stand }
        type Depot implements Place & Rack @key(fields: "id") @context(name: "shop") {
          id: ID!  label: String  name: String  rating(of: Int = 1): Int  city: String  tags: [String!]  prices: Prices
          flags: [Flag!]  items: [Item!] }
        type Stand implements Rack @context(name: "shop") {
          name: String  rating(of: Int = 1): Int  prices: Prices  tags: [String!]  flags: [Flag!]  items: [Item!] }
        interface Place @context(name: "place") { city: String  items: [Item!] }
        interface Rack { items: [Item!]  name: String }
        union Venue = Shop | Depot
        union Holder @context(name: "holder") = Depot | Case
        type Case { size: Size  lid: Lid }
        type Lid @key(fields: "id") {
          id: ID!  note: String  of(size: Size @fromContext(field: "$holder ... on Case { size }")): String }
        enum Size { S M L }
        type Prices { currency: String  steps: [Step!] }
        type Step { at: Int }
        type Flag { colour: String }
        type Item @key(fields: "id") {
          id: ID!
          title(shop: String @fromContext(field: "$shop { name }"), upper: Boolean): String
          price(currency: String @fromContext(field: "$shop { prices { currency } }"),
            host: String @fromContext(field: "$site { host }")): String
          ranks(at: [Int] @fromContext(field: "$shop { prices { steps { at } } }"),
            colours: [String] @fromContext(field: "$shop { flags { colour } }"),
            tags: [String] @fromContext(field: "$shop { tags }")): String
          rated(by: Int @fromContext(field: "$shop { rating(of: 2) }"),
            kind: String @fromContext(field: "$shop { __typename }")): String
        }
        type Gift @key(fields: "id") {
          id: ID!
          bow(city: String @fromContext(field: "$place { city }")): String
          card(who: String
            @fromContext(field: "$shop ... on Shop { name } ... on Depot { label } ... on Stand { name }")): String
        }
    """,
    "stock": """
        type Query { cheapest: [Box] }
        type Shop @key(fields: "id") { id: ID!  boxes: [Box] }
        type Depot @key(fields: "id") { id: ID!  boxes: [Box]  gifts: [Gift] }
        type Box @key(fields: "code") { code: ID!  weight: Int }
        type Gift @key(fields: "id", resolvable: false) { id: ID! }
        type Item @key(fields: "id") { id: ID!  left: Int  gift: Gift @inaccessible }
        type Lid @key(fields: "id") { id: ID!  weight: Int }
    """,
    "boxes": """
        type Box @key(fields: "code") { code: ID!  contents: [Thing] }
        union Thing = Bag | Sack
        type Bag { colour: String }
        type Sack { size: Int }
    """,
    "wraps": """
        type Shop @key(fields: "id") { id: ID!  gift: Gift  gifts: [Gift!] }
        type Gift @key(fields: "id", resolvable: false) { id: ID! }
        type Item @key(fields: "id") { id: ID!  left: Int @external  wrap(fold: Int): String @requires(fields: "left") }
    """,
}


def world() -> World:
    """Two shops, a depot and a stand over three items; nulls in what contexts read."""
    items = [{"__typename": "Item", "id": f"i{n}", "left": n or None} for n in range(3)]
    gifts = [{"__typename": "Gift", "id": f"g{n}"} for n in range(2)]
    for n, item in enumerate(items):
        item["gift"] = gifts[n % 2]
    lids = [{"__typename": "Lid", "id": f"l{n}", "note": None if n else "plain", "weight": n} for n in range(2)]
    boxes = [
        {
            "__typename": "Box",
            "code": f"b{n}",
            "weight": n,
            "contents": [{"__typename": "Bag", "colour": "red"}, {"__typename": "Sack", "size": n}],
        }
        for n in range(2)
    ]

    def sells(kind: str, name: str | None, n: int, **own: object) -> dict[str, object]:
        return {
            "__typename": kind,
            "name": name,
            "rating": lambda of=1: None if n == 2 else n * 10 + (of or 0),
            "city": f"City {n}" if n else None,
            "tags": None if n == 1 else ["x", f"y{n}"],
            "flags": [{"__typename": "Flag", "colour": None if n else "red"}],
            "prices": None
            if n == 3
            else {
                "__typename": "Prices",
                "currency": None if n == 2 else f"C{n}",
                "steps": [{"__typename": "Step", "at": at} for at in range(n)],
            },
            "items": [items[n % 3], items[(n + 1) % 3]] if n != 3 else None,
            **own,
        }

    stand = sells("Stand", "stand", 1)
    shops = [
        sells("Shop", "one", 0, id="s0", best=items[1], grid=[[items[0], None], None, [items[2]]]),
        sells("Shop", None, 1, id="s1", best=None, grid=[], stand=stand),
        sells("Shop", "three", 3, id="s2", best=items[0], grid=None),
    ]
    depots = [sells("Depot", "in", 2, id="d0", label="D"), sells("Depot", None, 1, id="d1", label=None)]
    for n, shop in enumerate(shops):
        shop |= {"branch": shops[n - 1] if n else None, "boxes": boxes[n:], "gift": gifts[n % 2], "gifts": gifts}
        shop.setdefault("stand", None)
    for depot in depots:
        depot |= {"boxes": [boxes[0], None], "gifts": [gifts[1], gifts[1]]}
    cases = [
        {"__typename": "Case", "size": size, "lid": lid}
        for size, lid in (("S", lids[0]), (None, lids[1]), ("L", lids[0]), ("M", None))
    ]
    return World(
        query={
            "host": "shop.example",
            "shops": [*shops, None, shops[0]],
            "shop": lambda id: next((each for each in shops if each["id"] == id), None),
            "places": [shops[1], depots[0], depots[1]],
            "venues": [depots[0], shops[0]],
            "holders": [*cases, depots[1]],
            "racks": [stand, shops[0], depots[0], None],
            "cheapest": boxes,
        },
        records=[*items, *gifts, *lids, *boxes, *shops, *depots],
    )

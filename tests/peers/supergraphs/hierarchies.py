"""Interfaces that implement interfaces, known to each subgraph in part, with entities and values behind them."""

from typing import Any

from tests.oracle.world import World

SUBGRAPHS = {
    "fleet": """
        type Query { vehicles: [Vehicle]  named(name: String): [Named!]  any: Thing }
        interface Thing { id: ID! }
        interface Named implements Thing { id: ID!  name: String }
        interface Vehicle implements Thing & Named { id: ID!  name: String  wheels: Int  parts(first: Int): [Part!] }
        type Car implements Thing & Named & Vehicle @key(fields: "id") {
          id: ID!  name: String  wheels: Int  parts(first: Int): [Part!]  doors: Int! }
        type Bike implements Thing & Named & Vehicle @key(fields: "id") {
          id: ID!  name: String  wheels: Int  parts(first: Int): [Part!]  doors: String }
        type Part implements Thing { id: ID!  maker: Maker }
        type Maker implements Thing & Named @key(fields: "id") { id: ID!  name: String @shareable }
    """,
    "rental": """
        type Query { offers: [Offer!]  cheapest: Rentable }
        interface Rentable { price: Int  offer: Offer }
        interface Seated implements Rentable { price: Int  offer: Offer  seats: Int }
        type Car implements Rentable & Seated @key(fields: "id") { id: ID!  price: Int  offer: Offer  seats: Int
          related: [Rentable] }
        type Bike implements Rentable @key(fields: "id") { id: ID!  price: Int  offer: Offer }
        type Room implements Rentable & Seated @key(fields: "id") { id: ID!  price: Int  offer: Offer  seats: Int }
        type Offer @key(fields: "code") { code: String!  of: Rentable  extras: [Extra] }
        interface Extra { label: String }
        type Child implements Extra { label: String  age: Int }
        type Roof implements Extra { label: String  size: Int }
    """,
    "buildings": """
        interface Thing { id: ID! }
        type Query { rooms: [Thing!] }
        type Room implements Thing @key(fields: "id") { id: ID!  floor: Int  host: Maker }
        type Maker implements Thing @key(fields: "id") { id: ID!  name: String @shareable  rooms: [Thing] }
    """,
    "insurance": """
        type Car @key(fields: "id") { id: ID!  name: String @external  doors: Int! @external  wheels: Int @external
          policy: String @requires(fields: "name doors wheels")  risk: Int }
        type Bike @key(fields: "id") { id: ID!  name: String @external
          policy: String @requires(fields: "name")  risk: Float }
        type Offer @key(fields: "code") { code: String!  insured: Boolean }
    """,
}


def world() -> World:
    """Cars, bikes and rooms; a nameless bike, an offer for nothing."""
    makers: list[dict[str, Any]] = [
        {"__typename": "Maker", "id": f"k{n}", "name": f"Maker {n}" if n else None} for n in range(2)
    ]
    parts = [{"__typename": "Part", "id": f"t{n}", "maker": makers[n % 2] if n < 2 else None} for n in range(3)]
    cars: list[dict[str, Any]] = [
        {"__typename": "Car", "id": f"c{n}", "name": f"Car {n}", "wheels": 4, "doors": n, "seats": n + 4}
        for n in range(3)
    ]
    bikes: list[dict[str, Any]] = [
        {"__typename": "Bike", "id": f"b{n}", "name": None if n else "Bike", "wheels": None, "doors": "none"}
        for n in range(2)
    ]
    rooms: list[dict[str, Any]] = [
        {"__typename": "Room", "id": f"r{n}", "seats": n, "floor": n or None, "host": makers[n]} for n in range(2)
    ]
    offers: list[dict[str, Any]] = []
    for n, item in enumerate([*cars, *bikes, *rooms]):
        own = parts[: n % 3]
        item["parts"] = lambda first=None, own=own: own if first is None else own[: max(first, 0)]
        item["price"] = n * 5 if n != 4 else None
        item["risk"] = n if n % 2 else None
        item["offer"] = None
        if n % 3 != 2:
            child = {"__typename": "Child", "label": "child seat", "age": n}
            roof = {"__typename": "Roof", "label": None, "size": n}
            offer = {
                "__typename": "Offer",
                "code": f"o{n}",
                "of": item if n else None,
                "extras": [child, None, roof],
                "insured": bool(n % 2),
            }
            item["offer"] = offer
            offers.append(offer)
    for car in cars:
        car["related"] = [bikes[0], None, rooms[1], cars[0]]
    makers[0]["rooms"] = [*rooms, None, makers[1]]
    makers[1]["rooms"] = None
    return World(
        query={
            "vehicles": [*cars, None, *bikes, cars[0]],
            "named": lambda name=None: [makers[1], cars[1], bikes[1]] if name is None else [],
            "any": parts[0],
            "offers": offers,
            "cheapest": rooms[0],
            "rooms": [*rooms, makers[0]],
        },
        records=[*makers, *cars, *bikes, *rooms, *offers],
    )

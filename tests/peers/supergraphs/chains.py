"""Long ways: an entity whose keys lead from one subgraph to the next, and references six subgraphs deep."""

from typing import Any

from tests.oracle.world import World

SUBGRAPHS = {
    "countries": """
        type Query { countries: [Country]  country(id: ID!): Country }
        type Country @key(fields: "id") { id: ID!  name: String  regions: [Region!] }
        type Region @key(fields: "id") { id: ID! }
    """,
    "regions": """
        type Region @key(fields: "id") { id: ID!  name: String  capital: City  cities: [City] }
        type City @key(fields: "code") { code: String! }
    """,
    "cities": """
        type City @key(fields: "code") { code: String!  name: String  streets(first: Int): [Street!]  mayor: Person }
        type Street @key(fields: "city { code } number") { city: City!  number: Int! }
        type Person @key(fields: "a") { a: ID! }
    """,
    "streets": """
        type Street @key(fields: "city { code } number") { city: City!  number: Int!  name: String  houses: [House] }
        type City @key(fields: "code", resolvable: false) { code: String! }
        type House @key(fields: "id") { id: ID! }
    """,
    "houses": """
        type House @key(fields: "id") { id: ID!  floors: Int  owner: Person  tenants: [Person!] }
        type Person @key(fields: "a") { a: ID! }
    """,
    "first": """
        type Person @key(fields: "a") @key(fields: "b") { a: ID!  b: ID!  name: String }
    """,
    "second": """
        type Person @key(fields: "b") @key(fields: "c { id }") { b: ID!  c: Card!  age: Int }
        type Card @shareable { id: ID! }
    """,
    "third": """
        type Person @key(fields: "c { id }") @key(fields: "d") { c: Card!  d: Int!  email: String  home: House }
        type Card @shareable { id: ID! }
        type House @key(fields: "id") { id: ID! }
    """,
    "fourth": """
        type Person @key(fields: "d") { d: Int!  age: Int @external  email: String @external  mood: String
          profile(long: Boolean): String @requires(fields: "age email")  country: Country }
        type Country @key(fields: "id") { id: ID! }
    """,
}


def world() -> World:
    """Two countries; a region without a capital, a street without houses, people without age, address or country."""
    countries: list[dict[str, Any]] = [{"__typename": "Country", "id": f"n{n}", "name": f"Land {n}"} for n in (1, 2)]
    people: list[dict[str, Any]] = [
        {
            "__typename": "Person",
            "a": f"a{n}",
            "b": f"b{n}",
            "c": {"__typename": "Card", "id": f"c{n}"},
            "d": n,
            "name": f"P{n}",
            "age": 30 + n if n != 2 else None,
            "email": f"p{n}@example.org" if n != 3 else None,
            "mood": "calm" if n < 3 else None,
            "country": countries[n % 2] if n != 4 else None,
        }
        for n in range(1, 5)
    ]
    houses = [
        {
            "__typename": "House",
            "id": f"h{n}",
            "floors": n or None,
            "owner": people[n] if n < 4 else None,
            "tenants": people[:n] if n != 1 else None,
        }
        for n in range(5)
    ]
    for number, person in enumerate(people):
        person["home"] = houses[number] if number else None
    streets: list[dict[str, Any]] = []
    cities: list[dict[str, Any]] = []
    for n in range(4):
        city: dict[str, Any] = {
            "__typename": "City",
            "code": f"t{n}",
            "name": f"Town {n}" if n else None,
            "mayor": people[n] if n != 1 else None,
        }
        own = [
            {
                "__typename": "Street",
                "city": city,
                "number": number,
                "name": f"Street {number}",
                "houses": [houses[n], None, houses[n + number]] if number < 2 else None,
            }
            for number in range(3 - n % 2)
        ]
        city["streets"] = lambda first=None, own=own: own if first is None else own[: max(first, 0)]
        cities.append(city)
        streets += own
    regions = [
        {
            "__typename": "Region",
            "id": f"r{n}",
            "name": f"Region {n}",
            "capital": cities[n] if n != 1 else None,
            "cities": [cities[n], None, cities[n + 1]],
        }
        for n in range(3)
    ]
    countries[0]["regions"] = regions[:2]
    countries[1]["regions"] = regions[2:]
    return World(
        query={
            "countries": [*countries, None, countries[0]],
            "country": lambda id: next((item for item in countries if item["id"] == id), None),
        },
        records=[*countries, *regions, *cities, *streets, *houses, *people],
    )

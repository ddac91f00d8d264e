"""A supergraph of Federation 1, in join v0.1: owners and extensions, several keys, nested keys, value types in common.

`owners.graphql` is what `composeAndValidate` of `@apollo/federation` 0.38.1 wrote of the subgraphs below; extensions
have one key each, so that between two of them the way leads through the owner.
"""

from pathlib import Path
from typing import Any

from tests.oracle.world import World

SUBGRAPHS = {
    "accounts": """
        # federation 1
        type Query { me: User  users: [User]  user(id: ID!): User  named: [Named]  latest: Feed }
        type Mutation { rename(id: ID!, name: String): User }
        type User @key(fields: "id") @key(fields: "login") {
          id: ID!  login: String!  name: String  level: Level  address: Address  contacts: [Named]
          bought: [Product]  hits: [Hit]  feed: Feed }
        type Address { street: String  city: String }
        interface Named { name: String }
        type Person implements Named { name: String  born: Int }
        type Firm implements Named { name: String  address: Address }
        union Hit = User | Product
        type Feed { top: [Product] @provides(fields: "price")  best: Product @provides(fields: "label")  note: String }
        extend type Product @key(fields: "upc") {
          upc: String! @external  price: Int @external  label: String @external }
        enum Level { LOW HIGH }
    """,
    "products": """
        # federation 1
        type Query {
          products(filter: Filter): [Product]  product(upc: String!): Product
          hits: [Hit]  things: [Thing]  shelf: Shelf }
        type Product implements Thing @key(fields: "upc") @key(fields: "id") {
          upc: String!  id: ID!  label: String  price: Int  weight: Int  level: Level  maker: Maker  agent: Named }
        type Page implements Thing { label: String  text: String }
        type Maker @key(fields: "country { code } name") { country: Country  name: String!  products: [Product] }
        type Country @key(fields: "code") { code: String!  title: String }
        interface Thing { label: String }
        interface Named { name: String }
        type Person implements Named { name: String  born: Int }
        type Firm implements Named { name: String  address: Address }
        type Address { street: String  city: String }
        type Shelf { first: User @provides(fields: "name")  rest: [User] }
        union Hit = User | Product
        extend type User @key(fields: "login") { login: String! @external  name: String @external }
        enum Level { LOW HIGH }
        input Filter { level: Level }
    """,
    "reviews": """
        # federation 1
        extend type Query { reviews: [Review] }
        extend type Mutation { review(upc: String!, body: String): Review }
        type Review @key(fields: "id") {
          id: ID!  body: String  author: User @provides(fields: "login")  product: Product  feed: Feed }
        extend type User @key(fields: "id") {
          id: ID! @external  login: String! @external  address: Address @external  reviews: [Review]
          greeting(loud: Boolean): String @requires(fields: "login address { city }") }
        extend type Product @key(fields: "upc") {
          upc: String! @external  price: Int @external  weight: Int @external  reviews(limit: Int): [Review]
          shipping: String @requires(fields: "price weight") }
        extend type Maker @key(fields: "country { code } name") { country: Country @external  name: String! @external
          score: Int }
        extend type Country @key(fields: "code") { code: String! @external  visits: Int }
        type Address { street: String  city: String }
        type Feed { top: [Product]  best: Product  note: String }
    """,
    "stock": """
        # federation 1
        extend type Query { empty: [Product] }
        extend type Product @key(fields: "id") { id: ID! @external  stock: Int  places: [Address] }
        type Address { street: String  city: String }
    """,
}

SUPERGRAPH = Path(__file__).with_suffix(".graphql").read_text("utf-8")


def world() -> World:
    """Three users, four products of two makers, five reviews."""
    places = [{"__typename": "Address", "street": f"S{n}", "city": f"C{n}" if n != 1 else None} for n in range(3)]
    people = [{"__typename": "Person", "name": "P", "born": 1900}, {"__typename": "Firm", "name": "F", "address": None}]
    people.append({"__typename": "Firm", "name": None, "address": places[2]})
    countries = [{"__typename": "Country", "code": code, "title": f"T{code}", "visits": 3} for code in ("A", "B")]
    makers: list[dict[str, Any]] = [
        {"__typename": "Maker", "country": country, "name": "M", "score": n} for n, country in enumerate(countries)
    ]
    products: list[dict[str, Any]] = [
        {
            "__typename": "Product",
            "upc": f"p{n}",
            "id": f"i{n}",
            "label": f"L{n}",
            "price": 10 * n if n != 2 else None,
            "weight": n,
            "level": ("LOW", "HIGH", None, "LOW")[n],
            "maker": makers[n % 2] if n != 3 else None,
            "agent": people[n % 3],
            "stock": n if n else None,
            "places": places[: n + 1],
        }
        for n in range(4)
    ]
    users: list[dict[str, Any]] = [
        {
            "__typename": "User",
            "id": f"u{n}",
            "login": f"l{n}",
            "name": f"N{n}" if n else None,
            "level": "HIGH",
            "address": places[n] if n != 2 else None,
            "contacts": [people[n], None, people[2]],
            "bought": products[n : n + 2],
        }
        for n in range(3)
    ]
    for n, maker in enumerate(makers):
        maker["products"] = [product for product in products if product["maker"] is maker][: 2 - n]
    feeds = [
        {"__typename": "Feed", "top": [products[n], None, products[0]], "best": products[3 - n], "note": f"F{n}"}
        for n in range(3)
    ]
    reviews: list[dict[str, Any]] = []
    records = [*users, *products, *makers, *countries]

    def review(upc: str, body: str | None = None, author: int | None = 0) -> dict[str, Any]:
        made: dict[str, Any] = {
            "__typename": "Review",
            "id": f"r{len(reviews)}",
            "body": body,
            "author": None if author is None else users[author],
            "product": next((product for product in products if product["upc"] == upc), None),
            "feed": feeds[len(reviews) % 3],
        }
        reviews.append(made)
        records.append(made)
        return made

    def rename(id: str, name: str | None = None) -> dict[str, Any] | None:
        user = next((user for user in users if user["id"] == id), None)
        if user is not None:
            user["name"] = name
        return user

    for upc, body, author in (("p0", "good", 0), ("p1", None, 1), ("p1", "bad", None), ("p3", "odd", 2)):
        review(upc, body, author)
    for n, user in enumerate(users):
        user["reviews"] = lambda user=user: [item for item in reviews if item["author"] is user]
        user["hits"] = [products[n], users[n - 1], None]
        user["feed"] = feeds[n] if n else None
    for product in products:
        product["reviews"] = lambda limit=None, product=product: [r for r in reviews if r["product"] is product][:limit]
    return World(
        query={
            "me": users[1],
            "users": [*users, None],
            "user": lambda id: next((user for user in users if user["id"] == id), None),
            "named": people,
            "latest": feeds[2],
            "products": lambda filter=None: [
                product for product in products if filter is None or product["level"] == filter.get("level")
            ],
            "product": lambda upc: next((product for product in products if product["upc"] == upc), None),
            "hits": [products[2], users[0], None, products[1]],
            "things": [products[1], {"__typename": "Page", "label": "G", "text": None}, products[3]],
            "shelf": {"__typename": "Shelf", "first": users[2], "rest": users[:2]},
            "reviews": lambda: list(reviews),
            "empty": [products[0], products[3]],
        },
        mutation={"rename": rename, "review": review},
        records=records,
    )

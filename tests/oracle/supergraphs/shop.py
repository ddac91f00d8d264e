"""The well-known shop: accounts, products, stock, reviews; requires, provides, shareable, a mutation."""

from tests.oracle.world import World

SUBGRAPHS = {
    "accounts": """
        type Query { me: User  users: [User!]!  user(id: ID!): User }
        type User @key(fields: "id") { id: ID!  name: String  username: String @shareable  birthday: Int }
    """,
    "products": """
        type Query { topProducts(first: Int = 2): [Product]  product(upc: String!): Product }
        type Product @key(fields: "upc") @key(fields: "sku") {
          upc: String!  sku: ID  name: String @shareable  price: Int  weight: Float  dimensions: Size }
        type Size @shareable { width: Int  depth: Int }
    """,
    "stock": """
        type Product @key(fields: "upc") {
          upc: String!
          weight: Float @external
          price: Int @external
          dimensions: Size @external
          inStock: Boolean
          shippingEstimate: String @requires(fields: "price weight")
          box(padding: Int! = 1): String @requires(fields: "dimensions { width depth }")
        }
        type Size @shareable { width: Int  depth: Int }
    """,
    "reviews": """
        type Query { latest: [Review!]! }
        type Mutation { addReview(upc: String!, body: String): Review  clear: Int }
        type Review @key(fields: "id") {
          id: ID!  body: String  author: User @provides(fields: "username")  product: Product! }
        type User @key(fields: "id") { id: ID!  username: String @external  reviews: [Review] }
        type Product @key(fields: "upc") { upc: String!  reviews(limit: Int): [Review!] }
    """,
}


def world() -> World:
    """Five products (one weightless, one without dimensions), three users, five reviews, one without an author."""
    users = [
        {"__typename": "User", "id": f"u{n}", "name": name, "username": f"@{name}" if name else None, "birthday": n}
        for n, name in enumerate(["Ada", "Bo", None], 1)
    ]
    products = [
        {
            "__typename": "Product",
            "upc": f"p{n}",
            "sku": f"s{n}" if n != 3 else None,
            "name": f"Thing {n}",
            "price": n * 100 if n != 2 else None,
            "weight": n / 2 if n != 4 else None,
            "dimensions": None if n == 5 else {"__typename": "Size", "width": n, "depth": n * 2 if n != 3 else None},
            "inStock": None if n == 4 else n % 2 == 0,
        }
        for n in range(1, 6)
    ]
    reviews = []

    def review(author: int | None, product: int, body: str | None) -> dict[str, object]:
        made = {
            "__typename": "Review",
            "id": f"r{len(reviews) + 1}",
            "body": body,
            "author": None if author is None else users[author],
            "product": products[product],
        }
        reviews.append(made)
        records.append(made)
        return made

    records = [*users, *products]
    for author, product, body in ((0, 0, "good"), (0, 1, "bad"), (1, 0, None), (2, 4, "odd"), (None, 3, "anonymous")):
        review(author, product, body)
    for user in users:
        user["reviews"] = lambda user=user: [item for item in reviews if item["author"] is user] or None
    for product in products:
        product["reviews"] = lambda limit=None, product=product: [r for r in reviews if r["product"] is product][:limit]

    def found(records: list[dict[str, object]], key: str, value: object) -> object:
        return next((item for item in records if item[key] == value), None)

    def clear() -> int:
        count = len(reviews)
        reviews.clear()
        return count

    return World(
        query={
            "me": users[0],
            "users": users,
            "user": lambda id: found(users, "id", id),
            "topProducts": lambda first: [*products[:first], None],
            "product": lambda upc: found(products, "upc", upc),
            "latest": lambda: reviews[-3:],
        },
        mutation={
            "addReview": lambda upc, body=None: review(0, int(upc[1:]) - 1, body),
            "clear": clear,
        },
        records=records,
    )

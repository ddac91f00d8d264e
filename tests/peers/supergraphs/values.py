"""Value types shared by many subgraphs, nested in one another, with keys, requirements and lists around them."""

from typing import Any

from tests.oracle.world import World

SUBGRAPHS = {
    "orders": """
        type Query { orders: [Order]  order(id: ID!): Order @shareable  latest: Totals @shareable }
        type Order @key(fields: "id") { id: ID!  total: Money @shareable  address: Address @shareable
          lines: [Line!] }
        type Line { item: Item  quantity: Int  price: Money }
        type Item @key(fields: "sku") { sku: ID!  price: Money @shareable }
        type Totals @shareable { gross: Money  count: Int  note: Note }
        type Note @shareable { text: String  author: Author }
        type Author @key(fields: "id") { id: ID! }
        type Money @shareable { amount: Int  currency: Currency }
        type Address @shareable { street: String  geo: Geo }
        type Geo @shareable { lat: Float  lon: Float }
        enum Currency { EUR USD }
    """,
    "billing": """
        type Query { order(id: ID!): Order @shareable  latest: Totals @shareable  rates: [Rate] }
        type Order @key(fields: "id") { id: ID!  total: Money @shareable  tax: Money  invoice: Invoice
          address: Address @shareable }
        type Invoice { to: Address  lines: [[Money]]  by: Author }
        type Rate { from: Currency  to: Currency  factor: Float }
        type Totals @shareable { gross: Money  count: Int  note: Note }
        type Note @shareable { text: String  author: Author }
        type Author @key(fields: "id") { id: ID!  name: String }
        type Money @shareable { amount: Int  currency: Currency }
        type Address @shareable { street: String  geo: Geo }
        type Geo @shareable { lat: Float  lon: Float }
        enum Currency { EUR USD }
    """,
    "shipping": """
        type Query { depots: [Address] }
        type Order @key(fields: "id") { id: ID!  address: Address @shareable  total: Money @external
          weight: Int  postage(express: Boolean = false): String @requires(fields: "total { amount currency }")
          route: [Geo] }
        type Item @key(fields: "sku") { sku: ID!  weight: Int  price: Money @external
          insurance: String @requires(fields: "price { amount }") }
        type Money { amount: Int @external  currency: Currency @external }
        type Address @shareable { street: String  geo: Geo }
        type Geo @shareable { lat: Float  lon: Float }
        enum Currency { EUR USD }
    """,
    "catalogue": """
        type Query { items: [Item!] }
        type Item @key(fields: "sku") { sku: ID!  name: String  price: Money @shareable  similar: [Item] }
        type Money @shareable { amount: Int  currency: Currency }
        type Author @key(fields: "id") { id: ID!  favourite: Item }
        enum Currency { EUR USD }
    """,
}


def world() -> World:
    """Three orders; one without a total, one without an address."""

    def money(amount: int | None, currency: str | None = "EUR") -> dict[str, Any]:
        return {"__typename": "Money", "amount": amount, "currency": currency}

    def address(n: int) -> dict[str, Any]:
        geo = {"__typename": "Geo", "lat": n + 0.5, "lon": -n / 4 if n else None}
        return {"__typename": "Address", "street": f"Street {n}", "geo": geo if n != 2 else None}

    items: list[dict[str, Any]] = [
        {
            "__typename": "Item",
            "sku": f"s{n}",
            "name": f"Item {n}" if n else None,
            "price": money(n * 10, "USD") if n != 2 else None,
            "weight": n,
        }
        for n in range(4)
    ]
    for n, item in enumerate(items):
        item["similar"] = [items[n - 1], None, items[(n + 1) % 4]] if n != 3 else None
    authors = [
        {"__typename": "Author", "id": f"w{n}", "name": f"Writer {n}", "favourite": items[n] if n else None}
        for n in range(3)
    ]
    orders: list[dict[str, Any]] = []
    for n in range(3):
        invoice = {
            "__typename": "Invoice",
            "to": address(n + 1),
            "lines": [[money(1), None], None, [], [money(n, None)]],
            "by": authors[n],
        }
        orders.append(
            {
                "__typename": "Order",
                "id": f"o{n}",
                "total": money(n * 100) if n != 1 else None,
                "address": address(n) if n != 2 else None,
                "lines": [
                    {"__typename": "Line", "item": items[k] if k else None, "quantity": k, "price": money(k)}
                    for k in range(n + 1)
                ],
                "tax": money(n * 19, "USD"),
                "invoice": invoice if n else None,
                "weight": n,
                "route": [address(n)["geo"], None, address(0)["geo"]],
            }
        )
    note = {"__typename": "Note", "text": "hello", "author": authors[1]}
    return World(
        query={
            "orders": [*orders, None, orders[0]],
            "order": lambda id: next((order for order in orders if order["id"] == id), None),
            "latest": {"__typename": "Totals", "gross": money(7), "count": 3, "note": note},
            "rates": [{"__typename": "Rate", "from": "EUR", "to": "USD", "factor": 1.25}, None],
            "depots": [address(1), None],
            "items": items,
        },
        records=[*orders, *items, *authors],
    )

"""Fields and types that need a caller, or scopes; some are non-null, some in lists, some behind an interface."""

from tests.oracle.world import World

LINK = """extend schema @link(url: "https://specs.apollo.dev/federation/v2.5",
  import: ["@key", "@authenticated", "@requiresScopes", "@shareable"])
"""
SUBGRAPHS = {
    "staff": LINK
    + """
        type Query { people: [Person]  vault: Vault  named: [Named]  secrets: [Vault!]! @authenticated }
        interface Named { name: String }
        type Person implements Named @key(fields: "id") {
          id: ID!  name: String  email: String! @authenticated  vault: Vault  friend: Person }
        type Vault implements Named @key(fields: "id") @requiresScopes(scopes: [["open"]]) { id: ID!  name: String }
    """,
    "pay": LINK
    + """
        type Person @key(fields: "id") {
          id: ID!  salary: Int! @requiresScopes(scopes: [["pay", "read"], ["admin"]])
          bonus: Int @authenticated  desk: Int }
        type Vault @key(fields: "id") { id: ID!  gold: Int  owner: Person @requiresScopes(scopes: [["admin"]]) }
    """,
}


def world() -> World:
    """Two people and two vaults that know each other."""
    people = [
        {"__typename": "Person", "id": f"{n}", "name": f"P{n}", "email": f"{n}@x", "salary": n, "bonus": n, "desk": n}
        for n in (1, 2)
    ]
    vaults = [{"__typename": "Vault", "id": f"{n}", "name": f"V{n}", "gold": n, "owner": people[n - 1]} for n in (1, 2)]
    for person, vault, other in zip(people, vaults, reversed(people), strict=True):
        person.update(vault=vault, friend=other)
    return World(
        query={"people": [*people, None], "vault": vaults[0], "named": [vaults[1], people[0]], "secrets": vaults},
        records=[*people, *vaults],
    )

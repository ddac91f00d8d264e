"""Sibling types whose fields differ in shape, in one subgraph; client aliases that collide with keys and internals."""

from tests.oracle.world import World

SUBGRAPHS = {
    "pets": """
        type Query { pets: [Pet]  house: House }
        union Pet = Cat | Dog | Fish
        type Cat @key(fields: "id") { id: ID!  name: String!  age: Int  tag: Tag!  friends: [Cat!] }
        type Dog @key(fields: "id") { id: ID!  name: String  age: Int!  tag: Tag  friends: [Dog] }
        type Fish @key(fields: "no") { no: Int!  name: [String]  tag: [Tag!] }
        type Tag { code: String  size: Int }
        type House @key(fields: "id") { id: ID!  number: String  cat: Cat  pets: [Pet!]! }
    """,
    "vet": """
        type Cat @key(fields: "id") { id: ID!  name: String! @external  visits: Int
          chart: String @requires(fields: "name") }
        type Dog @key(fields: "id") { id: ID!  name: String @external  visits: Int!
          chart: String @requires(fields: "name") }
        type Fish @key(fields: "no") { no: Int!  visits: Int }
        type House @key(fields: "id") { id: ID!  number: String @external
          label(prefix: String): String @requires(fields: "number") }
    """,
}


def world() -> World:
    """One of each, and a house with all of them."""

    def tag(n: int) -> dict[str, object]:
        return {"__typename": "Tag", "code": f"t{n}", "size": n}

    cat = {"__typename": "Cat", "id": "1", "name": "Tom", "age": None, "tag": tag(1), "visits": None}
    dog = {"__typename": "Dog", "id": "1", "name": None, "age": 3, "tag": None, "visits": 2}
    other = {
        "__typename": "Dog",
        "id": "2",
        "name": "Rex",
        "age": 4,
        "tag": tag(2),
        "visits": 0,
        "friends": [dog, None],
    }
    fish = {"__typename": "Fish", "no": 7, "name": ["Nemo", None], "tag": [tag(3), tag(4)], "visits": 1}
    cat["friends"] = [cat]
    dog["friends"] = None
    pets = [cat, dog, fish, other]
    house = {"__typename": "House", "id": "h", "number": "12b", "cat": cat, "pets": pets}
    return World(query={"pets": [*pets, None], "house": house}, records=[*pets, house])

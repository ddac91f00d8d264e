"""Identity: several keys, compound and nested ones, keys through lists, keys that only lead out, chains of them."""

from tests.oracle.world import World

SUBGRAPHS = {
    "directory": """
        type Query { people: [Person]  person(id: ID!): Person  teams: [[Team!]] }
        type Person @key(fields: "id") @key(fields: "email") { id: ID!  email: String  name: String }
        type Team @key(fields: "organisation { id } number") {
          organisation: Organisation!  number: Int!  title: String  members: [Person!]! }
        type Organisation @key(fields: "id") { id: ID! }
    """,
    "mail": """
        type Person @key(fields: "email") { email: String  inbox: Int  badge: Badge }
        type Badge @key(fields: "code") { code: String! }
    """,
    "doors": """
        type Badge @key(fields: "code") @key(fields: "serial") { code: String!  serial: Int!  opens: [Door!] }
        type Door @key(fields: "building { code } room") { building: Building!  room: Int! }
        type Building @shareable { code: String! }
    """,
    "facilities": """
        type Query { door(room: Int!): Door }
        type Door @key(fields: "building { code } room") { building: Building!  room: Int!
          colour: String  keeper: Person }
        type Building @shareable { code: String! }
        type Person @key(fields: "id", resolvable: false) { id: ID! }
        type Badge @key(fields: "serial") { serial: Int!  printed: String }
    """,
    "planning": """
        type Organisation @key(fields: "id") { id: ID!  name: String }
        type Team @key(fields: "organisation { id } number") {
          organisation: Organisation!  number: Int!  budget: Int  rivals: [Team] }
    """,
    "social": """
        type Group @key(fields: "members { id }") { members: [Member!]!  mood: String }
        type Member @key(fields: "id") { id: ID!  nickname: String }
    """,
    "groups": """
        type Query { groups: [Group] }
        type Group @key(fields: "members { id }") { members: [Member!]!  label: String }
        type Member @key(fields: "id") { id: ID! }
    """,
}


def world() -> World:
    """One person has no e-mail address and is unknown to mail, one badge opens nothing, teams come in nested lists."""
    organisations = [{"__typename": "Organisation", "id": f"o{n}", "name": f"Org {n}"} for n in (1, 2)]
    doors = [
        {
            "__typename": "Door",
            "building": {"__typename": "Building", "code": code},
            "room": room,
            "colour": f"{code}{room}",
        }
        for code in ("A", "B")
        for room in (1, 2)
    ]
    badges = [
        {"__typename": "Badge", "code": f"c{n}", "serial": n, "opens": opens, "printed": f"day {n}"}
        for n, opens in ((1, doors[:3]), (2, None), (3, []))
    ]
    people = [
        {
            "__typename": "Person",
            "id": f"{n}",
            "email": None if n == 3 else f"{n}@example.org",
            "name": f"P{n}",
            "inbox": None if n == 3 else n * 10,
            "badge": badges[n - 1] if n < 3 else badges[2] if n == 4 else None,
        }
        for n in range(1, 5)
    ]
    for index, door in enumerate(doors):
        door["keeper"] = people[index] if index else None
    teams = [
        {
            "__typename": "Team",
            "organisation": organisation,
            "number": number,
            "title": f"T{number}",
            "members": people[: number + 1],
            "budget": number * 1000,
        }
        for organisation in organisations
        for number in (1, 2)
    ]
    for team in teams:
        team["rivals"] = [other for other in teams if other["number"] == team["number"] and other is not team] + [None]
    members = [{"__typename": "Member", "id": f"m{n}", "nickname": f"N{n}"} for n in range(3)]
    groups = [
        {"__typename": "Group", "members": members[:2], "mood": "calm", "label": "first"},
        {"__typename": "Group", "members": members[1:], "mood": "wild", "label": "second"},
        {"__typename": "Group", "members": [], "mood": "lonely", "label": "empty"},
    ]
    return World(
        query={
            "people": [*people, None, people[0]],
            "person": lambda id: next((person for person in people if person["id"] == id), None),
            "teams": [teams[:1], None, teams[1:], []],
            "door": lambda room: next((door for door in doors if door["room"] == room), None),
            "groups": [*groups, None],
        },
        records=[*organisations, *doors, *badges, *people, *teams, *members, *groups],
    )

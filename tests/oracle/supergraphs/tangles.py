"""The hard knots: circular keys, value objects split between subgraphs, provides through unions, enum keys, unions
that subgraphs know differently."""

from tests.oracle.world import World

SUBGRAPHS = {
    "profiles": """
        type Query { users: [User]  profile: Profile @shareable
          feed: [Entry] @provides(fields: "... on Post { title }") }
        type User @key(fields: "id") { id: ID!  profile: Profile @shareable  best: Profile @shareable }
        type Profile @shareable { bio: String  location: Location  links: [Link!] }
        type Location @shareable { city: String }
        type Link @shareable { url: String }
        union Entry = Post | Ad
        type Post @key(fields: "id") { id: ID!  title: String @external }
        type Ad { text: String  user: User }
    """,
    "photos": """
        type Query { profile: Profile @shareable  one: Loop  kinds: [Kind] }
        type User @key(fields: "id") { id: ID!  profile: Profile @shareable  best: Profile @shareable }
        type Profile @shareable { photo: String  location: Location  links: [Link!] }
        type Location @shareable { country: Country }
        type Link @shareable { label: String }
        type Country @key(fields: "code") { code: Code! }
        enum Code { DE FR IT }
        type Loop @key(fields: "left { id }") { left: Left!  size: Int }
        type Left @key(fields: "id") { id: ID! }
        type Kind @key(fields: "flag number") { flag: Boolean!  number: Int! }
    """,
    "places": """
        type Query { countries: [Country!]  other: Loop }
        type Country @key(fields: "code") { code: Code!  name: String  capital: String  neighbours: [[Country]] }
        enum Code { DE FR IT }
        type Loop @key(fields: "right { id }") @key(fields: "left { id }") { left: Left!  right: Right!  weight: Int }
        type Left @key(fields: "id") { id: ID!  right: Right }
        type Right @key(fields: "id") { id: ID!  left: Left }
    """,
    "posts": """
        type Query { timeline: [Entry] @shareable  posts: [Post]  related: [Related] }
        union Entry = Post | Event
        union Related = Post | User
        type Post @key(fields: "id") { id: ID!  title: String @shareable  author: User  hero: Hero }
        type Event { at: Int }
        type User @key(fields: "id") { id: ID!  posts: [Post]  score: Int }
        interface Hero { id: ID!  power: Int }
        type Human implements Hero @key(fields: "id") { id: ID!  power: Int }
        type Robot implements Hero @key(fields: "id") { id: ID!  power: Int }
    """,
    "heroes": """
        type Loop @key(fields: "right { id }") { right: Right!  tag: String }
        type Right @key(fields: "id") { id: ID! }
        type Human @key(fields: "id") { id: ID!  home: Country }
        type Robot @key(fields: "id") { id: ID!  model: String  maker: User }
        type Country @key(fields: "code", resolvable: false) { code: Code! }
        enum Code { DE FR IT }
        type User @key(fields: "id") { id: ID!  heroes: [Robot!]! }
        type Kind @key(fields: "number flag") { flag: Boolean!  number: Int!  label: String }
    """,
}


def world() -> World:
    """Profiles with nulls at every level; loops that lead back; three countries."""
    countries = [
        {"__typename": "Country", "code": code, "name": None if code == "IT" else code.lower(), "capital": None}
        for code in ("DE", "FR", "IT")
    ]
    countries[0]["capital"] = "Berlin"
    countries[1]["neighbours"] = [[countries[0], None], None, [countries[2]], []]

    def profile(number: int, city: str | None) -> dict[str, object]:
        location = {"__typename": "Location", "city": city, "country": countries[number] if number else None}
        return {
            "__typename": "Profile",
            "bio": f"bio {number}" if number != 1 else None,
            "photo": f"{number}.png",
            "location": location if city else None,
            "links": [{"__typename": "Link", "url": f"u{n}", "label": f"l{n}" if n else None} for n in range(number)],
        }

    users = [
        {
            "__typename": "User",
            "id": f"u{n}",
            "profile": profile(n, f"city {n}" if n != 2 else None) if n < 3 else None,
            "best": profile(1, "best"),
            "score": n,
        }
        for n in range(4)
    ]
    robots = [
        {"__typename": "Robot", "id": f"r{n}", "power": n, "model": f"M{n}", "maker": users[n] if n else None}
        for n in range(2)
    ]
    human = {"__typename": "Human", "id": "h", "power": None, "home": countries[1]}
    posts = [
        {"__typename": "Post", "id": f"p{n}", "title": f"T{n}", "author": users[n], "hero": [human, robots[1], None][n]}
        for n in range(3)
    ]
    for user in users:
        user["posts"] = [post for post in posts if post["author"] is user]
        user["heroes"] = robots[: int(user["score"])]
    left, right = {"__typename": "Left", "id": "l"}, {"__typename": "Right", "id": "r"}
    left["right"], right["left"] = right, left
    loop = {"__typename": "Loop", "left": left, "right": right, "size": 1, "weight": 2, "tag": "t"}
    kinds = [
        {"__typename": "Kind", "flag": flag, "number": number, "label": f"{flag}{number}"}
        for flag in (True, False)
        for number in (0, 1)
    ]
    ad = {"__typename": "Ad", "text": "buy", "user": users[1]}
    return World(
        query={
            "users": [*users, None, users[0]],
            "profile": profile(2, "home"),
            "feed": [posts[0], ad, None, posts[2]],
            "one": loop,
            "other": loop,
            "kinds": [*kinds, None, kinds[0]],
            "countries": countries,
            "timeline": [posts[1], {"__typename": "Event", "at": 5}],
            "posts": [posts[2], None, posts[0]],
            "related": [users[2], posts[1], None],
        },
        records=[*countries, *users, *robots, human, *posts, left, right, loop, *kinds],
    )

"""A company's graph of any size: each team has a subgraph with entities of its own and fields on those of others.

Made as such graphs are in practice: a few entities (`User`, `Account`) that nearly everybody extends, many that only
neighbours know, value types and a `Node` interface that all share, connections, enums, inputs, mutations, some
`@requires` and `@provides`, an interface with keys and an `@interfaceObject` here and there.  One seed, one graph.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from gateway.composition import SubgraphSource

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", '
    '"@requires", "@provides", "@tag", "@inaccessible", "@interfaceObject", "@authenticated"])\n'
)
SHARED = '''
"""What every entity is."""
interface Node { id: ID! }
scalar DateTime
enum Status { ACTIVE PAUSED CLOSED }
type Money @shareable { amount: Float! currency: String! }
type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
input Page { first: Int = 20 after: String }
'''
NOUNS = ("Order", "Invoice", "Ticket", "Shipment", "Campaign", "Contract", "Device", "Report", "Session", "Asset")
WORDS = ("total", "note", "rank", "region", "source", "score", "label", "state", "owner", "origin", "margin", "volume")
LEAVES = ("String", "Int", "Float!", "Boolean", "[String!]", "Status", "DateTime", "Money", "ID")
HUBS = ("User", "Account")
ENTITIES = 5
"""Entities that each subgraph owns."""


def subgraphs(count: int, seed: int = 1) -> list[SubgraphSource]:
    """`count` subgraphs that compose without errors."""
    return [_Team(number, count, seed).source() for number in range(count)]


def _entity(team: int, index: int) -> str:
    return f"{NOUNS[index * 2 % len(NOUNS)]}{team}"


class _Team:
    """One subgraph; what it says of others' types depends on their numbers only, so that all agree."""

    def __init__(self, number: int, count: int, seed: int) -> None:
        self.number = number
        self.count = count
        self.random = Random(f"{seed} {number}")

    def source(self) -> SubgraphSource:
        name = f"team-{self.number}"
        parts = [LINK, SHARED, *self.entities(), *self.extensions(), *self.hubs(), self.interfaces(), self.roots()]
        return SubgraphSource(name, f"https://{name}.example/graphql", "\n".join(parts))

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def entities(self) -> Iterator[str]:
        for index in range(ENTITIES):
            name = _entity(self.number, index)
            key = ' @key(fields: "code")' if index % 3 == 0 else ""
            fields = [
                "id: ID!",
                "code: String!",
                f'"The {name.lower()} of it."\n  about: String @tag(name: "team{self.number % 7}")',
                "createdAt: DateTime!",
                "user: User",
                f"account: Account{' @authenticated' if self.chance(0.2) else ''}",
                f"related(page: Page): {_entity(self.number, (index + 1) % ENTITIES)}Connection!",
                *(f"{word}: {self.random.choice(LEAVES)}" for word in self.random.sample(WORDS, 5)),
                *self.references(),
            ]
            yield f'type {name} implements Node @key(fields: "id"){key} {{\n  {_lines(fields)}\n}}'
            yield f"type {name}Connection {{ nodes: [{name}!]! pageInfo: PageInfo! total: Int }}"
            yield f"input {name}Filter {{ ids: [ID!] status: Status since: DateTime text: String }}"

    def neighbours(self) -> list[int]:
        """Other teams whose entities this one knows."""
        near = [(self.number + step) % self.count for step in (1, 2, 3, 7)]
        return list(dict.fromkeys(each for each in near if each != self.number))

    def references(self) -> Iterator[str]:
        for team in self.neighbours()[:2]:
            yield f"of{team}: {_entity(team, 0)}"

    def extensions(self) -> Iterator[str]:
        """Stubs of neighbours' entities, with a field or two; some of them need what their owner knows."""
        for team in self.neighbours():
            for index in (0, 1):
                name, own = _entity(team, index), f"by{self.number}"
                fields = ["id: ID!"]
                if team in self.neighbours()[:2] and index == 0:
                    fields += ["code: String! @external", f'{own}Rank: Int @requires(fields: "code")']
                fields += [f"{own}: {_entity(self.number, index)}", f"{own}Note(long: Boolean): String"]
                yield f'type {name} @key(fields: "id") {{ {" ".join(fields)} }}'

    def hubs(self) -> Iterator[str]:
        for index, hub in enumerate(HUBS):
            fields = ["id: ID!"]
            if self.number == index:
                fields += ["name: String!", "email: String! @shareable", "since: DateTime"]
            else:
                fields += [f"team{self.number}: {_entity(self.number, 0)}Connection", f"team{self.number}Count: Int"]
                if self.number % 5 == 0:
                    fields += ["email: String! @external", f'greeting{self.number}: String @requires(fields: "email")']
            yield f'type {hub} implements Node @key(fields: "id") {{ {" ".join(fields)} }}'

    def interfaces(self) -> str:
        """Every tenth team has an interface with a key, which the next one knows as an object."""
        text = []
        if self.number % 10 == 0:
            name = f"Media{self.number}"
            text.append(f'interface {name} @key(fields: "id") {{ id: ID! title: String }}')
            text += [
                f'type {kind}{self.number} implements {name} @key(fields: "id") '
                f"{{ id: ID! title: String {kind.lower()}Size: Int }}"
                for kind in ("Image", "Video", "Audio")
            ]
            text.append(
                f"union Found{self.number} = Image{self.number} | Video{self.number} | {_entity(self.number, 1)}"
            )
        if self.number % 10 == 1:
            name = f"Media{self.number - 1}"
            text.append(f'type {name} @key(fields: "id") @interfaceObject {{ id: ID! likes: Int! fans: [User!] }}')
        return "\n".join(text)

    def roots(self) -> str:
        number, queries, mutations = self.number, ["status: Status @shareable"], []
        for index in range(ENTITIES):
            name = _entity(number, index)
            queries += [
                f"{name.lower()}(id: ID!): {name}",
                f"{name.lower()}s(filter: {name}Filter, page: Page): {name}Connection!",
            ]
            mutations.append(f"create{name}(input: {name}Filter!): {name}Payload!")
        payloads = "\n".join(
            f"type {_entity(number, index)}Payload {{ ok: Boolean! message: String result: {_entity(number, index)} }}"
            for index in range(ENTITIES)
        )
        if number == 0:
            queries += ["me: User", 'best: Account @provides(fields: "email")']
        if number % 10 == 0:
            queries += [f"media{number}: [Media{number}!]", f"find{number}(text: String!): [Found{number}]"]
        return f"type Query {{\n  {_lines(queries)}\n}}\ntype Mutation {{\n  {_lines(mutations)}\n}}\n{payloads}"


def _lines(fields: list[str]) -> str:
    return "\n  ".join(fields)

"""Graphs that are wide rather than large: what a walk over them could multiply.

`keys`: one entity in every subgraph, with several keys of which each subgraph has two, so that keys lead on to keys.
`shareable`: types that refer to each other, all of them whole in every subgraph.
"""

from __future__ import annotations

from gateway.composition import SubgraphSource

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", '
    '"@requires"])\n'
)
KEYS = 6
TYPES = 8


def keys(count: int) -> list[SubgraphSource]:
    """An entity in `count` subgraphs."""
    return [_source(number, _entity(number, count)) for number in range(count)]


def shareable(count: int) -> list[SubgraphSource]:
    """The same types in `count` subgraphs."""
    return [_source(number, _whole()) for number in range(count)]


def _source(number: int, sdl: str) -> SubgraphSource:
    return SubgraphSource(f"wide-{number}", f"https://wide-{number}.example/graphql", LINK + sdl)


def _entity(number: int, count: int) -> str:
    first, second = f"key{number % KEYS}", f"key{(number + 1) % KEYS}"
    needed = f"own{(number + 1) % count}"
    return (
        f'type Hub @key(fields: "{first}") @key(fields: "{second}") {{ '
        f"{first}: ID! @shareable {second}: ID! @shareable own{number}: Int {needed}: Int @external "
        f'needing{number}: Int @requires(fields: "{needed}") next{number}: Hub others{number}: [Part{number}!]! }}\n'
        f"type Part{number} {{ hub: Hub name: String }}\n"
        f"type Query {{ hub{number}: Hub }}"
    )


def _whole() -> str:
    types = [
        f"type Shared{index} @shareable {{ id: ID! next: Shared{(index + 1) % TYPES} "
        f"others: [Shared{(index + 3) % TYPES}!]! pair: Pair any: Any }}"
        for index in range(TYPES)
    ]
    union = " | ".join(f"Shared{index}" for index in range(TYPES))
    return "\n".join(
        [
            *types,
            "type Pair @shareable { left: Shared0 right: Shared1 }",
            f"union Any = {union}",
            "type Query @shareable { first: Shared0 any: Any }",
        ]
    )

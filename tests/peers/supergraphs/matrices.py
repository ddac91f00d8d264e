"""Lists in lists: of entities, unions and interfaces, with nulls at every level, required and part of keys."""

from typing import Any

from tests.oracle.world import World

SUBGRAPHS = {
    "boards": """
        type Query { boards: [Board]  cube: [[[Cell]!]]  rows(from: [Int!], at: Area): [[Cell!]] }
        input Area { left: Int = 0  top: Int }
        type Board @key(fields: "id") { id: ID!  cells: [[Cell]]  pieces: [[Piece!]]  squares: [[Square]!]
          tags: [[String!]] }
        type Cell @key(fields: "x y") { x: Int!  y: Int!  piece: Piece }
        union Piece = King | Pawn
        type King @key(fields: "id") { id: ID!  crown: [[Int]] }
        type Pawn @key(fields: "id") { id: ID!  moves: [Cell!] }
        interface Square { colour: String }
        type Light implements Square { colour: String  cell: Cell }
        type Dark implements Square { colour: String  depth: Int }
    """,
    "rules": """
        type Board @key(fields: "id") { id: ID!  cells: [[Cell]] @external  pieces: [[Piece!]] @external
          squares: [[Square]!] @external
          score: String @requires(fields: "cells { x y }")
          threats: String @requires(fields: "pieces { ... on King { id } ... on Pawn { id } }")
          paint: String @requires(fields: "squares { colour ... on Dark { depth } }") }
        type Cell @key(fields: "x y") { x: Int!  y: Int!  neighbours: [[Cell]]  value(of: Int = 1): Int }
        union Piece = King | Pawn
        type King @key(fields: "id") { id: ID!  guards: [[Pawn]] }
        type Pawn @key(fields: "id") { id: ID!  rank: Int }
        interface Square { colour: String }
        type Light implements Square { colour: String @external }
        type Dark implements Square { colour: String @external  depth: Int @external }
    """,
    "games": """
        type Query { games: [[Game]!]! }
        type Game @key(fields: "boards { id }") { boards: [Board!]!  winner: Piece  result: [String] }
        type Board @key(fields: "id") { id: ID! }
        union Piece = King | Pawn
        type King @key(fields: "id") { id: ID! }
        type Pawn @key(fields: "id") { id: ID! }
    """,
    "players": """
        type Game @key(fields: "boards { id }") { boards: [Board!]!  players: [[Player]] }
        type Board @key(fields: "id") { id: ID! }
        type Player { name: String!  favourite: [Cell] }
        type Cell @key(fields: "x y") { x: Int!  y: Int! }
    """,
}


def world() -> World:
    """Two boards, a cube with holes, a game on no board."""
    cells: list[dict[str, Any]] = [
        {"__typename": "Cell", "x": x, "y": y, "value": lambda of=1, n=x * 2 + y: n * of if of is not None else None}
        for x in range(2)
        for y in range(2)
    ]
    pawns = [
        {"__typename": "Pawn", "id": f"w{n}", "rank": n or None, "moves": cells[:n] if n else None} for n in range(3)
    ]
    kings = [
        {
            "__typename": "King",
            "id": f"k{n}",
            "crown": [[n, None], None, []] if n else None,
            "guards": [[pawns[0], None], None, pawns[n:]],
        }
        for n in range(2)
    ]
    for n, cell in enumerate(cells):
        cell["piece"] = (kings[0], None, pawns[1], kings[1])[n]
        cell["neighbours"] = [[cells[n - 1], None], None, [cells[(n + 1) % 4]]] if n != 2 else None
    squares = [
        {"__typename": "Light", "colour": "white", "cell": cells[1]},
        {"__typename": "Dark", "colour": None, "depth": 3},
        {"__typename": "Light", "colour": None, "cell": None},
    ]
    boards: list[dict[str, Any]] = [
        {
            "__typename": "Board",
            "id": f"b{n}",
            "cells": [cells[:2], None, [None, *cells[2:]], []] if n else None,
            "pieces": [[kings[n], pawns[0]], None, []],
            "squares": [squares[n:], [None]],
            "tags": [["a", "b"], None, []],
        }
        for n in range(2)
    ]
    player = {"__typename": "Player", "name": "Ann", "favourite": [cells[0], None, cells[3]]}
    other = {"__typename": "Player", "name": "Ben", "favourite": None}
    games: list[dict[str, Any]] = [
        {
            "__typename": "Game",
            "boards": boards[:n],
            "winner": (None, kings[1], pawns[2])[n],
            "result": ["won", None] if n else None,
            "players": [[player, None], None, [other]] if n != 1 else None,
        }
        for n in range(3)
    ]
    return World(
        query={
            "boards": [*boards, None, boards[0]],
            "cube": [[[cells[0], None], []], None, [[cells[3]], [cells[1], cells[2]]]],
            "rows": lambda at=None, **rest: [cells[:2], None, cells[2:]] if not rest.get("from") else [],
            "games": [[games[0], None], [], games[1:]],
        },
        records=[*cells, *pawns, *kings, *boards, *games],
    )

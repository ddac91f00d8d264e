"""Who may answer: shareable fields and value types, provides, override, external, hidden fields, types, enum values."""

from tests.oracle.world import World

SUBGRAPHS = {
    "one": """
        type Query { page: Page @shareable  board: Board
          pinned: Note @provides(fields: "text tags { label }") }
        type Page @shareable { title: String  left: Left  blocks: [Panel!] }
        type Left { width: Int  name: String }
        type Panel @shareable { width: Int  name: String }
        type Board @key(fields: "id") { id: ID!  name: String @shareable  notes: [Note!]  mood: Mood
          moods: [Mood]  secret: Int @inaccessible }
        type Note @key(fields: "id") @key(fields: "slot", resolvable: false) {
          id: ID!  slot: Int  text: String @external  tags: [Tag] @external  size: Int }
        type Tag { label: String @external }
        enum Mood { CALM WILD SECRET @inaccessible }
    """,
    "two": """
        type Query { page: Page @shareable  note(id: ID!): Note  things: [Thing] }
        type Page @shareable { title: String  right: Right  blocks: [Panel!] }
        type Right { height: Int }
        type Panel @shareable { width: Int  height: Int }
        type Note @key(fields: "id") { id: ID!  text: String @shareable  tags: [Tag] @shareable
          size: Int @override(from: "one")  author: Hidden @inaccessible }
        type Tag { label: String @shareable  hue: Int }
        type Board @key(fields: "id") { id: ID!  name: String @shareable  secret: Int @external
          code: String @requires(fields: "secret") }
        enum Mood { CALM WILD SECRET @inaccessible }
        type Hidden @inaccessible { id: ID! }
        type Visible { id: ID! }
        union Thing = Hidden | Visible
        type Slotted @key(fields: "mood") { mood: Mood }
    """,
}


def world() -> World:
    """Hidden enum values and types do occur in the data."""
    panels = [{"__typename": "Panel", "width": n, "height": n * 2 or None, "name": f"panel {n}"} for n in range(3)]
    notes = [
        {
            "__typename": "Note",
            "id": f"n{n}",
            "slot": n,
            "text": f"note {n}" if n != 2 else None,
            "tags": [{"__typename": "Tag", "label": f"t{n}", "hue": n}, None] if n else None,
            "size": n * 3,
        }
        for n in range(3)
    ]
    board = {
        "__typename": "Board",
        "id": "b1",
        "name": "Board",
        "notes": notes,
        "mood": "SECRET",
        "moods": ["CALM", "SECRET", None, "WILD"],
        "secret": 42,
    }
    page = {
        "__typename": "Page",
        "title": "T",
        "left": {**panels[0], "__typename": "Left"},
        "right": {**panels[1], "__typename": "Right"},
        "blocks": panels[1:],
    }
    return World(
        query={
            "page": page,
            "board": board,
            "pinned": notes[1],
            "note": lambda id: next((note for note in notes if note["id"] == id), None),
            "things": [{"__typename": "Hidden", "id": "h"}, {"__typename": "Visible", "id": "v"}, None],
        },
        records=[board, *notes],
    )

"""Root types: renamed in subgraphs, returned from within, shared, mutations over several subgraphs in order."""

from tests.oracle.world import World

SUBGRAPHS = {
    "counter": """
        schema { query: Reads  mutation: Writes }
        type Reads { count: Int  log: [String!]! }
        type Writes { add(n: Int!): Step  reset: Step! }
        type Step { count: Int!  query: Reads  entry: Entry }
        type Entry @key(fields: "id") { id: ID! }
    """,
    "journal": """
        type Query { entries: [Entry]  entry(id: ID!): Entry }
        type Mutation { note(text: String!): Entry  fail(message: String): Int }
        type Entry @key(fields: "id") { id: ID!  text: String  query: Query }
    """,
}


def world() -> World:
    """A counter and a journal, written to in the order of the operation."""
    state = {"count": 0}
    log: list[str] = []
    entries: list[dict[str, object]] = []
    query: dict[str, object] = {
        "__typename": "Query",
        "count": lambda: state["count"],
        "log": lambda: list(log),
        "entries": lambda: [*entries, None],
        "entry": lambda id: next((entry for entry in entries if entry["id"] == id), None),
    }

    def write(text: str) -> dict[str, object]:
        log.append(text)
        entry = {"__typename": "Entry", "id": f"e{len(entries)}", "text": text, "query": query}
        entries.append(entry)
        return entry

    def step(change: int) -> dict[str, object]:
        state["count"] += change
        return {"__typename": "Step", "count": state["count"], "query": query, "entry": write(f"{change:+}")}

    def fail(message: str | None = None) -> int:
        raise ValueError(message)

    write("first")
    return World(
        query=query,
        mutation={
            "add": lambda n: step(n),
            "reset": lambda: step(-state["count"]),
            "note": lambda text: write(text),
            "fail": fail,
        },
        records=entries,
    )

"""Roots renamed differently in every subgraph, root fields shared by several, and mutations that cross subgraphs."""

from typing import Any

from tests.oracle.world import World

SUBGRAPHS = {
    "shelf": """
        schema { query: ShelfReads  mutation: ShelfWrites }
        type ShelfReads { books: [Book]  book(isbn: ID!): Book @shareable  now: Int @shareable
          status: Status @shareable }
        type ShelfWrites { addBook(isbn: ID!, title: String = "Untitled"): Book  burn(isbn: ID!): Outcome
          sort(by: [Order!] = [TITLE]): [Book] }
        enum Order { TITLE YEAR }
        type Book @key(fields: "isbn") { isbn: ID!  title: String  year: Int }
        union Outcome = Book | Refusal
        type Refusal { reason: String! }
        type Status @shareable { ok: Boolean  names: [String!] }
    """,
    "desk": """
        schema { query: DeskReads  mutation: DeskWrites }
        type DeskReads { now: Int @shareable  loans: [Loan!]  book(isbn: ID!): Book @shareable }
        type DeskWrites { lend(input: Lending!): Loan  giveBack(id: ID!): Loan }
        input Lending { isbn: ID!  to: ID!  days: Int = 14 }
        type Loan @key(fields: "id") { id: ID!  book: Book  reader: Reader  days: Int }
        type Book @key(fields: "isbn") { isbn: ID!  lent: Boolean!  title: String @external
          slip: String @requires(fields: "title") }
        type Reader @key(fields: "id") { id: ID! }
    """,
    "readers": """
        schema { query: Query  mutation: Change }
        type Query { reader(id: ID!): Reader  status: Status @shareable }
        type Change { rename(id: ID!, name: String): Reader }
        type Reader @key(fields: "id") { id: ID!  name: String  loans: [Loan] }
        type Loan @key(fields: "id") { id: ID!  reminders: Int }
        type Status @shareable { ok: Boolean  names: [String!] }
    """,
}


def world() -> World:
    """Three books, two readers, one loan."""
    books: list[dict[str, Any]] = [
        {"__typename": "Book", "isbn": f"i{n}", "title": f"Title {n}" if n else None, "year": 2000 - n, "lent": n == 1}
        for n in range(3)
    ]
    readers: list[dict[str, Any]] = [{"__typename": "Reader", "id": f"r{n}", "name": f"Reader {n}"} for n in range(2)]
    loans: list[dict[str, Any]] = []
    records: list[dict[str, Any]] = [*books, *readers]

    def find(items: list[dict[str, Any]], key: str, value: str) -> Any:
        return next((item for item in items if item[key] == value), None)

    def lending(book: Any, reader: Any, days: int | None) -> dict[str, Any]:
        loan = {
            "__typename": "Loan",
            "id": f"l{len(loans)}",
            "book": book,
            "reader": reader,
            "days": days,
            "reminders": len(loans) or None,
        }
        loans.append(loan)
        records.append(loan)
        if book:
            book["lent"] = True
        if reader:
            reader["loans"] = [*(reader.get("loans") or []), loan]
        return loan

    def add(isbn: str, title: str | None) -> dict[str, Any]:
        book = {"__typename": "Book", "isbn": f"new {len(books)} {isbn}", "title": title, "year": None, "lent": False}
        books.append(book)
        records.append(book)
        return book

    def burn(isbn: str) -> dict[str, Any]:
        book = find(books, "isbn", isbn)
        if book is None or book["lent"]:
            return {"__typename": "Refusal", "reason": "lent" if book else "unknown"}
        book["title"] = "ashes"
        return dict(book)

    def give_back(id: str) -> Any:
        loan = find(loans, "id", id)
        if loan and loan["book"]:
            loan["book"]["lent"] = False
        return loan

    def rename(id: str, name: str | None = None) -> Any:
        reader = find(readers, "id", id)
        if reader:
            reader["name"] = name
        return reader

    def lend(input: dict[str, Any]) -> dict[str, Any]:
        return lending(find(books, "isbn", input["isbn"]), find(readers, "id", input["to"]), input["days"])

    def ordered(by: list[str] | None) -> list[dict[str, Any]]:
        return sorted(books, key=lambda book: [str(book[order.lower()]) for order in by or ()])

    lending(books[1], readers[0], 7)
    return World(
        query={
            "books": lambda: [*books, None],
            "book": lambda isbn: find(books, "isbn", isbn),
            "now": 12,
            "status": {"__typename": "Status", "ok": True, "names": ["a", "b"]},
            "loans": lambda: list(loans),
            "reader": lambda id: find(readers, "id", id),
        },
        mutation={
            "addBook": add,
            "burn": burn,
            "sort": ordered,
            "lend": lend,
            "giveBack": give_back,
            "rename": rename,
        },
        records=records,
    )

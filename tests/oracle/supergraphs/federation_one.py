"""Subgraphs written for Federation 1: extensions by keyword and by directive, external keys, value types unmarked."""

from tests.oracle.world import World

SUBGRAPHS = {
    "books": """
        # federation 1
        type Query { books: [Book] }
        type Book @key(fields: "isbn") { isbn: String!  title: String  size: Size  author: Author }
        type Author @key(fields: "id") { id: ID!  name: String }
        type Size { pages: Int }
    """,
    "sales": """
        # federation 1
        extend type Book @key(fields: "isbn") {
          isbn: String! @external  title: String @external
          sold: Int  headline: String @requires(fields: "title")  size: Size }
        type Author @key(fields: "id") @extends { id: ID! @external  royalties: Int }
        type Size { pages: Int }
        type Query { bestsellers: [Book] }
    """,
}


def world() -> World:
    """Three books of one author."""
    author = {"__typename": "Author", "id": "a", "name": "A", "royalties": 7}
    books = [
        {
            "__typename": "Book",
            "isbn": f"{n}",
            "title": f"B{n}" if n else None,
            "size": {"__typename": "Size", "pages": n},
            "author": author if n != 1 else None,
            "sold": n * n,
        }
        for n in range(3)
    ]
    return World(query={"books": books, "bestsellers": [books[2], None, books[0]]}, records=[author, *books])

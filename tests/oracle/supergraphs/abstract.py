"""Interfaces and unions: implementations spread over subgraphs, entities behind both, fields that differ by type."""

from tests.oracle.world import World

SUBGRAPHS = {
    "catalogue": """
        type Query { media: [Media]  search(text: String): [Result!]  first: Media!  owners: [Owner] }
        interface Media { id: ID!  title: String }
        type Book implements Media @key(fields: "id") { id: ID!  title: String  pages: Int
          author: Author  length: Int! }
        type Film implements Media @key(fields: "id") { id: ID!  title: String  minutes: Int
          director: Author  length: String }
        type Song implements Media { id: ID!  title: String  length: Int }
        type Author @key(fields: "id") { id: ID!  name: String }
        union Result = Book | Film | Author
        union Owner = Author | Company
        type Company { id: ID!  name: String! }
    """,
    "prices": """
        type Query { cheapest: Priced }
        interface Priced { id: ID!  price: Int  offers: [Offer!] }
        type Book implements Priced @key(fields: "id") { id: ID!  price: Int  offers: [Offer!]  stock: Int }
        type Film implements Priced @key(fields: "id") { id: ID!  price: Int  offers: [Offer!] }
        type Offer { percent: Int  on: Priced }
    """,
    "people": """
        type Author @key(fields: "id") { id: ID!  born: Int  works: [Work] }
        union Work = Book | Film
        type Book @key(fields: "id") { id: ID! }
        type Film @key(fields: "id") { id: ID!  rating: Int }
    """,
}


def world() -> World:
    """Books, films and a song that is no entity; works with nulls between them."""
    authors = [{"__typename": "Author", "id": f"a{n}", "name": f"A{n}", "born": 1900 + n} for n in (1, 2)]
    books = [
        {
            "__typename": "Book",
            "id": f"b{n}",
            "title": f"Book {n}",
            "pages": n * 100,
            "author": authors[n % 2] if n < 3 else None,
            "length": n,
            "price": n if n != 2 else None,
            "stock": n,
        }
        for n in (1, 2, 3)
    ]
    films = [
        {
            "__typename": "Film",
            "id": f"f{n}",
            "title": None if n == 1 else f"Film {n}",
            "minutes": n * 90,
            "director": authors[0],
            "length": f"{n} h",
            "price": n * 2,
            "rating": 5 if n == 1 else None,
        }
        for n in (1, 2)
    ]
    song = {"__typename": "Song", "id": "s1", "title": "Song", "length": 3}
    company = {"__typename": "Company", "id": "c1", "name": "Co"}
    for index, item in enumerate([*books, *films]):
        item["offers"] = (
            None if index == 3 else [{"__typename": "Offer", "percent": index, "on": films[0] if index else item}]
        )
    authors[0]["works"] = [books[0], None, films[1], books[2]]
    authors[1]["works"] = None
    return World(
        query={
            "media": [books[0], films[0], song, None, books[1], films[1], books[0]],
            "search": lambda text=None: [authors[0], films[1], books[2]] if text != "none" else None,
            "first": films[0],
            "owners": [company, None, authors[1]],
            "cheapest": books[1],
        },
        records=[*authors, *books, *films],
    )

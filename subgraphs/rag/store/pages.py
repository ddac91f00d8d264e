"""Keyset pages of documents for many owners or collections with one statement.

The order is (created_at, id); a page is what lies behind a position, so it neither skips nor repeats rows when others
are added. One more row than asked for tells whether there is a next page.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import apsw

from subgraphs.kit.timestamps import microseconds
from subgraphs.rag.documents import Page, Position
from subgraphs.rag.store.rows import DOCUMENT_COLUMNS, document_of, keys

GroupColumn = Literal["owner_id", "collection_id"]

_PAGES = """
WITH wanted (grp) AS (SELECT value FROM json_each(:keys)),
total AS (SELECT {column} AS grp, count(*) AS n FROM document WHERE {column} IN wanted GROUP BY 1),
page AS (
  SELECT {columns}, {column} AS grp, row_number() OVER (PARTITION BY {column} ORDER BY created_at, id) AS rank
  FROM document
  WHERE {column} IN wanted AND (created_at, id) > (:created_at, :id)
)
SELECT total.grp, total.n, {qualified}
FROM total LEFT JOIN page ON page.grp = total.grp AND page.rank <= :most
ORDER BY total.grp, page.rank
"""
_BEFORE_ALL = -(2**62)


def pages_by(
    connection: apsw.Connection, column: GroupColumn, ids: Sequence[str], first: int, after: Position | None
) -> dict[str, Page]:
    """The page of each group that has any documents; groups without are missing from the answer."""
    columns = [f"page.{name.strip()}" for name in DOCUMENT_COLUMNS.split(",")]
    statement = _PAGES.format(column=column, columns=DOCUMENT_COLUMNS, qualified=", ".join(columns))
    parameters: dict[str, str | int] = {
        "keys": keys(ids),
        "created_at": microseconds(after.created_at) if after else _BEFORE_ALL,
        "id": after.id if after else "",
        "most": first + 1,
    }
    pages: dict[str, Page] = {}
    for group, total, *row in connection.execute(statement, parameters):
        page = pages.get(group, Page((), False, total))
        if row[0] is not None:
            page = _with(page, row, first)
        pages[group] = page
    return pages


def _with(page: Page, row: Sequence[object], first: int) -> Page:
    if len(page.items) == first:
        return replace(page, has_next=True)
    return replace(page, items=(*page.items, document_of(row)))

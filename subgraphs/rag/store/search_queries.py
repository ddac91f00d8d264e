"""The two rankings of a search in SQL, for any number of searches in one statement each.

The searches travel as one JSON parameter and are joined to the FTS5 index and to the vectors; `row_number` keeps the
best of each. A word in the title
counts twice and in the headings above a chunk three times. Scores come out so that more is better.
"""

import json
from array import array
from collections.abc import Sequence
from typing import Any

import apsw

from subgraphs.rag.search.parameters import Candidates, StoreQuery

_BY_TEXT = """
WITH scored AS MATERIALIZED (
  SELECT q.value->>'n' AS n, q.value->>'limit' AS "limit", c.id AS id, -bm25(chunk_text, 2.0, 3.0, 1.0) AS score
  FROM json_each(?) q
  JOIN chunk_text ON chunk_text MATCH (q.value->>'match')
  JOIN chunk c ON c.key = chunk_text.rowid
  WHERE q.value->>'collection' IS NULL OR c.collection_id = q.value->>'collection'
), ranked AS (
  SELECT n, id, score, "limit", row_number() OVER (PARTITION BY n ORDER BY score DESC, id) AS rank FROM scored
)
SELECT n, id, score FROM ranked WHERE rank <= "limit"
"""

_BY_VECTOR = """
SELECT q.value->>'n', c.id, 1.0 - v.distance
FROM json_each(?) q
JOIN chunk_vector v ON v.embedding MATCH (q.value->'vector') AND v.k = (q.value->>'limit') {collection}
JOIN chunk c ON c.key = v.key
"""


def search(connection: apsw.Connection, queries: Sequence[StoreQuery]) -> list[Candidates]:
    """The candidates of each query, in order: one statement by text and at most two by vector."""
    found = [Candidates({}, {}) for _ in queries]
    asked = [_asked(n, query) for n, query in enumerate(queries)]
    by_text = [entry for entry in asked if entry["match"] is not None]
    everywhere = [entry for entry in asked if entry["vector"] is not None and entry["collection"] is None]
    within = [entry for entry in asked if entry["vector"] is not None and entry["collection"] is not None]
    for n, chunk_id, score in _rows(connection, _BY_TEXT, by_text):
        found[n].text[chunk_id] = score
    for n, chunk_id, score in _rows(connection, _BY_VECTOR.format(collection=""), everywhere):
        found[n].vectors[chunk_id] = score
    filtered = _BY_VECTOR.format(collection="AND v.collection_id = (q.value->>'collection')")
    for n, chunk_id, score in _rows(connection, filtered, within):
        found[n].vectors[chunk_id] = score
    return found


def _asked(n: int, query: StoreQuery) -> dict[str, Any]:
    vector = None if query.vector is None else array("f", query.vector).tolist()
    usable = vector if vector is not None and any(vector) else None
    return {"n": n, "match": query.match, "vector": usable, "collection": query.collection_id, "limit": query.limit}


def _rows(connection: apsw.Connection, statement: str, asked: list[dict[str, Any]]) -> Sequence[tuple[int, str, float]]:
    return list(connection.execute(statement, (json.dumps(asked),))) if asked else []

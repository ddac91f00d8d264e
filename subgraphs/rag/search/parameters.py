"""What a search asks for, and the bounds it is held to.

A search is a pure function of its parameters and the store's content, so the parameters are its identity (`identity`
names them). Bounds are checked once, where parameters are made from a client's arguments.
"""

from dataclasses import dataclass

from subgraphs.kit.errors import InvalidInput

MAX_QUERY_CHARACTERS = 1000
MAX_TOP_K = 50


@dataclass(frozen=True)
class SearchParameters:
    """A search as a client asks for it. `alpha` 0 is text only, 1 vectors only; `collection_id` None is all of them."""

    query: str
    top_k: int
    collection_id: str | None
    alpha: float


@dataclass(frozen=True)
class StoreQuery:
    """A search as the store needs it. `vector` None skips the vector ranking, `match` None the text ranking.

    `limit` bounds each ranking; `match` is a sanitised FTS5 expression.
    """

    match: str | None
    vector: bytes | None
    collection_id: str | None
    limit: int


@dataclass(frozen=True)
class Candidates:
    """What a store found for one query: chunk ids with their raw scores, more is better in both.

    `text` holds BM25 values (above 0), `vectors` cosine similarities (-1 to 1).
    """

    text: dict[str, float]
    vectors: dict[str, float]


def checked(query: str, top_k: int, collection_id: str | None, alpha: float) -> SearchParameters:
    """Parameters within bounds. Raises InvalidInput, naming the argument and its bounds."""
    if not query.strip():
        raise InvalidInput("query must not be blank")
    if len(query) > MAX_QUERY_CHARACTERS:
        raise InvalidInput(f"query has {len(query)} characters; at most {MAX_QUERY_CHARACTERS} are allowed")
    if not 1 <= top_k <= MAX_TOP_K:
        raise InvalidInput(f"topK must be from 1 to {MAX_TOP_K}, not {top_k}")
    if not 0.0 <= alpha <= 1.0:
        raise InvalidInput(f"alpha must be from 0 (text only) to 1 (vectors only), not {alpha}")
    return SearchParameters(query, top_k, collection_id, float(alpha))

"""The opaque, stateless name of a search: its parameters, encoded.

Nothing is stored for a search, so any instance can resolve the entity `Search` by id alone, today or next year. The
encoding is canonical (equal searches have equal ids) and carries a version, so that it may change later.
"""

from subgraphs.kit.errors import InvalidInput
from subgraphs.kit.opaque import pack, unpack
from subgraphs.rag.search.parameters import SearchParameters, checked

_VERSION = "s1"


def encode(parameters: SearchParameters) -> str:
    """The id of a search."""
    return pack(_VERSION, parameters.query, parameters.top_k, parameters.collection_id, parameters.alpha)


def decode(search_id: str) -> SearchParameters:
    """The parameters that an id names. Raises InvalidInput for an id that `encode` cannot have made."""
    try:
        version, query, top_k, collection_id, alpha = unpack(search_id)
    except ValueError:
        raise _not_an_id(search_id) from None
    if version != _VERSION or not _well_typed(query, top_k, collection_id, alpha):
        raise _not_an_id(search_id)
    return checked(query, top_k, collection_id, alpha)


def _well_typed(query: object, top_k: object, collection_id: object, alpha: object) -> bool:
    return (
        isinstance(query, str)
        and type(top_k) is int
        and (collection_id is None or isinstance(collection_id, str))
        and type(alpha) in (int, float)
    )


def _not_an_id(search_id: str) -> InvalidInput:
    return InvalidInput(f"{search_id[:80]!r} is not the id of a Search")

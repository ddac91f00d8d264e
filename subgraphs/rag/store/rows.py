"""Between rows and values: the columns each query selects, and how they become the service's types."""

import json
from collections.abc import Sequence
from typing import Any

from subgraphs.kit.timestamps import moment
from subgraphs.rag.documents import Chunk, Document, DocumentFormat

DOCUMENT_COLUMNS = "id, collection_id, title, format, owner_id, created_at"
CHUNK_COLUMNS = "id, document_id, position, text"


def document_of(row: Sequence[Any]) -> Document:
    """A document from DOCUMENT_COLUMNS."""
    id, collection_id, title, format, owner_id, created_at = row
    return Document(id, collection_id, title, DocumentFormat(format), owner_id, moment(created_at))


def chunk_of(row: Sequence[Any]) -> Chunk:
    """A chunk from CHUNK_COLUMNS."""
    id, document_id, position, text = row
    return Chunk(id, document_id, position, text)


def keys(ids: Sequence[str]) -> str:
    """Identifiers as one JSON parameter for `json_each`, which has no limit on their number."""
    return json.dumps(list(ids))

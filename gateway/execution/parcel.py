"""Values on their way between the gateway and its workers: pickles in which types of the API schema are names.

Both sides have the same schema, so that a type is found again and never copied.  Only the gateway and the processes it
started itself write parcels; nothing that comes from outside is ever unpickled.
"""

from __future__ import annotations

import io
import pickle
from typing import Any

from graphql import (
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLType,
)


def pack(value: Any) -> bytes:
    """`value` as bytes; raises RecursionError for what is nested too deeply."""
    buffer = io.BytesIO()
    _Packer(buffer, protocol=5).dump(value)
    return buffer.getvalue()


def unpack(parcel: bytes, schema: GraphQLSchema) -> Any:
    """What was packed."""
    return _Unpacker(io.BytesIO(parcel), schema).load()


class _Packer(pickle.Pickler):
    def persistent_id(self, obj: Any) -> str | None:
        return str(obj) if isinstance(obj, GraphQLType) else None


class _Unpacker(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, schema: GraphQLSchema) -> None:
        super().__init__(file)
        self._schema = schema
        self._known: dict[str, GraphQLType] = {}

    def persistent_load(self, pid: str) -> GraphQLType:
        known = self._known.get(pid)
        if known is None:
            known = self._known[pid] = self._find(pid)
        return known

    def _find(self, text: str) -> GraphQLType:
        if text.endswith("!"):
            nullable: Any = self.persistent_load(text[:-1])
            return GraphQLNonNull(nullable)
        if text.startswith("["):
            return GraphQLList(self.persistent_load(text[1:-1]))
        return self._schema.type_map[text]

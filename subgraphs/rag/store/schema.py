"""The tables of the store, and the check that a file was made by a store like this one.

A chunk's integer key is the row id of its entry in the text index and among the vectors. The vectors' width and the
embedding model's name are written into the file: a store opened with another model refuses, because distances between
vectors of different models mean nothing.
"""

import apsw
import sqlite_vec

from gateway.telemetry import StartError
from subgraphs.rag.documents import Collection

SCHEMA_VERSION = 1

_TABLES = """
CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE collection (id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT) WITHOUT ROWID;
CREATE TABLE document (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  collection_id TEXT NOT NULL REFERENCES collection (id),
  title TEXT NOT NULL,
  format TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  created_at INTEGER NOT NULL, -- microseconds since 1970, UTC
  text TEXT NOT NULL
);
CREATE INDEX document_by_owner ON document (owner_id, created_at, id);
CREATE INDEX document_by_collection ON document (collection_id, created_at, id);
CREATE TABLE chunk (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  document_id TEXT NOT NULL REFERENCES document (id),
  collection_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX chunk_by_document ON chunk (document_id, position);
CREATE VIRTUAL TABLE chunk_text USING fts5 (title, headings, text, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE chunk_vector USING vec0 (
  key INTEGER PRIMARY KEY, collection_id TEXT, embedding FLOAT[{dimensions}] distance_metric=cosine
);
"""

# Where documents go when nobody made a collection for them.
GENERAL = Collection("general", "General", "Documents that belong to no other collection.")


class IncompatibleStore(StartError):
    """The file was written by another version or with another embedding model; the message says what to do."""


def prepare(connection: apsw.Connection, embedder_name: str, dimensions: int) -> None:
    """Load sqlite-vec, and create the tables in an empty file or check that they fit. Raises IncompatibleStore."""
    connection.enable_load_extension(True)
    connection.load_extension(sqlite_vec.loadable_path())
    connection.enable_load_extension(False)
    version = connection.pragma("user_version")
    if version == 0:
        with connection:
            _create(connection, embedder_name, dimensions)
    elif version != SCHEMA_VERSION:
        raise IncompatibleStore(
            _refusal(connection, f"has schema version {version}, this service needs {SCHEMA_VERSION}")
        )
    notes = dict(connection.execute("SELECT name, value FROM note"))
    stored = f"{notes.get('embedder')} with {notes.get('dimensions')} dimensions"
    wanted = f"{embedder_name} with {dimensions} dimensions"
    if stored != wanted:
        raise IncompatibleStore(_refusal(connection, f"was indexed by {stored}, this service embeds by {wanted}"))


def _create(connection: apsw.Connection, embedder_name: str, dimensions: int) -> None:
    connection.execute(_TABLES.format(dimensions=int(dimensions)))
    notes = [("embedder", embedder_name), ("dimensions", str(dimensions))]
    connection.executemany("INSERT INTO note (name, value) VALUES (?, ?)", notes)
    row = (GENERAL.id, GENERAL.name, GENERAL.description)
    connection.execute("INSERT INTO collection (id, name, description) VALUES (?, ?, ?)", row)
    connection.pragma("user_version", SCHEMA_VERSION)


def _refusal(connection: apsw.Connection, reason: str) -> str:
    return f"the document store {connection.filename} {reason}; move the file away to start with an empty store"

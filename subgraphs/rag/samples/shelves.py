"""Which collection and which owner a sample document gets, the same on every machine.

A subfolder names the collection. Files at the top are shelved by the words of their name, and what matches nothing goes
to the last shelf. Owners are the development users in turn, in the order of the files, so that the first ones, whom
people log in as, have documents.
"""

import hashlib
from dataclasses import dataclass
from pathlib import PurePath

from subgraphs.rag.documents import Collection

SAMPLE_OWNERS = 36


@dataclass(frozen=True)
class Shelf:
    """A collection and the beginnings of words that put a file on it."""

    collection: Collection
    words: tuple[str, ...]


# fmt: off
SHELVES = (
    Shelf(
        Collection("ai", "Search and language models", "Retrieval, embeddings, prompts and answers."),
        (
            "rag", "retriev", "search", "embed", "vector", "inference", "model", "llm", "prompt", "answer", "chunk",
            "bm25", "language", "quantis",
        ),
    ),
    Shelf(
        Collection("federation", "Federation", "Entities, keys, composition and query planning."),
        (
            "federat", "entit", "key", "requires", "provides", "external", "shareable", "override", "compos",
            "supergraph", "subgraph", "plan", "representation", "interface", "inaccessible", "tag", "contract",
            "satisf", "parallel",
        ),
    ),
    Shelf(
        Collection("operations", "Operating a graph", "Security, speed, faults, and watching it all."),
        (
            "secur", "auth", "oauth", "token", "jwt", "scope", "cache", "caching", "limit", "rate", "trac", "telemetry",
            "observ", "metric", "log", "health", "deploy", "retr", "circuit", "timeout", "deadline", "fault", "load",
            "dedup", "csrf", "cors", "gateway", "bff", "backend", "persisted", "http", "perform", "resilien",
            "redis", "stream", "shard",
        ),
    ),
    Shelf(Collection("hansa", "Hansa", "What the system is made of, and how it is run."), ("hansa",)),
    Shelf(Collection("graphql", "GraphQL", "The language, its types, and how it is executed."), ()),
)
# fmt: on


def collection_for(path: PurePath) -> Collection:
    """The collection of a file, given its path inside the sample folder."""
    if len(path.parts) > 1:
        folder = path.parts[0]
        return next((s.collection for s in SHELVES if s.collection.id == folder), Collection(folder, folder, None))
    words = path.stem.lower().replace("_", "-").split("-")
    for shelf in SHELVES:
        if any(word.startswith(beginning) for word in words for beginning in shelf.words):
            return shelf.collection
    return SHELVES[-1].collection


def owner_for(position: int) -> str:
    """The owner of the file at a position of the sorted folder, from 0: one of `user-1` to `user-36`."""
    return f"user-{position % SAMPLE_OWNERS + 1}"


def document_id_for(path: PurePath) -> str:
    """The identifier of a file's document, the same at every start."""
    return f"sample-{hashlib.sha256(path.as_posix().encode()).hexdigest()[:16]}"

"""A small world for the stand-in gateway: people, documents, and how its parts fail.

Rows are plain dicts shaped as the supergraph's types; what must not be had is an exception in its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLError

PEOPLE = 5
DOCUMENTS = 40


def failure(subgraph: str) -> GraphQLError:
    """What the gateway reports for a subgraph that does not answer."""
    return GraphQLError(f"The subgraph {subgraph} cannot be reached.", extensions={"code": "SUBGRAPH_UNREACHABLE"})


def person(number: int) -> dict[str, Any]:
    name = f"Ada Lovelace {number}"
    return {
        "id": f"user-{number}",
        "name": name,
        "roles": ["MEMBER"],
        "profile": {"displayName": f"Ada {number}", "avatarUrl": None, "bio": None, "locale": "en"},
        "organisation": {"id": "org-1", "name": "Analytical Engines"},
        "createdAt": "2026-01-01T00:00:00Z",
    }


@dataclass
class World:
    """The stand-in's root value: a method for each root field that the registered operations use."""

    signed_in: str | None = None
    broken_people: set[str] = field(default_factory=set)
    unknown_people: set[str] = field(default_factory=set)
    users_down: bool = False
    rag_down: bool = False
    model_missing: bool = False

    def me(self, _: Any) -> Any:
        if self.signed_in is None:
            raise GraphQLError("Not authenticated.", extensions={"code": "UNAUTHENTICATED"})
        return self._person(self.signed_in)

    def usersByIds(self, _: Any, ids: list[str]) -> list[Any]:  # noqa: N802 - the graph's name
        return [self._person(id) for id in ids]

    def documentsByIds(self, _: Any, ids: list[str]) -> list[Any]:  # noqa: N802 - the graph's name
        known = {row["id"]: row for row in self._documents()}
        return [known.get(id) for id in ids]

    def document(self, _: Any, id: str) -> Any:
        return self.documentsByIds(None, [id])[0]

    def collections(self, _: Any) -> list[Any]:
        return [
            {"id": f"collection-{n}", "name": f"Shelf {n}", "description": None, "documents": self._shelf(n)}
            for n in range(2)
        ]

    def search(self, _: Any, query: str, topK: int, alpha: float, collection: str | None = None) -> Any:  # noqa: N803
        chunks = [row["chunks"][0] for row in self._documents()[:topK]]
        return {
            "id": "search-1",
            "query": query,
            "hits": [{"score": 1 / (n + 1), "chunk": chunk} for n, chunk in enumerate(chunks)],
            "answer": lambda *_, **__: self._answer(query, chunks),
        }

    def _answer(self, query: str, chunks: list[Any]) -> Any:
        if self.model_missing:
            raise GraphQLError("The model file is missing.", extensions={"code": "MODEL_UNAVAILABLE"})
        return {
            "text": f"{query} {chunks[0]['text']}",
            "model": {"id": "small", "name": "Small model", "contextLength": 2048, "available": True},
            "citations": chunks[:2],
            "finishReason": "STOP",
            "usage": {"promptTokens": 1, "completionTokens": 1},
            "cached": False,
        }

    def _person(self, id: str) -> Any:
        if self.users_down or id in self.broken_people:
            return failure("users")
        return None if id in self.unknown_people else person(int(id.rpartition("-")[2]))

    def _shelf(self, number: int) -> Any:
        rows = [row for n, row in enumerate(self._documents()) if n % 2 == number]
        return lambda _, first, after=None: {
            "totalCount": len(rows),
            "edges": [{"cursor": row["id"], "node": row} for row in rows[:first]],
        }

    def _documents(self) -> list[dict[str, Any]]:
        if self.rag_down:
            raise failure("rag")
        return [_document(number) for number in range(DOCUMENTS)]


def _document(number: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": f"document-{number}",
        "title": f"Document {number}",
        "format": "MARKDOWN",
        "text": f"# Document {number}\n\nAn **entity key** names the fields that identify an object, number {number}.",
        "createdAt": f"2026-01-{number % 28 + 1:02}T00:00:00Z",
        "collection": {"id": f"collection-{number % 2}", "name": f"Shelf {number % 2}"},
        "owner": {"id": f"user-{number % PEOPLE + 1}"},
    }
    row["chunks"] = [{"id": f"chunk-{number}", "index": 0, "text": row["text"], "document": row}]
    return row

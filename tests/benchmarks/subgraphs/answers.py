"""From a request's body to the answer's bytes; queries that were asked before are answered from memory.

What is remembered is keyed by the body and the caller, so that a gateway that loses the bearer token gets another
answer.  Mutations are done each time.
"""

from __future__ import annotations

import base64
from typing import Any

import msgspec
from graphql import GraphQLError

from tests.benchmarks.graph.records import World
from tests.benchmarks.subgraphs.parts import part
from tests.benchmarks.subgraphs.selecting import Operation

REMEMBERED = 4096


class Answers:
    """Answers for one subgraph.

    Args:
        name: of the subgraph.
        world: the data.
    """

    def __init__(self, name: str, world: World) -> None:
        self._part = part(name, world)
        self._operations: dict[str, Operation] = {}
        self._answers: dict[tuple[bytes, bytes], bytes] = {}

    def answer(self, body: bytes, authorization: bytes) -> bytes:
        """A GraphQL response as JSON.

        Args:
            authorization: the header's value, empty if there was none.
        """
        known = self._answers.get((body, authorization))
        if known is not None:
            return known
        try:
            kind, data = self._execute(msgspec.json.decode(body), _subject(authorization))
        except (GraphQLError, KeyError, TypeError, ValueError, StopIteration) as error:
            problem = {"message": f"{type(error).__name__}: {error}"}
            return msgspec.json.encode({"data": None, "errors": [problem]})
        answer = msgspec.json.encode({"data": data})
        if kind == "query":
            _keep(self._answers, (body, authorization), answer)
        return answer

    def _execute(self, request: dict[str, Any], subject: str | None) -> tuple[str, dict[str, Any]]:
        query = request["query"]
        operation = self._operations.get(query)
        if operation is None:
            operation = Operation.read(query)
            _keep(self._operations, query, operation)
        if operation.kind == "mutation":
            root = {"__typename": "Mutation", **self._part.mutation}
        else:
            root = {"__typename": "Query", **self._part.query(subject), "_entities": self._entities}
        return operation.kind, operation.run(root, request.get("variables") or {})

    def _entities(self, representations: list[dict[str, Any]]) -> list[Any]:
        return [self._part.entity(representation) for representation in representations]


def _subject(authorization: bytes) -> str | None:
    """The `sub` of a bearer token; that the token is good is the gateway's affair."""
    if not authorization.startswith(b"Bearer "):
        return None
    claims = authorization.split(b".")[1]
    decoded = msgspec.json.decode(base64.urlsafe_b64decode(claims + b"=" * (-len(claims) % 4)))
    subject: str = decoded["sub"]
    return subject


def _keep(cache: dict[Any, Any], key: Any, value: Any) -> None:
    if len(cache) >= REMEMBERED:
        del cache[next(iter(cache))]
    cache[key] = value

"""What every gateway has to answer: graphql-core executing the clients' schema over all records at once.

Independent of Hansa's executor and of the subgraphs' own; only the records are shared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from graphql import GraphQLResolveInfo, GraphQLSchema, execute_sync, parse

from gateway.federation.supergraph import Supergraph
from tests.benchmarks.graph.records import World, article, submitted, world


class Reference:
    """Answers operations.

    Args:
        supergraph_sdl: whose API schema is executed.
        subject: the `sub` of the token that requests come with.
    """

    def __init__(self, supergraph_sdl: str, subject: str) -> None:
        self._schema: GraphQLSchema = Supergraph.from_sdl(supergraph_sdl).api_schema
        self._root = _Root(world(), subject)

    def answer(self, query: str, variables: Mapping[str, Any]) -> str:
        """The response as canonical JSON."""
        result = execute_sync(
            self._schema,
            parse(query, no_location=True),
            self._root,
            variable_values=dict(variables),
        )
        return canonical({"data": result.data, "errors": result.errors})


def canonical(response: Any) -> str:
    """Equal for equal responses: key order and white space do not count, nor does what is in `extensions`.

    Errors are told apart by their number alone, since every gateway words them in its own way.
    """
    compared = {"data": response.get("data"), "errors": len(response.get("errors") or ())}
    return json.dumps(compared, sort_keys=True, ensure_ascii=False)


class _Root:
    def __init__(self, world: World, subject: str) -> None:
        self._world = world
        self._subject = subject

    def users(self, _: GraphQLResolveInfo[Any]) -> Any:
        return list(self._world.users.values())

    def me(self, _: GraphQLResolveInfo[Any]) -> Any:
        return self._world.users.get(self._subject)

    def topProducts(self, _: GraphQLResolveInfo[Any], first: int) -> Any:  # noqa: N802 - the field's name
        return list(self._world.products.values())[:first]

    def catalogue(self, _: GraphQLResolveInfo[Any], first: int) -> Any:
        return [article(number) for number in range(first)]

    def submitReview(self, _: GraphQLResolveInfo[Any], **arguments: str) -> Any:  # noqa: N802 - the field's name
        return submitted(self._world, **arguments)

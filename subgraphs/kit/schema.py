"""A strawberry federation schema with this project's limits, error policy and entity batches."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graphql import GraphQLError
from strawberry.extensions import MaskErrors, QueryDepthLimiter, SchemaExtension
from strawberry.federation import Schema
from strawberry.federation.schema import FederationAny
from strawberry.types import ExecutionContext, Info
from strawberry.types.base import StrawberryObjectDefinition

from gateway.telemetry import current_request_id, name_operation
from subgraphs.kit.documents import CachedDocuments, DocumentCache
from subgraphs.kit.entities import resolve_entities
from subgraphs.kit.errors import is_expected

logger = logging.getLogger(__name__)

MAX_DEPTH = 16


class SubgraphSchema(Schema):
    """A subgraph's schema.

    Args:
        query: the query type.
        mutation: the mutation type, if any.
        types: types that no field leads to.
        max_tokens: size limit of a document.
        extensions: further strawberry extensions, as factories.
    """

    def __init__(
        self,
        query: type,
        mutation: type | None = None,
        *,
        types: Iterable[type] = (),
        max_tokens: int = 4_000,
        extensions: Iterable[Any] = (),
    ) -> None:
        documents = DocumentCache(max_tokens=max_tokens)
        super().__init__(
            query=query,
            mutation=mutation,
            types=types,
            extensions=[
                lambda: CachedDocuments(documents),
                lambda: QueryDepthLimiter(MAX_DEPTH),
                NamedOperation,
                lambda: MaskUnexpected(lambda error: not is_expected(error)),
                *extensions,
            ],
        )

    async def entities_resolver(  # type: ignore[override]
        self, info: Info, representations: list[FederationAny]
    ) -> list[FederationAny]:
        """Resolve `_entities` in batches, one per type."""
        return await resolve_entities(self._object_types(), info.context, representations)

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Log what was not expected, with its traceback."""
        for error in errors:
            if not is_expected(error):
                logger.error("unexpected error in a resolver", exc_info=error.original_error, extra=_where(error))

    def _object_types(self) -> Mapping[str, type]:
        return {
            name: concrete.definition.origin
            for name, concrete in self.schema_converter.type_map.items()
            if isinstance(concrete.definition, StrawberryObjectDefinition)
        }


class MaskUnexpected(MaskErrors):
    """Replaces an unexpected error by one that only says where to look: the request id of the log line."""

    def anonymise_error(self, error: GraphQLError) -> GraphQLError:
        extensions = {"code": "INTERNAL_SERVER_ERROR", "requestId": current_request_id()}
        return GraphQLError("Internal server error", nodes=error.nodes, path=error.path, extensions=extensions)


class NamedOperation(SchemaExtension):
    """Names the request's span after its operation."""

    def on_execute(self) -> Iterator[None]:
        context = self.execution_context
        name_operation(context.operation_type.value.lower(), context.operation_name)
        yield


def _where(error: GraphQLError) -> dict[str, Any]:
    return {"graphql_path": list(error.path or ())}

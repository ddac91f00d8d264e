"""What the resolvers of one operation share: the caller, the loaders, and the services behind them."""

from dataclasses import dataclass

import strawberry

from subgraphs.rag.ingestion import Ingestion
from subgraphs.rag.loaders import Loaders
from subgraphs.rag.ports import DocumentStore
from subgraphs.rag.problems import Forbidden, Unauthenticated


@dataclass(frozen=True)
class Caller:
    """Who sent the operation: the token's subject and scopes."""

    id: str
    scopes: frozenset[str]


@dataclass(frozen=True)
class RagContext:
    """The context value of an operation; `caller` is None for an anonymous one."""

    caller: Caller | None
    loaders: Loaders
    store: DocumentStore
    ingestion: Ingestion

    def caller_with(self, scope: str) -> Caller:
        """The caller, if its token has the scope. Raises Unauthenticated or Forbidden."""
        if self.caller is None:
            raise Unauthenticated("This field needs a bearer token.")
        if scope not in self.caller.scopes:
            raise Forbidden(f"This field needs a token with the scope {scope!r}.")
        return self.caller


RagInfo = strawberry.Info[RagContext, None]

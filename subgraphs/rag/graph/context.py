"""What the resolvers of one operation share: the caller, the loaders, and the services behind them."""

from dataclasses import dataclass

import strawberry

from gateway.security import Principal
from subgraphs.rag.ingestion import Ingestion
from subgraphs.rag.loaders import Loaders
from subgraphs.rag.ports import DocumentStore


@dataclass(frozen=True)
class RagContext:
    """The context value of an operation; `caller` is None for an anonymous one."""

    caller: Principal | None
    loaders: Loaders
    store: DocumentStore
    ingestion: Ingestion


RagInfo = strawberry.Info[RagContext, None]

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from gateway.security import Principal
from subgraphs.kit.sqlite import Database
from subgraphs.users.app import schema
from subgraphs.users.graph.context import UsersContext
from subgraphs.users.samples.loader import load_samples
from subgraphs.users.store.sqlite import SCHEMA, SqliteUserStore


@dataclass
class Statements:
    """Every SQL statement that is executed."""

    executed: list[str] = field(default_factory=list)

    def trace(self, cursor: object, statement: str, bindings: object) -> bool:
        self.executed.append(statement)
        return True

    def reading(self, table: str) -> int:
        return sum(f"FROM {table} " in statement for statement in self.executed)


@pytest.fixture
def statements() -> Statements:
    return Statements()


@pytest.fixture
async def store(tmp_path: Path, statements: Statements) -> AsyncIterator[SqliteUserStore]:
    def prepare(connection: Any) -> None:
        connection.exec_trace = statements.trace

    opened = SqliteUserStore(Database(tmp_path / "users.db", SCHEMA, prepare=prepare))
    await load_samples(opened)
    statements.executed.clear()
    yield opened
    opened.close()


Ask = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def ask(store: SqliteUserStore) -> Ask:
    """Ask the subgraph: a query, the caller's subject and scopes, variables."""
    users = schema()

    async def execute(query: str, caller: str | None = None, scopes: str = "", **variables: Any) -> dict[str, Any]:
        principal = Principal(caller, frozenset(scopes.split()), {}, "token") if caller else None
        result = await users.execute(query, variables, context_value=UsersContext.of(principal, store))
        return {"data": result.data, "errors": [error.formatted for error in result.errors or []]}

    return execute

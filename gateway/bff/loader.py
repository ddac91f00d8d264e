"""Rows by id, batched: a list of n rows is one gateway operation.

A loader is one registered document `query Name($ids: [ID!]!) { rows(ids: $ids) { id … } }`.  All loads of one
event loop turn become one operation; each id gets its row, null if there is none, or its own error.  A loader
lives for one request, inside the running loop.

Two traps of aiodataloader are closed here: cancelling a waiter (a time-out) would cancel the future that other
waiters share, so every wait is shielded; and a batch function that raises CancelledError leaves its waiters
hanging for ever, so it never does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from aiodataloader import DataLoader

from gateway.bff.errors import GATEWAY_INVALID_RESPONSE, GATEWAY_UNREACHABLE, GatewayError, InvalidOperation
from gateway.bff.operations import BATCH_VARIABLE, Operation
from gateway.bff.view import View

Run = Callable[[Operation, Mapping[str, Any]], Awaitable[View]]
"""Sends an operation for the current request; raises GatewayError."""

MAX_BATCH = 100


class OperationLoader:
    """Loads objects by id with one registered operation.

    Args:
        operation: see the module; raises InvalidOperation if it cannot serve a loader.
        run: sends it.
        max_batch: ids in one operation; more become several, in parallel.
    """

    def __init__(self, operation: Operation, run: Run, *, max_batch: int = MAX_BATCH) -> None:
        if operation.batch_field is None:
            raise InvalidOperation(
                f"Operation {operation.name} cannot serve a loader: it must take $ids: [ID!]! alone "
                "and select id below its only root field."
            )
        self._operation = operation
        self._field = operation.batch_field
        self._run = run
        self._loader: DataLoader[str, View | None] = DataLoader(self._batch, max_batch_size=max_batch)

    async def load(self, id: str) -> View | None:
        """The row with this id, or None if there is none.  Raises GatewayError: the row's own, or the batch's."""
        return await asyncio.shield(self._loader.load(id))

    async def load_many(self, ids: Iterable[str]) -> list[View | GatewayError | None]:
        """Rows in the order of `ids`; a failed one is its error, as graphql-core understands in lists."""
        return await asyncio.gather(*(self._load_or_error(id) for id in ids))

    async def _load_or_error(self, id: str) -> View | GatewayError | None:
        try:
            return await self.load(id)
        except GatewayError as error:
            return error

    async def _batch(self, ids: list[str]) -> list[Any]:
        """A `View` or None for each id, or the GatewayError that `load` then raises for it."""
        try:
            view = await self._run(self._operation, {BATCH_VARIABLE: ids})
            return _rows_by_id(ids, view[self._field], self._operation.name)
        except GatewayError as error:
            return [error] * len(ids)
        except asyncio.CancelledError:
            return [GatewayError(GATEWAY_UNREACHABLE, f"{self._operation.name} was cancelled.")] * len(ids)


def _rows_by_id(ids: Sequence[str], rows: Any, operation: str) -> list[View | GatewayError | None]:
    """Found rows go by their id; a failed one has none, so it goes by its place, which the graph promises."""
    if not isinstance(rows, list) or len(rows) != len(ids):
        raise GatewayError(GATEWAY_INVALID_RESPONSE, f"{operation} did not answer with one row per id.")
    found = {row["id"]: row for row in rows if isinstance(row, View)}
    failed = {id: row for id, row in zip(ids, rows, strict=True) if isinstance(row, GatewayError)}
    return [found.get(id, failed.get(id)) for id in ids]

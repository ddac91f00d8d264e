"""The errors of one response, of which no subgraph can make too many.

Up to a limit each is shown; of those beyond it there is one error for each root field, with their number, at the
nearest position common to them.  So a null still finds an error at its own path or above.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.execution.codes import ErrorCode
from gateway.execution.explained import gathered
from gateway.execution.failures import ClientPath

ResponseError = Mapping[str, Any]


class ResponseErrors:
    """Collects errors.

    Args:
        limit: how many are shown, those first added.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._shown: list[ResponseError] = []
        self._omitted: list[ClientPath] = []

    def add(self, error: ResponseError) -> None:
        """`error` is as the response has it: `message`, `path` if it has one, `extensions`."""
        if len(self._shown) < self._limit:
            self._shown.append(error)
        else:
            self._omitted.append(tuple(error.get("path", ())))

    def extend(self, others: ResponseErrors) -> None:
        """Add all of others, which have the same limit."""
        for error in others._shown:
            self.add(error)
        self._omitted += others._omitted

    def all(self) -> list[ResponseError]:
        """What the response shows."""
        return [*self._shown, *(_further(path, count) for path, count in gathered(self._omitted).items())]


def _further(path: ClientPath, count: int) -> ResponseError:
    message = f"There are {count} further errors." if count > 1 else "There is a further error."
    extensions = {"code": ErrorCode.ERRORS_OMITTED.value, "further": count}
    return {"message": message, **({"path": list(path)} if path else {}), "extensions": extensions}

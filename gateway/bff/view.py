"""A gateway answer as resolvers read it: data that knows which of its nulls are failures.

The gateway delivers what it can and lists errors by path.  A `View` keeps the two together, so a resolver reads
one section and gets its value, or null, or *that* section's error; no other section is touched.

An error's path is that of the null, or goes on below it (null propagation), or ends above it: where a failure left
very many nulls, one error stands for all beyond the first, at the nearest position common to them.  Invariant: reading
never returns a null that an error may explain; it raises the error, the most specific one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.bff.errors import GatewayError

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class FieldFailure:
    """An error of the response and the path it belongs to, relative to the view that holds it."""

    path: Path
    error: GatewayError


class View(Mapping[str, Any]):
    """A read-only object of a GraphQL response; being a Mapping, graphql-core's default resolver reads it.

    Nested objects are views, lists are lists of values in which a failed item is its `GatewayError` (graphql-core
    reports an exception in a list as the error of that item).

    Args:
        data: the object as decoded from JSON.
        failures: errors at or below this object, with relative paths; `()` for one that ends here or above.
    """

    __slots__ = ("_data", "_failures")

    def __init__(self, data: Mapping[str, Any], failures: Sequence[FieldFailure] = ()) -> None:
        self._data = data
        self._failures = failures

    def __getitem__(self, key: str) -> Any:
        """The value under a response key.

        Raises:
            KeyError: the operation does not select it.
            GatewayError: the value is null because of this error.
        """
        return _present(self._data[key], _below(self._failures, key))

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def at(self, *path: str) -> Any:
        """The value down a path of response keys; null as soon as something on the way is null.

        Raises: as reading each step does.
        """
        value: Any = self
        for key in path:
            if value is None:
                return None
            value = value[key]
        return value


def _present(value: Any, failures: Sequence[FieldFailure]) -> Any:
    if value is None:
        if failures:
            raise failures[0].error
        return None
    if isinstance(value, Mapping):
        return View(value, failures)
    if isinstance(value, list):
        return [_item(item, _below(failures, index)) for index, item in enumerate(value)]
    return value


def _item(value: Any, failures: Sequence[FieldFailure]) -> Any:
    try:
        return _present(value, failures)
    except GatewayError as error:
        return error


def _below(failures: Sequence[FieldFailure], key: str | int) -> Sequence[FieldFailure]:
    """Those of this child first, then those that end here or above and so hold for all that is missing below."""
    if not failures:
        return failures
    own = [FieldFailure(failure.path[1:], failure.error) for failure in failures if failure.path[:1] == (key,)]
    return [*own, *(failure for failure in failures if not failure.path)]

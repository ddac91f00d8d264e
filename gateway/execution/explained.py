"""Which nulls of a response have their error, and what several client paths have in common."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.execution.failures import ClientPath


class Explained:
    """The paths of errors.

    An error explains the null at its path, those above (where a null rose to a nullable parent) and, if it ends there,
    whatever is null below.
    """

    def __init__(self, paths: Iterable[ClientPath] = ()) -> None:
        self._ends: set[ClientPath] = set()
        self._through: set[ClientPath] = set()
        for path in paths:
            self.add(path)

    def add(self, path: ClientPath) -> None:
        """There is an error at `path`."""
        self._ends.add(path)
        self.add_through(path)

    def add_through(self, path: ClientPath) -> None:
        """The null at `path`, and what it makes null above, has its error, which says nothing of what is below."""
        end = len(path)
        while end >= 0 and path[:end] not in self._through:
            self._through.add(path[:end])
            end -= 1

    def reaches(self, path: ClientPath) -> bool:
        """Whether there is an error at `path` or below: one above says nothing of what is in the object there."""
        return path in self._through

    def covers(self, path: ClientPath) -> bool:
        """Whether a null at `path` needs no further error."""
        return path in self._through or any(path[:end] in self._ends for end in range(len(path)))


def gathered(paths: Iterable[ClientPath]) -> dict[ClientPath, int]:
    """For each root field among `paths`, the longest path that all of its paths start with, and their number."""
    common: dict[ClientPath, ClientPath] = {}
    counts: dict[ClientPath, int] = {}
    for path in paths:
        root = path[:1]
        common[root] = _shared(common[root], path) if root in common else path
        counts[root] = counts.get(root, 0) + 1
    if len(common) > 1 and () in common:
        first = next(root for root in common if root)
        counts[first] += counts.pop(())
        del common[()]
    return {path: counts[root] for root, path in common.items()}


def _shared(one: ClientPath, other: ClientPath) -> ClientPath:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return one[:length]

"""Settings that cannot be used, told in one line each."""

from __future__ import annotations

from collections.abc import Sequence


class SettingsError(Exception):
    """Bad settings.

    Args:
        problems: one line each, saying which setting, what is wrong with it and where it came from.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)

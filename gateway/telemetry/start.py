"""What can keep a process from starting, told in one line: `StartError` is never shown with a traceback."""

from __future__ import annotations

from pydantic import ValidationError


class StartError(Exception):
    """The process cannot start; the message says what is wrong and what to do."""


def explain_settings(error: ValidationError) -> str:
    """One line for all bad settings: `HANSA_USERS_PORT: Input should be a valid integer (got 'x'); …`."""
    return "bad settings: " + "; ".join(
        f"{'.'.join(str(part) for part in problem['loc']) or 'settings'}: {problem['msg']}"
        for problem in error.errors()
    )

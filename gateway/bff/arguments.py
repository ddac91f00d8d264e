"""Checks of arguments that GraphQL's types cannot express."""

from __future__ import annotations

from gateway.bff.errors import BadInput


def within(name: str, value: int, least: int, most: int) -> int:
    """The value if it lies in the closed range, else BadInput naming the argument and the range."""
    if not least <= value <= most:
        raise BadInput(f"{name} must be from {least} to {most}, not {value}.")
    return value


def not_blank(name: str, value: str) -> str:
    """The text without surrounding white space, else BadInput naming the argument."""
    stripped = value.strip()
    if not stripped:
        raise BadInput(f"{name} must not be blank.")
    return stripped

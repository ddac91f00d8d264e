"""The scopes of the reference supergraph, and what each allows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "users:email": "read everybody's e-mail address",
        "documents:write": "add documents",
        "inference": "run the language model",
    }
)


def allowed_scope(requested: str | None, allowed: tuple[str, ...]) -> str | None:
    """The scope to grant: all of `allowed` when none was requested, None when more was requested than allowed."""
    if requested is None:
        return " ".join(allowed)
    wanted = dict.fromkeys(requested.split())
    return " ".join(wanted) if set(wanted) <= set(allowed) else None

"""What a contract is: a name, and which tags its clients see and do not see."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contract:
    """A view of a supergraph.

    Args:
        name: for people, files and settings.
        include: tags; when there are any, only fields and unions that have one of them are shown.
        exclude: tags; what has one of them is hidden, whatever else it has.
        hide_unreachable_types: whether types that no operation can reach are hidden too.
    """

    name: str
    include: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()
    hide_unreachable_types: bool = True

"""What a fetch selects, as nested source keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.planning.plan import Selected


@dataclass(frozen=True, slots=True)
class Selection:
    """The selection at one object.

    Args:
        fields: what is selected below each source key; None for a leaf.
        conditional: some of it depends on the runtime type, so that a key may be absent.
    """

    fields: dict[str, Selection | None]
    conditional: bool = False


def selection_of(selected: Iterable[Selected]) -> Selection:
    """The selection of a fetch."""
    fields: dict[str, Selection | None] = {}
    conditional = False
    for each in selected:
        conditional = conditional or each.types is not None
        fields[each.source] = None if each.children is None else selection_of(each.children)
    return Selection(fields, conditional)

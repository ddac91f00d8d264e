"""Faults in subgraphs' answers, as values that hypothesis draws and shrinks: fewer, simpler and further up.

A fault is applied to every answer of its subgraph, at a place found by counting, so that it depends on nothing but the
answer: not on the order in which an executor asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple, get_args

import msgspec
from hypothesis import strategies as st

from gateway.execution.ports import SubgraphCall, SubgraphTransport
from tests.oracle.hostile import BODIES, JUNK

Kind = Literal["null", "null with an error", "error", "error without a path", "left out", "twice", "junk", "body"]
Slot = tuple[Any, str | int, tuple[str | int, ...]]
"""An object or list of an answer, a key or index of it, and the path that ends with that."""

PLACES = 40


class Fault(NamedTuple):
    """One fault.

    Args:
        subgraph: whose answers are spoilt.
        kind: in which way.
        place: of the value, counted in the answer from its beginning, and round again.
        choice: of what is put there.
    """

    subgraph: str
    kind: Kind
    place: int
    choice: int


def faults(subgraphs: Sequence[str]) -> st.SearchStrategy[list[Fault]]:
    """A few, in answers of any of these."""
    kinds = st.sampled_from(get_args(Kind))
    one = st.builds(Fault, st.sampled_from(subgraphs), kinds, st.integers(0, PLACES), st.integers(0, 99))
    return st.lists(one, max_size=4)


class Spoilt:
    """A transport that spoils what another one answers."""

    def __init__(self, transport: SubgraphTransport, faults: Sequence[Fault]) -> None:
        self._transport = transport
        self._faults = faults

    async def send(self, call: SubgraphCall) -> bytes:
        body = await self._transport.send(call)
        for fault in self._faults:
            if fault.subgraph == call.subgraph:
                body = spoilt(body, fault)
        return body


def spoilt(body: bytes, fault: Fault) -> bytes:
    """An answer with a fault; as it is where it has no place for it."""
    if fault.kind == "body":
        return BODIES[fault.choice % len(BODIES)]
    try:
        content = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return body
    slots = list(slots_of(content.get("data"), ())) if isinstance(content, dict) else []
    if not slots:
        return body
    holder, key, path = slots[fault.place % len(slots)]
    if fault.kind.startswith("null"):
        holder[key] = None
    elif fault.kind == "junk":
        holder[key] = JUNK[fault.choice % len(JUNK)]
    elif fault.kind == "left out":
        del holder[key]
    elif fault.kind == "twice" and isinstance(holder[key], list):
        holder[key] = holder[key] * 2
    if "error" in fault.kind:
        place = {} if fault.kind == "error without a path" else {"path": path}
        content["errors"] = [*(content.get("errors") or ()), {"message": "boom", **place}]
    return msgspec.json.encode(content)


def slots_of(value: Any, path: tuple[str | int, ...]) -> Iterator[Slot]:
    """Every place in a JSON value, those above first."""
    level: list[tuple[Any, tuple[str | int, ...]]] = [(value, path)]
    while level:
        below: list[tuple[Any, tuple[str | int, ...]]] = []
        for holder, way in level:
            keys: Sequence[Any] = (
                list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
            )
            for key in keys:
                yield holder, key, (*way, key)
                below.append((holder[key], (*way, key)))
        level = below

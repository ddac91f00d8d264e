"""Where documents are read and planned: small ones at once on the event loop, all others in a process beside.

Handing over costs more than reading a small document takes, and holding the event loop for more than some milliseconds
costs everybody.  What is small shows step by step, each step bounded by the one before: by the length of the text, by
what it stands for with its fragments expanded, and by the steps that its plan takes; who passes a bound is begun anew
beside.  The result is the same either way.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

import msgspec

from gateway.execution.cache import Cache
from gateway.execution.codes import ErrorCode
from gateway.execution.executable import Executable
from gateway.execution.introspection import Introspected
from gateway.execution.parcel import unpack
from gateway.execution.preparer import Preparer, too_deep
from gateway.execution.projection import SharedRows
from gateway.execution.refusal import Refusal
from gateway.execution.workers import WorkerError, Workers
from gateway.planning import Document, Plan, Variant
from gateway.planning.folding import decided

Made = TypeVar("Made")

SWITCH_INTERVAL: Final = 0.0005
"""Seconds after which a thread that makes something large lets the event loop go on."""
INTROSPECTED_BYTES: Final = 16 * 2**20
"""Room for large answers to introspection, kept as JSON."""


@dataclass(frozen=True, slots=True)
class Small:
    """What is done on the event loop: some milliseconds for each step.

    Args:
        characters: of a document.
        selections: that it stands for.
        steps: of its plan.
        values: in a request's variables.
        parcel: bytes of a result from the other process.
    """

    characters: int = 2_000
    selections: int = 150
    steps: int = 1_000
    values: int = 500
    parcel: int = 8_192


SMALL: Final = Small()


class Prepared:
    """A document and the executables of its variants.

    Args:
        text: what it was read from.
        name: the operation's, as the request had it.
        document: an outline where it was read elsewhere.
        here: whether it was read here, and may be planned here.
        plans: how many are kept.

    Attributes:
        document: an outline, which is all that requests need.
        whole: with what it selects, as long as it may be planned again; None for an outline.
        executables: by variant.
        folded: plans that bear all conditions, by variants without; None unless there are more than a handful of them.
    """

    __slots__ = ("document", "executables", "folded", "here", "name", "text", "whole")

    def __init__(self, text: str, name: str | None, document: Document, here: bool, plans: int) -> None:
        self.text = text
        self.name = name
        self.document = document.outline if here else document
        self.whole = document if here else None
        self.here = here
        self.executables: Cache[Variant, Executable | Refusal] = Cache(plans)
        self.folded: Cache[Variant, Plan | Refusal] | None = Cache(plans) if document.folds else None

    def planned(self) -> None:
        """There is a plan; where there can be no other, what it was made from is let go."""
        if not self.document.choices:
            self.whole = None


class Preparation:
    """Reads, plans and introspects.

    Args:
        preparer: does it here.
        workers: does it elsewhere; None for a thread, where there are no such processes.
        typed_after: as in `Executable.compile`.
        small: see `Small`.
    """

    def __init__(
        self,
        preparer: Preparer,
        workers: Workers | None,
        typed_after: int | None = None,
        small: Small | None = None,
    ) -> None:
        self._preparer = preparer
        self._workers = workers
        self._typed_after = typed_after
        self._small = small or SMALL
        self._thread = ThreadPoolExecutor(1, "documents")
        self._rows = SharedRows()
        self._introspected: Cache[object, Introspected] = Cache(100, weigh=_size, room=INTROSPECTED_BYTES)

    def close(self) -> None:
        """Let go of what is beside, once nothing is under way there."""
        if self._workers is not None:
            self._workers.close()

    async def read(self, text: str, name: str | None) -> tuple[Document | Refusal, bool]:
        """A document, and whether it was read here; elsewhere it becomes an outline.

        Raises:
            WorkerError: as for all that may be done elsewhere.
        """
        preparer, small = self._preparer, self._small
        if len(text) <= small.characters:
            syntax = preparer.parse(text)
            if isinstance(syntax, Refusal):
                return syntax, True
            if syntax.selections <= small.selections:
                return preparer.document(syntax, name), True
        if self._workers is None:
            return await self._beside(lambda: preparer.read(text, name)), True
        found: Document | Refusal = unpack(await self._workers.run(("outline", (text, name))), self._schema)
        return found, False

    async def plan(self, prepared: Prepared, variant: Variant) -> Executable | Refusal:
        """A variant, planned and compiled."""
        if prepared.folded is not None:
            folded = variant.folded
            plan = await prepared.folded.get(folded, lambda: self._planned(prepared, folded))
        else:
            plan = await self._planned(prepared, variant)
        if isinstance(plan, Refusal):
            return plan
        if prepared.document.selections <= self._small.selections:
            executable = self._compiled(prepared, plan, variant)
        else:
            executable = await self._beside(lambda: self._compiled(prepared, plan, variant))
        prepared.planned()
        return executable

    async def _planned(self, prepared: Prepared, variant: Variant) -> Plan | Refusal:
        whole = prepared.whole
        if whole is not None and whole.selections <= self._small.selections:
            plan = self._preparer.plan(whole, variant, self._small.steps)
            if not _is_too_complex(plan):
                return plan
        if self._workers is None:
            if whole is not None:
                return await self._beside(lambda: self._preparer.plan(whole, variant))
            return await self._beside(lambda: self._preparer.plan_text(prepared.text, prepared.name, variant))
        parcel = await self._workers.run(("plan", (prepared.text, prepared.name, variant)))
        if len(parcel) > self._small.parcel:
            return await self._beside(lambda: unpack(parcel, self._schema))
        made: Plan | Refusal = unpack(parcel, self._schema)
        return made

    async def conditions(self, prepared: Prepared, variables: Mapping[str, Any]) -> Mapping[str, Any] | Refusal:
        """The coerced values of the variables that conditions read, when all (`Document.declared`) are valid."""
        document, most = prepared.document, self._small.values
        if not (exceeds(variables, most) or exceeds(document.defaults, most) or len(document.variables) > most):
            found = self._preparer.conditions(document, variables)
            if isinstance(found, Refusal) and prepared.here:
                return self._preparer.conditions_text(prepared.text, prepared.name, variables)
            return found
        if self._workers is None:
            return await self._beside(lambda: self._preparer.conditions_text(prepared.text, prepared.name, variables))
        try:
            parcel = await self._workers.run(("conditions", (prepared.text, prepared.name, variables)))
        except RecursionError:
            return too_deep()
        values: Mapping[str, Any] | Refusal = unpack(parcel, self._schema)
        return values

    @property
    def _schema(self) -> Any:
        return self._preparer.supergraph.api_schema

    def _compiled(self, prepared: Prepared, plan: Plan, variant: Variant) -> Executable:
        document = prepared.whole or prepared.document
        elsewhere = partial(self._introspect, prepared.text, prepared.name) if self._workers else None
        small = document.selections <= self._small.selections
        return Executable.compile(
            decided(plan, dict(variant.conditions)),
            self._schema,
            document.operation,
            document.fragments,
            self._typed_after,
            elsewhere,
            None if small else self._later,
            self._rows,
            bool(variant.denied),
        )

    async def _introspect(self, text: str, name: str | None, variables: Mapping[str, Any]) -> Introspected:
        """The answer to `__schema` and `__type`, or an error in its place: all else has been executed."""
        key = text, name, msgspec.json.encode(variables)
        try:
            return await self._introspected.get(key, partial(self._introspect_anew, text, name, variables))
        except WorkerError as error:
            return Introspected({}, ({"message": error.message, "extensions": {"code": error.code.value}},))

    async def _introspect_anew(self, text: str, name: str | None, variables: Mapping[str, Any]) -> Introspected:
        assert self._workers is not None
        parcel = await self._workers.run(("introspect", (text, name, variables)))
        answer: Introspected | Refusal = unpack(parcel, self._schema)
        if isinstance(answer, Refusal):
            return Introspected({}, tuple(dict(error) for error in answer.errors))
        return answer._replace(data={key: msgspec.Raw(value) for key, value in answer.data.items()})

    async def _beside(self, make: Callable[[], Made]) -> Made:
        """What `make` returns, made in a thread that lets the event loop go on."""
        return await self._later(make)

    def _later(self, make: Callable[[], Made]) -> asyncio.Future[Made]:
        def politely() -> Made:
            with _switching_often():
                return make()

        return asyncio.get_running_loop().run_in_executor(self._thread, politely)


def exceeds(value: Any, most: int) -> bool:
    """Whether JSON has more than so many values, found without looking at more."""
    todo = [value]
    while todo and most >= 0:
        found = todo.pop()
        most -= 1
        if isinstance(found, dict | list):
            if len(found) > most:
                return True
            todo.extend(found.values() if isinstance(found, dict) else found)
    return most < 0


def _is_too_complex(plan: Plan | Refusal) -> bool:
    too_complex = ErrorCode.QUERY_PLAN_TOO_COMPLEX.value
    return isinstance(plan, Refusal) and plan.errors[0]["extensions"]["code"] == too_complex


def _size(key: object, answer: Introspected) -> int:
    return sum(len(bytes(value)) for value in answer.data.values())


@contextmanager
def _switching_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL)
    try:
        yield
    finally:
        sys.setswitchinterval(before)

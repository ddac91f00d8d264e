"""Fuzzes the merge: answers of subgraphs are spoilt, and the response must still be a right one.

Every other seed spoils anything; then the client's types must hold and nothing may fail.  The others spoil only what
the gateway must notice; then the response is the true one with nulls, and every null that is not true has its error.
The typed executor gives the same bytes as the table-driven one.

    python -m tests.fuzz.merge --seed 0 --seconds 600
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from random import Random
from typing import Any

import msgspec

from gateway.execution.engine import Engine, EngineSettings
from gateway.execution.errors import ErrorSettings
from gateway.execution.ports import OperationRequest, OperationResult, SubgraphTransport
from gateway.planning import Document, Planner
from gateway.planning.plan import Shape
from tests.fuzz.answers import Names, Spoiling
from tests.fuzz.harness import main
from tests.oracle.case import Case
from tests.oracle.catalogue import NAMES, composed
from tests.oracle.faults import depended_upon, read_as_arguments, required
from tests.oracle.hostile import misfits
from tests.oracle.operations import seeded_operation
from tests.oracle.test_generated import is_part_of, lost
from tests.peers.catalogue import OWN, graph

SUPERGRAPHS = (*NAMES, *OWN)
ERRORS = 50
"""A limit on errors that some cases reach."""
Path = tuple[str | int, ...]


def case(seed: int) -> str:
    """One operation over one supergraph, with one way to spoil answers; names the outcome."""
    random = Random(seed)
    case, identifiers = supergraph(random.choice(SUPERGRAPHS))
    query, variables = seeded_operation(random.getrandbits(32), case.supergraph.api_schema, identifiers)
    return asyncio.run(Checked(case, query, variables, seed, names_of(case) if seed % 2 else None).run())


@cache
def supergraph(name: str) -> tuple[Case, Sequence[str]]:
    """A supergraph with values worth passing as arguments."""
    case = composed(name) if name in NAMES else Case(graph(name).sdl, graph(name).world)
    case.reset()
    values = {str(value) for record in case.world.records for key, value in record.items() if key in ("id", "upc")}
    return case, sorted(values)[:6] or ["1"]


def names_of(case: Case) -> Names:
    """What is known of the fields of a supergraph by their names."""
    nullable: dict[str, bool] = {}
    for facts in case.supergraph.types.values():
        for name, field in facts.fields.items():
            nullable[name] = nullable.get(name, False) or not field.type.text.endswith("!")
    never_null = {name for name, allowed in nullable.items() if not allowed}
    return Names(
        needed=frozenset(depended_upon(case)),
        contexts=frozenset(read_as_arguments(case)),
        never_null=frozenset(never_null.difference(required(case))),
    )


class Checked:
    """One case.

    Args:
        names: as for `Spoiling`; given where only what must be noticed is spoilt.
    """

    def __init__(self, case: Case, query: str, variables: Mapping[str, Any], seed: int, names: Names | None) -> None:
        self.case = case
        self.query = query
        self.variables = variables
        self.seed = seed
        self.names = names

    async def run(self) -> str:
        truth = await self.execute(self.case, None)
        assert truth.errors == () or self.names is None, truth.errors
        spoiling = Spoiling(self.case, self.seed, self.names)
        result = await self.execute(spoiling, None)
        self.check(result)
        if self.names is not None:
            self.check_against(result, truth)
        again = Spoiling(self.case, self.seed, self.names)
        typed = await self.execute(again, 0)
        if sorted(again.bodies) != sorted(spoiling.bodies):  # representations in another order are spoilt otherwise
            self.check(typed)
            return "executors asked in other orders"
        if any("in another answer" in str(error["message"]) for error in result.errors):
            self.check(typed)  # which of two answers is the other one depends on their order
            return "answers that do not fit"
        assert encoded(typed) == encoded(result), f"typed:\n{encoded(typed)!r}\n{encoded(result)!r}\n{self.query}"
        kind = "anything spoilt" if self.names is None else "what must be noticed"
        return f"{kind}: {'errors' if result.errors else 'no errors'}" if spoiling.spoilt else "nothing spoilt"

    async def execute(self, transport: SubgraphTransport, typed_after: int | None) -> OperationResult:
        settings = EngineSettings(errors=ErrorSettings(mask=False, positions=5, limit=ERRORS), typed_after=typed_after)
        engine = Engine(
            self.case.supergraph, transport, settings=settings, log=lambda *each: None, correlation=lambda: "same"
        )
        result = await engine.execute(OperationRequest(self.query, variables=self.variables))
        data = msgspec.json.decode(msgspec.json.encode(result.data))  # the typed executor gives structs
        return result._replace(data=data)

    def check(self, result: OperationResult) -> None:
        """What holds whatever subgraphs answer."""
        seen = f"{self.query} {self.variables}\n{result.data}\n{result.errors}"
        assert result.stage == "execute", seen
        document = Document.read(self.case.supergraph, self.query)
        shape = Planner(self.case.supergraph).plan(document, document.variant(self.variables)).shape
        assert result.data is not None or result.errors, seen
        assert result.data is None or misfits(result.data, shape) == [], seen
        assert len(result.errors) <= ERRORS + len(shape.by_type[shape.type_name]) + 1, seen
        for error in result.errors:
            assert "AssertionError" not in str(error), seen
            assert is_path(tuple(error.get("path", ())), [shape]), (error, seen)

    def check_against(self, result: OperationResult, truth: OperationResult) -> None:
        """What holds when all that is spoilt must be noticed."""
        seen = f"{self.query} {self.variables}\n{result.data}\n{result.errors}\ntruth: {truth.data}"
        assert is_part_of(result.data, truth.data), seen
        own = [tuple(error.get("path", ())) for error in result.errors if "further" not in error["extensions"]]
        common = [tuple(error.get("path", ())) for error in result.errors if "further" in error["extensions"]]
        for null in lost(result.data, truth.data):
            assert any(path[: len(null)] == null for path in own) or any(
                null[: len(path)] == path or path[: len(null)] == null for path in common
            ), (null, seen)


def encoded(result: OperationResult) -> bytes:
    return msgspec.json.encode([result.data, result.errors])


def is_path(path: Path, shapes: Sequence[Shape | None]) -> bool:
    """Whether a path leads through fields that the client selected; indexes are not checked."""
    names = [element for element in path if isinstance(element, str)]
    for number, name in enumerate(names):
        children = [field.child for shape in shapes if shape for field in every_field(shape) if field.key == name]
        if not children:
            return False
        shapes = children
        if number < len(names) - 1 and not any(shapes):
            return False
    return True


def every_field(shape: Shape) -> Iterator[Any]:
    yield from shape.uniform or ()
    for fields in shape.by_type.values():
        yield from fields


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    for each in SUPERGRAPHS:  # composing is no part of a case
        supergraph(each)
    raise SystemExit(main(case, "tests.fuzz.merge", "Fuzzes the merge of subgraphs' answers."))

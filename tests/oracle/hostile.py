"""Subgraphs that answer nonsense: right answers with random parts replaced, removed or repeated."""

from __future__ import annotations

from random import Random
from typing import Any

import msgspec
from graphql import GraphQLEnumType, GraphQLOutputType, is_list_type, is_non_null_type, is_scalar_type

from gateway.execution.ports import SubgraphCall, SubgraphTransport
from gateway.planning.plan import Shape

JUNK: tuple[Any, ...] = (
    None,
    True,
    -1,
    2**80,
    1.5,
    "",
    "junk",
    [],
    {},
    [[None]],
    {"__typename": ["x"]},
    {"__typename": "Nothing", "id": {}},
    [{"id": None}, 7, [[]]],
)
BODIES = (
    b"",
    b"<html>",
    b"null",
    b"[]",
    b'{"data"',
    b"{}",
    b'{"data":null}',
    b'{"data":{}}',
    b'{"errors":7}',
    b"[" * 5000,
)


class Hostile:
    """A transport that spoils what another one answers.

    Args:
        transport: the honest one.
        seed: decides what is spoilt.
    """

    def __init__(self, transport: SubgraphTransport, seed: int) -> None:
        self._transport = transport
        self._random = Random(seed)

    async def send(self, call: SubgraphCall) -> bytes:
        body = await self._transport.send(call)
        match self._random.randrange(10):
            case 0:
                return self._random.choice(BODIES)
            case 1:
                return body[: self._random.randrange(len(body))]
            case 2 | 3:
                return body
        content = msgspec.json.decode(body)
        for _ in range(self._random.randint(1, 3)):
            content = self._spoilt(content)
        return msgspec.json.encode(content)

    def _spoilt(self, value: Any) -> Any:
        """A copy with one part spoilt, deep inside more often than not."""
        if isinstance(value, dict) and value and self._random.random() < 0.85:
            key = self._random.choice(sorted(value))
            if self._random.random() < 0.1:
                return {name: item for name, item in value.items() if name != key}
            return {**value, key: self._spoilt(value[key])}
        if isinstance(value, list) and value and self._random.random() < 0.85:
            index = self._random.randrange(len(value))
            if self._random.random() < 0.2:
                return value[:index] + value[index : index + 1] * self._random.choice((0, 2))
            return [*value[:index], self._spoilt(value[index]), *value[index + 1 :]]
        return self._random.choice(JUNK)


def misfits(value: Any, shape: Shape, path: str = "data") -> list[str]:
    """Where a client's data is not of the types its schema promises."""
    if not isinstance(value, dict):
        return [path]
    alternatives = [fields for fields in shape.by_type.values() if [field.key for field in fields] == list(value)]
    if shape.uniform is not None:
        alternatives.append(shape.uniform)
    found = [
        [
            problem
            for field in fields
            if not field.introspection
            for problem in _misfits(value[field.key], field.type, field.child, f"{path}.{field.key}")
        ]
        for fields in alternatives
    ]
    return min(found, key=len) if found else [path]


def _misfits(value: Any, type_: GraphQLOutputType, child: Shape | None, path: str) -> list[str]:
    if is_non_null_type(type_):
        return [path] if value is None else _misfits(value, type_.of_type, child, path)
    if value is None:
        return []
    if is_list_type(type_):
        if not isinstance(value, list):
            return [path]
        return [p for i, item in enumerate(value) for p in _misfits(item, type_.of_type, child, f"{path}.{i}")]
    if child is not None:
        return misfits(value, child, path)
    if isinstance(type_, GraphQLEnumType):
        return [] if value in type_.values else [path]
    if is_scalar_type(type_):
        kinds = {"Int": (int,), "Float": (int, float), "String": (str,), "ID": (str,), "Boolean": (bool,)}
        return [] if type(value) in kinds[type_.name] else [path]
    return [path]

"""Spoilt answers of subgraphs: of any kind, or only such that the gateway must notice and tell.

Spoiling depends on the seed, the subgraph and the bytes that were asked, not on the order, so that it can be repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from random import Random
from typing import Any, NamedTuple
from zlib import crc32

import msgspec
from graphql import FieldNode, SelectionSetNode, parse

from gateway.execution.ports import SubgraphCall, SubgraphError, SubgraphTransport

JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 7, 2**31, 2**53 + 1, -(2**63) - 1, 10**40, 0.5, 1e300, -0.0, "", "junk", "__typename",
    "1", "\u0000", "😀" * 3, "x" * 3000, [], {}, [None], [[]], [[[[{}]]]], {"__typename": None}, [{}, 7, None, "x"],
    {"__typename": "Nothing"}, {"__typename": ["Query"]}, {"__typename": {}, "id": []}, {"id": None},
    {"id": {"id": {"id": 1}}}, {"": "", "data": {}, "errors": []},
)  # fmt: skip
BODIES = (
    b"", b" ", b"null", b"0", b'"data"', b"[]", b"{}", b"<html>", b'{"data"', b'{"data":{}}', b'{"data":null}',
    b'{"data":[]}', b'{"errors":[]}', b'{"errors":7}', b'{"errors":[{}]}', b'{"data":null,"errors":null}', b"\xff\xfe",
    b"\xef\xbb\xbf{}", b'{"data":{"_entities":NaN}}', b'{"data":{"_entities":[1e999]}}', b"[" * 3000,
    b'{"data":' * 3000, b'{"data":{"_entities":' + b"[" * 600 + b"]" * 600 + b"}}",
)  # fmt: skip
MESSAGES = ("boom", "", None, 7, {"text": "boom"})


class Names(NamedTuple):
    """What is known of fields by their names.

    Args:
        needed: others depend on them.
        contexts: they are read as arguments of others, where an absent value is null.
        never_null: no type allows null, and it is no requirement, of which a null is sent.
    """

    needed: frozenset[str]
    contexts: frozenset[str]
    never_null: frozenset[str]


class Spoiling:
    """A transport that spoils what another one answers.

    Args:
        transport: the honest one.
        seed: decides what is spoilt.
        names: if given, only what must be noticed is spoilt.
    """

    def __init__(self, transport: SubgraphTransport, seed: int, names: Names | None = None) -> None:
        self._transport = transport
        self._seed = seed
        self._names = names
        self.spoilt = 0
        self.bodies: list[bytes] = []

    async def send(self, call: SubgraphCall) -> bytes:
        self.bodies.append(call.body)
        number = crc32(call.subgraph.encode() + call.body, self._seed)
        random = Random(number)
        body = await self._transport.send(call)
        for _ in range(number % 4):  # answers come in any order
            await asyncio.sleep(0)
        if random.random() < 0.4:
            return body
        self.spoilt += 1
        if random.random() < 0.05:
            raise random.choice((SubgraphError("SUBGRAPH_TIMEOUT", "late"), ValueError("a defect")))
        if self._names is None:
            return wild(random, body)
        query = msgspec.json.decode(call.body)["query"]
        return noticeable(random, body, query, self._names)


def wild(random: Random, body: bytes) -> bytes:
    """Anything."""
    match random.randrange(12):
        case 0:
            return random.choice(BODIES)
        case 1:
            return body[: random.randrange(len(body))]
        case 2:
            place = random.randrange(len(body))
            return body[:place] + bytes((random.randrange(256),)) + body[place + random.randrange(2) :]
    content = msgspec.json.decode(body)
    for _ in range(random.randint(1, 4)):
        content = spoilt(random, content, content)
    if isinstance(content, dict) and random.random() < 0.4:
        content["errors"] = [error(random, content.get("data")) for _ in range(random.choice((1, 2, 5)))]
    if isinstance(content, dict) and random.random() < 0.1:
        content["extensions"] = junk(random)
    return msgspec.json.encode(content)


def junk(random: Random) -> Any:
    """A value of one's own: what is made of it spoils no later case."""
    return deepcopy(random.choice(JUNK))


def spoilt(random: Random, value: Any, whole: Any) -> Any:
    """A copy with one part spoilt, deep inside more often than not."""
    if isinstance(value, dict) and value and random.random() < 0.85:
        return spoilt_object(random, value, whole)
    if isinstance(value, list) and value and random.random() < 0.85:
        return spoilt_list(random, value, whole)
    match random.randrange(4):
        case 0:
            return random.choice([*parts(whole)])
        case 1:
            return [value]
        case _:
            return junk(random)


def spoilt_object(random: Random, value: Mapping[str, Any], whole: Any) -> dict[str, Any]:
    key = random.choice(sorted(value))
    match random.randrange(14):
        case 0:
            return {name: item for name, item in value.items() if name != key}
        case 1:
            other = random.choice(sorted(value))
            return {**value, key: value[other], other: value[key]}
        case 2:
            names = [item for item in parts(whole) if isinstance(item, str)]
            return {**value, "__typename": deepcopy(random.choice([*names, *JUNK]))}
        case 3:
            return {**value, random.choice(("id", "__typename", "extra", "_entities")): junk(random)}
    return {**value, key: spoilt(random, value[key], whole)}


def spoilt_list(random: Random, value: Sequence[Any], whole: Any) -> list[Any]:
    index = random.randrange(len(value))
    match random.randrange(8):
        case 0:
            return [*value[:index], *value[index + 1 :]]
        case 1:
            return [*value[:index], value[index], *value[index:]]
        case 2:
            return random.sample(value, len(value))
        case 3:
            return [*value, junk(random)]
    return [*value[:index], spoilt(random, value[index], whole), *value[index + 1 :]]


def parts(value: Any) -> Iterator[Any]:
    """A value and all within it."""
    yield value
    if isinstance(value, dict):
        for item in value.values():
            yield from parts(item)
    elif isinstance(value, list):
        for item in value:
            yield from parts(item)


def error(random: Random, data: Any) -> Any:
    """Something in the place of an error, more often than not at a path of the data."""
    if random.random() < 0.1:
        return junk(random)
    found: dict[str, Any] = {"message": random.choice(MESSAGES)}
    if random.random() < 0.8:
        found["path"] = path_in(random, data)
    if random.random() < 0.3:
        found["extensions"] = deepcopy(random.choice(({"code": "NOT_FOUND", "detail": 1}, *JUNK)))
    return found


def path_in(random: Random, data: Any) -> list[Any]:
    path: list[Any] = []
    while isinstance(data, dict | list) and data and random.random() < 0.85:
        key = random.choice(sorted(data)) if isinstance(data, dict) else random.randrange(len(data))
        path.append(key)
        data = data[key]
    if random.random() < 0.2:
        path.append(random.choice(("id", "nothing", 0, -1, 99, 2**70, 1.5, None, True)))
    return path


def noticeable(random: Random, body: bytes, query: str, names: Names) -> bytes:
    """An answer whose faults have to be told: of no use, without what was asked, with what cannot be or has errors."""
    match random.randrange(8):
        case 0:
            return random.choice((b"", b"<html>", b"{}", b"[]", b'{"data":7}', b'{"errors":"x"}', b"[" * 3000))
        case 1:
            return body[: random.randrange(len(body))]
    content = msgspec.json.decode(body)
    data = content.get("data")
    if not isinstance(data, dict):
        return body
    if random.random() < 0.1 and isinstance(entities := data.get("_entities"), list):
        entities.append(entities[0]) if random.random() < 0.5 else entities.pop()
        return msgspec.json.encode(content)
    operation: Any = parse(query).definitions[0]
    slots = [slot for slot in leaves_and_objects([operation.selection_set], data, []) if slot[2] not in names.contexts]
    random.shuffle(slots)
    errors = [*(content.get("errors") or ())]
    for holder, path, name in slots[: random.randint(1, 3)]:
        if path[-1] not in holder:
            continue
        if random.random() < 0.2:
            del holder[path[-1]]
        elif name in names.never_null and random.random() < 0.2:
            holder[path[-1]] = None
        elif name in names.needed or name == "__typename":
            continue
        elif random.random() < 0.4:
            holder[path[-1]] = "junk" if isinstance(holder[path[-1]], dict) else {"junk": 1}
        else:
            holder[path[-1]] = None
            errors.append({"message": "boom", **({"path": path} if random.random() < 0.7 else {})})
    return msgspec.json.encode({**content, "errors": errors} if errors else content)


def leaves_and_objects(
    selection_sets: Sequence[SelectionSetNode], value: Any, path: list[Any]
) -> Iterator[tuple[dict[str, Any], list[Any], str]]:
    """Every field of an answer that is not null: the object that holds it, its path, and its name."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves_and_objects(selection_sets, item, [*path, index])
        return
    if not isinstance(value, dict):
        return
    below: dict[str, list[FieldNode]] = {}
    for node in fields_of(selection_sets):
        below.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
    for key, nodes in below.items():
        if value.get(key) is None or (nodes[0].name.value == "__typename" and key != "__typename"):
            continue
        if nodes[0].name.value != "_entities":
            yield value, [*path, key], nodes[0].name.value
        inner = [node.selection_set for node in nodes if node.selection_set]
        yield from leaves_and_objects(inner, value[key], [*path, key])


def fields_of(selection_sets: Sequence[SelectionSetNode]) -> Iterator[FieldNode]:
    """The fields of selection sets, those in fragments included."""
    for selection_set in selection_sets:
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                yield node
            else:
                inner = getattr(node, "selection_set", None)
                if inner is not None:
                    yield from fields_of([inner])

"""Mutations of SDL: of its characters, of its tokens, and of its definitions as a syntax tree.

Characters and tokens find what a parser leaves behind; trees stay valid GraphQL and find what a reader takes for
granted: names of nothing, values of the wrong kind, circles, the same thing twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    ConstArgumentNode,
    ConstDirectiveNode,
    DirectiveNode,
    DocumentNode,
    EnumValueNode,
    FieldDefinitionNode,
    GraphQLError,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    IntValueNode,
    ListTypeNode,
    ListValueNode,
    NamedTypeNode,
    NameNode,
    Node,
    NonNullTypeNode,
    NullValueNode,
    ObjectTypeDefinitionNode,
    StringValueNode,
    parse,
    print_ast,
)

TOKEN = re.compile(r'"""(?:[^"]|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|[_A-Za-z][_0-9A-Za-z]*|\.\.\.|\s+|.', re.S)

NASTY = (
    "", " ", "{", "}", "id", "{ id }", "id id", "__typename", "... on User { id }", "...F", "a: id", "id(x: $y)",
    "id @skip(if: true)", "query { id }", "a { b { c { d } } }", "# no", '"', "\\", "\u0000", "é", "x" * 3000,
    "a { " * 60 + "a" + " }" * 60, "https://specs.apollo.dev/join/v0.1", "https://specs.apollo.dev/join/v0.9",
    "https://", "[String", "Int!!", "[[Int!]]!",
)  # fmt: skip
INSERTED = (
    *"{}()[]:=!|&@$", "...", '"', '"""', "extend", "type", "interface", "union", "input", "enum", "schema", "directive",
    "on", "null", "implements", "repeatable", "-1", "1e999", "99999999999999999999", "@join__type", "@join__field",
    "@key", "@external",
)  # fmt: skip

Change = tuple[Any, Any]
"""A node of a document, and what replaces it."""

Mutation = Callable[[Random, str], str]


def mutated(random: Random, sdl: str) -> str:
    """`sdl` with one, two or three mutations of one kind."""
    mutation = random.choice((characters, tokens, tokens, tree, tree, tree, tree))
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        sdl = mutation(random, sdl)
    return sdl


def characters(random: Random, sdl: str) -> str:
    """Some characters replaced, removed, or doubled."""
    start = random.randrange(len(sdl) + 1)
    end = min(len(sdl), start + random.choice((0, 1, 1, 2, 10, 1000)))
    garbage = "".join(chr(random.choice((random.randrange(128), random.randrange(0x11000)))) for _ in range(3))
    return sdl[:start] + random.choice(("", garbage, sdl[start:end] * 2)) + sdl[end:]


def tokens(random: Random, sdl: str) -> str:
    """A token deleted, doubled, replaced, inserted, or two exchanged."""
    parts = TOKEN.findall(sdl)
    if not parts:
        return sdl
    one, other = random.randrange(len(parts)), random.randrange(len(parts))
    match random.randrange(5):
        case 0:
            del parts[one]
        case 1:
            parts.insert(one, parts[one])
        case 2:
            parts[one], parts[other] = parts[other], parts[one]
        case 3:
            parts[one] = parts[other]
        case _:
            parts.insert(one, f" {random.choice(INSERTED)} ")
    return "".join(parts)


def tree(random: Random, sdl: str) -> str:
    """A change that leaves the document GraphQL; text that is none stays as it is."""
    try:
        document = parse(sdl, no_location=True)
    except GraphQLError:
        return sdl
    change = random.choice((values, values, names, names, types, parts, parts, directives, definitions))(
        random, document
    )
    return print_ast(rebuilt(document, *change)) if change else sdl


def rebuilt(value: Any, old: Any, new: Any) -> Any:
    """A tree with one node replaced."""
    if value is old:
        return new
    if isinstance(value, Node):
        parts = {key: (part, rebuilt(part, old, new)) for key in value.keys if (part := getattr(value, key, None))}
        changes = {key: after for key, (before, after) in parts.items() if after is not before}
        return replace(value, **changes) if changes else value
    if isinstance(value, tuple):
        made = tuple(rebuilt(item, old, new) for item in value)
        return made if any(one is not other for one, other in zip(made, value, strict=True)) else value
    return value


def nodes(root: Node, kind: Any) -> list[Any]:
    """Every node of a kind."""
    return [node for node in walk(root) if isinstance(node, kind)]


def walk(root: Any) -> Iterator[Any]:
    """Every node."""
    if isinstance(root, Node):
        yield root
        for key in root.keys:
            yield from walk(getattr(root, key, None))
    elif isinstance(root, tuple):
        for item in root:
            yield from walk(item)


def values(random: Random, document: DocumentNode) -> Change | None:
    """An argument of a directive gets another value."""
    found = nodes(document, (ArgumentNode, ConstArgumentNode))
    if not found:
        return None
    argument, other = random.choice(found), random.choice(found)
    strings = [node.value for node in nodes(document, StringValueNode)] or NASTY
    value = random.choice(
        (
            other.value,
            StringValueNode(value=random.choice(NASTY)),
            StringValueNode(value=random.choice(strings)),
            StringValueNode(value=edited(random, random.choice(strings))),
            IntValueNode(value="7"),
            BooleanValueNode(value=random.random() < 0.5),
            NullValueNode(),
            EnumValueNode(value=random.choice(("A", "NOWHERE"))),
            ListValueNode(values=(argument.value,)),
        )
    )
    return argument, replace(argument, value=value)


def edited(random: Random, text: str) -> str:
    """A field set or the like, changed."""
    return random.choice((f"{text} {text}", f"{{ {text} }}", f"{text} more", f"a {{ {text} }}", text[: len(text) // 2]))


def names(random: Random, document: DocumentNode) -> Change:
    """Something is called like something else."""
    found = nodes(document, NameNode)
    name = random.choice(found)
    return name, replace(name, value=random.choice(found).value)


def types(random: Random, document: DocumentNode) -> Change | None:
    """A field or argument gets another type, or another wrapping."""
    found = nodes(document, (FieldDefinitionNode, InputValueDefinitionNode))
    if not found:
        return None
    node = random.choice(found)
    bare = node.type.type if isinstance(node.type, NonNullTypeNode) else node.type
    other = random.choice(nodes(document, NamedTypeNode))
    return node, replace(
        node, type=random.choice((other, NonNullTypeNode(type=bare), ListTypeNode(type=node.type), bare))
    )


def shuffled(random: Random, items: Sequence[Any]) -> tuple[Any, ...]:
    """Some items with one missing, twice, or elsewhere."""
    made = list(items)
    index = random.randrange(len(made))
    match random.randrange(3):
        case 0:
            del made[index]
        case 1:
            made.insert(random.randrange(len(made) + 1), made[index])
        case _:
            made.insert(random.randrange(len(made)), made.pop(index))
    return tuple(made)


PARTS = ("fields", "arguments", "values", "interfaces", "types", "directives", "operation_types", "locations")


def parts(random: Random, document: DocumentNode) -> Change | None:
    """A field, argument, value, interface, member or directive is removed, doubled, or moved."""
    found = [(node, key) for node in walk(document) for key in PARTS if getattr(node, key, None)]
    if not found:
        return None
    node, key = random.choice(found)
    return node, replace(node, **{key: shuffled(random, getattr(node, key))})


def directives(random: Random, document: DocumentNode) -> Change | None:
    """A directive is also used somewhere else."""
    used = nodes(document, (DirectiveNode, ConstDirectiveNode))
    places = [node for node in walk(document) if "directives" in node.keys]
    if not used:
        return None
    place = random.choice(places)
    return place, replace(place, directives=(*(place.directives or ()), random.choice(used)))


def definitions(random: Random, document: DocumentNode) -> Change | None:
    """A definition is removed or doubled, is an interface now, or implements or has the fields of another."""
    found = nodes(document, (ObjectTypeDefinitionNode, InterfaceTypeDefinitionNode))
    if len(found) < 2 or random.random() < 0.4:
        return document, replace(document, definitions=shuffled(random, document.definitions))
    one, other = random.sample(found, 2)
    match random.randrange(3):
        case 0:
            return one, replace(one, interfaces=(*(one.interfaces or ()), NamedTypeNode(name=other.name)))
        case 1:
            was_object = isinstance(one, ObjectTypeDefinitionNode)
            kind = InterfaceTypeDefinitionNode if was_object else ObjectTypeDefinitionNode
            return one, kind(name=one.name, interfaces=one.interfaces, directives=one.directives, fields=one.fields)
        case _:
            fields = (*(one.fields or ()), *random.sample(other.fields or (), min(1, len(other.fields or ()))))
            return one, replace(one, fields=fields)


CHANGES = (values, values, names, names, types, parts, parts, directives, definitions)

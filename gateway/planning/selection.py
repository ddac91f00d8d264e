"""The planner's own form of a selection, of clients and of field sets alike.

A `Selection` is compared by identity.  Client selections know their source key; those of a field set
(`@key`, `@requires`, `@provides`) get theirs from the position where they are used.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from graphql import (
    ArgumentNode,
    ConstArgumentNode,
    EnumValueNode,
    FieldNode,
    FloatValueNode,
    InlineFragmentNode,
    IntValueNode,
    SelectionSetNode,
    VariableNode,
    print_ast,
)
from msgspec.structs import replace

from gateway.federation.field_set import parse_field_set
from gateway.planning.conditions import ALWAYS, Condition
from gateway.planning.positions import Position

Arguments = tuple[ArgumentNode | ConstArgumentNode, ...]


class Selection(msgspec.Struct, eq=False):
    """A field (`name` set) or a type condition (`condition` set) with what is selected below it.

    `signature` is the arguments in a canonical text, equal iff the fields are; `children` is None for a leaf; `when` is
    the condition under which the client selects it, all above considered.
    """

    name: str
    source: str | None = None
    arguments: Arguments = ()
    signature: str = ""
    children: tuple[Selection, ...] | None = None
    condition: str | None = None
    when: Condition = ALWAYS

    def source_at(self, position: Position) -> str:
        """The field's source key there."""
        return position.internal(self.name, self.signature) if self.source is None else self.source

    def with_arguments(self, extra: Arguments, position: Position) -> Selection:
        """The same field at a position with arguments that its client does not know."""
        return replace(self, arguments=self.arguments + extra, source=self.source_at(position))

    @classmethod
    def on(cls, condition: str, children: tuple[Selection, ...]) -> Selection:
        """What is selected only on values of type `condition`."""
        return cls("", children=children, condition=condition)


def signature(arguments: Sequence[ArgumentNode | ConstArgumentNode]) -> str:
    """Arguments as canonical text."""
    return ",".join(sorted(map(written, arguments))) if arguments else ""


def written(argument: ArgumentNode | ConstArgumentNode) -> str:
    """An argument as text: what graphql-core prints, which for the usual values is known without asking."""
    value = argument.value
    match value:
        case VariableNode():
            return f"{argument.name.value}: ${value.name.value}"
        case IntValueNode() | FloatValueNode() | EnumValueNode():
            return f"{argument.name.value}: {value.value}"
        case _:
            return print_ast(argument)


def field_set(text: str) -> tuple[Selection, ...]:
    """A federation field set as selections; the supergraph's have been parsed before, when it was read."""
    return _selections(parse_field_set(text))


def _selections(selection_set: SelectionSetNode) -> tuple[Selection, ...]:
    found = []
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            children = _selections(node.selection_set) if node.selection_set else None
            arguments = tuple(node.arguments or ())
            found.append(Selection(node.name.value, None, arguments, signature(arguments), children))
        elif isinstance(node, InlineFragmentNode):
            children = _selections(node.selection_set)
            if node.type_condition:
                found.append(Selection.on(node.type_condition.name.value, children))
            else:
                found.extend(children)
    return tuple(found)

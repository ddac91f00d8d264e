"""Prints the merged model as supergraph SDL, in one order only: the same subgraphs give the same bytes.

Definitions go by name without regard to case, fields and values in order of first appearance, join directives first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graphql import StringValueNode, print_ast

from gateway.composition.supergraph_features import SupergraphFeatures
from gateway.federation.join import DIRECTIVE_DEFINITIONS, JOIN_URL, LINK_URL, TYPE_DEFINITIONS
from gateway.federation.model import (
    DirectiveDefinition,
    Element,
    EnumValue,
    Field,
    InputValue,
    Schema,
    TypeDefinition,
    TypeKind,
)
from gateway.federation.subgraph import Subgraph


def print_supergraph(
    schema: Schema,
    subgraphs: Sequence[Subgraph],
    graphs: Mapping[str, str],
    features: SupergraphFeatures,
) -> str:
    """SDL with everything in it; `features` are the linked specifications."""
    directives = {**DIRECTIVE_DEFINITIONS, **dict(features.directives())}
    directives |= {name: _directive(each) for name, each in schema.directive_definitions.items()}
    types = dict(TYPE_DEFINITIONS)
    types["join__Graph"] = _graph_enum(subgraphs, graphs)
    types |= {name: f"scalar {name}" for name in features.scalars()}
    types |= {name: _type(each) for name, each in schema.types.items()}
    parts = [_schema(schema, features), *_sorted(directives), *_sorted(types)]
    return "\n\n".join(parts) + "\n"


def _sorted(texts: Mapping[str, str]) -> list[str]:
    return [texts[name] for name in sorted(texts, key=lambda name: (name.lower(), name))]


def _schema(schema: Schema, features: SupergraphFeatures) -> str:
    links = [f'@link(url: "{LINK_URL}")', f'@link(url: "{JOIN_URL}", for: EXECUTION)', *features.links()]
    lines = [*links, *(str(each) for each in schema.directives)]
    roots = "\n".join(f"  {operation}: {name}" for operation, name in schema.roots.items())
    return (
        _described(schema.description, "")
        + "schema\n"
        + "\n".join(f"  {line}" for line in lines)
        + f"\n{{\n{roots}\n}}"
    )


def _graph_enum(subgraphs: Sequence[Subgraph], graphs: Mapping[str, str]) -> str:
    by_name = {each.name: each for each in subgraphs}
    lines = [
        f"  {value} @join__graph(name: {_quoted(name)}, url: {_quoted(by_name[name].url)})"
        for name, value in graphs.items()
    ]
    return "enum join__Graph {\n" + "\n".join(lines) + "\n}"


def _quoted(text: str) -> str:
    return print_ast(StringValueNode(value=text))


def _type(definition: TypeDefinition) -> str:
    heads = {TypeKind.UNION: "union", TypeKind.INPUT: "input"}
    head = f"{heads.get(definition.kind, definition.kind.value)} {definition.name}"
    if definition.interfaces:
        head += f" implements {' & '.join(definition.interfaces)}"
    lines = [head, *(f"  {each}" for each in definition.directives)]
    text = _described(definition.description, "") + "\n".join(lines)
    if definition.kind is TypeKind.UNION:
        return f"{text}\n = {' | '.join(definition.members)}"
    body = [*map(_field, definition.fields.values()), *map(_input, definition.inputs.values())]
    body += map(_enum_value, definition.values.values())
    return text + ("\n{\n" + "\n".join(_spaced(body)) + "\n}" if body else "")


def _spaced(body: Iterable[str]) -> Iterable[str]:
    """An empty line before each part that has a description, except the first."""
    for index, text in enumerate(body):
        yield f"\n{text}" if index and text.lstrip().startswith('"') else text


def _field(field: Field) -> str:
    head = f"  {field.name}{_arguments(field.arguments, '  ')}"
    return _described(field.description, "  ") + f"{head}: {field.type}{_applied(field)}"


def _arguments(arguments: Mapping[str, InputValue], indent: str) -> str:
    values = arguments.values()
    if not any(each.description for each in values):
        return f"({', '.join(map(_value, values))})" if arguments else ""
    inner = "\n".join(_described(each.description, f"{indent}  ") + f"{indent}  {_value(each)}" for each in values)
    return f"(\n{inner}\n{indent})"


def _directive(definition: DirectiveDefinition) -> str:
    repeatable = " repeatable" if definition.repeatable else ""
    head = f"directive @{definition.name}{_arguments(definition.arguments, '')}{repeatable}"
    return f"{_described(definition.description, '')}{head} on {' | '.join(definition.locations)}"


def _input(value: InputValue) -> str:
    return _described(value.description, "  ") + "  " + _value(value)


def _value(value: InputValue) -> str:
    default = f" = {print_ast(value.default)}" if value.default is not None else ""
    return f"{value.name}: {value.type}{default}{_applied(value)}"


def _enum_value(value: EnumValue) -> str:
    return _described(value.description, "  ") + f"  {value.name}{_applied(value)}"


def _applied(element: Element) -> str:
    return "".join(f" {each}" for each in element.directives)


def _described(description: str | None, indent: str) -> str:
    if description is None:
        return ""
    text = print_ast(StringValueNode(value=description, block=True))
    return "".join(f"{indent}{line}\n" if line else "\n" for line in text.split("\n"))

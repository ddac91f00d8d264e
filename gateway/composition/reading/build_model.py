"""From a validated document to the model: extensions folded in, directives canonical, root types renamed.

The root types become `Query`, `Mutation` and `Subscription` everywhere, as in the supergraph.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import (
    ConstDirectiveNode,
    DirectiveDefinitionNode,
    DocumentNode,
    FieldDefinitionNode,
    InputValueDefinitionNode,
    Node,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    TypeNode,
)

from gateway.federation import type_ref
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import (
    BUILT_IN_SCALARS,
    ROOT_NAMES,
    Applied,
    DirectiveDefinition,
    EnumValue,
    Field,
    InputValue,
    Operation,
    Schema,
    TypeDefinition,
    TypeKind,
)

_KINDS = {
    "scalar": TypeKind.SCALAR,
    "object": TypeKind.OBJECT,
    "interface": TypeKind.INTERFACE,
    "union": TypeKind.UNION,
    "enum": TypeKind.ENUM,
    "input_object": TypeKind.INPUT,
}

_NO_ARGUMENTS: Mapping[str, InputValue] = {}
"""Of most fields; one for all saves a tenth of a large graph's memory."""


class ModelBuilder:
    """`names` maps what the document calls federation directives to what they are."""

    def __init__(self, names: Mapping[str, D], roots: Mapping[Operation, str]) -> None:
        self.names = names
        self.renamed = {name: ROOT_NAMES[operation] for operation, name in roots.items()}
        self.references: dict[int, type_ref.TypeRef] = {}

    def build(self, document: DocumentNode) -> Schema:
        nodes: dict[str, list[Node]] = {}
        definitions: dict[str, DirectiveDefinition] = {}
        directives: list[Applied] = []
        description = None
        for node in document.definitions:
            if isinstance(node, TypeDefinitionNode | TypeExtensionNode):
                nodes.setdefault(node.name.value, []).append(node)
            elif isinstance(node, DirectiveDefinitionNode):
                if node.name.value not in self.names:
                    definitions[node.name.value] = self.directive_definition(node)
            elif isinstance(node, SchemaDefinitionNode | SchemaExtensionNode):
                directives += self.applied(node.directives)
                if isinstance(node, SchemaDefinitionNode):
                    description = _description(node)
        types = {
            self.name(name): self.type_definition(self.name(name), found)
            for name, found in nodes.items()
            if name not in BUILT_IN_SCALARS
        }
        roots = {operation: name for operation, name in ROOT_NAMES.items() if name in self.renamed.values()}
        return Schema(
            types=types,
            roots={operation: name for operation, name in roots.items() if name in types},
            directive_definitions=definitions,
            directives=tuple(directives),
            description=description,
        )

    def name(self, name: str) -> str:
        return self.renamed.get(name, name)

    def type_definition(self, name: str, nodes: Sequence[Any]) -> TypeDefinition:
        """One type from its definition and extensions, the definition first."""
        ordered = sorted(nodes, key=lambda node: isinstance(node, TypeExtensionNode))
        first = ordered[0]
        kind = _KINDS[first.kind.removesuffix("_type_definition").removesuffix("_type_extension")]
        directives = tuple(each for node in ordered for each in self.applied(node.directives))
        description = next((found for node in ordered if (found := _description(node)) is not None), None)
        parts: dict[str, Any] = {}
        if kind in (TypeKind.OBJECT, TypeKind.INTERFACE):
            parts["interfaces"] = tuple(
                dict.fromkeys(self.name(i.name.value) for n in ordered for i in n.interfaces or ())
            )
            parts["fields"] = {
                field.name.value: self.field(name, field, self.applied(node.directives))
                for node in ordered
                for field in node.fields or ()
            }
        elif kind is TypeKind.INPUT:
            parts["inputs"] = {f.name.value: self.input_value(name, f, False) for n in ordered for f in n.fields or ()}
        elif kind is TypeKind.ENUM:
            parts["values"] = {
                value.name.value: EnumValue(
                    name=value.name.value,
                    parent=name,
                    description=_description(value),
                    directives=self.applied(value.directives),
                    node=value,
                )
                for node in ordered
                for value in node.values or ()
            }
        elif kind is TypeKind.UNION:
            parts["members"] = tuple(dict.fromkeys(self.name(m.name.value) for n in ordered for m in n.types or ()))
        extension = isinstance(first, TypeExtensionNode) or any(each.directive is D.EXTENDS for each in directives)
        return TypeDefinition(
            name=name,
            kind=kind,
            description=description,
            directives=directives,
            node=first,
            nodes=tuple(ordered),
            extension=extension,
            **parts,
        )

    def directive_definition(self, node: DirectiveDefinitionNode) -> DirectiveDefinition:
        name = node.name.value
        return DirectiveDefinition(
            name=name,
            description=_description(node),
            arguments=self.arguments(f"@{name}", node.arguments),
            locations=tuple(each.value for each in node.locations),
            repeatable=node.repeatable,
            node=node,
        )

    def field(self, parent: str, node: FieldDefinitionNode, declaration: tuple[Applied, ...]) -> Field:
        """`declaration`: the directives of the type definition or extension the field stands in."""
        name = node.name.value
        directives = self.applied(node.directives)
        both = {each.directive for each in (*directives, *declaration)} if directives or declaration else ()
        return Field(
            name=name,
            parent=parent,
            type=self.type_ref(node.type),
            description=_description(node),
            directives=directives,
            arguments=self.arguments(f"{parent}.{name}", node.arguments),
            external=D.EXTERNAL in both,
            shareable=D.SHAREABLE in both,
            node=node,
        )

    def input_value(self, owner: str, node: InputValueDefinitionNode, argument: bool) -> InputValue:
        return InputValue(
            name=node.name.value,
            owner=owner,
            type=self.type_ref(node.type),
            default=node.default_value,
            description=_description(node),
            directives=self.applied(node.directives),
            argument=argument,
            node=node,
        )

    def type_ref(self, node: TypeNode) -> type_ref.TypeRef:
        """References that the document writes alike have one node (`parse_sdl`), so they are one here."""
        found = self.references.get(id(node))
        if found is None:
            found = self.references[id(node)] = type_ref.renamed(type_ref.from_node(node), self.name)
        return found

    def arguments(self, owner: str, nodes: Sequence[InputValueDefinitionNode] | None) -> Mapping[str, InputValue]:
        return {each.name.value: self.input_value(owner, each, True) for each in nodes} if nodes else _NO_ARGUMENTS

    def applied(self, nodes: Sequence[ConstDirectiveNode] | None) -> tuple[Applied, ...]:
        if not nodes:
            return ()
        return tuple(
            Applied(
                node.name.value,
                {argument.name.value: argument.value for argument in node.arguments or ()},
                self.names.get(node.name.value),
                node,
            )
            for node in nodes
        )


def _description(node: Any) -> str | None:
    description = getattr(node, "description", None)
    return None if description is None else description.value

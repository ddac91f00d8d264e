"""Which elements a contract hides, and why.

- What has an excluded tag is hidden.
- With included tags, a union, and a field of an object or interface, is hidden unless it has one of them; a type's tags
  are its fields' too.  Arguments, enums, input types and scalars need none: they follow what is shown.
- A type of which every part is hidden is hidden, unless it is the query root.

Two contracts with the same tags hide the same; what is `@inaccessible` in the supergraph stays hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gateway.composition.contracts.contract import Contract
from gateway.composition.contracts.reachable import reachable_types
from gateway.composition.diagnostics import listed
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import Element, Placed, Schema, TypeDefinition, TypeKind

Hidden = dict[str, str]
"""Coordinate of what the contract hides to the reason, a clause such as `it is tagged "internal"`."""


def tags_of(element: Element) -> frozenset[str]:
    return frozenset(name for each in element.applied(D.TAG) if (name := each.string("name")) is not None)


def hidden_elements(schema: Schema, contract: Contract) -> Hidden:
    """Everything that `contract` hides and the supergraph does not hide already."""
    hiding = _Hiding(schema, contract)
    for definition in schema.types.values():
        hiding.by_tags(definition)
    for definition in schema.types.values():
        hiding.if_empty(definition)
    for definition in schema.types.values():
        hiding.if_without_members(definition)
    if contract.hide_unreachable_types:
        reached = reachable_types(schema, hiding.is_hidden)
        for definition in schema.types.values():
            if definition.name not in reached:
                hiding.hide(definition, "no operation can reach it")
    return hiding.hidden


class _Hiding:
    def __init__(self, schema: Schema, contract: Contract) -> None:
        self.schema = schema
        self.contract = contract
        self.hidden: Hidden = {}

    def is_hidden(self, element: Placed) -> bool:
        return element.coordinate in self.hidden or element.has(D.INACCESSIBLE)

    def hide(self, element: Placed, reason: str) -> None:
        if not self.is_hidden(element):
            self.hidden[element.coordinate] = reason

    def by_tags(self, definition: TypeDefinition) -> None:
        inherited = tags_of(definition)
        self._exclude(definition, inherited)
        if definition.kind is TypeKind.UNION:
            self._include(definition, inherited)
        for field in definition.fields.values():
            tags = tags_of(field)
            self._exclude(field, tags)
            self._include(field, tags | inherited)
        for part in definition.parts():
            if part.coordinate not in self.hidden:
                self._exclude(part, tags_of(part))

    def _exclude(self, element: Placed, tags: frozenset[str]) -> None:
        if found := tags & self.contract.exclude:
            self.hide(element, f"it is tagged {listed(sorted(found))}")

    def _include(self, element: Placed, tags: frozenset[str]) -> None:
        wanted = self.contract.include
        if wanted and not tags & wanted:
            one = "it is not tagged" if len(wanted) == 1 else "it has none of the tags"
            self.hide(element, f"{one} {listed(sorted(wanted))}")

    def if_empty(self, definition: TypeDefinition) -> None:
        """Hide a type of which nothing is left; the query root stays, so that its absence is an error."""
        if definition.name == self.schema.roots.get("query"):
            return
        parts: Mapping[str, Mapping[str, Placed]] = {
            "fields": definition.fields,
            "input fields": definition.inputs,
            "values": definition.values,
        }
        for what, elements in parts.items():
            if elements and self._all_hidden(elements.values()):
                self.hide(definition, f"all of its {what} are hidden")

    def if_without_members(self, definition: TypeDefinition) -> None:
        members = [self.schema.types[name] for name in definition.members]
        if members and self._all_hidden(members):
            self.hide(definition, "all of its members are hidden")

    def _all_hidden(self, elements: Iterable[Placed]) -> bool:
        return all(self.is_hidden(each) for each in elements)

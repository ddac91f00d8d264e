"""@cost and @listSize: where they mean something, and what they name exists.

An interface object is an interface in the supergraph, where GraphQL itself forbids `@cost` (INVALID_GRAPHQL).
COST_APPLIED_TO_INTERFACE_FIELD, LIST_SIZE_APPLIED_TO_NON_LIST, LIST_SIZE_INVALID_ASSUMED_SIZE,
LIST_SIZE_INVALID_SIZED_FIELD, LIST_SIZE_INVALID_SLICING_ARGUMENT.
"""

from __future__ import annotations

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.composition.merge.cost import ASSUMED, SIZED, SLICING, integer, names
from gateway.federation.directives import FederationDirective as D
from gateway.federation.model import Applied, Field, TypeKind
from gateway.federation.subgraph import Subgraph
from gateway.federation.type_ref import List, Named, named, nullable


def check_costs(subgraph: Subgraph, diagnostics: Diagnostics) -> None:
    for definition in subgraph.schema.types.values():
        on_type = definition.first(D.COST)
        if on_type is not None and subgraph.is_interface_object(definition.name):
            message = (
                f'[{subgraph.name}] @cost cannot be applied to "{definition.name}", which is an interface in the '
                "supergraph (@interfaceObject)."
            )
            diagnostics.error("INVALID_GRAPHQL", message, Place(subgraph.name, definition.name, on_type.node))
        for field in definition.fields.values():
            cost = field.first(D.COST)
            if definition.kind is TypeKind.INTERFACE and cost is not None:
                message = f'[{subgraph.name}] @cost cannot be applied to field "{field.coordinate}" of an interface.'
                place = Place(subgraph.name, field.coordinate, cost.node)
                diagnostics.error("COST_APPLIED_TO_INTERFACE_FIELD", message, place)
            for applied in field.applied(D.LIST_SIZE):
                _ListSizeCheck(subgraph, field, applied, diagnostics).check()


class _ListSizeCheck:
    def __init__(self, subgraph: Subgraph, field: Field, applied: Applied, diagnostics: Diagnostics) -> None:
        self.subgraph = subgraph
        self.field = field
        self.applied = applied
        self.diagnostics = diagnostics

    def check(self) -> None:
        sized = names(self.applied, SIZED)
        size = integer(self.applied, ASSUMED)
        if size is not None and size < 0:
            self._report("ASSUMED_SIZE", f'Assumed size of "{self.field.coordinate}" cannot be negative.')
        for name in names(self.applied, SLICING) or ():
            self._check_slicing(name)
        if sized:
            self._check_sized(sized)
        elif not isinstance(nullable(self.field.type), List):
            self._report_no_list(f'"{self.field.coordinate}" is not a list.')

    def _report(self, what: str, problem: str) -> None:
        place = Place(self.subgraph.name, self.field.coordinate, self.applied.node)
        self.diagnostics.error(f"LIST_SIZE_INVALID_{what}", f"[{self.subgraph.name}] {problem}", place)

    def _report_no_list(self, problem: str) -> None:
        place = Place(self.subgraph.name, self.field.coordinate, self.applied.node)
        self.diagnostics.error("LIST_SIZE_APPLIED_TO_NON_LIST", f"[{self.subgraph.name}] {problem}", place)

    def _check_slicing(self, name: str) -> None:
        argument = self.field.arguments.get(name)
        if argument is None:
            problem = f'Slicing argument "{name}" is not an argument of "{self.field.coordinate}".'
            self._report("SLICING_ARGUMENT", problem)
        elif nullable(argument.type) != Named("Int"):
            problem = f'Slicing argument "{argument.coordinate}" must be Int or Int!, but is {argument.type}.'
            self._report("SLICING_ARGUMENT", problem)

    def _check_sized(self, sized: tuple[str, ...]) -> None:
        definition = self.subgraph.schema.types.get(named(self.field.type))
        if definition is None or not definition.composite:
            problem = f'Sized fields cannot be used because "{self.field.type}" is not a type with fields.'
            self._report("SIZED_FIELD", problem)
            return
        for name in sized:
            field = definition.fields.get(name)
            if field is None:
                self._report("SIZED_FIELD", f'Sized field "{name}" is not a field of type "{definition.name}".')
            elif not isinstance(nullable(field.type), List):
                self._report_no_list(f'Sized field "{field.coordinate}" is not a list.')

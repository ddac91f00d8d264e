"""A contract's supergraph: its source's, with more of it `@inaccessible`.

The filter works on the supergraph, never on subgraphs: what a contract hides from clients is still there for keys and
requirements, so that whatever could be planned before can be planned after.  What is left must be a schema by the same
rules as a supergraph's own `@inaccessible`.
"""

from __future__ import annotations

from dataclasses import dataclass

from graphql import GraphQLError, parse

from gateway.composition.contracts.contract import Contract
from gateway.composition.contracts.hiding import Hidden, hidden_elements, tags_of
from gateway.composition.contracts.rewriting import with_inaccessible
from gateway.composition.diagnostics import CompositionError, CompositionHint, Diagnostics, Place, listed
from gateway.composition.reading.supergraph_model import read_supergraph_model
from gateway.composition.supergraph_rules.inaccessible import check_visible
from gateway.federation.api_schema import InvalidApiSchema
from gateway.federation.model import Schema
from gateway.federation.supergraph import Supergraph, SupergraphError

_ADVICE = {
    "QUERY_ROOT_TYPE_INACCESSIBLE": "Tag fields of the query root type in place of the type.",
    "REFERENCED_INACCESSIBLE": "Give what refers to the type the same tags as the type.",
    "ONLY_INACCESSIBLE_CHILDREN": "Let the contract show one of its parts.",
    "REQUIRED_INACCESSIBLE": "Give it a default value or a nullable type, or let the contract show it.",
    "IMPLEMENTED_BY_INACCESSIBLE": "Let the contract hide the interface's as well, or show both.",
    "DEFAULT_VALUE_USES_INACCESSIBLE": "Change the default value, or let the contract show what it uses.",
}


@dataclass(frozen=True, slots=True)
class ContractResult:
    """`supergraph_sdl` is None exactly when there are errors."""

    supergraph_sdl: str | None
    errors: tuple[CompositionError, ...] = ()
    hints: tuple[CompositionHint, ...] = ()


def apply_contract(supergraph_sdl: str, contract: Contract) -> ContractResult:
    """The supergraph that clients of `contract` are served, or every reason why there is none.

    Args:
        supergraph_sdl: of any composer.  What is wrong with it is an error in the result; nothing is raised.
    """
    diagnostics = Diagnostics()
    sdl = None
    try:
        sdl = _apply(supergraph_sdl, contract, diagnostics)
    except GraphQLError as error:
        diagnostics.error("INVALID_FEDERATION_SUPERGRAPH", f"The supergraph is not valid GraphQL: {error.message}")
    except InvalidApiSchema as error:
        for problem in error.problems:
            diagnostics.error("INVALID_GRAPHQL", f"[contract {contract.name}] After hiding: {problem}")
    except SupergraphError as error:
        diagnostics.error("INVALID_FEDERATION_SUPERGRAPH", str(error))
    errors = tuple(diagnostics.errors)
    return ContractResult(None if errors else sdl, errors, tuple(diagnostics.hints))


def _apply(source: str, contract: Contract, diagnostics: Diagnostics) -> str:
    document = parse(source)
    schema = read_supergraph_model(document)
    _hint_unused_tags(schema, contract, diagnostics)
    hidden = hidden_elements(schema, contract)
    sdl = with_inaccessible(source, document, hidden.keys())
    _check(sdl, contract, hidden, diagnostics)
    if not diagnostics.errors:
        Supergraph.from_sdl(sdl)
    return sdl


def _check(sdl: str, contract: Contract, hidden: Hidden, diagnostics: Diagnostics) -> None:
    def report(code: str, message: str, coordinate: str) -> None:
        text = f"[contract {contract.name}] {message}{_because(coordinate, hidden)}"
        diagnostics.error(code, text, Place(coordinate=coordinate), advice=_ADVICE[code])

    check_visible(read_supergraph_model(parse(sdl)), report)


def _because(coordinate: str, hidden: Hidden) -> str:
    """Why the contract hides it, or the parts that it is left without; one example for each reason."""
    if coordinate in hidden:
        return f" The contract hides {coordinate}: {hidden[coordinate]}."
    parts: dict[str, str] = {}
    for part, reason in hidden.items():
        if part.startswith(f"{coordinate}.") and "(" not in part:
            parts.setdefault(reason, part)
    return "".join(f" The contract hides {part}: {reason}." for reason, part in parts.items())


def _hint_unused_tags(schema: Schema, contract: Contract, diagnostics: Diagnostics) -> None:
    used = {
        tag
        for definition in schema.types.values()
        for element in (definition, *definition.parts())
        for tag in tags_of(element)
    }
    has = f"it has {listed(sorted(used))}" if used else "it has no tags"
    for verb, tags in (("includes", contract.include), ("excludes", contract.exclude)):
        for tag in sorted(tags - used):
            message = (
                f'[contract {contract.name}] It {verb} the tag "{tag}", which nothing in the supergraph has; {has}.'
            )
            diagnostics.hint("CONTRACT_TAG_UNUSED", message)

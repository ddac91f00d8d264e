"""Subgraphs to supergraph.  Read, judge each subgraph, judge them together, merge, judge the result, print.

A later stage runs only when the stages before it left something to work on; within a stage every rule runs, and no
finding stops another.  Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphql import parse

from gateway.composition.diagnostics import CompositionError, CompositionHint, Diagnostics
from gateway.composition.locating import coordinate_at
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.declared import DeclaredAgain
from gateway.composition.merge.directive_names import supergraph_directive_names
from gateway.composition.merge.find_composed import find_composed
from gateway.composition.merge.supergraph import merge
from gateway.composition.print_supergraph import print_supergraph
from gateway.composition.reading.applied_values import use_errors
from gateway.composition.reading.read import read_subgraph
from gateway.composition.rules import check_subgraph, check_subgraphs
from gateway.composition.rules.subgraph_names import check_names
from gateway.composition.satisfiability import MOST_STEPS, Locate, check_satisfiability
from gateway.composition.supergraph_features import SupergraphFeatures
from gateway.composition.supergraph_rules import check_supergraph
from gateway.federation.api_schema import InvalidApiSchema
from gateway.federation.subgraph import SubgraphSource
from gateway.federation.supergraph import Supergraph, SupergraphError


@dataclass(frozen=True, slots=True)
class CompositionResult:
    """`supergraph_sdl` is None exactly when there are errors."""

    supergraph_sdl: str | None
    errors: tuple[CompositionError, ...] = ()
    hints: tuple[CompositionHint, ...] = ()


def compose(subgraphs: Sequence[SubgraphSource], *, validation_steps: int = MOST_STEPS) -> CompositionResult:
    """The supergraph SDL (join v0.5) of `subgraphs`, or every reason why there is none.  Never raises for bad input.

    Args:
        subgraphs: in any order.
        validation_steps: planner steps that the check of satisfiability may make for one kind of operation.
    """
    diagnostics = Diagnostics()
    check_names(subgraphs, diagnostics)
    sdl = None if diagnostics.errors else _compose(subgraphs, validation_steps, diagnostics)
    return CompositionResult(None if diagnostics.errors else sdl, tuple(diagnostics.errors), tuple(diagnostics.hints))


def _compose(sources: Sequence[SubgraphSource], validation_steps: int, diagnostics: Diagnostics) -> str | None:
    sdl = _merged(sources, diagnostics)
    if sdl is not None:
        _check_served(sdl, DeclaredAgain(sources).at, validation_steps, diagnostics)
    return sdl


def _merged(sources: Sequence[SubgraphSource], diagnostics: Diagnostics) -> str | None:
    """The supergraph, except for what only shows when it is read.  All that was read to make it is let go here."""
    read = [read_subgraph(source, diagnostics) for source in sources]
    subgraphs = [each for each in read if each is not None]
    for subgraph in subgraphs:
        check_subgraph(subgraph, diagnostics)
    if diagnostics.errors:
        return None
    check_subgraphs(subgraphs, diagnostics)
    if diagnostics.errors:
        return None
    names = supergraph_directive_names(subgraphs, diagnostics)
    composed = find_composed(subgraphs, diagnostics)
    if diagnostics.errors:
        return None
    schema, context = merge(subgraphs, names, composed, diagnostics)
    if diagnostics.errors:
        return None
    check_supergraph(schema, context)
    if diagnostics.errors:
        return None
    features = SupergraphFeatures(context.directive_names, context.composed)
    sdl = print_supergraph(schema, context.subgraphs, context.graphs, features)
    if context.composed:
        _check_composed_directives(sdl, context, diagnostics)
    return sdl


def _check_composed_directives(sdl: str, context: MergeContext, diagnostics: Diagnostics) -> None:
    """Directives of other specifications must suit the places that they got by merging."""
    document = parse(sdl)
    for error in use_errors(document):
        coordinate = coordinate_at(document, next(iter(error.positions or ()), -1))
        places = context.declarations(coordinate or "")
        diagnostics.error("INVALID_GRAPHQL", f"After merging: {error.message}", *places)


def _check_served(sdl: str, locate: Locate, validation_steps: int, diagnostics: Diagnostics) -> None:
    """What only shows when the supergraph is read as a gateway reads it."""
    try:
        supergraph = Supergraph.from_sdl(sdl)
    except InvalidApiSchema as error:
        for problem in error.problems:
            diagnostics.error("INVALID_GRAPHQL", f"After merging: {problem}")
    except SupergraphError as error:
        diagnostics.error("INVALID_FEDERATION_SUPERGRAPH", str(error))
    else:
        check_satisfiability(supergraph, locate, diagnostics, validation_steps)

"""EXTENSION_WITH_NO_BASE: what is only extended (`extend type T`, `@extends`) must be defined in some subgraph."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.federation.model import ROOT_NAMES
from gateway.federation.subgraph import Subgraph, declarations


def check_extensions(subgraphs: Sequence[Subgraph], diagnostics: Diagnostics) -> None:
    for name, declaring in declarations(subgraphs).items():
        if name in ROOT_NAMES.values() or not all(definition.extension for _, definition in declaring):
            continue
        for subgraph, definition in declaring:
            message = (
                f'[{subgraph.name}] Type "{name}" is an extension type, but there is no type definition for "{name}" '
                "in any subgraph."
            )
            diagnostics.error("EXTENSION_WITH_NO_BASE", message, Place(subgraph.name, name, definition.node))

"""INTERFACE_KEY_NOT_ON_IMPLEMENTATION: each implementation has the keys of its interface, in that subgraph."""

from __future__ import annotations

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.federation.model import TypeKind
from gateway.federation.subgraph import Key, Subgraph


def check_interface_keys(subgraph: Subgraph, diagnostics: Diagnostics) -> None:
    for name, keys in subgraph.keys.items():
        if subgraph.schema.types[name].kind is not TypeKind.INTERFACE:
            continue
        for implementation in sorted(subgraph.schema.possible_types(name)):
            for key in keys:
                _check(subgraph, name, key, implementation, diagnostics)


def _check(subgraph: Subgraph, interface: str, key: Key, implementation: str, diagnostics: Diagnostics) -> None:
    own = [each for each in subgraph.keys.get(implementation, ()) if each.text == key.text]
    title = f'[{subgraph.name}] Key @key(fields: "{key.text}") on interface type "{interface}"'
    place = Place(subgraph.name, implementation, subgraph.schema.types[implementation].node)
    if not own:
        message = f'{title} is missing on implementation type "{implementation}".'
        diagnostics.error("INTERFACE_KEY_NOT_ON_IMPLEMENTATION", message, place)
    elif key.resolvable and not any(each.resolvable for each in own):
        message = f'{title} should be resolvable on implementation type "{implementation}" too.'
        diagnostics.error("INTERFACE_KEY_NOT_ON_IMPLEMENTATION", message, place)

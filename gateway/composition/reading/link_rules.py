"""Which links a subgraph may have: known versions, known elements, supported features.

UNKNOWN_FEDERATION_LINK_VERSION, UNKNOWN_LINK_VERSION, INVALID_LINK_IDENTIFIER, INVALID_LINK_DIRECTIVE_USAGE,
UNSUPPORTED_FEATURE.
"""

from __future__ import annotations

from gateway.composition.diagnostics import Diagnostics, Place
from gateway.composition.reading.link_names import check_link_names
from gateway.federation.directives import SPECIFICATION_TYPES, available, introduced, of_feature
from gateway.federation.links import Link, Links
from gateway.federation.versions import APOLLO_SPECS, FEDERATION, FEDERATION_VERSIONS, LINK, Version

REFUSED_SPECS = {
    f"{APOLLO_SPECS}/connect": "REST connectors (@connect, @source)",
    f"{APOLLO_SPECS}/source": "REST connectors (@connect, @source)",
}


def check_links(subgraph: str, links: Links, diagnostics: Diagnostics) -> bool:
    """False when the schema cannot be read any further."""
    readable = check_link_names(subgraph, links, diagnostics)
    for link in links.all:
        place = Place(subgraph, "schema", link.node)
        if link.url.version is None or link.url.name is None:
            message = f"[{subgraph}] {_incomplete(link)} Write it as https://example.com/name/v1.0."
            diagnostics.error("INVALID_LINK_IDENTIFIER", message, place)
            readable = False
        elif link.url.identity == FEDERATION:
            readable &= _check_federation(subgraph, link, diagnostics)
        elif link.url.identity == LINK and link.url.version != Version(1, 0):
            message = f"[{subgraph}] Schema uses unknown version {link.url.version} of the link spec"
            diagnostics.error("UNKNOWN_LINK_VERSION", message, place)
            readable = False
        elif link.url.identity in REFUSED_SPECS:
            message = f"[{subgraph}] {REFUSED_SPECS[link.url.identity]} are not supported yet."
            diagnostics.error("UNSUPPORTED_FEATURE", message, place)
            readable = False
    return readable


def _incomplete(link: Link) -> str:
    if link.url.name is None:
        return f'The URL "{link.url}" names no specification.'
    return f'The URL "{link.url}" does not end in a version of the form v1.2.'


def _check_federation(subgraph: str, link: Link, diagnostics: Diagnostics) -> bool:
    place = Place(subgraph, "schema", link.node)
    if link.url.version not in FEDERATION_VERSIONS:
        known = f"{FEDERATION_VERSIONS[0]} to {FEDERATION_VERSIONS[-1]}"
        message = (
            f"[{subgraph}] Invalid version {link.url.version} for the federation feature in @link: known are {known}"
        )
        diagnostics.error("UNKNOWN_FEDERATION_LINK_VERSION", message, place)
        return False
    good = True
    for imported in link.imports:
        name = imported.name
        directive = of_feature(FEDERATION, name[1:]) if name.startswith("@") else None
        if name in SPECIFICATION_TYPES or directive in available(link.url.version):
            continue
        if directive is not None:
            why = f"it came with federation {introduced(directive)}, and this schema links {link.url.version}"
        elif not name.startswith("@") and of_feature(FEDERATION, name) is not None:
            why = f'did you mean directive "@{name}"?'
        else:
            why = "the specification has no such element"
        message = f'[{subgraph}] Cannot import unknown element "{name}": {why}.'
        diagnostics.error("INVALID_LINK_DIRECTIVE_USAGE", message, place)
        good = False
    return good

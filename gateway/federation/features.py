"""The specifications a supergraph links, and what it calls their elements.

Names follow the document's own `@link`s, on the schema definition or an extension of it, with `as:` and `import:`:
an access rule under another name is still one.  A feature that is used without a link has its usual names.
Sources: https://specs.apollo.dev/link/v1.0 and, for `for:`, its section "Purpose".
"""

from __future__ import annotations

from graphql import DocumentNode, SchemaDefinitionNode, SchemaExtensionNode

from gateway.federation.facts import SupergraphError
from gateway.federation.links import Link, LinkError, Links, read_links
from gateway.federation.versions import APOLLO_SPECS, JOIN, LINK, Version

SUPPORTED = {
    LINK: (Version(1, 0),),
    JOIN: (Version(0, 2), Version(0, 3), Version(0, 4), Version(0, 5)),
    f"{APOLLO_SPECS}/inaccessible": (Version(0, 1), Version(0, 2)),
    f"{APOLLO_SPECS}/tag": (Version(0, 1), Version(0, 2), Version(0, 3)),
    f"{APOLLO_SPECS}/authenticated": (Version(0, 1),),
    f"{APOLLO_SPECS}/requiresScopes": (Version(0, 1),),
    f"{APOLLO_SPECS}/policy": (Version(0, 1),),
    f"{APOLLO_SPECS}/context": (Version(0, 1),),
    f"{APOLLO_SPECS}/cacheTag": (Version(0, 1),),
}
"""Features that may be marked `for: SECURITY` or `for: EXECUTION`, by version."""


class Features:
    """The linked features of one supergraph document."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self._prefixes = tuple(f"{link.namespace}__" for link in links.all if link.namespace)
        self._imported = frozenset(each.alias for link in links.all for each in link.imports)

    @classmethod
    def read(cls, document: DocumentNode) -> Features:
        """The features that the schema links.

        Raises:
            SupergraphError: a link means nothing, or its feature is binding and this gateway does not know it.
        """
        nodes = (node for node in document.definitions if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode))
        try:
            links = read_links(directive for node in nodes for directive in node.directives or ())
        except LinkError as error:
            raise SupergraphError(str(error)) from None
        for link in links.all:
            _check_known(link)
        return cls(links)

    def directive(self, feature: str, name: str | None = None) -> str:
        """What the document calls a feature's directive (the one named like the feature by default), without `@`."""
        name = name or feature
        link = self._links.find(f"{APOLLO_SPECS}/{feature}")
        if link is not None:
            return link.local_name(f"@{name}").removeprefix("@")
        return name if name == feature else f"{feature}__{name}"

    def type(self, feature: str, name: str) -> str:
        """What the document calls a feature's type."""
        link = self._links.find(f"{APOLLO_SPECS}/{feature}")
        return link.local_name(name) if link is not None else f"{feature}__{name}"

    def own(self, name: str) -> bool:
        """Whether a type or directive definition (without `@`) belongs to a linked specification."""
        return name.startswith(self._prefixes) or name in self._imported


def _check_known(link: Link) -> None:
    if link.purpose is not None and link.url.version not in SUPPORTED.get(link.url.identity, ()):
        raise SupergraphError(
            f'The supergraph needs the feature "{link.url.name or link.url}" {link.url.version or ""} for '
            f"{link.purpose}, which this gateway does not support."
        )

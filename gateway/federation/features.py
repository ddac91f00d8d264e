"""The specifications a supergraph links, and what it calls their elements.

Names follow the document's own `@link`s (`@core`s in what Federation 1 composed), on the schema definition or an
extension of it, with `as:` and `import:`: an access rule under another name is still one.  A feature that is used
without a link has its usual names; only the join specification has to be linked, since its version says how to read.
Sources: https://specs.apollo.dev/link/v1.0 and, for `for:`, its section "Purpose"; https://specs.apollo.dev/core/v0.2.
"""

from __future__ import annotations

from graphql import DocumentNode, SchemaDefinitionNode, SchemaExtensionNode

from gateway.federation.facts import SupergraphError
from gateway.federation.links import Link, LinkError, Links, read_links
from gateway.federation.versions import APOLLO_SPECS, CORE, JOIN, LINK, Version

JOIN_VERSIONS = tuple(Version(0, minor) for minor in range(1, 6))

SUPPORTED = {
    CORE: (Version(0, 1), Version(0, 2)),
    LINK: (Version(1, 0),),
    f"{APOLLO_SPECS}/inaccessible": (Version(0, 1), Version(0, 2)),
    f"{APOLLO_SPECS}/tag": (Version(0, 1), Version(0, 2), Version(0, 3)),
    f"{APOLLO_SPECS}/authenticated": (Version(0, 1),),
    f"{APOLLO_SPECS}/requiresScopes": (Version(0, 1),),
    f"{APOLLO_SPECS}/policy": (Version(0, 1),),
    f"{APOLLO_SPECS}/context": (Version(0, 1),),
    f"{APOLLO_SPECS}/cacheTag": (Version(0, 1),),
}
"""Features that may be marked `for: SECURITY` or `for: EXECUTION`, by version; join is asked for its own."""

COMPOSE = "Compose subgraphs with `hansa compose`, or pass the output of another composer."


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
            SupergraphError: a link means nothing, two have one name, or a feature is binding and this gateway does
                not know it.
        """
        nodes = (node for node in document.definitions if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode))
        try:
            links = read_links(directive for node in nodes for directive in node.directives or ())
        except LinkError as error:
            raise SupergraphError(str(error)) from None
        for link in links.all:
            _check_known(link)
        _check_names(links)
        return cls(links)

    @property
    def join(self) -> Version:
        """The version of the join specification.

        Raises:
            SupergraphError: it is not linked, or in a version that this gateway does not read.
        """
        link = self._links.find(JOIN)
        if link is None:
            raise SupergraphError(
                f'This is not a supergraph: its schema has no @link(url: "{JOIN}/{JOIN_VERSIONS[-1]}", for: EXECUTION) '
                f"or one of another version. {COMPOSE}"
            )
        version = link.url.version
        if version is None or version not in JOIN_VERSIONS:
            raise SupergraphError(
                f"The supergraph is written in join {version or 'without a version'}; this gateway reads join "
                f"{JOIN_VERSIONS[0]} to {JOIN_VERSIONS[-1]}. Compose it for one of these, or use a newer gateway."
            )
        return version

    def directive(self, feature: str, name: str | None = None) -> str:
        """What the document calls a feature's directive (the one named like the feature by default), without `@`."""
        name = name or feature
        link = self._links.find(f"{APOLLO_SPECS}/{feature}")
        if link is not None:
            return link.local_name(f"@{name}").removeprefix("@")
        return name if name == feature else f"{feature}__{name}"

    def links(self, feature: str) -> bool:
        """Whether the document links the feature."""
        return self._links.find(f"{APOLLO_SPECS}/{feature}") is not None

    def type(self, feature: str, name: str) -> str:
        """What the document calls a feature's type."""
        link = self._links.find(f"{APOLLO_SPECS}/{feature}")
        return link.local_name(name) if link is not None else f"{feature}__{name}"

    def element(self, feature: str, directive: str) -> str | None:
        """The feature's own name of what the document calls `directive` (both without `@`); None if not its."""
        link = self._links.find(f"{APOLLO_SPECS}/{feature}")
        found = link.element(f"@{directive}") if link is not None else None
        return found and found.removeprefix("@")

    def own(self, name: str) -> bool:
        """Whether a type or directive definition (without `@`) belongs to a linked specification."""
        return name.startswith(self._prefixes) or name in self._imported


def _check_known(link: Link) -> None:
    if link.url.identity == JOIN or link.purpose is None:
        return
    if link.url.version not in SUPPORTED.get(link.url.identity, ()):
        name = link.url.name or link.url.identity
        raise SupergraphError(
            f'The supergraph needs the feature "{name}"{f" {link.url.version}" if link.url.version else ""} for '
            f"{link.purpose}, which this gateway does not support."
        )


def _check_names(links: Links) -> None:
    """A name of two features would say of each directive either of two things (core v0.2, "Name Uniqueness")."""
    known: dict[str, Link] = {}
    for link in links.all:
        if link.namespace is None:
            continue
        other = known.setdefault(link.namespace, link)
        if other is not link:
            raise SupergraphError(
                f'The supergraph links both {other.url} and {link.url} as "{link.namespace}": rename one with "as".'
            )

"""The specifications a supergraph links beside link and join: those its directives come from.

A specification is linked when a subgraph uses one of its directives, and then the supergraph defines all of them: by
the name the subgraphs use, else as the link specification names what is not imported (v1.0, "Name Conventions").
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from gateway.composition.merge.composed import Composed, by_specification, link_imports
from gateway.federation.directives import FederationDirective as D
from gateway.federation.directives import definition
from gateway.federation.versions import APOLLO_SPECS, FEDERATION_VERSIONS


@dataclass(frozen=True, slots=True)
class Feature:
    """A specification of Federation; `types` are scalars that it brings."""

    name: str
    version: str
    directives: tuple[D, ...]
    purpose: str | None = None
    types: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return f"{APOLLO_SPECS}/{self.name}/{self.version}"

    def default_name(self, directive: D) -> str:
        """What it is called without an import."""
        return directive.value if directive.value == self.name else f"{self.name}__{directive.value}"


FEATURES = (
    Feature("tag", "v0.3", (D.TAG,)),
    Feature("inaccessible", "v0.2", (D.INACCESSIBLE,), "SECURITY"),
    Feature("authenticated", "v0.1", (D.AUTHENTICATED,), "SECURITY"),
    Feature("requiresScopes", "v0.1", (D.REQUIRES_SCOPES,), "SECURITY", ("Scope",)),
    Feature("policy", "v0.1", (D.POLICY,), "SECURITY", ("Policy",)),
    Feature("context", "v0.1", (D.CONTEXT, D.FROM_CONTEXT), "SECURITY", ("ContextFieldValue",)),
    Feature("cost", "v0.1", (D.COST, D.LIST_SIZE)),
)
CACHE_TAG = Feature("cacheTag", "v0.1", (), "EXECUTION")
"""Its directive is written as `@join__directive`, so that there is nothing to define."""


class SupergraphFeatures:
    """`names`: what the supergraph calls each directive that a subgraph uses."""

    def __init__(self, names: Mapping[D, str], composed: Mapping[str, Composed]) -> None:
        self.names = names
        self.composed = composed
        self.used = [each for each in FEATURES if any(directive in names for directive in each.directives)]
        self.cache_tags = D.CACHE_TAG in names

    def links(self) -> Iterator[str]:
        """Applications of `@link`."""
        taken = {"link", "join"}
        for feature in [*self.used, *([CACHE_TAG] if self.cache_tags else [])]:
            taken.add(feature.name)
            imports = ", ".join(self._imports(feature))
            imported = f", import: [{imports}]" if imports else ""
            purpose = f", for: {feature.purpose}" if feature.purpose else ""
            yield f'@link(url: "{feature.url}"{purpose}{imported})'
        for url, directives in by_specification(self.composed).items():
            namespace = directives[0].url.name or ""
            alias = _free_alias(namespace, taken)
            taken.add(alias)
            renamed = "" if alias == namespace else f', as: "{alias}"'
            yield f'@link(url: "{url}"{renamed}, import: {link_imports(directives)})'

    def _imports(self, feature: Feature) -> Iterator[str]:
        for directive in feature.directives:
            name = self.names.get(directive, feature.default_name(directive))
            if name == feature.default_name(directive):
                continue
            yield f'"@{name}"' if name == directive else f'{{name: "@{directive}", as: "@{name}"}}'

    def directives(self) -> Iterator[tuple[str, str]]:
        """Name and definition of every directive of Federation's that the supergraph has."""
        for feature in self.used:
            types = {name: f"{feature.name}__{name}" for name in feature.types}
            for directive in feature.directives:
                name = self.names.get(directive, feature.default_name(directive))
                yield name, _definition(directive, name, types)

    def scalars(self) -> Iterator[str]:
        for feature in self.used:
            yield from (f"{feature.name}__{name}" for name in feature.types)


def _free_alias(namespace: str, taken: Collection[str]) -> str:
    """The namespace itself when it is a name and nobody else's."""
    plain = "".join(character for character in namespace if character.isalnum() or character == "_")
    if plain == namespace and namespace not in taken:
        return namespace
    number = 0
    while f"_{number}{plain}" in taken:
        number += 1
    return f"_{number}{plain}"


def _definition(directive: D, name: str, types: Mapping[str, str]) -> str:
    found = definition(directive, FEDERATION_VERSIONS[-1])
    assert found is not None
    arguments = ", ".join(f"{argument}: {text.format(**types)}" for argument, text in found.arguments)
    shown = f"({arguments})" if arguments else ""
    return f"directive @{name}{shown}{' repeatable' if found.repeatable else ''} on {' | '.join(found.locations)}"

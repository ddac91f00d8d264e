"""`@composeDirective` (federation 2.1): which directives of other specifications the supergraph passes on, and how.

A directive is passed on under one name, from one specification at one major version.  Its definition is that of the
newest minor version that composes anything of the specification; one subgraph at that version suffices (federation
2.14), of several the last by name.  Subgraphs that only link the specification define it too, but pass nothing on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gateway.federation.model import DirectiveDefinition, Placed
from gateway.federation.subgraph import Subgraph
from gateway.federation.versions import FeatureUrl


@dataclass(frozen=True, slots=True)
class Composed:
    """A directive that is passed on; names are without `@`."""

    name: str
    element: str
    """What its specification calls it."""
    url: FeatureUrl
    definition: DirectiveDefinition
    """Under `name`."""
    exporters: frozenset[str]
    """The subgraphs that compose it."""

    def exports(self, subgraph: Subgraph, element: Placed) -> bool:
        """Whether the supergraph keeps what `subgraph` says on `element`: not on what others resolve."""
        return subgraph.name in self.exporters and not getattr(element, "external", False)


def link_imports(directives: Sequence[Composed]) -> str:
    """The `import:` by which the supergraph links what it passes on of one specification."""
    names = (
        f'"@{each.name}"' if each.name == each.element else f'{{name: "@{each.element}", as: "@{each.name}"}}'
        for each in directives
    )
    return f"[{', '.join(names)}]"


def by_specification(composed: Mapping[str, Composed]) -> dict[str, list[Composed]]:
    """By URL of the specification."""
    result: dict[str, list[Composed]] = {}
    for each in composed.values():
        result.setdefault(str(each.url), []).append(each)
    return result


def renamed(definition: DirectiveDefinition, name: str) -> DirectiveDefinition:
    arguments = {key: replace(each, owner=f"@{name}") for key, each in definition.arguments.items()}
    return replace(definition, name=name, arguments=arguments)

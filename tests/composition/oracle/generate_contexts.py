"""Random subgraphs with contexts and renamed imports, on top of `generate_rich`.

Some objects set a context; fields of entities are filled from it, mostly rightly, with every form of selection.  Some
subgraphs import directives by other names, or use them by their namespace.  The same seed gives the same subgraphs.
"""

from __future__ import annotations

import re

from gateway.composition import SubgraphSource
from gateway.federation.directives import available
from tests.composition.oracle.generate_rich import RichGenerator

_NAMES = ("key", "shareable", "external", "requires", "override", "context", "fromContext")


class ContextGenerator(RichGenerator):
    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.contextual = self.random.choice(self.names)
        self.federation_1.discard(self.contextual)
        self.style = {name: self.random.choice(("plain", "plain", "as", "renamed", "namespace")) for name in self.names}
        self.object_of = self.object_of if self.chance(0.3) else None
        self.twice = self.chance(0.2)

    def sources(self) -> list[SubgraphSource]:
        return [SubgraphSource(each.name, each.url, self.renamed(each)) for each in super().sources()]

    def document(self, name: str) -> str:
        text = super().document(name)
        if name == self.contextual:
            return f"{text}\n{self.settings()}"
        return f"{text}\n{self.elsewhere()}" if name not in self.federation_1 and self.chance(0.5) else text

    def settings(self) -> str:
        """Objects, an interface and a union of them that set contexts, and an entity that reads them."""
        extra = ", z: Int" if self.chance(0.4) else ""
        resolvable = "" if self.chance(0.9) else ", resolvable: false"
        place = self.random.choice(("Near", "Near", "Far", "Place", "Spot"))
        reads = [self.reading(argument, place) for argument in ("x", "y")[: self.random.randint(1, 2)]]
        sets = {
            each: ' @context(name: "c")' if each == place or self.chance(0.04) else ""
            for each in ("Near", "Far", "Place", "Spot")
        }
        returned = self.random.choice(("Int", "String", "[Int]", "Int!"))
        return f"""
            extend type Query {{ near: Near  far: [Far]  place: Place  spot: Spot{"  leaf: Leaf" * self.chance(0.1)} }}
            type Near implements Place @key(fields: "id"){sets["Near"]} {{
              id: ID!  n: Int  s: String!  list: [Int]  inner: Inner  leaf: Leaf }}
            type Far implements Place{sets["Far"]} {{
              id: ID!  n: Int  s: String  list: [Int]  inner: Inner  leaf: Leaf }}
            interface Place{sets["Place"]} {{ n: Int  leaf: Leaf }}
            union Spot{sets["Spot"]} = Near | Far
            type Inner {{ n: Int  s: String }}
            type Leaf @key(fields: "id"{resolvable}) {{ id: ID!  filled({", ".join(reads)}{extra}): {returned}
              plain: String @shareable }}"""

    def reading(self, argument: str, place: str) -> str:
        each = ("Int", "... on Near { n } ... on Far { n }")
        one = [("Int", "{ n }"), ("String", "{ s }"), ("[Int]", "{ list }"), ("Int", "{ inner { n } }")]
        right = {"Place": [("Int", "{ n }"), each], "Spot": [each]}.get(place, one)
        wrong = [
            ("Int", "... on Near { n }"),
            ("String", "{ n }"),
            ("Int", "{ n s }"),
            ("Int", "{ no }"),
            ("ID", "{ s }"),
        ]
        type_, selection = self.random.choice(right if self.chance(0.93) else wrong)
        context = "c" if self.chance(0.98) else "d"
        return f'{argument}: {type_} @fromContext(field: "${context} {selection}")'

    def elsewhere(self) -> str:
        """The same entity in a subgraph that sets no context."""
        filled = "  filled(x: Int): Int @shareable" if self.twice else ""
        key = '@key(fields: "id")'
        near = f"type Near {key} {{ id: ID!  other: Int @shareable }}" if self.chance(0.5) else ""
        return f"{near}\ntype Leaf {key} {{ id: ID!  plain: String @shareable{filled} }}"

    def renamed(self, source: SubgraphSource) -> str:
        """The SDL with federation's directives by other names."""
        if source.name in self.federation_1:
            return source.sdl
        sdl, style = source.sdl, self.style[source.name]
        if style == "plain":
            return sdl
        chosen = [each for each in _NAMES if each in {str(one) for one in available(self.versions[source.name])}]
        if style == "renamed":
            chosen = self.random.sample(chosen, 3)
        for each in chosen:
            local = {"as": f"fed__{each}", "renamed": f"my_{each}", "namespace": f"federation__{each}"}[style]
            instead = f'{{name: "@{each}", as: "@{local}"}}' if style == "renamed" else None
            sdl = (
                sdl.replace(f'"@{each}"', instead) if instead else re.sub(rf', "@{each}"|"@{each}", ', "", sdl, count=1)
            )
            sdl = re.sub(rf"(?<![\"\w])@{each}\b", f"@{local}", sdl)
        return sdl.replace(", import: [", ', as: "fed", import: [', 1) if style == "as" else sdl

"""Subgraphs with tags at random, from a seed: two subgraphs that share an entity, and every kind of type.

With `covering`, what only Hive wants to be tagged (arguments, input fields, enum values, scalars) has the included tag,
so that both composers' rules say the same.
"""

from __future__ import annotations

from random import Random

from gateway.composition import SubgraphSource

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", '
    'import: ["@key", "@tag", "@inaccessible", "@shareable"]) '
)
TAGS = ("shown", "hidden")
SCALARS = ("Int", "String!", "[Boolean]")


class Tagged:
    """Writes one pair of subgraphs."""

    def __init__(self, seed: int, *, covering: bool) -> None:
        self.random = Random(seed)
        self.covering = covering
        self.chance = self.random.choice((0.05, 0.15, 0.3))

    def tags(self, *, required: bool = False) -> str:
        """Tags for one element."""
        chosen = [tag for tag in TAGS if self.random.random() < self.chance * (2 if tag == "shown" else 1)]
        if required and self.covering and "shown" not in chosen:
            chosen.append("shown")
        return "".join(f' @tag(name: "{tag}")' for tag in chosen)

    def field(self, name: str, outputs: list[str], inputs: list[str]) -> str:
        arguments = ""
        if self.random.random() < 0.4:
            kind = self.random.choice([*inputs, "Int = 1", "String"])
            arguments = f"(a: {kind}{self.tags(required=True)})"
        return f"  {name}{arguments}: {self.random.choice(outputs)}{self.tags()}"

    def subgraph(self, name: str) -> SubgraphSource:
        """`name` is in the names of the types that are this subgraph's own."""
        own = [f"Thing{name}", f"Part{name}"]
        enum, scalar, union, interface = f"Colour{name}", f"Date{name}", f"Any{name}", f"Named{name}"
        given = f"Filter{name}"
        outputs = [*own, "Shared", enum, scalar, union, f"[{interface}]", *SCALARS]
        inputs = [given, enum, scalar]
        count = self.random.randint
        bodies = {each: [self.field(f"f{i}", outputs, inputs) for i in range(count(1, 3))] for each in own}
        query = [self.field(f"q{name}{i}", outputs, inputs) for i in range(count(2, 4))]
        parts = [
            "type Query {\n" + "\n".join(query) + "\n}",
            *(
                f"type {each} implements {interface}{self.tags()} {{\n  label: String{self.tags()}\n"
                + "\n".join(body)
                + "\n}"
                for each, body in bodies.items()
            ),
            f"interface {interface}{self.tags()} {{\n  label: String{self.tags()}\n}}",
            f"union {union}{self.tags(required=True)} = {' | '.join(own)}",
            f"enum {enum}{self.tags()} {{ RED{self.tags(required=True)} BLUE{self.tags(required=True)} }}",
            f"scalar {scalar}{self.tags(required=True)}",
            f"input {given}{self.tags()} {{ x: Int{self.tags(required=True)} y: {enum}{self.tags(required=True)} }}",
            f'type Shared @key(fields: "id") {{ id: ID!{self.tags()} own{name}: Int{self.tags()} }}',
        ]
        return SubgraphSource(name.lower(), f"http://{name.lower()}", LINK + "\n".join(parts))

    def sources(self) -> list[SubgraphSource]:
        return [self.subgraph("A"), self.subgraph("B")]

"""Random subgraphs for comparing with the oracle: mostly valid, over few names, so that declarations collide.

The same seed gives the same subgraphs on every machine and Python.
"""

from __future__ import annotations

from random import Random

from gateway.composition import SubgraphSource
from tests.composition.cases import LINK

SCALARS = ("Int", "String", "ID", "Int!", "[Int]", "[String!]", "E", "E!", "S")
OBJECTS = ("A", "B", "C", "V")


class Generator:
    """One set of subgraphs per instance."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        # One truth that the subgraphs mostly agree on: types of fields, and who owns what.
        self.fields = {name: {f"f{i}": self.output() for i in range(self.random.randint(1, 5))} for name in OBJECTS}
        self.entities = {name: self.random.choice(("id", "id", "id", "id key", "key")) for name in ("A", "B", "C")}
        self.names = ["a", "b", "c"][: self.random.randint(2, 3)]
        self.owner = {(name, field): self.random.choice(self.names) for name in OBJECTS for field in self.fields[name]}
        self.shared = {place for place in self.owner if self.chance(0.4)}

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def output(self) -> str:
        kinds = [*SCALARS, *OBJECTS, "[A!]", "B!", "I", "U", "[U]"]
        return self.random.choice(kinds)

    def sources(self) -> list[SubgraphSource]:
        return [SubgraphSource(name, f"http://{name}", LINK + self.subgraph(name)) for name in self.names]

    def subgraph(self, name: str) -> str:
        declared = [each for each in OBJECTS if self.chance(0.75)] or ["A"]
        text = [self.object_type(name, each, declared) for each in declared]
        body = "\n".join(text)
        needed = {each for each in OBJECTS if f" {each}" in body.replace("[", " ") or f"on {each}" in body}
        for each in sorted(needed - set(declared)):
            body += f"\n{self.stub(each)}"
        members = sorted({*declared, *needed} & set(OBJECTS))
        queries = " ".join(self.query(name, each) for each in members if self.chance(0.5))
        extra = self.leaves(name)
        interface = self.interface(members, body)
        body = interface[1]
        union = f"union U = {' | '.join(each for each in members if self.chance(0.8)) or members[0]}"
        root = f"type Query {{ {queries} q_{name}: Int }}"
        return "\n".join([root, body, extra, interface[0], union])

    def query(self, subgraph: str, name: str) -> str:
        shared = self.chance(0.3)
        arguments = self.arguments() if self.chance(0.3) else ""
        if shared:
            return f"shared{name}{arguments if self.chance(0.5) else ''}: {name} @shareable"
        return f"get{name}_{subgraph}{arguments}: {self.random.choice((name, name + '!', f'[{name}]'))}"

    def arguments(self) -> str:
        choices = ["x: Int", "x: Int = 1", "y: String", "e: E", "i: In", "z: [Int!]", "e: E = X"]
        picked = {each[0]: each for each in self.random.sample(choices, self.random.randint(1, 3))}
        return f"({', '.join(picked.values())})"

    def stub(self, name: str) -> str:
        if name in self.entities:
            key = self.entities[name].split()[0]
            resolvable = ", resolvable: false" if self.chance(0.6) else ""
            return f'type {name} @key(fields: "{key}"{resolvable}) {{ {key}: ID! }}'
        return (
            f"type {name} @shareable {{ f0: {self.fields[name]['f0']} }}"
            if self._plain(name)
            else f"type {name} {{ n: Int @shareable }}"
        )

    def _plain(self, name: str) -> bool:
        return self.fields[name]["f0"] in SCALARS

    def object_type(self, subgraph: str, name: str, declared: list[str]) -> str:
        lines = []
        keys = ""
        key_fields: list[str] = []
        if name in self.entities and self.chance(0.95):
            key_fields = self.entities[name].split()
            if self.chance(0.15):
                key_fields = key_fields[:1]
            keys = "".join(f' @key(fields: "{key}")' for key in key_fields)
            if len(key_fields) == 2 and self.chance(0.3):
                keys = f' @key(fields: "{" ".join(key_fields)}")'
            lines += [f"{key}: ID!" for key in key_fields]
        external: list[str] = []
        for field, type_ in self.fields[name].items():
            line = self.field(subgraph, name, field, type_, external)
            if line:
                lines.append(line)
        if external and keys:
            lines.append(f'computed_{subgraph}: Int @requires(fields: "{" ".join(external)}")')
        elif external:
            lines.append("other: Int @shareable")
        if not lines:
            lines.append("n: Int @shareable")
        extras = " @inaccessible" if self.chance(0.03) else ' @tag(name: "t")' if self.chance(0.05) else ""
        shareable = " @shareable" if name == "V" and self.chance(0.8) else ""
        return f"type {name}{keys}{shareable}{extras} {{ {' '.join(lines)} }}"

    def field(self, subgraph: str, name: str, field: str, type_: str, external: list[str]) -> str:
        owner = self.owner[name, field]
        if self.chance(0.02):
            type_ = self.random.choice(("Int", type_.rstrip("!"), type_.rstrip("!") + "!"))
        extras = (
            self.random.choice((" @inaccessible", ' @tag(name: "x")', " @authenticated", " @deprecated"))
            if self.chance(0.06)
            else ""
        )
        if name == "V":
            return f"{field}: {type_}{extras}" if self.chance(0.85) else ""
        if (name, field) in self.shared and not self.chance(0.02):
            return f"{field}: {type_}{extras} @shareable" if owner == subgraph or self.chance(0.5) else ""
        if owner == subgraph:
            return f"{field}: {type_}{extras}" + (" @shareable" if self.chance(0.25) else "")
        if self.chance(0.01):
            return f"{field}: {type_} @shareable"
        if self.chance(0.1) and type_.strip("![]") in ("Int", "String", "ID", "E", "S"):
            external.append(field)
            return f"{field}: {type_} @external"
        if self.chance(0.08):
            label = self.random.choice(("", "", ', label: "percent(50)"'))
            return f'{field}: {type_} @override(from: "{owner}"{label})'
        return ""

    def leaves(self, subgraph: str) -> str:
        values = [value for value in ("X", "Y", "Z") if value == "X" or self.chance(0.95)]
        inputs = ["a: Int", *(each for each in ("b: String", "c: Int = 2", "d: [Int]") if self.chance(0.7))]
        return f"enum E {{ {' '.join(values)} }}\nscalar S\ninput In {{ {' '.join(inputs)} }}"

    def interface(self, members: list[str], body: str) -> tuple[str, str]:
        """An interface with `id`, implemented by the entities that have it."""
        implementers = [each for each in members if each in self.entities and self.chance(0.6)]
        for each in implementers:
            head = f"type {each} "
            position = body.index(head)
            fields = body[position : body.index("}", position)]
            if "id: ID!" in fields:
                body = body.replace(head, f"type {each} implements I ", 1)
        return "interface I { id: ID! }", body

"""Random subgraphs with everything that newer versions of Federation brought, on top of `generate`.

Costs, list sizes, cache tags, composed directives, access rules, tags, descriptions, executable directives, interface
objects, several versions of Federation side by side, Federation 1 among them.  The same seed gives the same subgraphs.
"""

from __future__ import annotations

import re

from gateway.composition import SubgraphSource
from gateway.federation.directives import available
from gateway.federation.versions import Version
from tests.composition.oracle.generate import Generator

_NEW_IN_2 = re.compile(
    r" ?@(shareable|inaccessible|authenticated|override|cost|listSize|cacheTag|requiresScopes|policy|mine|label)"
    r"(\((?:[^()]|\([^()]*\))*\))?"
)
_RESOLVABLE = re.compile(r", resolvable: (true|false)")
_SCOPES = ('[["a"]]', '[["a", "b"]]', '[["a"], ["b"]]', '[["b", "c"]]', '[["c"], ["a", "b"]]')


class RichGenerator(Generator):
    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.versions = {name: Version(2, self.random.choice((12, 12, 13, 14))) for name in self.names}
        self.federation_1 = {name for name in self.names[1:] if self.chance(0.12)}
        self.minors = {name: self.random.choice((0, 0, 1)) for name in self.names}
        self.composing = {name for name in self.names if self.chance(0.5)}
        self.repeatable = self.chance(0.4)
        self.object_of = self.random.choice(self.names) if self.chance(0.35) else None
        self.protects = self.chance(0.25)
        self.applies_mine = False

    def sources(self) -> list[SubgraphSource]:
        return [SubgraphSource(name, f"http://{name}", self.document(name)) for name in self.names]

    def document(self, name: str) -> str:
        # What a subgraph applies and does not compose, Apollo lets in where a composing one applies the directive too.
        self.applies_mine = name in self.composing
        text = f"{self.subgraph(name)}\n{self.family(name)}\n{self.definitions(name)}"
        if name in self.federation_1:
            return _RESOLVABLE.sub("", _NEW_IN_2.sub("", text.replace("extend schema", "#")))
        imports = ", ".join(f'"@{directive}"' for directive in available(self.versions[name]))
        link = f'@link(url: "https://specs.apollo.dev/federation/{self.versions[name]}", import: [{imports}])'
        return f"extend schema {link} {self.composition(name)}\n{text}"

    def composition(self, name: str) -> str:
        link = f'@link(url: "https://example.com/mine/v1.{self.minors[name]}", import: ["@mine"])'
        return f'{link} @composeDirective(name: "@mine")' if name in self.composing else link

    def definitions(self, name: str) -> str:
        extra = ", y: String" if self.minors[name] else ""
        repeatable = " repeatable" if self.repeatable else ""
        places = "FIELD_DEFINITION | OBJECT | ARGUMENT_DEFINITION | ENUM"
        text = f"directive @mine(x: Int{extra}){repeatable} on {places}" if name not in self.federation_1 else ""
        if self.chance(0.5):
            arguments = self.random.choice(("", "(a: Int)", "(a: Int, b: E)", "(a: Int = 1)", "(a: Int!)"))
            locations = self.random.choice(("FIELD", "FIELD | QUERY", "FIELD | OBJECT", "INLINE_FRAGMENT | FIELD"))
            text += f"\ndirective @client{arguments}{' repeatable' if self.chance(0.2) else ''} on {locations}"
        return text

    def family(self, name: str) -> str:
        """An interface that one subgraph has for real and another as an object."""
        if self.object_of is None:
            return ""
        if name == self.object_of:
            given = f"given: Int{self.decoration('Int')}" + (" @shareable" if self.chance(0.3) else "")
            given += self.rule() if self.chance(0.15) else ""
            fields = f"id: ID! {given} list: [Int]{self.decoration('[Int]')}"
            real = f'type M @interfaceObject @key(fields: "id") {{ {fields} }}\nextend type Query {{ m_{name}: M }}'
            return "" if name in self.federation_1 else real
        if self.chance(0.2) or name in self.federation_1:
            return ""
        own = self.random.choice(("", " own: Int @shareable", " given: Int @shareable"))
        fields = f"id: ID! name: String @shareable{own}"
        keys = '@key(fields: "id")'
        return (
            f"interface M {keys} {{ id: ID! name: String }}\n"
            f"type MA implements M {keys} {{ {fields} }}\ntype MB implements M {keys} {{ {fields} }}\n"
            f"extend type Query {{ ms_{name}: [M] }}"
        )

    def decoration(self, type_: str) -> str:
        """Directives that go with any field of the type."""
        found = ""
        if self.chance(0.08):
            found += f" @cost(weight: {self.random.randint(0, 5)})"
        if type_.startswith("[") and self.chance(0.3):
            one = self.random.choice(("", ", requireOneSlicingArgument: false"))
            found += f" @listSize(assumedSize: {self.random.randint(0, 9)}{one})"
        if self.applies_mine and self.chance(0.1):
            found += f" @mine(x: {self.random.randint(0, 2)})" * (2 if self.repeatable and self.chance(0.2) else 1)
        if self.chance(0.04):
            found += ' @tag(name: "t")'
        return found

    def rule(self) -> str:
        kind = self.random.choice(("scopes", "scopes", "policies"))
        directive = "requiresScopes" if kind == "scopes" else "policy"
        return f" @{directive}({kind}: {self.random.choice(_SCOPES)})"

    def field(self, subgraph: str, name: str, field: str, type_: str, external: list[str]) -> str:
        if name == "V" and self.chance(0.7):
            return f"{field}: {type_}{self.decoration(type_)}"
        before = len(external)
        line = super().field(subgraph, name, field, type_, external)
        if not line or len(external) > before:
            return line + (self.decoration(type_) if line and self.chance(0.05) else "")
        rule = self.rule() if self.protects and self.chance(0.1) else ""
        described = f'"{self.random.choice(("one", "two"))}" ' if self.chance(0.05) else ""
        return described + line + self.decoration(line.split(": ", 1)[1].split(" ")[0]) + rule

    def query(self, subgraph: str, name: str) -> str:
        line = super().query(subgraph, name)
        if self.chance(0.15):
            shape = '"{$args.x}"' if "x: Int" in line and self.chance(0.7) else '"all"'
            line += f" @cacheTag(format: {shape})"
        returned = line.rsplit(": ", 1)[-1] if ")" not in line else line[line.rindex(")") + 3 :]
        return line + self.decoration(returned.strip())

    def object_type(self, subgraph: str, name: str, declared: list[str]) -> str:
        text = super().object_type(subgraph, name, declared)
        head, brace, body = text.partition(" {")
        if name == "V" and "@shareable" not in head and self.chance(0.9):
            head += " @shareable"
        if self.chance(0.1):
            head += f" @cost(weight: {self.random.randint(0, 9)})"
        if '@key(fields: "id")' in head and '@key(fields: "key")' not in head and self.chance(0.15):
            head += ' @cacheTag(format: "x-{$key.id}")'
        if self.protects and self.chance(0.05):
            head += self.rule()
        if self.applies_mine and self.chance(0.08):
            head += " @mine(x: 7)"
        return head + brace + body

    def arguments(self) -> str:
        text = super().arguments()
        if self.chance(0.15):
            costly = f" @cost(weight: {self.random.randint(0, 3)})"
            text = re.sub(r"x: Int( = 1)?", lambda match: match[0] + costly, text, count=1)
        return text.replace("y: String", "y: String @mine(x: 1)", 1) if self.applies_mine and self.chance(0.1) else text

    def leaves(self, subgraph: str) -> str:
        text = super().leaves(subgraph)
        if self.chance(0.15):
            text = text.replace("enum E {", f"enum E @cost(weight: {self.random.randint(0, 3)}) {{", 1)
        return text.replace("scalar S", "scalar S @cost(weight: 2)", 1) if self.chance(0.15) else text

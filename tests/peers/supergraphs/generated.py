"""Random supergraphs with their data: many subgraphs that share few types, so that there are many ways to everything.

A seed draws one truth (types, their fields, who has them by which keys) and the records; each subgraph then declares
its part.  What does not compose is drawn again, so that a seed always gives the same subgraphs that do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from gateway.composition import SubgraphSource, compose
from tests.oracle.case import LINK
from tests.oracle.world import World

ATTEMPTS = 400
RECORDS = 3


@dataclass
class Part:
    """A type as one subgraph declares it."""

    kind: str = "type"
    keys: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    implements: set[str] = field(default_factory=set)
    suffix: str = ""

    def text(self, name: str) -> str:
        implements = f" implements {' & '.join(sorted(self.implements))}" if self.implements else ""
        keys = "".join(f' @key(fields: "{key}"{more})' for key, more in self.keys.items())
        body = "  ".join(f"{name}: {rest}" for name, rest in self.fields.items())
        return f"{self.kind} {name}{implements}{keys}{self.suffix} {{ {body} }}"


@dataclass(frozen=True)
class Relation:
    """A field that returns objects: of `targets`, one of them per record."""

    targets: tuple[str, ...]
    is_list: bool
    value_type: bool = False


def generated(seed: int) -> tuple[dict[str, str], Callable[[], World]]:
    """Subgraph SDL by name, and what makes the data afresh."""
    for attempt in range(ATTEMPTS):
        maker = _Maker(Random(f"{seed}/{attempt}"))
        maker.make()
        sdl = maker.sdl()
        result = compose([SubgraphSource(name, f"http://{name}", text) for name, text in sdl.items()])
        if result.supergraph_sdl is not None:
            return sdl, maker.worlds()
    raise ValueError(f"nothing of seed {seed} composes")


class _Maker:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.graphs = [f"s{n}" for n in range(random.randint(3, 7))]
        self.parts: dict[str, dict[str, Part]] = {name: {} for name in self.graphs}
        self.members: dict[str, dict[str, set[str]]] = defaultdict(dict)
        self.entities = [f"E{n}" for n in range(random.randint(2, 5))]
        self.homes: dict[str, list[str]] = {}
        self.scalars: dict[str, list[str]] = defaultdict(list)
        self.relations: dict[str, dict[str, Relation]] = defaultdict(dict)
        self.required: dict[str, set[str]] = defaultdict(set)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def some(self, of: list[str], least: int = 1, most: int = 3) -> list[str]:
        count = self.random.randint(min(least, len(of)), min(most, len(of)))
        return self.random.sample(of, count)

    # -- the truth, told to the subgraphs
    def make(self) -> None:
        for entity in self.entities:
            self.make_entity(entity)
        self.make_values()
        self.make_interface()
        self.make_union()
        self.make_interface_object()
        for entity in self.entities:
            self.make_relations(entity)
        for entity in self.entities:
            self.make_requires(entity)
        self.make_roots()

    def make_entity(self, entity: str) -> None:
        """Keys lead through its subgraphs, not always the same ones; fields have one home or several."""
        self.homes[entity] = homes = self.some(self.graphs, 2, 5)
        self.scalars[entity] += ["id", "sku", "code"]
        for graph in homes:
            part = self.part(graph, entity)
            for key in self.random.choice((["id"], ["id"], ["id"], ["sku"], ["id", "sku"], ["id", "code"], ["id sku"])):
                self.add_key(part, key, ", resolvable: false" if self.chance(0.05) else "")
        for number in range(self.random.randint(2, 5)):
            name = f"a{number}"
            self.scalars[entity].append(name)
            owners = self.some(homes, 1, 3 if self.chance(0.35) else 1)
            for graph in owners:
                self.part(graph, entity).fields[name] = "String" + (" @shareable" if len(owners) > 1 else "")

    def part(self, graph: str, name: str) -> Part:
        return self.parts[graph].setdefault(name, Part())

    def add_key(self, part: Part, key: str, more: str = "") -> None:
        part.keys[key] = more
        for name in key.split():
            part.fields[name] = "ID!"

    def reference(self, graph: str, entity: str) -> None:
        """The entity can be referred to in a subgraph."""
        if entity not in self.parts[graph]:
            known = [key for home in self.homes[entity] for key in self.part(home, entity).keys if " " not in key]
            more = ", resolvable: false" if self.chance(0.5) else ""
            self.add_key(self.part(graph, entity), self.random.choice(known or ["id"]), more)

    def make_values(self) -> None:
        """Value types: each subgraph knows some of the fields."""
        self.values = [f"V{n}" for n in range(self.random.randint(0, 2))]
        for value in self.values:
            self.scalars[value] = [f"x{n}" for n in range(self.random.randint(1, 3))]

    def value_part(self, graph: str, value: str) -> None:
        if value not in self.parts[graph]:
            part = self.part(graph, value)
            part.suffix = " @shareable"
            for name in self.some(self.scalars[value], 1, 3):
                part.fields[name] = "String"

    def make_interface(self) -> None:
        """An interface of some entities, which subgraphs know in part."""
        if len(self.entities) < 2 or self.chance(0.4):
            return
        for graph in self.some(self.graphs, 1, 3):
            present = [each for each in self.entities if each in self.parts[graph]]
            implementing = self.some(present, 1, 3) if present else []
            if not implementing:
                continue
            self.parts[graph]["I0"] = Part("interface", fields={"id": "ID!", "title": "String"})
            self.members["I0"][graph] = set(implementing)
            for entity in implementing:
                part = self.part(graph, entity)
                part.implements.add("I0")
                part.fields.setdefault("id", "ID! @shareable" if not any("id" in key for key in part.keys) else "ID!")
                part.fields["title"] = "String @shareable"
                if "title" not in self.scalars[entity]:
                    self.scalars[entity].append("title")
        everyone = set().union(*self.members["I0"].values()) if self.members["I0"] else set()
        for entity in sorted(everyone):  # an interface's fields are asked of every implementation
            for graph in self.homes[entity]:
                if self.chance(0.3):
                    self.part(graph, entity).fields["title"] = "String @shareable"

    def make_union(self) -> None:
        if self.chance(0.4):
            return
        for graph in self.some(self.graphs, 1, 3):
            present = [each for each in self.entities if each in self.parts[graph]]
            if present:
                self.members["U0"][graph] = set(self.some(present, 1, 3))

    def make_interface_object(self) -> None:
        """An interface with a key, and a subgraph that knows no implementation."""
        if len(self.graphs) < 3 or self.chance(0.6):
            return
        real, *others = self.some(self.graphs, 2, 3)
        entities = [each for each in self.entities if "id" in self.part_keys(real, each)]
        everywhere = [e for e in entities if all("id" in self.part_keys(g, e) for g in self.homes[e])]
        entities = [e for e in everywhere if not any(e in self.parts[g] for g in others)]
        if not entities:
            return
        self.parts[real]["N"] = Part("interface", {"id": ""}, {"id": "ID!", "label": "String"})
        self.members["N"][real] = set(entities)
        for entity in entities:
            part = self.part(real, entity)
            part.implements.add("N")
            part.fields["label"] = "String @shareable"
            self.scalars[entity] += ["label", "extra"]
        for number, graph in enumerate(others):
            self.parts[graph]["N"] = Part(
                keys={"id": ""}, fields={"id": "ID!", f"extra{number or ''}": "String"}, suffix=" @interfaceObject"
            )
            for entity in entities:
                self.scalars[entity].append(f"extra{number or ''}")

    def part_keys(self, graph: str, entity: str) -> dict[str, str]:
        part = self.parts[graph].get(entity)
        return part.keys if part else {}

    def make_relations(self, entity: str) -> None:
        for number in range(self.random.randint(1, 4)):
            name = f"r{number}"
            owners = self.some(self.homes[entity], 1, 3 if self.chance(0.35) else 1)
            self.relate(entity, name, owners)

    def relate(self, owner: str, name: str, graphs: list[str]) -> None:
        """A field of an object or root type that returns objects, in some subgraphs."""
        target, text, relation = self.target(graphs)
        shared = " @shareable" if len(graphs) > 1 else ""
        provides = self.provides(graphs[0], target) if len(graphs) == 1 and target in self.entities else ""
        for graph in graphs:
            self.part(graph, owner).fields[name] = text + shared + provides
        self.relations[owner][name] = relation

    def target(self, graphs: list[str]) -> tuple[str, str, Relation]:
        is_list = self.chance(0.35)
        kinds = ["entity", "entity", "entity", *(["value", "value"] if self.values else [])]
        abstract = [
            name
            for name, by_graph in self.members.items()
            if all(graph in by_graph or name in self.parts[graph] for graph in graphs)
            and set.intersection(*(by_graph.get(graph) or set().union(*by_graph.values()) for graph in graphs))
        ]
        kinds += ["abstract"] * (3 if abstract else 0)
        match self.random.choice(kinds):
            case "entity":
                target = self.random.choice(self.entities)
                for graph in graphs:
                    self.reference(graph, target)
                relation = Relation((target,), is_list)
            case "value":
                target = self.random.choice(self.values)
                for graph in graphs:
                    self.value_part(graph, target)
                relation = Relation((target,), is_list, True)
            case _:
                target = self.random.choice(abstract)
                by_graph = self.members[target]
                known = [by_graph.get(graph) or set().union(*by_graph.values()) for graph in graphs]
                relation = Relation(tuple(sorted(set.intersection(*known))), is_list)
        return target, f"[{target}]" if is_list else target, relation

    def provides(self, graph: str, entity: str) -> str:
        """Fields of others that this subgraph has at hand here."""
        part = self.part(graph, entity)
        absent = [name for name in self.scalars[entity] if name.startswith("a") and name not in part.fields]
        if not absent or self.chance(0.7):
            return ""
        name = self.random.choice(absent)
        homes = [home for home in self.homes[entity] if name in self.part(home, entity).fields]
        if not all(self.part(home, entity).fields[name] == "String" for home in homes):
            return ""
        part.fields[name] = "String @external"
        for home in homes:
            self.part(home, entity).fields[name] = "String @shareable"
        return f' @provides(fields: "{name}")'

    def make_requires(self, entity: str) -> None:
        """Fields that are computed from those of other subgraphs, also from computed ones."""
        computed: list[str] = []
        for number in range(self.random.choice((0, 0, 1, 2, 3))):
            graph = self.random.choice(self.homes[entity])
            part = self.part(graph, entity)
            names = [n for n in (*self.scalars[entity], *computed) if n[0] in "aq" and n not in part.fields]
            if not names or not any(not more for more in part.keys.values()):
                continue
            wanted = self.some(names, 1, 2)
            for name in wanted:
                part.fields[name] = "String @external"
            part.fields[f"q{number}"] = f'String @requires(fields: "{" ".join(wanted)}")'
            computed.append(f"q{number}")

    def make_roots(self) -> None:
        for number, graph in enumerate(self.graphs):
            if number == 0 or self.chance(0.7):
                self.relate("Query", f"q{number}", [graph])
        for number in range(self.random.randint(0, 2)):
            self.relate("Query", f"shared{number}", self.some(self.graphs, 2, 3))

    # -- the subgraphs' SDL
    def sdl(self) -> dict[str, str]:
        return {graph: LINK + self.subgraph(graph) for graph in self.graphs}

    def subgraph(self, graph: str) -> str:
        lines = [part.text(name) for name, part in self.parts[graph].items()]
        members = self.members.get("U0", {}).get(graph)
        if members:
            lines.append(f"union U0 = {' | '.join(sorted(members))}")
        return "\n".join(lines)

    # -- the data
    def worlds(self) -> Callable[[], World]:
        """Makes the same data each time."""
        state = self.random.getstate()

        def make() -> World:
            self.random.setstate(state)
            return self.world()

        return make

    def world(self) -> World:
        names = sorted(self.entities)
        records = {name: [self.record(name, number) for number in range(RECORDS)] for name in names}
        for name in names:
            for record in records[name]:
                self.fill(record, name, records)
        query: dict[str, Any] = {}
        self.fill(query, "Query", records)
        everyone = set().union(*self.members["N"].values()) if self.members.get("N") else set()
        return World(
            query=query,
            records=[record for each in records.values() for record in each],
            subtypes={"N": frozenset(everyone)} if everyone else {},
        )

    def record(self, name: str, number: int) -> dict[str, Any]:
        found: dict[str, Any] = {"__typename": name}
        for scalar in self.scalars[name]:
            is_key = scalar in ("id", "sku", "code")
            found[scalar] = f"{name}.{scalar}.{number}" if is_key or not self.chance(0.1) else None
        return found

    def fill(self, record: dict[str, Any], owner: str, records: dict[str, list[dict[str, Any]]]) -> None:
        for name, relation in self.relations[owner].items():
            values = [self.related(relation, records) for _ in range(self.random.randint(1, 3))]
            record[name] = values if relation.is_list else values[0]

    def related(self, relation: Relation, records: dict[str, list[dict[str, Any]]]) -> Any:
        if self.chance(0.1):
            return None
        target = self.random.choice(relation.targets)
        return (
            self.record(target, self.random.randrange(9))
            if relation.value_type
            else self.random.choice(records[target])
        )

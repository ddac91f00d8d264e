"""Planner cases as text files: subgraphs, operations, and the plan each must get.

A file holds a sentence on its subject, then sections `=== subgraph NAME`, `=== operation NAME [JSON variables]`
and, after each operation, `=== plan` with `print_plan`'s text.  In place of subgraphs it may have a whole
`=== supergraph`, where it matters how another composer wrote it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway.composition import SubgraphSource, compose
from gateway.federation.supergraph import Supergraph

FOLDER = Path(__file__).parent / "cases"


@dataclass
class Operation:
    """One operation of a case; `plan` is empty until it is recorded."""

    name: str
    variables: dict[str, Any]
    text: str
    plan: str = ""


@dataclass
class Case:
    """One file."""

    path: Path
    about: str
    subgraphs: dict[str, str] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    sdl: str = ""

    def supergraph(self) -> Supergraph:
        """The case's own, or what its subgraphs are composed to."""
        if self.sdl:
            return Supergraph.from_sdl(self.sdl)
        sources = [SubgraphSource(name, f"http://{name}", sdl) for name, sdl in self.subgraphs.items()]
        result = compose(sources)
        assert result.supergraph_sdl is not None, result.errors
        return Supergraph.from_sdl(result.supergraph_sdl)

    def write(self) -> None:
        """Save the case with its operations' plans."""
        parts = [self.about]
        parts += [f"=== subgraph {name}\n{sdl.strip()}" for name, sdl in self.subgraphs.items()]
        parts += [f"=== supergraph\n{self.sdl.strip()}"] if self.sdl else []
        for operation in self.operations:
            variables = f" {json.dumps(operation.variables)}" if operation.variables else ""
            parts += [f"=== operation {operation.name}{variables}\n{operation.text.strip()}"]
            parts += [f"=== plan\n{operation.plan.strip()}"]
        self.path.write_text("\n".join(parts) + "\n")


def read_case(path: Path) -> Case:
    """Parse a case file."""
    about, *sections = re.split(r"^=== ", path.read_text(), flags=re.M)
    case = Case(path, about.strip())
    for section in sections:
        head, _, body = section.partition("\n")
        kind, _, rest = head.partition(" ")
        name, _, variables = rest.partition(" ")
        match kind:
            case "subgraph":
                case.subgraphs[name] = body
            case "supergraph":
                case.sdl = body
            case "operation":
                case.operations.append(Operation(name, json.loads(variables or "{}"), body))
            case "plan":
                case.operations[-1].plan = body.strip()
    return case


def all_cases() -> list[Case]:
    """Every case, by file name."""
    return [read_case(path) for path in sorted(FOLDER.glob("*.txt"))]

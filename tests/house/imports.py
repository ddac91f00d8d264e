"""Which module may import which: the table, and the imports of a module as its syntax tree has them.

Nothing is executed: an import inside a function or behind TYPE_CHECKING counts like any other.
"""

import ast
from collections.abc import Iterator

# What a package may import of this project besides itself; `*` is anything in the gateway.
ALLOWED: dict[str, tuple[str, ...]] = {
    "gateway": (),
    "gateway.app": ("*",),
    "gateway.cli": ("*",),
    "gateway.concurrency": (),
    "gateway.config": ("gateway.security", "gateway.upstream"),
    "gateway.federation": (),
    "gateway.planning": ("gateway.federation",),
    "gateway.composition": ("gateway.federation", "gateway.planning"),
    "gateway.execution": ("gateway.federation", "gateway.planning", "gateway.concurrency"),
    "gateway.request": ("gateway.execution.ports",),
    "gateway.security": ("gateway.execution.ports",),
    "gateway.telemetry": ("gateway.execution.ports", "gateway.concurrency"),
    "gateway.upstream": ("gateway.execution.ports", "gateway.concurrency"),
    "gateway.supervision": ("gateway.config",),
    "gateway.workers": ("gateway.supervision", "gateway.telemetry"),
    "gateway.bff": ("gateway.security", "gateway.telemetry", "gateway.upstream"),
    "subgraphs": (),
    "subgraphs.*": ("subgraphs.kit", "gateway.security", "gateway.telemetry", "gateway.upstream"),
    "bff_web": ("gateway.security", "gateway.telemetry", "gateway.upstream", "gateway.bff"),
    "bff_mobile": ("gateway.security", "gateway.telemetry", "gateway.upstream", "gateway.bff"),
}
OURS = ("gateway", "subgraphs", "bff_web", "bff_mobile", "tests")


def violations(module: str, source: str, is_package: bool = False) -> list[str]:
    """Each import that the table does not allow to `module`, as a sentence."""
    home, allowed = rule_of(module)
    return [
        f"{module}:{line} imports {name}, but {home} may import only {', '.join((home, *allowed))}"
        for name, line in imported(module, source, is_package)
        if name.split(".")[0] in OURS and not _permitted(name, home, allowed)
    ]


def rule_of(module: str) -> tuple[str, tuple[str, ...]]:
    """The package whose rule governs a module, and what it may import besides itself. Raises KeyError for none."""
    parts = module.split(".")
    if parts[0] == "subgraphs" and len(parts) > 1:
        return ".".join(parts[:2]), ALLOWED["subgraphs.*"]
    if parts[0] == "gateway" and len(parts) > 1:
        return ".".join(parts[:2]), ALLOWED[".".join(parts[:2])]
    return parts[0], ALLOWED[parts[0]]


def _permitted(name: str, home: str, allowed: tuple[str, ...]) -> bool:
    if "*" in allowed and _within(name, "gateway"):
        return True
    return any(_within(name, prefix) for prefix in (home, *allowed))


def _within(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(f"{prefix}.")


def imported(module: str, source: str, is_package: bool) -> Iterator[tuple[str, int]]:
    """(absolute name, line) of every import; `from a import b` counts as `a.b`, which may be a module or a name in
    it.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, node, is_package)
            yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)


def _absolute(module: str, node: ast.ImportFrom, is_package: bool) -> str:
    if node.level == 0:
        return node.module or ""
    parts = module.split(".")
    base = parts[: len(parts) - node.level + is_package]
    return ".".join([*base, *([node.module] if node.module else [])])

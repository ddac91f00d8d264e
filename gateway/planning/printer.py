"""A plan for people (`print_plan`) and for programs (`plan_to_json`).

The text groups requests by when they can start: everything in one step runs in parallel, and a request names the
ones it waits for when that is not simply the whole step before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.planning.plan import EntityFetch, Fetch, InputField, InputSet, Path, Plan, Request, TypeGuard


def steps(plan: Plan) -> list[list[Request]]:
    """Requests by depth: those of one list have all they need once the lists before are done."""
    depth: dict[int, int] = {}
    levels: list[list[Request]] = []
    for request in plan.requests:
        level = depth[request.id] = 1 + max((depth[other] for other in request.after), default=-1)
        levels.extend([] for _ in range(level + 1 - len(levels)))
        levels[level].append(request)
    return levels


def print_path(path: Path) -> str:
    """A path as `search.hits.chunk`; a type guard as `<Book>`."""
    text = ""
    for element in path:
        if isinstance(element, TypeGuard):
            text += f"<{'|'.join(sorted(element.types))}>"
        else:
            text += f".{element}" if text else element
    return text or "(root)"


def print_inputs(inputs: InputSet) -> str:
    """The field set a representation carries, e.g. `id hits { score }`."""
    parts = [print_input(each) for each in inputs.fields]
    parts += [f"... on {name} {{ {' '.join(map(print_input, each))} }}" for name, each in inputs.by_type.items()]
    return " ".join(parts)


def print_input(field: InputField) -> str:
    return f"{field.name} {{ {print_inputs(field.children)} }}" if field.children else field.name


def print_plan(plan: Plan) -> str:
    """The plan as indented text."""
    levels = steps(plan)
    lines = [f"{plan.kind}: {counted(len(plan.requests), 'request')} in {counted(len(levels), 'step')}"]
    for number, level in enumerate(levels, 1):
        how = ", in parallel" if len(level) > 1 else ""
        lines += ["", f"step {number}{how}"]
        for request in level:
            lines += print_request(request)
    return "\n".join(lines)


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def print_request(request: Request) -> Iterator[str]:
    after = f" after {', '.join(f'#{other}' for other in request.after)}" if request.after else ""
    yield f"  #{request.id} {request.subgraph}{after}"
    for fetch in request.fetches:
        if isinstance(fetch, EntityFetch):
            places = ", ".join(map(print_path, fetch.paths))
            yield f"     for each {fetch.typename or 'object'} at {places}: {print_inputs(fetch.inputs)}"
            for context in fetch.contexts:
                yield f"     with ${context.variable}: {print_inputs(context.inputs)} of {print_path(context.path)}"
        elif fetch.path:
            yield f"     into {print_path(fetch.path)}"
    yield from (f"     {line}" for line in request.document.split("\n"))


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """The plan as JSON values; `text` is `print_plan`'s."""
    return {
        "kind": plan.kind,
        "text": print_plan(plan),
        "steps": [[request.id for request in level] for level in steps(plan)],
        "requests": [
            {
                "id": request.id,
                "subgraph": request.subgraph,
                "kind": request.kind,
                "after": list(request.after),
                "variables": list(request.variables),
                "document": request.document,
                "fetches": [fetch_to_json(fetch) for fetch in request.fetches],
            }
            for request in plan.requests
        ],
    }


def fetch_to_json(fetch: Fetch) -> dict[str, Any]:
    if isinstance(fetch, EntityFetch):
        found: dict[str, Any] = {
            "paths": [print_path(path) for path in fetch.paths],
            "typename": fetch.typename,
            "requires": print_inputs(fetch.inputs),
        }
        if fetch.contexts:
            found["contexts"] = [
                {"variable": each.variable, "path": print_path(each.path), "value": print_inputs(each.inputs)}
                for each in fetch.contexts
            ]
        return found
    return {"paths": [print_path(fetch.path)], "fields": list(fetch.keys)}

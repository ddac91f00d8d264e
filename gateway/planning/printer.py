"""A plan for people (`print_plan`) and for programs (`plan_to_json`).

The text groups requests by when they can start: what is in one step could start at the same moment if all requests
took as long; each request names those it waits for, and waits for no other.  It says of every fetch where its objects
are, what is sent of them and where that was found, and which names of its answer stand for others.

The JSON has all that an executor needs of the requests, in the same words; docs/planning.md describes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.planning.document import Variant
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
    """A field of a representation; `price (from price__2)` where the response has it under another key."""
    text = field.name if field.source == field.name else f"{field.name} (from {field.source})"
    return f"{text} {{ {print_inputs(field.children)} }}" if field.children else text


def print_variant(variant: Variant) -> Iterator[str]:
    """What the plan was chosen by: only what the operation depends on."""
    if variant.conditions:
        yield f"if {', '.join(f'${name} is {str(value).lower()}' for name, value in variant.conditions)}"
    if variant.labels:
        yield f"with the overrides of {', '.join(sorted(variant.labels))}"
    if variant.denied:
        yield f"without {', '.join(sorted('.'.join(field) for field in variant.denied))}, which the caller may not see"


def print_plan(plan: Plan, variant: Variant | None = None) -> str:
    """The plan as indented text; with a `variant`, also what it was chosen by."""
    levels = steps(plan)
    lines = [f"{plan.kind}: {counted(len(plan.requests), 'request')} in {counted(len(levels), 'step')}"]
    lines += [f"  {line}" for line in print_variant(variant)] if variant else []
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
        for rename in fetch.renames:
            place = f" at {print_path(rename.path)}" if rename.path else ""
            yield f"     where {rename.alias}{place} is {rename.source}"
    yield from (f"     {line}" for line in request.document.split("\n"))


def plan_to_json(plan: Plan, variant: Variant) -> dict[str, Any]:
    """The plan as JSON values, by docs/query-plan.schema.json; `text` is `print_plan`'s."""
    return {
        "kind": plan.kind,
        "text": print_plan(plan, variant),
        "steps": [[request.id for request in level] for level in steps(plan)],
        "variant": {
            "conditions": dict(variant.conditions),
            "labels": sorted(variant.labels),
            "denied": sorted(".".join(field) for field in variant.denied),
        },
        "requests": [request_to_json(request) for request in plan.requests],
    }


def request_to_json(request: Request) -> dict[str, Any]:
    """One request with its fetches."""
    return {
        "id": request.id,
        "subgraph": request.subgraph,
        "kind": request.kind,
        "after": list(request.after),
        "variables": list(request.variables),
        "document": request.document,
        "fetches": [fetch_to_json(fetch) for fetch in request.fetches],
    }


def fetch_to_json(fetch: Fetch) -> dict[str, Any]:
    """What is read for a fetch, and what its answer is merged into; what there is none of is left out."""
    if isinstance(fetch, EntityFetch):
        found: dict[str, Any] = {
            "paths": [print_path(path) for path in fetch.paths],
            "typename": fetch.typename,
            "requires": print_inputs(fetch.inputs),
            "alias": fetch.alias,
            "variable": fetch.variable,
            "inputs": inputs_to_json(fetch.inputs),
        }
    else:
        found = {"paths": [print_path(fetch.path)], "fields": list(fetch.keys)}
    if isinstance(fetch, EntityFetch) and fetch.contexts:
        found["contexts"] = [
            {
                "variable": each.variable,
                "type": each.type,
                "path": print_path(each.path),
                "value": print_inputs(each.inputs),
                "inputs": inputs_to_json(each.inputs),
            }
            for each in fetch.contexts
        ]
    if fetch.renames:
        found["renames"] = [
            {"path": print_path(each.path), "alias": each.alias, "field": each.source} for each in fetch.renames
        ]
    return found


def inputs_to_json(inputs: InputSet) -> list[dict[str, Any]]:
    """The fields of a representation; those with a `type` only for objects of that type."""
    found = [input_to_json(each) for each in inputs.fields]
    found += [{**input_to_json(each), "type": name} for name, of in inputs.by_type.items() for each in of]
    return found


def input_to_json(field: InputField) -> dict[str, Any]:
    found: dict[str, Any] = {"name": field.name, "from": field.source, "key": field.key}
    if field.children is not None:
        found["fields"] = inputs_to_json(field.children)
    return found

"""Schemas at random, small and with every kind of type, and one change to each at random.

A schema is a plain structure here, so that a change is one assignment; `sdl` prints it.  Not every change leaves a
valid schema: those that do not are thrown away.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from graphql import GraphQLError, build_schema, validate_schema

Model = dict[str, Any]
Mutation = Callable[[Model, Random], None]

LEAVES = ("Int", "String", "Boolean", "Colour", "Size", "Date")
INPUTS = ("Int", "String", "Colour", "Size", "Date", "Filter", "Pick")
LOCATIONS = ("QUERY", "FIELD", "INLINE_FRAGMENT", "FRAGMENT_SPREAD", "VARIABLE_DEFINITION", "OBJECT")
DEFAULTS = {"Int": ("1", "2"), "String": ('"a"', '"b"'), "Colour": ("RED", "BLUE"), "Date": ('"now"', '"then"')}


def generate(random: Random) -> Model:
    """A valid schema with the types that the constants name, two objects, an interface and a union."""
    outputs = (*LEAVES, "Cat", "Dog", "Pet", "Either")
    shared = field(random, outputs)
    model: Model = {
        "roots": {"query": "Query", **({"mutation": "Mutation"} if random.random() < 0.3 else {})},
        "objects": {
            "Query": composite((), {f"q{i}": field(random, outputs) for i in range(random.randint(2, 4))}),
            "Mutation": composite((), {"go": field(random, LEAVES)}),
            "Cat": composite(("Pet",), {"name": shared, "a": field(random, outputs), "b": field(random, outputs)}),
            "Dog": composite(("Pet",), {"name": shared, "a": field(random, outputs)}),
            "Lost": composite((), {"a": field(random, LEAVES)}),
        },
        "interfaces": {"Pet": composite((), {"name": shared}), "Wild": composite((), {"a": field(random, LEAVES)})},
        "unions": {"Either": ["Cat", "Dog"][: random.randint(1, 2)]},
        "enums": {"Colour": ["RED", "BLUE", "GREEN"], "Size": ["S", "L"]},
        "inputs": {
            "Filter": {"one_of": False, "fields": {n: argument(random) for n in ("x", "y")[: random.randint(1, 2)]}},
            "Pick": {"one_of": True, "fields": {"i": value("Int"), "s": value("String")}},
        },
        "scalars": {"Date": None, "Unused": None},
        "directives": {
            "mark": {
                "args": {"a": argument(random)} if random.random() < 0.6 else {},
                "locations": random.sample(LOCATIONS, random.randint(1, 4)),
                "repeatable": random.random() < 0.5,
            }
        },
    }
    return copy.deepcopy(model)


def composite(interfaces: tuple[str, ...], fields: dict[str, Any]) -> dict[str, Any]:
    return {"implements": list(interfaces), "fields": fields}


def value(type_: str, default: str | None = None) -> dict[str, Any]:
    return {"type": type_, "default": default, "deprecated": False}


def wrapped(random: Random, name: str) -> str:
    return random.choice(("{}", "{}", "{}!", "[{}]", "[{}!]!")).format(name)


def argument(random: Random) -> dict[str, Any]:
    name = random.choice([each for each in INPUTS if each != "Filter"])
    type_ = wrapped(random, name)
    default = random.choice(DEFAULTS[name]) if type_.strip("!") in DEFAULTS and random.random() < 0.4 else None
    return value(type_, default)


def field(random: Random, outputs: tuple[str, ...]) -> dict[str, Any]:
    arguments = {name: argument(random) for name in ("p", "q")[: random.choice((0, 0, 1, 2))]}
    if random.random() < 0.2:
        arguments["f"] = value("Filter")
    return {"type": wrapped(random, random.choice(outputs)), "args": arguments, "deprecated": False}


# --- printing ---------------------------------------------------------------------------------------------------------


def sdl(model: Model) -> str:
    """The schema as SDL; a type without parts is left out."""
    roots = " ".join(f"{kind}: {name}" for kind, name in model["roots"].items())
    return "\n".join((f"schema {{ {roots} }}", *_types(model), *_directives(model)))


def _types(model: Model) -> Iterator[str]:
    for keyword, group in (("type", "objects"), ("interface", "interfaces")):
        for name, each in model[group].items():
            if name == "Mutation" and "mutation" not in model["roots"]:
                continue
            heads = f" implements {' & '.join(each['implements'])}" if each["implements"] else ""
            fields = "\n".join(f"  {field_name}{_field(one)}" for field_name, one in each["fields"].items())
            yield f"{_described(each)}{keyword} {name}{heads} {{\n{fields}\n}}"
    for name, members in model["unions"].items():
        yield f"union {name} = {' | '.join(members)}"
    for name, values in model["enums"].items():
        yield f"enum {name} {{ {' '.join(values)} }}"
    for name, each in model["inputs"].items():
        fields = "\n".join(f"  {field_name}{_value(one)}" for field_name, one in each["fields"].items())
        yield f"input {name}{' @oneOf' if each['one_of'] else ''} {{\n{fields}\n}}"
    for name, url in model["scalars"].items():
        yield f"scalar {name}" + (f' @specifiedBy(url: "{url}")' if url else "")


def _directives(model: Model) -> Iterator[str]:
    for name, each in model["directives"].items():
        arguments = ", ".join(f"{argument_name}{_value(one)}" for argument_name, one in each["args"].items())
        repeatable = " repeatable" if each["repeatable"] else ""
        yield f"directive @{name}{f'({arguments})' if arguments else ''}{repeatable} on {' | '.join(each['locations'])}"


def _described(each: dict[str, Any]) -> str:
    description = each.get("description")
    return f'"""{description}"""\n' if description else ""


def _field(one: dict[str, Any]) -> str:
    arguments = ", ".join(f"{name}{_value(each)}" for name, each in one["args"].items())
    return f"{f'({arguments})' if arguments else ''}: {one['type']}{_deprecated(one)}"


def _value(one: dict[str, Any]) -> str:
    default = f" = {one['default']}" if one["default"] else ""
    return f": {one['type']}{default}{_deprecated(one)}"


def _deprecated(one: dict[str, Any]) -> str:
    return " @deprecated" if one["deprecated"] else ""


def is_valid(text: str) -> bool:
    try:
        return not validate_schema(build_schema(text))
    except (GraphQLError, TypeError):
        return False


# --- changes ----------------------------------------------------------------------------------------------------------


def mutated(model: Model, random: Random) -> tuple[str, Model] | None:
    """The name of a change, and a valid schema with it; None when none was found in some tries."""
    before = sdl(model)
    for _ in range(20):
        mutation = random.choice(MUTATIONS)
        changed = copy.deepcopy(model)
        try:
            mutation(changed, random)
        except (IndexError, KeyError):
            continue
        after = sdl(changed)
        if after != before and is_valid(after):
            return mutation.__name__, changed
    return None


def _composites(model: Model) -> list[dict[str, Any]]:
    return [*model["objects"].values(), *model["interfaces"].values()]


def _fields(model: Model) -> list[dict[str, Any]]:
    return [field for each in _composites(model) for field in each["fields"].values()]


def _argument_groups(model: Model) -> list[dict[str, Any]]:
    groups = [each["args"] for each in (*_fields(model), *model["directives"].values())]
    return [*groups, *(each["fields"] for each in model["inputs"].values() if not each["one_of"])]


def _arguments(model: Model) -> list[dict[str, Any]]:
    return [each for group in _argument_groups(model) for each in group.values()]


def _drop(group: dict[str, Any], random: Random) -> None:
    del group[random.choice(list(group))]


def remove_field(model: Model, random: Random) -> None:
    _drop(random.choice(_composites(model))["fields"], random)


def add_field(model: Model, random: Random) -> None:
    random.choice(_composites(model))["fields"]["added"] = field(random, LEAVES)


def wrap_field(model: Model, random: Random) -> None:
    one = random.choice(_fields(model))
    one["type"] = wrapped(random, one["type"].strip("[]!"))


def rename_field_type(model: Model, random: Random) -> None:
    one = random.choice(_fields(model))
    name = one["type"].strip("[]!")
    one["type"] = one["type"].replace(name, random.choice((*LEAVES, "Cat", "Dog", "Pet", "Either")))


def deprecate_field(model: Model, random: Random) -> None:
    random.choice(_fields(model))["deprecated"] = True


def describe_type(model: Model, random: Random) -> None:
    random.choice(_composites(model))["description"] = "What it is."


def remove_argument(model: Model, random: Random) -> None:
    _drop(random.choice([group for group in _argument_groups(model) if group]), random)


def add_argument(model: Model, random: Random) -> None:
    random.choice(_argument_groups(model))["added"] = argument(random)


def wrap_argument(model: Model, random: Random) -> None:
    one = random.choice(_arguments(model))
    one["type"] = wrapped(random, one["type"].strip("[]!"))


def rename_argument_type(model: Model, random: Random) -> None:
    one = random.choice(_arguments(model))
    one["type"] = one["type"].replace(one["type"].strip("[]!"), random.choice(INPUTS))


def change_default(model: Model, random: Random) -> None:
    one = random.choice([each for each in _arguments(model) if each["type"].strip("!") in DEFAULTS])
    one["default"] = random.choice((None, *DEFAULTS[one["type"].strip("!")]))


def remove_enum_value(model: Model, random: Random) -> None:
    values = random.choice(list(model["enums"].values()))
    values.remove(random.choice(values))


def add_enum_value(model: Model, random: Random) -> None:
    random.choice(list(model["enums"].values())).append("ADDED")


def change_union(model: Model, random: Random) -> None:
    members = model["unions"]["Either"]
    name = random.choice(("Cat", "Dog", "Lost"))
    members.remove(name) if name in members else members.append(name)


def change_implements(model: Model, random: Random) -> None:
    each = random.choice(_composites(model))
    name = random.choice(("Pet", "Wild"))
    each["implements"].remove(name) if name in each["implements"] else each["implements"].append(name)


def add_implementation(model: Model, random: Random) -> None:
    fields = copy.deepcopy(model["interfaces"]["Pet"]["fields"])
    model["objects"]["Added"] = composite(("Pet", *model["interfaces"]["Pet"]["implements"]), fields)


def remove_type(model: Model, random: Random) -> None:
    group = random.choice(("objects", "interfaces", "unions", "enums", "inputs", "scalars"))
    _drop(model[group], random)


def add_type(model: Model, random: Random) -> None:
    model["enums"]["Added"] = ["A"]


def change_one_of(model: Model, random: Random) -> None:
    each = random.choice(list(model["inputs"].values()))
    each["one_of"] = not each["one_of"]


def change_root(model: Model, random: Random) -> None:
    if "mutation" in model["roots"]:
        del model["roots"]["mutation"]
    else:
        model["roots"]["mutation"] = "Mutation"


def rename_root(model: Model, random: Random) -> None:
    model["objects"] = {"Root" if name == "Query" else name: each for name, each in model["objects"].items()}
    model["roots"]["query"] = "Root"


def change_locations(model: Model, random: Random) -> None:
    locations = model["directives"]["mark"]["locations"]
    name = random.choice(LOCATIONS)
    locations.remove(name) if name in locations else locations.append(name)


def change_repeatable(model: Model, random: Random) -> None:
    model["directives"]["mark"]["repeatable"] = not model["directives"]["mark"]["repeatable"]


def remove_directive(model: Model, random: Random) -> None:
    del model["directives"]["mark"]


def specify_scalar(model: Model, random: Random) -> None:
    model["scalars"]["Date"] = "http://date"


MUTATIONS: tuple[Mutation, ...] = (
    *(remove_field, add_field, wrap_field, rename_field_type, deprecate_field, describe_type),
    *(remove_argument, add_argument, wrap_argument, rename_argument_type, change_default),
    *(remove_enum_value, add_enum_value, change_union, change_implements, add_implementation),
    *(remove_type, add_type, change_one_of, change_root, rename_root),
    *(change_locations, change_repeatable, remove_directive, specify_scalar),
)

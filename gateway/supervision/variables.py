"""Variables in a settings file: `${NAME}`, `${NAME:-default}`, and `$$` for a dollar.

The same forms as in Compose files. An unset variable without a default is an error, never an empty string: a probe of
`http://:/` fails far from its cause. The environment wins over the file's own `variables`; an empty value counts as
unset.
"""

import re
from collections.abc import Mapping
from typing import Any

_REFERENCE = re.compile(
    r"\$(?:(?P<dollar>\$)|\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^{}]*))?\}|(?P<stray>))"
)


class UnknownVariable(ValueError):
    """A reference that nothing resolves, or a dollar sign that begins none."""


def expand_text(text: str, values: Mapping[str, str]) -> str:
    """`text` with every reference replaced; raises `UnknownVariable`."""

    def replacement(match: re.Match[str]) -> str:
        if match["dollar"]:
            return "$"
        name = match["name"]
        if name is None:
            raise UnknownVariable(f"a stray $ in {text!r}: write $$ for a dollar sign, ${{NAME}} for a variable")
        value = values.get(name) or match["default"]
        if value is None:
            raise UnknownVariable(f"${{{name}}} is not set: set it, or write ${{{name}:-default}}")
        return value

    return _REFERENCE.sub(replacement, text)


def expand(value: Any, values: Mapping[str, str]) -> Any:
    """The same for every string inside parsed YAML or JSON; keys stay as they are."""
    if isinstance(value, str):
        return expand_text(value, values)
    if isinstance(value, dict):
        return {key: expand(item, values) for key, item in value.items()}
    if isinstance(value, list):
        return [expand(item, values) for item in value]
    return value


def resolve(declared: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """The environment with the file's variables beneath it, each expanded by the ones declared before it."""
    values = dict(environment)
    for name, text in declared.items():
        if not values.get(name):
            values[name] = expand_text(text, values)
    return values

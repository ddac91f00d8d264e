"""References in settings files: `${NAME}` and `${NAME:-default}`, and `$$` for a dollar sign, as in Compose files.

A variable that is not set and has no default is a problem, never an empty string; one that is set to nothing counts
as not set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gateway.config.errors import SettingsError

_REFERENCE = re.compile(r"\$(?:\$|\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^}]*))?\}|(?P<broken>\{))")


def expand(value: Any, values: Mapping[str, str], file: str, where: str = "") -> Any:
    """`value`, parsed from `file`, with the references in all its texts replaced.

    Args:
        values: of the variables, by name.
        where: the place of `value` in the file, as in `server.port`.

    Raises SettingsError with every reference that nothing resolves.
    """
    problems: list[str] = []
    expanded = _expand(value, values, file, where, problems)
    if problems:
        raise SettingsError(problems)
    return expanded


def _expand(value: Any, values: Mapping[str, str], file: str, where: str, problems: list[str]) -> Any:
    if isinstance(value, dict):
        return {
            key: _expand(item, values, file, f"{where}.{key}" if where else str(key), problems)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_expand(item, values, file, f"{where}.{index}", problems) for index, item in enumerate(value)]
    if not isinstance(value, str):
        return value

    def replacement(match: re.Match[str]) -> str:
        if match["broken"]:
            problems.append(f"{where}: `${{` must be `${{NAME}}` or `${{NAME:-default}}` ({file})")
            return ""
        if match["name"] is None:
            return "$"
        found = values.get(match["name"]) or match["default"]
        if found is None:
            problems.append(f"{where}: the environment variable {match['name']} is not set ({file})")
        return found or ""

    return _REFERENCE.sub(replacement, value)

"""Names of settings in the environment, and the slips people make with them.

Other processes of a system share the prefix (`HANSA_USERS_PORT`), so only what looks like a setting of ours is
questioned: a name with the delimiter, or one that becomes a setting when an underscore is doubled.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel

from gateway.config.model import Settings
from gateway.config.spelling import suggestion

PREFIX = "HANSA_"
DELIMITER = "__"


def variable_name(path: Iterable[str | int]) -> str:
    """`HANSA_SERVER__PORT` for `("server", "port")`."""
    return PREFIX + DELIMITER.join(str(part).upper() for part in path)


def misspelt_variables(environ: Mapping[str, str]) -> list[str]:
    """One line for each variable that looks like a setting but is none."""
    known = set(_known_variables())
    slips = {name.replace(DELIMITER, "_"): name for name in known}
    problems = []
    for name in environ:
        upper = name.upper()
        section, delimiter, _ = upper.removeprefix(PREFIX).partition(DELIMITER)
        if not upper.startswith(PREFIX) or upper in known:
            continue
        if delimiter and section.lower() not in Settings.model_fields:
            problems.append(f"{name}: unknown setting{suggestion(upper, known)} (environment)")
        elif upper in slips:
            problems.append(f"{name}: unknown setting; did you mean {slips[upper]}? (environment)")
    return problems


def broken_variables(environ: Mapping[str, str]) -> list[str]:
    """One line for each variable whose value should be JSON and is not."""
    problems = []
    for name, value in environ.items():
        if name.upper().startswith(PREFIX) and value.lstrip().startswith(("[", "{")):
            try:
                json.loads(value)
            except ValueError as error:
                problems.append(f"{name}: must be JSON: {error} (environment)")
    return problems


def _known_variables() -> Iterator[str]:
    for section, field in Settings.model_fields.items():
        yield variable_name([section])
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from (variable_name([section, name]) for name in field.annotation.model_fields)

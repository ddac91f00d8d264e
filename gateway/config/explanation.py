"""Turns a validation error of a setting into one line: which setting, what is wrong, what was given, and where.

Pydantic's texts speak of Python types; those people meet most are said in the words of a settings file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from gateway.config.environment import variable_name
from gateway.config.model import Settings
from gateway.config.spelling import suggestion

Path = tuple[str | int, ...]

_TEXTS = {
    "missing": "is required",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "string_type": "must be text",
    "path_type": "must be a path",
    "tuple_type": "must be a list",
    "model_type": "must be a mapping",
    "dict_type": "must be a mapping",
    "byte_size": "must be a size such as 1048576, 512KiB or 2MiB",
    "byte_size_unit": "must be a size such as 1048576, 512KiB or 2MiB",
    "too_short": "must not be empty",
}


@dataclass(frozen=True)
class Sources:
    """Where values can come from, strongest first.

    Args:
        options: of the command line, nested as settings are.
        environ: the process's environment.
        content: of the settings file.
        file: its name.
    """

    options: Mapping[str, Any]
    environ: Mapping[str, str]
    content: Mapping[str, Any]
    file: str

    def of(self, path: Path) -> str:
        """The name of the source that gave the value at `path`."""
        if _holds(self.options, path):
            return "command line"
        given = {name.upper(): name for name in self.environ}
        for length in range(len(path), 0, -1):
            if name := given.get(variable_name(path[:length])):
                return f"environment: {name}"
        return self.file if _holds(self.content, path[:1]) else "defaults"


def explain(details: ErrorDetails, sources: Sources) -> str:
    """One line for one of pydantic's errors."""
    path = details["loc"]
    return f"{'.'.join(map(str, path))}: {_what(details)} ({sources.of(path)})"


def _what(details: ErrorDetails) -> str:
    path, value, kind = details["loc"], details["input"], details["type"]
    if kind == "extra_forbidden":
        return "unknown setting" + suggestion(str(path[-1]), _names_beside(path))
    if kind == "missing":
        return _TEXTS[kind]
    shown = isinstance(value, str | int | float | bool) or value is None
    return f"{_message(details)}, not {value!r}" if shown else _message(details)


def _message(details: ErrorDetails) -> str:
    known = _TEXTS.get(details["type"])
    if known:
        return known
    message = details["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return message.replace("should be", "must be", 1)


def _names_beside(path: Path) -> Iterable[str]:
    """Names allowed where `path` ends; keys of mappings and indexes of lists lead to values of one model."""
    model: type[BaseModel] = Settings
    for part in path[:-1]:
        if isinstance(part, str) and part in model.model_fields:
            below = _model_in(model.model_fields[part].annotation)
            if below is None:
                return ()
            model = below
    return model.model_fields


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for inner in get_args(annotation) if (model := _model_in(inner))), None)


def _holds(values: Any, path: Path) -> bool:
    for part in path:
        if not isinstance(values, Mapping) or part not in values:
            return False
        values = values[part]
    return True

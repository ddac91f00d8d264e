"""A settings file as plain data: YAML 1.1 without surprises.

Keys given twice are errors, references in text are taken from the environment (see `references`), and relative paths
mean what stands beside the file, not where the command was started.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import yaml

from gateway.config.errors import SettingsError
from gateway.config.references import expand

# Where a path may stand, so that it can be resolved.
PATH_SETTINGS = (
    ("supergraph", "file"),
    ("supergraph", "config"),
    ("supergraph", "warm_files"),
    ("graphiql", "assets"),
    ("graphiql", "operation"),
)


def read_settings_file(path: Path, environ: Mapping[str, str]) -> dict[str, Any]:
    """The content of a settings file with references and paths resolved.

    Raises SettingsError: cannot be read, not YAML, not a mapping, a key twice, a variable that is not set.
    """
    content = read_mapping(path, "a mapping of sections, such as `server:`")
    return _resolve_paths(expand(content, environ, str(path)), path.parent)


def read_mapping(path: Path, expected: str) -> dict[str, Any]:
    """The mapping in a YAML file as it stands; an empty file is an empty one. `expected` says what it should hold.

    Raises SettingsError: cannot be read, not YAML, not a mapping, a key twice.
    """
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=_StrictLoader)
    except OSError as error:
        raise SettingsError([f"{path}: cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise SettingsError([f"{path}: is not UTF-8 text"]) from error
    except yaml.YAMLError as error:
        raise SettingsError([f"{path}{_place(error)}"]) from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise SettingsError([f"{path}: must be {expected}"])
    return content


class _StrictLoader(yaml.SafeLoader):
    """SafeLoader that refuses a key given twice; plain YAML keeps the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                break  # which the loader itself refuses
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    problem=f"{key!r} is given twice", problem_mark=key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def _place(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        return f":{mark.line + 1}:{mark.column + 1}: {error.problem}"
    return f": {' '.join(str(error).split())}"


def _resolve_paths(content: dict[str, Any], directory: Path) -> dict[str, Any]:
    for section, key in PATH_SETTINGS:
        values = content.get(section)
        if isinstance(values, dict) and key in values:
            values[key] = _resolved(values[key], directory)
    return content


def _resolved(value: Any, directory: Path) -> Any:
    if isinstance(value, list):
        return [_resolved(item, directory) for item in value]
    return str(directory / value) if isinstance(value, str) else value

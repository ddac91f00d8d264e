"""docs/configuration.md, written from the model, so that no setting is undocumented and none is documented wrongly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ByteSize
from pydantic.fields import FieldInfo

from gateway.config.model import Settings
from gateway.config.values import seconds, seconds_or_off

_HEAD = """\
# Configuration

<!-- Written by `hansa config docs`; a test keeps it fresh. Change the descriptions in gateway/config/model.py. -->

`hansa serve --settings hansa.yaml` reads a YAML file; every setting has a default that works, so there need not be one.
What the command line says (`--host`, `--port`, `--supergraph`, `--config`) wins over the environment, which wins over
the file. An unknown key is an error. `hansa config validate hansa.yaml` checks a file, `hansa config show` prints what
is in effect, and `hansa config schema` prints a JSON schema for editors.

```yaml
supergraph:
  file: supergraph.graphql
server:
  port: 4000
security:
  issuers:
    - issuer: ${HANSA_AUTH_ISSUER:-http://127.0.0.1:4100}
subgraphs:
  timeout: 10s
  overrides:
    inference: {timeout: 60s}
```

- **Environment.** `server.port` is `HANSA_SERVER__PORT`: the path in capitals, joined by two underscores. Lists and
  mappings are written as JSON.
- **In the file**, `${NAME}` and `${NAME:-default}` are taken from the environment; `$$` is a dollar sign. Relative
  paths start at the file's own directory.
- **Times** are seconds: `30`, or `250ms`, `30s`, `2m`. **Sizes** are bytes: `1048576`, or `512KiB`, `2MiB`.
"""


def write_reference() -> str:
    """The whole page in Markdown."""
    return "\n".join([_HEAD, *_sections(Settings, ())])


def _sections(model: type[BaseModel], path: tuple[str, ...]) -> Iterator[str]:
    sections = {name: found for name, field in model.model_fields.items() if (found := _section_in(field.annotation))}
    leaves = {name: field for name, field in model.model_fields.items() if name not in sections}
    if path:
        yield f"{'#' * (len(path) + 1)} {'.'.join(path)}\n"
        yield f"{' '.join((model.__doc__ or '').split())}\n"
    if leaves:
        yield "| setting | type | default | what it is |\n| --- | --- | --- | --- |"
        yield from (_row(name, field) for name, field in leaves.items())
        yield ""
    for name, (section, suffix) in sections.items():
        yield from _sections(section, (*path, name + suffix))


def _section_in(annotation: Any) -> tuple[type[BaseModel], str] | None:
    """The model that a field holds, and how the path shows that it holds several."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, ""
    suffix = {dict: ".<name>", tuple: "[]"}.get(get_origin(annotation), "")
    inner = (_section_in(argument) for argument in get_args(annotation))
    return next(((found[0], suffix + found[1]) for found in inner if found), None)


def _row(name: str, field: FieldInfo) -> str:
    cells = (f"`{name}`", _type(field.annotation, field.metadata), _default(field), field.description or "")
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _type(annotation: Any, metadata: Sequence[Any] = ()) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if any(isinstance(item, BeforeValidator) and item.func is seconds_or_off for item in metadata):
        return "time, `off`"
    if origin is Annotated:
        return _type(arguments[0], arguments[1:])
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if origin is tuple:
        return f"list of {_type(arguments[0])}"
    if origin is dict:
        return f"mapping to {_type(arguments[1])}"
    if origin in (Union, UnionType):
        return _type(next(argument for argument in arguments if argument is not NoneType))
    if any(isinstance(item, BeforeValidator) and item.func is seconds for item in metadata):
        return "time"
    return _WORDS[annotation]


_WORDS = {bool: "true, false", int: "whole number", float: "number", str: "text", ByteSize: "size", Path: "path"}


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True) if field.default_factory is dict else field.default
    if field.is_required():
        return "required"
    if isinstance(value, ByteSize):
        return f"`{value.human_readable(separator='')}`".replace(".0", "")
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return ", ".join(f"`{item}`" for item in value) or "none"
    return "none" if value is None or value == {} else f"`{value}`"

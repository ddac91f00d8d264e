"""Rover's `supergraph.yaml`: which subgraphs there are, where they run, and where their SDL is.

`file:` paths are relative to the YAML file; `${env.NAME}` and `${env.NAME:-default}` are expanded in every string
(values only, never keys).  Unknown keys, missing files and variables are errors that name the place, all at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from gateway.composition.contracts.contract import Contract
from gateway.composition.satisfiability import MOST_STEPS
from gateway.federation.versions import FEDERATION_VERSIONS, Version

_VARIABLE = re.compile(r"\$\{env\.([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")


MOST_NODES = 1_000_000
"""Keys, values and list items of a configuration, with aliases written out."""


class ConfigError(ValueError):
    """A supergraph configuration that cannot be used; `problems` has one sentence each."""

    def __init__(self, path: Path, problems: list[str]) -> None:
        self.path = path
        self.problems = problems
        super().__init__("\n".join(f"{path}: {problem}" for problem in problems))


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SchemaSettings(_Strict):
    """Exactly one of the three."""

    file: Annotated[Path | None, Field(description="A file of SDL, relative to the configuration.")] = None
    subgraph_url: Annotated[str | None, Field(description="A GraphQL endpoint asked for `{ _service { sdl } }`.")] = (
        None
    )
    sdl: Annotated[str | None, Field(description="The SDL itself.")] = None

    @model_validator(mode="after")
    def _one(self) -> SchemaSettings:
        if sum(each is not None for each in (self.file, self.subgraph_url, self.sdl)) != 1:
            raise ValueError("give exactly one of file, subgraph_url and sdl")
        return self


class SubgraphSettings(_Strict):
    """One entry of `subgraphs`."""

    routing_url: Annotated[
        str | None, Field(description="Where the gateway sends requests; `schema.subgraph_url` if left out.")
    ] = None
    schema_: Annotated[SchemaSettings, Field(alias="schema", description="Where the SDL comes from.")]

    @model_validator(mode="after")
    def _has_url(self) -> SubgraphSettings:
        if self.routing_url is None and self.schema_.subgraph_url is None:
            raise ValueError("routing_url is needed, as the schema has no subgraph_url")
        return self

    @property
    def url(self) -> str:
        url = self.routing_url or self.schema_.subgraph_url
        assert url is not None
        return url


class ContractSettings(_Strict):
    """One entry of `contracts`: a view of the supergraph by tags."""

    include: Annotated[tuple[str, ...], Field(description="Tags; fields and unions without one are hidden.")] = ()
    exclude: Annotated[tuple[str, ...], Field(description="Tags; what has one is hidden.")] = ()
    hide_unreachable_types: Annotated[
        bool, Field(description="Whether types that no operation can reach are hidden too.")
    ] = True

    @model_validator(mode="after")
    def _says_something(self) -> ContractSettings:
        if not self.include and not self.exclude:
            raise ValueError("give include, exclude or both: without tags a contract hides nothing")
        if both := sorted({*self.include} & {*self.exclude}):
            raise ValueError(f"{', '.join(both)} cannot be both included and excluded")
        return self

    def named(self, name: str) -> Contract:
        return Contract(name, frozenset(self.include), frozenset(self.exclude), self.hide_unreachable_types)


class SupergraphConfig(_Strict):
    """The whole file."""

    federation_version: Annotated[
        str | int | float | None, Field(description="As Rover's: 2, or `=2.11.0`; composition does not depend on it.")
    ] = None
    subgraphs: Annotated[dict[str, SubgraphSettings], Field(min_length=1, description="By name.")]
    contracts: Annotated[dict[str, ContractSettings], Field(description="Views of the supergraph, by name.")] = Field(
        default_factory=dict
    )
    validation_steps: Annotated[
        int, Field(ge=1, description="Planner steps that may be made to check that every operation can be answered.")
    ] = MOST_STEPS

    def contract(self, name: str) -> Contract:
        """The contract of this name.  Raises LookupError: there is none; the message names those that there are."""
        if name not in self.contracts:
            known = f"it has {', '.join(self.contracts)}" if self.contracts else "it has no contracts"
            raise LookupError(f"there is no contract {name}; {known}")
        return self.contracts[name].named(name)

    @model_validator(mode="after")
    def _known_version(self) -> SupergraphConfig:
        if self.federation_version is not None and not _is_known(str(self.federation_version)):
            known = f"2, and =2.0 to ={'.'.join(map(str, FEDERATION_VERSIONS[-1]))}"
            raise ValueError(f"federation_version {self.federation_version} is unknown; known are {known}")
        return self


def _is_known(text: str) -> bool:
    if text in ("2", "latest-2"):
        return True
    match = re.fullmatch(r"=?v?(\d+)\.(\d+)(\.\d+)?", text)
    return match is not None and Version(int(match[1]), int(match[2])) in FEDERATION_VERSIONS


def load_config(path: Path, environment: Mapping[str, str]) -> SupergraphConfig:
    """Reads and checks `path`; `file:` paths of the result are absolute or relative to the working directory.

    Raises ConfigError, also for a missing or unreadable file.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(path, [f"cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError as error:
        raise ConfigError(path, [f"is not UTF-8: {error.reason}"]) from None
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if root is not None and _size(root, {}) > MOST_NODES:
            raise ConfigError(
                path, ["has aliases inside of what they name, or is too large with all of them written out"]
            )
        repeated = list(_repeated_keys(root))
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigError(path, [f"is not YAML: {str(error).replace(chr(10), ' ')}"]) from None
    except RecursionError:
        raise ConfigError(path, ["is nested too deeply"]) from None
    if repeated:
        raise ConfigError(path, [f"line {line}: {key} is given twice" for key, line in repeated])
    if not isinstance(document, dict):
        raise ConfigError(path, ["must be a mapping with the key subgraphs"])
    missing: list[str] = []
    expanded = _expand(document, environment, missing)
    if missing:
        raise ConfigError(path, [f"environment variable {name} is not set" for name in dict.fromkeys(missing)])
    try:
        config = SupergraphConfig.model_validate(expanded)
    except ValidationError as error:
        raise ConfigError(path, [_problem(each) for each in error.errors()]) from None
    return _resolved(config, path)


def _size(node: yaml.Node, known: dict[yaml.Node, int]) -> int:
    """How many nodes there are with aliases written out; more than are allowed where one is inside of itself."""
    if node not in known:
        known[node] = MOST_NODES + 1
        children: list[yaml.Node] = []
        if isinstance(node, yaml.MappingNode):
            children = [each for pair in node.value for each in pair]
        elif isinstance(node, yaml.SequenceNode):
            children = node.value
        known[node] = 1 + sum(_size(each, known) for each in children)
    return known[node]


def _repeated_keys(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    """Keys that stand in one mapping before, with their lines: YAML would keep the last in silence."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    yield key.value, key.start_mark.line + 1
                seen.add(key.value)
            yield from _repeated_keys(value)


def _expand(value: Any, environment: Mapping[str, str], missing: list[str]) -> Any:
    if isinstance(value, dict):
        return {key: _expand(each, environment, missing) for key, each in value.items()}
    if isinstance(value, list):
        return [_expand(each, environment, missing) for each in value]
    if not isinstance(value, str):
        return value

    def replacement(match: re.Match[str]) -> str:
        name, default = match[1], match[2]
        if name in environment:
            return environment[name]
        if default is None:
            missing.append(name)
        return default or ""

    return _VARIABLE.sub(replacement, value)


def _problem(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"])
    what = {"extra_forbidden": "unknown key", "missing": "is missing"}.get(error["type"], error["msg"])
    return f"{where}: {what.removeprefix('Value error, ')}" if where else what.removeprefix("Value error, ")


def _resolved(config: SupergraphConfig, path: Path) -> SupergraphConfig:
    subgraphs = {}
    problems = []
    for name, settings in config.subgraphs.items():
        file = settings.schema_.file
        if file is not None:
            file = path.parent / file
            if not file.is_file():
                problems.append(f"subgraphs.{name}.schema.file: there is no file {file}")
            settings = settings.model_copy(update={"schema_": settings.schema_.model_copy(update={"file": file})})
        subgraphs[name] = settings
    if problems:
        raise ConfigError(path, problems)
    return config.model_copy(update={"subgraphs": subgraphs})

"""The file that `hansa up` reads: which processes there are, how each is started, probed, restarted and stopped.

Every model is frozen and refuses unknown keys, so that a misspelt one is an error at start and not a default at
midnight. Strings are expanded before validation (see `gateway.config.references`), so that one variable moves a port
everywhere it is named.
"""

import graphlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from signal import Signals
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, ValidationError, model_validator

from gateway.config.errors import SettingsError
from gateway.config.references import expand
from gateway.config.yaml_file import read_mapping

Seconds = PositiveFloat


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class Ready(_Model):
    """How to see that a process is ready: exactly one of the three probes, asked until it answers or time is over."""

    http: str | None = Field(default=None, description="URL that answers 200 when ready (an admin port's /ready)")
    tcp: str | None = Field(default=None, description="host:port that accepts connections")
    ping: str | None = Field(default=None, description="host:port of a Redis or Valkey server that answers PING")
    within: Seconds = Field(default=60.0, description="seconds after which the start counts as failed")

    @model_validator(mode="after")
    def _exactly_one_probe(self) -> Self:
        if sum(probe is not None for probe in (self.http, self.tcp, self.ping)) != 1:
            raise ValueError("give exactly one of http, tcp, ping")
        return self


class Restart(_Model):
    """Exponential back-off between restarts; a stable run forgets the failures before it."""

    initial: Seconds = Field(default=0.5, description="seconds before the first restart; doubled for each one after it")
    maximum: Seconds = Field(default=30.0, description="seconds that no wait exceeds")
    stable_after: Seconds = Field(
        default=60.0, description="seconds of running after which the next wait is `initial` again"
    )


class Stop(_Model):
    """How a process is asked to end."""

    signal: Literal["SIGTERM", "SIGINT", "SIGQUIT"] = "SIGTERM"
    within: Seconds = Field(default=2.5, description="seconds after which it is killed")

    @property
    def number(self) -> Signals:
        return Signals[self.signal]


class ProcessSettings(_Model):
    """One process."""

    command: tuple[str, ...] = Field(min_length=1, description="program and arguments; no shell")
    environment: dict[str, str] = Field(default_factory=dict, description="added to the supervisor's own environment")
    ports: tuple[str, ...] = Field(
        (), description="variables that hold the ports it listens on, checked before anything starts"
    )
    ready: Ready | None = Field(default=None, description="without a probe, a started process counts as ready")
    depends_on: tuple[str, ...] = Field(default=(), description="processes that must be ready before this one starts")
    restart: Annotated[Restart | Literal["never"], Field(description="or `never`")] = Restart()
    stop: Stop = Stop()


class Url(_Model):
    """One row of the table that is printed when everything is ready."""

    name: str
    url: str
    about: str = ""


class TokenRecipe(_Model):
    """The call that gets a token for the sample query: a POST whose JSON answer holds it in one field."""

    url: str
    form: dict[str, str] | None = Field(default=None, description="sent as application/x-www-form-urlencoded")
    body: dict[str, Any] | None = Field(default=None, description="sent as application/json")
    field: str = "access_token"


class Sample(_Model):
    """The query of the sample: a GraphQL document and where to send it."""

    url: str
    operation: Path


class Banner(_Model):
    urls: tuple[Url, ...] = ()
    token: TokenRecipe | None = None
    sample: Sample | None = None


class Notice(_Model):
    """A sentence for what is absent but not needed to start: printed when `missing` does not exist."""

    missing: Path
    say: str


class SystemFile(_Model):
    """The whole file. Relative paths in it, and the processes' working directory, are relative to `directory`."""

    directory: Path = Field(default=Path(), description="working directory of every process, relative to the file")
    variables: dict[str, str] = Field(
        default_factory=dict, description="defaults under the environment, given to every process"
    )
    data: Path = Field(default=Path(".hansa"), description="lock and logs; one supervisor at a time")
    free_mebibytes: int = Field(default=64, ge=0, description="free space on that disk below which nothing is started")
    log_mebibytes: int = Field(default=8, ge=1, description="size at which a process's log is moved to NAME.log.1")
    processes: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")], ProcessSettings] = Field(min_length=1)
    banner: Banner = Banner()
    notices: tuple[Notice, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for name, process in self.processes.items():
            for other in process.depends_on:
                if other not in self.processes:
                    raise ValueError(f"{name} depends on {other}, which is not in the file")
        for name, process in self.processes.items():
            for variable in process.ports:
                self.port(variable, name)
        self.order()
        return self

    def order(self) -> list[str]:
        """The processes' names, each after all it depends on; raises ValueError on a circle."""
        graph = {name: process.depends_on for name, process in self.processes.items()}
        try:
            return list(graphlib.TopologicalSorter(graph).static_order())
        except graphlib.CycleError as error:
            raise ValueError(f"processes depend on each other in a circle: {' → '.join(error.args[1])}") from None

    def dependents(self, name: str) -> list[str]:
        """The processes that depend on this one directly."""
        return [other for other, process in self.processes.items() if name in process.depends_on]

    def port(self, variable: str, process: str) -> int:
        """The port number that a variable holds; raises ValueError when it holds none."""
        text = self.variables.get(variable)
        if text is None:
            raise ValueError(f"{process} lists the port {variable}, which is not among the file's variables")
        if not text.isdecimal() or not 0 < int(text) < 65536:
            raise ValueError(f"{variable} is {text!r}, not a port number from 1 to 65535")
        return int(text)

    def path(self, relative: Path) -> Path:
        return self.directory / relative


def load(path: Path, environment: Mapping[str, str]) -> SystemFile:
    """Read, expand and check the file; `directory` comes back absolute. Raises `SettingsError`."""
    raw = read_mapping(path, "a mapping with `processes`")
    try:
        system = SystemFile.model_validate(_expanded(raw, environment, str(path)))
    except ValidationError as error:
        raise SettingsError([f"{path}: {problem}" for problem in _described(error)]) from None
    return system.model_copy(update={"directory": (path.parent / system.directory).resolve()})


def _expanded(raw: dict[str, Any], environment: Mapping[str, str], file: str) -> dict[str, Any]:
    declared = raw.get("variables") or {}
    if not isinstance(declared, dict):
        return raw
    values = dict(environment)
    for name, text in declared.items():
        # Each may refer to the ones before it; the environment wins.
        if not values.get(name):
            values[name] = str(expand(text, values, file, f"variables.{name}"))
    rest = {key: value for key, value in raw.items() if key != "variables"}
    return {**expand(rest, values, file), "variables": {name: values[name] for name in declared}}


def _described(error: ValidationError) -> Iterator[str]:
    for problem in error.errors():
        where = ".".join(str(part) for part in problem["loc"])
        what = "unknown key" if problem["type"] == "extra_forbidden" else problem["msg"].removeprefix("Value error, ")
        yield f"{where}: {what}" if where else what

"""From a configuration file to a supergraph: once, or again whenever the file, a subgraph's SDL or a contract changed.

A look reads everything and composes only what is new.  News are told once, and only when two readings agree, so that
nothing is taken half-written.  What cannot be had for a moment (a service that restarts, a file that an editor
replaces) is no news; at two looks in a row it is.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from gateway.composition.compose import CompositionResult, compose
from gateway.composition.config import ConfigError, load_config
from gateway.composition.contracts import Contract, apply_contract
from gateway.composition.diagnostics import CompositionError
from gateway.composition.satisfiability import MOST_STEPS
from gateway.composition.sources import Fetch, load_sources
from gateway.federation.subgraph import SubgraphSource

CONFIGURATION = "CONFIGURATION"
"""The code of an error in the configuration file, which is none of composition's."""

SETTLE_SECONDS: Final = 0.1
READINGS: Final = 20


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a supergraph is composed of; with errors, nothing is composed."""

    sources: tuple[SubgraphSource, ...] = ()
    contract: Contract | None = None
    validation_steps: int = MOST_STEPS
    errors: tuple[CompositionError, ...] = ()

    @property
    def digest(self) -> str:
        return hashlib.sha256(
            repr((self.sources, self.contract and _key(self.contract), self.validation_steps, self.errors)).encode()
        ).hexdigest()

    def compose(self) -> CompositionResult:
        if self.errors:
            return CompositionResult(None, self.errors)
        result = compose(self.sources, validation_steps=self.validation_steps)
        return result if self.contract is None else under_contract(result, self.contract)


def _key(contract: Contract) -> tuple[object, ...]:
    return contract.name, sorted(contract.include), sorted(contract.exclude), contract.hide_unreachable_types


def under_contract(result: CompositionResult, contract: Contract) -> CompositionResult:
    """The contract's supergraph in place of the whole one, with the findings of both."""
    if result.supergraph_sdl is None:
        return result
    view = apply_contract(result.supergraph_sdl, contract)
    return CompositionResult(view.supergraph_sdl, view.errors, (*result.hints, *view.hints))


async def load_inputs(path: Path, environment: Mapping[str, str], fetch: Fetch, contract: str | None) -> Inputs:
    """What the configuration in `path` asks to compose.

    Args:
        contract: the name of one of its contracts; None for the whole supergraph.

    Raises ConfigError: the file, or the name of the contract.
    """
    config = await asyncio.to_thread(load_config, path, environment)
    try:
        chosen = None if contract is None else config.contract(contract)
    except LookupError as error:
        raise ConfigError(path, [str(error)]) from None
    loaded = await load_sources(config, fetch)
    return Inputs(loaded.sources, chosen, config.validation_steps, loaded.errors)


async def compose_config(
    path: Path,
    environment: Mapping[str, str],
    fetch: Fetch,
    contract: str | None = None,
    validation_steps: int | None = None,
) -> CompositionResult:
    """As `load_inputs`, composed; `validation_steps` instead of the configuration's."""
    inputs = await load_inputs(path, environment, fetch, contract)
    return (inputs if validation_steps is None else replace(inputs, validation_steps=validation_steps)).compose()


class ConfigWatch:
    """Looks at a configuration and its subgraphs when it is told to.

    Args:
        path: the configuration; arguments are those of `load_inputs`.
        sleep: waits between two readings, in seconds.
    """

    def __init__(
        self,
        path: Path,
        environment: Mapping[str, str],
        fetch: Fetch,
        contract: str | None = None,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._path = path
        self._environment = environment
        self._fetch = fetch
        self._contract = contract
        self._sleep = sleep
        self._known: str | None = None
        self._doubted = False

    async def look(self, *, again: bool = False) -> CompositionResult | None:
        """What is composed of what has changed since the last look; None for nothing new.

        Args:
            again: compose even if nothing has changed.
        """
        inputs = await self._read()
        if inputs.digest == self._known and not again:
            self._doubted = False
            return None
        if self._known is not None and not again:
            if inputs.errors and not self._doubted:
                self._doubted = True
                return None
            if (settled := await self._settled(inputs)) is None:
                return None
            inputs = settled
        self._known, self._doubted = inputs.digest, False
        return await asyncio.to_thread(inputs.compose)

    async def _settled(self, inputs: Inputs) -> Inputs | None:
        for _ in range(READINGS):
            await self._sleep(SETTLE_SECONDS)
            before, inputs = inputs, await self._read()
            if before.digest == inputs.digest:
                return inputs
        return None

    async def _read(self) -> Inputs:
        try:
            return await load_inputs(self._path, self._environment, self._fetch, self._contract)
        except ConfigError as error:
            return Inputs(errors=configuration_errors(error))


def configuration_errors(error: ConfigError) -> tuple[CompositionError, ...]:
    """The problems of a configuration told as composition's are; they are of no subgraph."""
    return tuple(
        CompositionError(CONFIGURATION, f"{error.path}: {problem}", advice="Correct the file.")
        for problem in error.problems
    )

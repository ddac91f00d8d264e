"""Gets the SDL of each configured subgraph: from its file, from the configuration, or from the running service.

The network comes in as a function, so that this package does none itself.  What fails is a value: one
DOWNSTREAM_SERVICE_ERROR a subgraph, and the others are still fetched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from gateway.composition.config import SubgraphSettings, SupergraphConfig
from gateway.composition.diagnostics import CompositionError, Diagnostics, Place
from gateway.federation.subgraph import SubgraphSource

Fetch = Callable[[str, bytes], Awaitable[bytes]]
"""POSTs a JSON body to a URL and returns the body of the answer; raises OSError or ValueError when there is none."""

SDL_QUERY = b'{"query":"query SubgraphSdl { _service { sdl } }","operationName":"SubgraphSdl"}'


@dataclass(frozen=True, slots=True)
class LoadedSources:
    """`sources` in the order of the configuration, without those that `errors` speak of."""

    sources: tuple[SubgraphSource, ...]
    errors: tuple[CompositionError, ...] = ()


async def load_sources(config: SupergraphConfig, fetch: Fetch) -> LoadedSources:
    """All at once; `fetch` is only called for `subgraph_url`s."""
    diagnostics = Diagnostics()
    loaded = await asyncio.gather(
        *(_load(name, settings, fetch, diagnostics) for name, settings in config.subgraphs.items())
    )
    return LoadedSources(tuple(each for each in loaded if each is not None), tuple(diagnostics.errors))


async def _load(name: str, settings: SubgraphSettings, fetch: Fetch, diagnostics: Diagnostics) -> SubgraphSource | None:
    schema = settings.schema_
    try:
        if schema.sdl is not None:
            sdl = schema.sdl
        elif schema.file is not None:
            sdl = await asyncio.to_thread(schema.file.read_text, encoding="utf-8")
        else:
            assert schema.subgraph_url is not None
            sdl = read_service_answer(await fetch(schema.subgraph_url, SDL_QUERY))
    except (OSError, ValueError) as error:
        why = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else str(error) or type(error).__name__
        where = schema.file or schema.subgraph_url
        message = f'[{name}] Cannot get the SDL of subgraph "{name}" from {where}: {why}'
        diagnostics.error("DOWNSTREAM_SERVICE_ERROR", message, Place(name))
        return None
    return SubgraphSource(name, settings.url, sdl)


def read_service_answer(body: bytes) -> str:
    """The SDL in a GraphQL answer to `SDL_QUERY`.  Raises ValueError, saying what the answer has instead."""
    try:
        answer: Any = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        raise ValueError(f"the answer is not JSON: {body[:80]!r}") from None
    data = answer.get("data") if isinstance(answer, dict) else None
    service = data.get("_service") if isinstance(data, dict) else None
    sdl = service.get("sdl") if isinstance(service, dict) else None
    if isinstance(sdl, str) and sdl:
        return sdl
    errors = answer.get("errors") if isinstance(answer, dict) else None
    if isinstance(errors, list) and errors:
        messages = "; ".join(str(each.get("message")) if isinstance(each, dict) else str(each) for each in errors)
        raise ValueError(f"the service answers with errors: {messages}")
    raise ValueError("the answer has no data._service.sdl; is federation enabled there?")

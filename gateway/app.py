"""The composition root: settings and a supergraph become one running gateway.  The only module that knows everybody.

From outside in: CORS, the bearer's verification, the GraphQL endpoint, the engine, traced requests to subgraphs.  The
engine and what it knows of subgraphs are replaced together when the supergraph's file changes; connections are kept.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from graphql import GraphQLError
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from gateway.config import Settings, SettingsError
from gateway.config.model import CorsSettings, HeaderSettings, SubgraphSettings, SupergraphSettings
from gateway.config.model import ErrorSettings as ErrorSection
from gateway.config.model import ExtensionSettings as ExtensionSection
from gateway.config.spelling import suggestion
from gateway.execution.awaited import AwaitedSupergraph
from gateway.execution.engine import Engine, EngineSettings, Recent
from gateway.execution.errors import ErrorSettings, ErrorView
from gateway.execution.extensions import ExtensionSettings
from gateway.execution.generations import Generations
from gateway.execution.ports import OperationRequest, OperationResult, SubgraphTransport
from gateway.execution.reload import Looks, RefusedError, Reloader, WarmUp, recent_of
from gateway.execution.sharing import SharedOperations
from gateway.execution.watch import digest_of
from gateway.federation.supergraph import Supergraph, SupergraphError
from gateway.planning import Limits
from gateway.request import EndpointOptions, GraphiqlPage, GraphQLEndpoint, RequestError, Site
from gateway.security import BearerMiddleware, TokenVerifier, WarmKeys, principal_of
from gateway.telemetry import (
    Metrics,
    Place,
    Service,
    SupergraphMetrics,
    TracedTransport,
    TracingObserver,
    current_request_id,
    name_operation,
    note_shared_fetch,
    note_shared_operation,
)
from gateway.upstream import (
    Clients,
    HeaderPolicy,
    Http1Client,
    HttpSubgraphs,
    PoolLimits,
    RuledTransport,
    SharedTransport,
    SubgraphTarget,
)

if TYPE_CHECKING:
    from gateway.upstream.client import HttpClient

logger = logging.getLogger(__name__)


class Development(Protocol):
    """What is told of a graph that is composed again at each change."""

    def report(self, served: str | None) -> bytes:
        """The state of the graph, as JSON for GraphiQL; `served` is the digest of what is in force, if anything is."""

    def refuse(self, reason: str) -> None:
        """What composed cannot be served, for this reason."""


@dataclass(frozen=True)
class Graph:
    """The supergraph to begin with.

    Args:
        supergraph: read and checked; None when it is awaited from `watch`.
        sdl: what it was read from.
        watch: where changes come from; None when there is nothing to look at.
        development: what GraphiQL shows of the composition; None for nothing.
        keep: gets each further content that can be served.
    """

    supergraph: Supergraph | None
    sdl: bytes
    watch: Looks | None = None
    development: Development | None = None
    keep: Callable[[bytes], None] | None = None


def build_service(settings: Settings, graph: Graph, place: Place | None = None) -> Service:
    """The gateway as a service that `gateway.telemetry.main` can run; with a `place`, as one of several workers.

    Raises SettingsError for settings that do not fit the supergraph, or files of theirs that cannot be read.
    """
    metrics = Metrics()
    client = build_client(settings.subgraphs)

    def build(supergraph: Supergraph) -> Engine:
        targets = subgraph_targets(settings.subgraphs, supergraph.subgraphs)
        policy = header_policy(settings.headers, supergraph.subgraphs)
        if isinstance(client, Clients):
            client.expect(target.url for target in targets.values())
        transport = build_transport(settings, policy, HttpSubgraphs(client, targets), metrics)
        return build_engine(settings, supergraph, transport, metrics)

    async def close() -> None:
        if (generations := keeper.generations) is not None:
            generations.close()
        await client.close()

    keeper = build_keeper(settings.supergraph, graph, build, SupergraphMetrics(metrics))
    return Service(
        name=settings.telemetry.service_name,
        app=build_app(settings, keeper, graph.development, closing=close, metrics=metrics),
        host=settings.server.host,
        port=settings.server.port,
        admin_host=settings.admin.host,
        admin_port=settings.admin.port if settings.admin.enabled else None,
        ready=keeper.problems,
        metrics=metrics,
        on_hangup=keeper.ask,
        place=place,
    )


def build_client(settings: SubgraphSettings) -> Clients | HttpClient:
    """What sends requests to subgraphs."""

    def general() -> HttpClient:
        from gateway.upstream.client import HttpClient  # it takes 10 MB, which plain http does not need

        return HttpClient(connect_timeout=settings.connect_timeout)

    if not settings.own_client:
        return general()
    limits = PoolLimits(connections=settings.max_connections, connect_timeout=settings.connect_timeout)
    return Clients(general, Http1Client(limits))


def build_app(
    settings: Settings,
    keeper: Reloader | AwaitedSupergraph,
    development: Development | None,
    *,
    closing: Callable[[], Awaitable[None]],
    metrics: Metrics,
) -> ASGIApp:
    """The ASGI application for clients; `keeper` runs beside it."""

    async def run(request: OperationRequest) -> OperationResult:
        generations = keeper.generations
        if generations is None:
            raise RequestError(503, "SUPERGRAPH_NOT_READY", "There is no supergraph yet that can be served.")
        return await generations.execute(request)

    shared = SharedOperations(run, partial(note_shared_operation, metrics)) if settings.execution.dedup else None
    perform = shared.execute if shared else run

    async def execute(request: OperationRequest) -> OperationResult:
        result = await perform(request)
        if result.kind is not None:
            name_operation(result.kind, result.operation_name)
        return result

    policy = HeaderPolicy(settings.headers.all, settings.headers.subgraphs)
    composition = (lambda: development.report(keeper.digest)) if development is not None else None
    page = build_page(settings, composition) if settings.graphiql.enabled else None
    endpoint = GraphQLEndpoint(
        execute, endpoint_options(settings, policy), caller=principal_of, request_id=current_request_id, page=page
    )
    verifier = TokenVerifier(settings.security.issuers)
    verified = BearerMiddleware(endpoint, verifier)
    site = Site(settings.server.path, verified, page, closing=closing, beside=[keeper.run])
    return with_cors(WarmKeys(site, verifier), settings.http.cors)


def build_transport(
    settings: Settings, policy: HeaderPolicy, port: SubgraphTransport, metrics: Metrics
) -> SubgraphTransport:
    """From the engine to `port`: header rules, in-flight dedup, telemetry.

    In this order a request is shared by what the rules let through, and one that is sent has one span.
    """
    transport: SubgraphTransport = TracedTransport(port, metrics)
    if settings.subgraphs.dedup:
        transport = SharedTransport(transport, lambda subgraph: note_shared_fetch(subgraph, metrics))
    return RuledTransport(transport, policy)


def header_policy(settings: HeaderSettings, names: Collection[str]) -> HeaderPolicy:
    """Which headers go to which of the subgraphs.  Raises SettingsError: rules for one that is not there."""
    if problems := _strangers("headers.subgraphs", settings.subgraphs, names):
        raise SettingsError(problems)
    return HeaderPolicy(settings.all, settings.subgraphs)


def build_keeper(
    settings: SupergraphSettings, graph: Graph, build: Callable[[Supergraph], Engine], report: SupergraphMetrics
) -> Reloader | AwaitedSupergraph:
    """What keeps the supergraph that is served up to date, or waits for a first one.

    Raises SettingsError: the settings do not fit the supergraph that there is.
    """
    warm_up = WarmUp(settings.warm_documents, settings.warm_time, always_warm(settings.warm_files))

    def rebuild(content: bytes) -> Engine:
        try:
            engine = build(Supergraph.from_bytes(content))
        except (SupergraphError, SettingsError) as error:
            if graph.development is not None:
                graph.development.refuse(str(error))
            raise RefusedError(str(error)) from error
        if graph.keep is not None:
            graph.keep(content)
        return engine

    def begin(engine: Engine, digest: str) -> Reloader:
        generations = Generations(engine)
        return Reloader(generations, digest, graph.watch, rebuild, poll=settings.poll, warm_up=warm_up, report=report)

    if graph.supergraph is not None:
        return begin(build(graph.supergraph), digest_of(graph.sdl))
    assert graph.watch is not None, "without a supergraph there is one to wait for"
    return AwaitedSupergraph(graph.watch, lambda new: begin(rebuild(new.data), new.digest), poll=settings.poll)


def always_warm(paths: Iterable[Path]) -> tuple[Recent, ...]:
    """What to plan at the start: indexes that every plan needs, and the operations of files.

    Raises SettingsError: a file that cannot be read, or has no operation.
    """
    found, problems = [Recent("{ __typename }")], []
    for path in chain.from_iterable(sorted(path.glob("*.graphql")) if path.is_dir() else (path,) for path in paths):
        try:
            text = path.read_text("utf-8")
            found += recent_of(text)
        except OSError as error:
            problems.append(f"supergraph.warm_files: {path} cannot be read: {error.strerror}")
        except UnicodeDecodeError:
            problems.append(f"supergraph.warm_files: {path} is not UTF-8 text")
        except GraphQLError as error:
            problems.append(f"supergraph.warm_files: {path} is not GraphQL: {error.message}")
    if problems:
        raise SettingsError(problems)
    return tuple(found)


def build_engine(settings: Settings, supergraph: Supergraph, transport: SubgraphTransport, metrics: Metrics) -> Engine:
    """The engine with the limits and policies of the settings.

    Raises SettingsError: policies for a subgraph that is not there.
    """
    limits, planning = settings.limits, settings.planning
    return Engine(
        supergraph,
        transport,
        limits=Limits(
            document_bytes=limits.document_bytes,
            tokens=limits.tokens,
            depth=limits.depth,
            selections=limits.selections,
            expanded_characters=limits.expanded_characters,
            aliases=limits.aliases,
            root_fields=limits.root_fields,
            errors=limits.errors,
            introspection=settings.introspection.enabled,
            introspections=settings.introspection.fields,
        ),
        settings=EngineSettings(
            errors=error_policy(settings.errors, supergraph.subgraphs),
            extensions=extension_policy(settings.extensions, supergraph.subgraphs),
            override_labels=settings.supergraph.override_labels,
            batching=settings.execution.batching,
            typed_after=settings.execution.typed_after,
            documents=planning.documents,
            selections=planning.selections,
            variants=planning.variants,
            steps=planning.steps,
            requests=planning.requests,
            processes=planning.processes,
            process_seconds=ceil(planning.time),
            process_memory=planning.memory,
        ),
        observer=TracingObserver(metrics),
        correlation=lambda: current_request_id() or uuid4().hex,
    )


def error_policy(settings: ErrorSection, names: Collection[str]) -> ErrorSettings:
    """What clients see of errors.  Raises SettingsError: overrides for a subgraph that is not there."""
    if problems := _strangers("errors.subgraphs", settings.subgraphs, names):
        raise SettingsError(problems)
    general = settings.model_dump(include=set(ErrorView.model_fields))
    return ErrorSettings(
        **general,
        positions=settings.positions,
        limit=settings.limit,
        subgraphs={
            name.lower(): ErrorView(**{**general, **override.model_dump(exclude_none=True)})
            for name, override in settings.subgraphs.items()
        },
    )


def extension_policy(settings: ExtensionSection, names: Collection[str]) -> ExtensionSettings:
    """Which response extensions clients see.  Raises SettingsError: keys for a subgraph that is not there."""
    if problems := _strangers("extensions.subgraphs", settings.subgraphs, names):
        raise SettingsError(problems)
    return ExtensionSettings(
        allow=frozenset(settings.allow),
        merge=settings.merge,
        subgraphs={name.lower(): frozenset(keys) for name, keys in settings.subgraphs.items()},
    )


def subgraph_targets(settings: SubgraphSettings, urls: Mapping[str, str]) -> dict[str, SubgraphTarget]:
    """Where each subgraph of the supergraph is reached.

    Args:
        urls: routing URLs by subgraph name, as the supergraph has them.

    Raises SettingsError: an override for a subgraph that is not there, or a subgraph without URL.
    """
    problems = _strangers("subgraphs.overrides", settings.overrides, urls)
    overrides = {name.lower(): override for name, override in settings.overrides.items()}
    targets = {}
    for name, routing_url in urls.items():
        override = overrides.get(name.lower())
        url = (override and override.url) or routing_url
        if not url:
            problems.append(f"subgraphs.overrides.{name}.url: is required: the supergraph has no routing URL for it")
        targets[name] = SubgraphTarget(
            url=url,
            timeout=(override and override.timeout) or settings.timeout,
            max_bytes=(override and override.max_response_bytes) or settings.max_response_bytes,
        )
    if problems:
        raise SettingsError(problems)
    return targets


def _strangers(section: str, given: Iterable[str], names: Collection[str]) -> list[str]:
    """One line for each subgraph that a section of the settings speaks of and the supergraph does not have."""
    known = {name.lower() for name in names}
    has = f"; it has {', '.join(names) or 'none'}"
    return [
        f"{section}.{name}: the supergraph has no such subgraph{suggestion(name, names) or has}"
        for name in given
        if name.lower() not in known
    ]


def endpoint_options(settings: Settings, policy: HeaderPolicy) -> EndpointOptions:
    """The endpoint's part of the settings."""
    return EndpointOptions(
        status_profile=settings.http.status_profile,
        csrf_headers=settings.http.csrf.headers if settings.http.csrf.enabled else (),
        body_bytes=settings.limits.body_bytes,
        query_bytes=settings.limits.query_bytes,
        timeout=settings.server.request_timeout,
        offers=policy.wants if policy.wants_any else None,
        expose_plans=settings.query_plan.expose,
    )


def build_page(settings: Settings, composition: Callable[[], bytes] | None) -> GraphiqlPage:
    """GraphiQL with the assets that are there, and in development the state of the composition.

    Raises SettingsError when its first document cannot be read.
    """
    data = Path(os.environ.get("HANSA_DATA_DIR") or ".hansa")
    operation = settings.graphiql.operation
    try:
        text = operation.read_text("utf-8") if operation else ""
    except OSError as error:
        raise SettingsError([f"graphiql.operation: {operation} cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise SettingsError([f"graphiql.operation: {operation} is not UTF-8 text"]) from error
    return GraphiqlPage(
        settings.server.path,
        settings.graphiql.assets or data / "assets" / "graphiql",
        cdn=settings.graphiql.cdn,
        plans=settings.query_plan.expose,
        operation=text,
        composition=composition,
    )


def with_cors(app: ASGIApp, settings: CorsSettings) -> ASGIApp:
    """`app` behind CORS when origins are allowed; without, browsers keep foreign pages out by themselves."""
    if not settings.origins:
        return app
    return CORSMiddleware(
        app,
        allow_origins=settings.origins,
        allow_methods=("GET", "POST"),
        allow_headers=settings.headers,
        allow_credentials=settings.credentials,
        expose_headers=("x-request-id", "x-trace-id"),
        max_age=settings.max_age,
    )

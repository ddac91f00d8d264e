"""All settings of the gateway, typed: one frozen model per section, each field with a default that works and a
description that becomes docs/configuration.md.

Unknown keys are errors.  Times are seconds (a number, or text such as `250ms`, `30s`, `2m`); sizes are bytes (a number,
or text such as `2MiB`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ByteSize, ConfigDict, Field, model_validator

from gateway.config.values import http_url, lower_case_header, origin, seconds, seconds_or_off, url_path
from gateway.security import IssuerSettings
from gateway.upstream import HeaderRule

Seconds = Annotated[float, BeforeValidator(seconds), Field(gt=0, le=3600)]
SecondsOrOff = Annotated[Annotated[float, Field(gt=0, le=3600)] | None, BeforeValidator(seconds_or_off)]
Port = Annotated[int, Field(ge=0, le=65535)]
HeaderName = Annotated[str, AfterValidator(lower_case_header)]
HttpUrl = Annotated[str, AfterValidator(http_url)]
Origin = Annotated[str, AfterValidator(origin)]
UrlPath = Annotated[str, AfterValidator(url_path)]
LogLevel = Literal["debug", "info", "warning", "error"]


class Section(BaseModel):
    """Base of all sections: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ServerSettings(Section):
    """Where clients reach the gateway."""

    host: str = Field(default="127.0.0.1", description="Address to listen on; `0.0.0.0` for all interfaces.")
    port: Port = Field(default=4000, description="Port for clients; 0 lets the system choose.")
    path: UrlPath = Field(default="/graphql", description="Path of the GraphQL endpoint.")
    workers: Annotated[int, Field(gt=0, le=256)] | Literal["auto"] = Field(
        default=1,
        description=(
            "Processes that answer requests on this port, which share nothing else; `auto`: one for each core that is "
            "available. Several need a composed supergraph (`supergraph.file`)."
        ),
    )
    request_timeout: Seconds = Field(
        default=60.0,
        description="Time for one operation in all; what is not answered by then is an error in the response.",
    )


class AdminSettings(Section):
    """The port for `/live`, `/ready` and `/metrics`; keep it away from clients."""

    enabled: bool = Field(default=True, description="Whether the admin port is opened.")
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: Port = Field(default=4001, description="Port; 0 lets the system choose.")


class ContractSettings(Section):
    """A view of `file` by the tags of its elements; see [contracts](composition.md#contracts)."""

    include: tuple[str, ...] = Field(default=(), description="Tags; fields and unions without one are hidden.")
    exclude: tuple[str, ...] = Field(default=(), description="Tags; what has one is hidden.")
    hide_unreachable_types: bool = Field(
        default=True, description="Whether types that no operation can reach are hidden too."
    )

    @model_validator(mode="after")
    def _says_something(self) -> ContractSettings:
        if not self.include and not self.exclude:
            raise ValueError("give include, exclude or both: without tags a contract hides nothing")
        if both := sorted({*self.include} & {*self.exclude}):
            raise ValueError(f"{', '.join(both)} cannot be both included and excluded")
        return self


class SupergraphSettings(Section):
    """Which graph is served; give one of the two, here or as an option of `hansa serve`."""

    file: Path | None = Field(default=None, description="A composed supergraph (SDL with join directives).")
    config: Path | None = Field(
        default=None, description="Rover's supergraph configuration; composed at the start and at each change."
    )
    contract: str | None = Field(
        default=None,
        description="Which contract is served: one of those of `config`, or with `file` one of `contracts`; else all.",
    )
    contracts: dict[str, ContractSettings] = Field(
        default_factory=dict, description="Contracts of `file`, by name; those of `config` are in it."
    )
    development: bool = Field(
        default=True,
        description=(
            "With `config`: start although it does not compose yet, and show errors of composition in GraphiQL. Turn "
            "it off where strangers reach the gateway."
        ),
    )
    poll: SecondsOrOff = Field(
        default=2.0,
        description=(
            "Time between looks at `file`, or at `config` with its files and running subgraphs; what has changed is "
            "served anew. `off`: only on SIGHUP."
        ),
    )
    warm_documents: int = Field(
        default=100,
        ge=0,
        description="Documents, the most recently used ones, that are planned before a changed supergraph is served.",
    )
    warm_time: Seconds = Field(
        default=10.0, description="Time for planning ahead, at the start and at a change; what is left is not planned."
    )
    warm_files: tuple[Path, ...] = Field(
        default=(),
        description=(
            "Files with operations, exactly as clients send them, or directories of such (`*.graphql`): planned before "
            "the gateway says that it is ready, and at each change."
        ),
    )
    override_labels: dict[str, bool] = Field(
        default_factory=dict,
        description="Progressive overrides by label, on or off; `percent(x)` labels not named here go by the caller.",
    )

    @model_validator(mode="after")
    def _one_source(self) -> SupergraphSettings:
        if self.file and self.config:
            raise ValueError("`file` and `config` exclude each other: give one")
        if self.config and self.contracts:
            raise ValueError("`contracts` are those of `file`: write the contracts of `config` in it")
        return self


class LimitSettings(Section):
    """What one request may cost before it is refused."""

    body_bytes: ByteSize = Field(
        default=ByteSize(2 * 2**20), description="Largest request body; more is refused with 413.", gt=0
    )
    query_bytes: ByteSize = Field(
        default=ByteSize(256 * 2**10), description="Largest query string of a GET; more is refused with 414.", gt=0
    )
    document_bytes: ByteSize = Field(
        default=ByteSize(256 * 2**10), description="Largest document; its variables do not count.", gt=0
    )
    tokens: int = Field(default=15_000, gt=0, description="Lexical tokens in a document.")
    depth: int = Field(default=100, gt=0, description="Nested fields, counted through fragments.")
    selections: int = Field(
        default=20_000, gt=0, description="Fields, fragments and spreads, after expanding all fragments."
    )
    expanded_characters: int = Field(
        default=2 * 2**20, gt=0, description="The document with every fragment written out wherever it is spread."
    )
    aliases: int = Field(default=2_000, gt=0, description="Fields with an alias, after expanding.")
    root_fields: int = Field(default=1_000, gt=0, description="Fields at the root, after expanding.")
    errors: int = Field(default=20, gt=0, le=100, description="Validation errors reported before giving up.")


class PlanningSettings(Section):
    """How operations are prepared: small ones by the server itself, all others by processes beside it."""

    processes: int = Field(
        default=2, ge=0, le=64, description="Large documents read and planned at the same time; 0: one, by a thread."
    )
    time: Seconds = Field(default=10.0, description="Processor time for one of them, in whole seconds.")
    memory: ByteSize = Field(default=ByteSize(512 * 2**20), ge=2**24, description="Memory for one of them.")
    steps: int = Field(default=200_000, gt=0, description="Steps that the plan of an operation may explore.")
    requests: int = Field(default=500, gt=0, description="Subgraph requests that one plan may have.")
    documents: int = Field(default=1_000, gt=0, description="Documents kept with their plans, the last used ones.")
    selections: int = Field(
        default=200_000,
        ge=0,
        description="What these may stand for together, fragments expanded, times plans; each takes 1 kB, typed 5 kB.",
    )
    variants: int = Field(
        default=16, gt=0, description="Plans kept for a document: one for each combination of conditions and rights."
    )


class CsrfSettings(Section):
    """Refuses what a foreign web page could send without the browser asking first (a preflight)."""

    enabled: bool = Field(
        default=True, description="Whether requests are checked; turn off only where no browser has access."
    )
    headers: tuple[HeaderName, ...] = Field(
        default=("hansa-require-preflight", "apollo-require-preflight", "x-apollo-operation-name"),
        min_length=1,
        description="One of these (not empty), or a content type that is not simple, proves that the browser asked.",
    )


class CorsSettings(Section):
    """Which web pages of other origins may call the gateway; none unless listed."""

    origins: tuple[Origin, ...] = Field(
        default=(), description="Origins such as `https://app.example.com`; `*` for any."
    )
    credentials: bool = Field(default=False, description="Whether browsers may send cookies; not together with `*`.")
    headers: tuple[HeaderName, ...] = Field(
        default=("authorization", "content-type", "hansa-require-preflight", "hansa-expose-query-plan", "x-request-id"),
        description="Request headers that pages may set.",
    )
    max_age: int = Field(default=600, ge=0, description="Seconds a browser may remember the permission.")

    @model_validator(mode="after")
    def _no_credentials_for_everybody(self) -> CorsSettings:
        if self.credentials and "*" in self.origins:
            raise ValueError("`credentials` needs a list of origins in place of `*`")
        return self


class HttpSettings(Section):
    """GraphQL over HTTP."""

    status_profile: Literal["standard", "audit-2025", "draft-2026"] = Field(
        default="standard",
        description=(
            "Statuses of GraphQL responses: `standard` answers what cannot be run with 400 and any result with 200; "
            "`audit-2025` answers both with 200 for clients that accept only `application/json`; `draft-2026` uses 422 "
            "and, for data with errors, 294."
        ),
    )
    csrf: CsrfSettings = CsrfSettings()
    cors: CorsSettings = CorsSettings()


class GraphiqlSettings(Section):
    """The page that a browser gets at the endpoint."""

    enabled: bool = Field(default=True, description="Whether the page is served.")
    assets: Path | None = Field(
        default=None,
        description=(
            "Directory of its scripts and styles, as `deploy/graphiql/fetch.py` brings them; else "
            "`assets/graphiql` in `HANSA_DATA_DIR` (`.hansa`)."
        ),
    )
    cdn: bool = Field(default=True, description="Whether to load them from unpkg.com when they are missing here.")
    operation: Path | None = Field(default=None, description="A file with the document that the page shows at first.")


class QueryPlanSettings(Section):
    """Query plans in responses (`extensions.queryPlan`)."""

    expose: bool = Field(
        default=False,
        description="Whether the header `hansa-expose-query-plan: true | dry-run` is obeyed; plans name all subgraphs.",
    )


class IntrospectionSettings(Section):
    """`__schema` and `__type`."""

    enabled: bool = Field(default=True, description="Whether clients may introspect the schema; GraphiQL needs it.")
    fields: int = Field(default=10, gt=0, description="How often one operation may ask `__schema` or `__type`.")


class ErrorOverride(Section):
    """What differs for the errors of one subgraph."""

    mask: bool | None = Field(default=None, description="Whether its messages and extensions are replaced.")
    message: str | None = Field(default=None, min_length=1, description="The message of a masked error.")
    include_message: bool | None = Field(default=None, description="Whether masked errors keep their message.")
    codes: tuple[str, ...] | None = Field(default=None, description="Codes that masked errors keep.")
    extensions: tuple[str, ...] | None = Field(default=None, description="Extensions that masked errors keep.")
    service_name: bool | None = Field(default=None, description="Whether errors name it.")


class ErrorSettings(Section):
    """What clients see of the errors that subgraphs report; errors of the gateway's own making are always shown. The
    originals are in the log, by the correlation id that clients get."""

    mask: bool = Field(
        default=True,
        description="Replace messages and extensions, but for what the next settings let pass; `false` shows it all.",
    )
    message: str = Field(default="Subgraph error", min_length=1, description="The message of a masked error.")
    include_message: bool = Field(
        default=False, description="Whether masked errors keep their own message, in place of that."
    )
    codes: tuple[str, ...] = Field(
        default=("UNAUTHENTICATED", "FORBIDDEN", "BAD_USER_INPUT", "NOT_FOUND", "CONFLICT", "RATE_LIMITED"),
        description="Values of `extensions.code` that masked errors keep; `*` for all. Others are `SUBGRAPH_ERROR`.",
    )
    extensions: tuple[str, ...] = Field(
        default=(), description="Keys of their `extensions` that masked errors keep; `*` for all."
    )
    service_name: bool = Field(
        default=True,
        description=(
            "Whether errors say which subgraph failed, in `extensions.serviceName` and in the gateway's own messages."
        ),
    )
    positions: int = Field(
        default=100,
        ge=1,
        description="Nulls at which one failure is an error each; those beyond share one more.",
    )
    limit: int = Field(default=1_000, ge=1, description="Errors in one response; those beyond are counted in one more.")
    subgraphs: dict[str, ErrorOverride] = Field(default={}, description="By subgraph name: what differs for it.")


class ExtensionSettings(Section):
    """Which of the `extensions` of subgraphs' responses (not of their errors) are in the gateway's response; none
    unless listed."""

    allow: tuple[str, ...] = Field(default=(), description="Keys to pass on; `*` for all.")
    merge: Literal["first", "last", "deep", "by_subgraph"] = Field(
        default="first",
        description=(
            "When several requests bring one key: the value of the `first` or `last` in the plan; `deep` joins objects "
            "by key and lists end to end; `by_subgraph` gives an object of each subgraph's value."
        ),
    )
    subgraphs: dict[str, tuple[str, ...]] = Field(
        default={}, description="By subgraph name: its keys, in place of `allow`."
    )


class ExecutionSettings(Section):
    """How operations are run."""

    batching: Literal["step", "ready"] = Field(
        default="step",
        description=(
            "Which fetches to one subgraph travel as one request: all of one step of the plan, and of an earlier one "
            "that can wait for it without making the plan deeper (`step`: the fewest requests), or only those that "
            "become ready at the same moment (`ready`: none waits for what it does not need)."
        ),
    )

    dedup: bool = Field(
        default=False,
        description=(
            "Whether identical queries of one caller (same document, variables, rights, and headers that may reach a "
            "subgraph) that are open at the same moment are executed once, for all of them."
        ),
    )
    typed_after: int | None = Field(
        default=3,
        ge=0,
        description=(
            "Requests for one operation before it is compiled to types of its own, after which each takes a fraction "
            "of the work; null to interpret all."
        ),
    )


class SubgraphOverride(Section):
    """What differs for one subgraph."""

    url: HttpUrl | None = Field(default=None, description="Its endpoint, in place of the supergraph's routing URL.")
    timeout: Seconds | None = Field(default=None, description="Time for one request to it.")
    max_response_bytes: ByteSize | None = Field(default=None, description="Largest response accepted from it.", gt=0)


class SubgraphSettings(Section):
    """Requests to subgraphs."""

    timeout: Seconds = Field(
        default=30.0, description="Time for one request to a subgraph; never more than what the operation has left."
    )
    connect_timeout: Seconds = Field(default=5.0, description="Time to a connection.")
    own_client: bool = Field(
        default=True,
        description=(
            "Whether plain `http://` subgraphs are asked by Hansa's own HTTP/1.1 client, which takes a third of the "
            "CPU of the general one; `https://` always goes by that one."
        ),
    )
    max_connections: int = Field(
        default=1024, gt=0, description="Connections of the own client to one host and port; more requests wait."
    )
    max_response_bytes: ByteSize = Field(default=ByteSize(64 * 2**20), description="Largest response accepted.", gt=0)
    dedup: bool = Field(
        default=False,
        description=(
            "Whether identical queries (same subgraph, body and headers, so also the same caller) that are open at the "
            "same moment share one request."
        ),
    )
    overrides: dict[str, SubgraphOverride] = Field(default={}, description="By subgraph name: what differs for it.")


class HeaderSettings(Section):
    """Headers that subgraphs get besides the verified bearer token and the trace; none without a rule. In order, first
    the rules for all, then those for one."""

    all: tuple[HeaderRule, ...] = Field(default=(), description="Rules for every subgraph.")
    subgraphs: dict[str, tuple[HeaderRule, ...]] = Field(
        default={}, description="By subgraph name: rules for it, after those for all."
    )


class SecuritySettings(Section):
    """Who may ask; without issuers every token is refused and protected fields are denied."""

    issuers: tuple[IssuerSettings, ...] = Field(
        default=(), description="Authorization servers whose access tokens count."
    )


class TelemetrySection(Section):
    """Logs and traces of the gateway; what is absent is taken from the variables all processes share."""

    service_name: str = Field(default="gateway", min_length=1, description="Its name in logs, traces and metrics.")
    log_level: LogLevel | None = Field(
        default=None, description="Least level logged; else `HANSA_LOG_LEVEL`, else `info`."
    )
    traces: Literal["jsonl", "off"] | None = Field(
        default=None, description="Spans as JSON lines in a file, or none; else `HANSA_TRACES`, else `jsonl`."
    )
    otlp_endpoint: HttpUrl | None = Field(
        default=None, description="OTLP/HTTP collector in place of the file; else `OTEL_EXPORTER_OTLP_ENDPOINT`."
    )


class Settings(Section):
    """Everything the gateway can be told."""

    server: ServerSettings = ServerSettings()
    admin: AdminSettings = AdminSettings()
    supergraph: SupergraphSettings = SupergraphSettings()
    limits: LimitSettings = LimitSettings()
    planning: PlanningSettings = PlanningSettings()
    http: HttpSettings = HttpSettings()
    graphiql: GraphiqlSettings = GraphiqlSettings()
    query_plan: QueryPlanSettings = QueryPlanSettings()
    introspection: IntrospectionSettings = IntrospectionSettings()
    errors: ErrorSettings = ErrorSettings()
    extensions: ExtensionSettings = ExtensionSettings()
    execution: ExecutionSettings = ExecutionSettings()
    subgraphs: SubgraphSettings = SubgraphSettings()
    headers: HeaderSettings = HeaderSettings()
    security: SecuritySettings = SecuritySettings()
    telemetry: TelemetrySection = TelemetrySection()

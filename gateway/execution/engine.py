"""From a GraphQL request to its result, over one supergraph.

What does not depend on the request is made once and kept: documents by their text and operation name, and per
document the executables of its variants.  (The text itself is the key: comparing it costs less than a digest, and
two texts never collide.)  Refusals are kept like results, so that repeating a bad request is as cheap as a good one.
What is kept is bounded by number and by expanded selections: fragments make small texts large.

Where documents are read and planned, here or in a process beside, is up to `preparation`.

An `Engine` never changes; `generations` swaps engines when the supergraph does.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import Any, Final, NamedTuple
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field

from gateway.execution.cache import Cache
from gateway.execution.codes import ErrorCode
from gateway.execution.errors import ErrorPolicy, ErrorSettings, LogFailure, log_failure
from gateway.execution.executable import Call, Data, Executable
from gateway.execution.extensions import ExtensionPolicy, ExtensionSettings
from gateway.execution.jobs import Setup
from gateway.execution.ports import Observer, OperationRequest, OperationResult, SubgraphTransport
from gateway.execution.preparation import Preparation, Prepared
from gateway.execution.preparer import Budgets, Preparer
from gateway.execution.refusal import Refusal
from gateway.execution.workers import WorkerError, Workers
from gateway.federation.supergraph import Supergraph
from gateway.planning import Document, Limits, Variant, plan_to_json
from gateway.planning.batches import Batching
from gateway.planning.labels import active_labels

CHARACTERS_PER_SELECTION: Final = 512
"""How much text weighs as much as a selection: one takes 1 to 5 kB (see the settings), a character up to 4 bytes."""
WARMED_VARIANTS: Final = 4


class EngineSettings(BaseModel):
    """What an engine keeps and how it reports errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    documents: int = Field(default=1_000, ge=1, description="Documents kept, parsed and validated, with their plans.")
    selections: int = Field(
        default=200_000,
        ge=0,
        description="Fields that they may have together, fragments expanded, times plans; each takes 1 kB, typed 5 kB.",
    )
    steps: int = Field(default=200_000, ge=1, description="Steps that a plan may explore.")
    requests: int = Field(default=500, ge=1, description="Subgraph requests that a plan may have.")
    processes: int = Field(default=2, ge=0, description="Large documents prepared at the same time; 0: by a thread.")
    process_seconds: int = Field(default=10, ge=1, description="Processor time for one of them.")
    process_memory: int = Field(default=512 * 2**20, ge=2**20, description="Memory for one of them, in bytes.")
    variants: int = Field(
        default=16,
        ge=1,
        description="Plans kept per document: one for each combination of @skip/@include and of rights.",
    )
    typed_after: int | None = Field(
        default=3,
        ge=0,
        description="Requests for one operation before it is compiled to types of its own; null: never.",
    )
    errors: ErrorSettings = Field(default=ErrorSettings(), description="What clients see of errors.")
    extensions: ExtensionSettings = Field(
        default=ExtensionSettings(), description="What clients see of subgraphs' response extensions."
    )
    batching: Batching = Field(default="step", description="Which fetches to one subgraph travel as one request.")
    override_labels: Mapping[str, bool] = Field(default={}, description="Progressive overrides, switched by label.")


class Recent(NamedTuple):
    """A document worth having ready.

    Args:
        query: its text.
        operation_name: as requests have it.
        variants: those asked for, of another engine's schema; always warmed is that of an anonymous caller.
    """

    query: str
    operation_name: str | None = None
    variants: tuple[Variant, ...] = ()


class Engine:
    """Executes operations over one supergraph.

    Args:
        supergraph: what to plan over.
        transport: how subgraphs are asked.
        limits: what one document may ask.
        settings: see `EngineSettings`.
        observer: watches the stages `parse` (with validation), `plan` and `execute`.
        log: gets each failure and its correlation id.
        correlation: gives the id of the current request for masked errors.
    """

    def __init__(
        self,
        supergraph: Supergraph,
        transport: SubgraphTransport,
        *,
        limits: Limits | None = None,
        settings: EngineSettings | None = None,
        observer: Observer | None = None,
        log: LogFailure = log_failure,
        correlation: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        settings = settings or EngineSettings()
        self.supergraph = supergraph
        self._transport = transport
        self._policy = ErrorPolicy(settings.errors, log)
        self._extensions = ExtensionPolicy(settings.extensions)
        self._settings = settings
        self._preparation = _preparation(supergraph, limits or Limits(), settings)
        self._override_labels = settings.override_labels
        self._documents: Cache[tuple[str, str | None], Prepared | Refusal] = Cache(
            settings.documents, weigh=_weight, room=settings.selections
        )
        self._stage: Callable[[str], AbstractContextManager[None]] = observer.stage if observer else _unobserved
        self._correlation = correlation

    async def execute(self, request: OperationRequest) -> OperationResult:
        """The result of a request.  Raises nothing but cancellation, which ends all its fetches."""
        try:
            return await self._execute(request)
        except WorkerError as error:
            stage = "busy" if error.code is ErrorCode.GATEWAY_BUSY else "plan"
            refusal = Refusal.of(stage, error.code.value, error.message)
            return OperationResult(stage, errors=refusal.errors, operation_name=request.operation_name)

    def close(self) -> None:
        """Let go of what works beside, once no request is left; a later one would start it anew."""
        self._preparation.close()

    async def _execute(self, request: OperationRequest) -> OperationResult:
        prepared = await self._prepared(request.query, request.operation_name)
        if isinstance(prepared, Refusal):
            return OperationResult(prepared.stage, errors=prepared.errors, operation_name=request.operation_name)
        document = prepared.document
        given = document.declared(request.variables)
        variant = await self._variant(prepared, request, given)
        if isinstance(variant, Refusal):
            return _result(document, variant.stage, None, variant.errors)
        executable = await self._planned(prepared, variant)
        if isinstance(executable, Refusal):
            return _result(document, executable.stage, None, executable.errors)
        extensions = {} if request.plan == "off" else {"queryPlan": plan_to_json(executable.plan, variant)}
        if request.plan == "dry-run":
            return _result(document, "execute", None, (), extensions)
        call = Call(given, request.headers, request.deadline, self._correlation())
        with self._stage("execute"):
            data, errors, said = await executable.run(self._transport, self._policy, call)
        if said:
            extensions = {**self._extensions.merged(said), **extensions}
        return _result(document, "execute", data, errors, extensions)

    async def warm(self, operations: Iterable[Recent]) -> int:
        """Read and plan documents ahead of requests.

        Args:
            operations: such as another engine's `popular`.

        Returns:
            How many can be executed.
        """
        ready = 0
        for operation in operations:
            prepared = await self._prepared(operation.query, operation.operation_name)
            if isinstance(prepared, Prepared):
                executable = await self._planned(prepared, prepared.document.variant({}))
                ready += isinstance(executable, Executable)
                for variant in operation.variants:
                    await self._planned(prepared, self._same(prepared.document, variant))
        return ready

    def _same(self, document: Document, variant: Variant) -> Variant:
        """The variant of this engine's `document` that most likely serves the callers of another engine's."""
        conditions = document.variant(dict(variant.conditions)).conditions
        denied = variant.denied if document.rules else frozenset()
        return Variant(conditions, denied, variant.labels & document.labels)

    def popular(self, count: int) -> list[Recent]:
        """The most recently used documents that can be executed, each with its most recent variants."""
        valid = ((key, value) for key, value in self._documents.items() if isinstance(value, Prepared))
        return [
            Recent(query, name, tuple(islice(prepared.executables, WARMED_VARIANTS)))
            for (query, name), prepared in islice(valid, count)
        ]

    async def _variant(
        self, prepared: Prepared, request: OperationRequest, given: Mapping[str, Any]
    ) -> Variant | Refusal:
        document = prepared.document
        if document.kind == "subscription":
            return Refusal.of("operation", "SUBSCRIPTIONS_NOT_SUPPORTED", "This gateway does not serve subscriptions.")
        if request.read_only and document.kind != "query":
            return Refusal.of("method", "METHOD_NOT_ALLOWED", "Mutations must be sent by POST.")
        variables: Mapping[str, Any] = {}
        if document.variables:
            conditions = await self._preparation.conditions(prepared, given)
            if isinstance(conditions, Refusal):
                return conditions
            variables = conditions
        scopes = request.principal.scopes if request.principal else None
        return document.variant(variables, scopes, self._labels(document, request))

    def _labels(self, document: Document, request: OperationRequest) -> frozenset[str]:
        """The progressive overrides in force: for good with a token's subject, drawn anew for anonymous callers."""
        if not document.labels:
            return frozenset()
        caller = request.principal.subject if request.principal else uuid4().hex
        return active_labels(document.labels, caller, self._override_labels)

    def _prepared(self, query: str, name: str | None) -> Awaitable[Prepared | Refusal]:
        return self._documents.get((query, name), lambda: self._read(query, name))

    def _planned(self, prepared: Prepared, variant: Variant) -> Awaitable[Executable | Refusal]:
        return prepared.executables.get(variant, lambda: self._plan(prepared, variant))

    async def _read(self, query: str, operation_name: str | None) -> Prepared | Refusal:
        with self._stage("parse"):
            document, here = await self._preparation.read(query, operation_name)
        if isinstance(document, Refusal):
            return document
        plans = self._plans_kept(document)
        return Prepared(query, operation_name, document, here, plans)

    def _plans_kept(self, document: Document) -> int:
        """As many as there can be; of a large document fewer, so that no single one takes the room of all."""
        share = self._settings.selections // 10 // max(1, document.selections)
        return max(1, min(1 << min(document.choices, 16), self._settings.variants, share))

    async def _plan(self, prepared: Prepared, variant: Variant) -> Executable | Refusal:
        with self._stage("plan"):
            return await self._preparation.plan(prepared, variant)


def _preparation(supergraph: Supergraph, limits: Limits, settings: EngineSettings) -> Preparation:
    budgets = Budgets(settings.steps, settings.requests, batching=settings.batching)
    workers = None
    if settings.processes and hasattr(os, "fork"):
        setup = Setup(supergraph.sdl, limits, budgets, settings.process_seconds, settings.process_memory)
        workers = Workers(setup, settings.processes)
    return Preparation(Preparer(supergraph, limits, budgets), workers, settings.typed_after)


def _weight(key: tuple[str, str | None], value: Prepared | Refusal) -> int:
    """What a document with its plans takes in memory, in selections."""
    characters = len(key[0]) + len(key[1] or "")
    if isinstance(value, Refusal):
        return 1 + (characters + sum(len(error["message"]) for error in value.errors)) // CHARACTERS_PER_SELECTION
    return 1 + characters // CHARACTERS_PER_SELECTION + value.document.selections * value.executables.size


def _result(
    document: Document,
    stage: str,
    data: Data,
    errors: Sequence[Mapping[str, Any]],
    extensions: Mapping[str, Any] | None = None,
) -> OperationResult:
    return OperationResult(stage, data, tuple(errors), extensions or {}, document.operation_name, document.kind)


def _unobserved(name: str) -> AbstractContextManager[None]:
    return nullcontext()

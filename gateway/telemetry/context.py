"""The identity of the request being served, as context variables: its id and its SERVER span.

Everything that logs or calls onwards reads them from here, so nothing has to pass them through.  The ids are set by
`TelemetryMiddleware` alone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextvars import ContextVar

from opentelemetry.trace import Span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

request_id_var: ContextVar[str | None] = ContextVar("hansa_request_id", default=None)
server_span_var: ContextVar[Span | None] = ContextVar("hansa_server_span", default=None)
onward_var: ContextVar[dict[str, str] | None] = ContextVar("hansa_onward", default=None)
"""What a request that is not sampled tells every service it calls; empty until the first call."""

PROPAGATOR = TraceContextTextMapPropagator()
_SANE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~:+/=@-]{0,127}")


def accept_request_id(given: str | None) -> str:
    """The caller's request id when it is 1 to 128 harmless characters, else a new one (32 hex digits)."""
    if given is not None and _SANE_ID.fullmatch(given):
        return given
    return os.urandom(16).hex()


def current_request_id() -> str | None:
    """The id of the request being served, None outside of one."""
    return request_id_var.get()


def worth_a_span() -> bool:
    """Whether a span would be recorded here: not below a request that is not sampled, whose parts no sampler takes."""
    span = server_span_var.get()
    return span is None or span.is_recording()


def current_trace_headers() -> Mapping[str, str]:
    """Headers for a call to the next service: W3C `traceparent` and `tracestate`, and `x-request-id`.

    Empty outside of a request. Names are lower-case.
    """
    onward = None if worth_a_span() else onward_var.get()
    if onward:
        return onward
    headers = onward if onward is not None else {}
    PROPAGATOR.inject(headers)
    request_id = request_id_var.get()
    if request_id is not None:
        headers["x-request-id"] = request_id
    return headers


def name_operation(kind: str, name: str | None) -> None:
    """Name the request's SERVER span after the GraphQL operation it carries.

    By the semantic conventions for GraphQL servers the span's name is the operation's type alone (low cardinality);
    the operation's own name is an attribute. Does nothing outside of a request.
    """
    span = server_span_var.get()
    if span is None or not span.is_recording():
        return
    span.update_name(kind)
    span.set_attribute("graphql.operation.type", kind)
    if name:
        span.set_attribute("graphql.operation.name", name)

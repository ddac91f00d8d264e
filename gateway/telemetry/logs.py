"""Logs as JSON, one object a line on stderr, from every logger of the process (uvicorn's too).

A line has `ts`, `level`, `logger`, `message`, `service`, `worker` where there are several, the ids of the request being
served, whatever `extra=` brought, and a traceback as the one field `exception`.  Secrets never reach it: fields with
telling names and anything that looks like a bearer token are replaced, wherever they come from.
"""

from __future__ import annotations

import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

import msgspec
from opentelemetry import trace

from gateway.telemetry.context import request_id_var

REDACTED = "[redacted]"
_SECRET_FIELD = re.compile(
    r"authorization|cookie|password|passwd|secret|(^|_|-)(token|assertion|credentials?|api_?key|private_?key|bearer)$",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)*|(?i:\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}")
_STANDARD = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {"message", "asctime", "color_message"}
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def redact(text: str) -> str:
    """`text` without JSON web tokens and `Bearer …`/`Basic …` values."""
    return _TOKEN.sub(REDACTED, text)


class JsonFormatter(logging.Formatter):
    """Formats a record as one JSON object without line breaks.

    Args:
        service: the process's name, e.g. `users`.
        worker: which of the service's workers this is; None where there is one.
    """

    def __init__(self, service: str, worker: str | None = None) -> None:
        super().__init__()
        self._who = {"service": service} if worker is None else {"service": service, "worker": worker}

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact(_message(record)),
            **self._who,
        }
        line.update(_request_ids())
        for name, value in vars(record).items():
            if name not in _STANDARD and name not in line:
                line[name] = _clean(name, value)
        if record.exc_info:
            line["exception"] = redact(self.formatException(record.exc_info))
        return msgspec.json.encode(line, enc_hook=_as_text).decode()


def configure_logging(
    service: str, level: str = "info", stream: TextIO | None = None, worker: str | None = None
) -> None:
    """Send every log of the process to `stream` (default stderr) as JSON lines; may be called again.

    Args:
        service: name written on each line.
        level: `debug`, `info`, `warning` or `error`.
        worker: as in `JsonFormatter`.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(service, worker))
    logging.basicConfig(level=_LEVELS[level], handlers=[handler], force=True)
    logging.captureWarnings(True)
    chatty = logging.DEBUG if level == "debug" else logging.WARNING
    for name in ("uvicorn", "uvicorn.error", "httpx2", "httpcore2"):
        library = logging.getLogger(name)
        library.setLevel(chatty)
        library.handlers.clear()
        library.propagate = True


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)


def _request_ids() -> dict[str, str]:
    ids: dict[str, str] = {}
    request_id = request_id_var.get()
    if request_id is not None:
        ids["request_id"] = request_id
    span = trace.get_current_span().get_span_context()
    if span.is_valid:
        ids["trace_id"] = f"{span.trace_id:032x}"
        ids["span_id"] = f"{span.span_id:016x}"
    return ids


def _clean(name: str, value: Any) -> Any:
    if _SECRET_FIELD.search(name):
        return REDACTED
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {str(key): _clean(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean("", item) for item in value]
    return value if value is None or isinstance(value, bool | int | float) else redact(_as_text(value))


def _as_text(value: Any) -> str:
    return str(value)

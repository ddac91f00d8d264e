"""Header rules as an operator writes them, one model for one rule.

A rule does one of three things: `propagate` what the client sent, `insert` a fixed value, or `remove`.  Names between
slashes are patterns (`/x-app-.*/`, Python's `re`, the whole name, in any case).  A rule that could never hold is
refused when the settings are read, not when a request comes.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

# Of the connection, not the message (RFC 9110, 7.6.1), or about a body that the gateway writes anew.
CONNECTION = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-encoding",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
DEADLINE = "hansa-deadline-ms"
# What the gateway says in its own name to every subgraph.
OWN = frozenset({"accept", "content-type", DEADLINE, "traceparent", "tracestate", "x-request-id"})
UNTOUCHABLE = CONNECTION | OWN

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")  # RFC 9110, 5.6.2
_VALUE = re.compile(r"[!-~](?:[\t -~]*[!-~])?")


def pattern_of(text: str) -> re.Pattern[str] | None:
    """The pattern between slashes, None for a plain name."""
    return re.compile(text[1:-1], re.IGNORECASE) if len(text) > 2 and text[0] == text[-1] == "/" else None


def _name(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise ValueError("must be the name of an HTTP header")
    if text.lower() in UNTOUCHABLE:
        raise ValueError("must be a header that the gateway does not decide about itself")
    return text.lower()


def _name_or_pattern(text: str) -> str:
    try:
        return text if pattern_of(text) else _name(text)
    except re.error as error:
        raise ValueError(f"must be a valid pattern: {error}") from error


def _not_the_bearer(name: str) -> str:
    if name == "authorization":
        raise ValueError("must not be authorization, which only ever has the verified bearer token")
    return name


def _value(text: str) -> str:
    if not _VALUE.fullmatch(text):
        raise ValueError("must be visible ASCII, not empty, without spaces around it")
    return text


Name = Annotated[str, AfterValidator(_name), AfterValidator(_not_the_bearer)]
Value = Annotated[str, AfterValidator(_value)]


class HeaderRule(BaseModel):
    """One rule, with exactly one of `propagate`, `insert` and `remove`. A pattern, as in `/x-app-.*/`, means whole
    names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    propagate: Annotated[str, AfterValidator(_name_or_pattern), AfterValidator(_not_the_bearer)] | None = Field(
        default=None,
        description="Client header to pass on, by name or pattern; a pattern never means cookies.",
    )
    rename: Name | None = Field(default=None, description="With `propagate` of one name: what it is called there.")
    default: Value | None = Field(
        default=None, description="With `propagate` of one name: the value when the client sent none."
    )
    insert: Name | None = Field(
        default=None,
        description="Header to set to `value`; what a client sends by that name is never passed on beside it.",
    )
    value: Value | None = Field(default=None, description="With `insert`: its value, such as `${TENANT}`.")
    remove: Annotated[str, AfterValidator(_name_or_pattern)] | None = Field(
        default=None,
        description="Header not to send after all, by name or pattern; `authorization` keeps the bearer token back.",
    )

    @model_validator(mode="after")
    def _one_deed(self) -> HeaderRule:
        if sum(deed is not None for deed in (self.propagate, self.insert, self.remove)) != 1:
            raise ValueError("needs exactly one of `propagate`, `insert` and `remove`")
        if (self.rename or self.default) and (self.propagate is None or pattern_of(self.propagate)):
            raise ValueError("has `rename` or `default`, which go with `propagate` of one name")
        if (self.insert is None) != (self.value is None):
            raise ValueError("needs `insert` and `value` together")
        return self

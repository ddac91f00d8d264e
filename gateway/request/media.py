"""Media types: which one a body has, and which one an answer should have (RFC 9110, 8.3 and 12.5.1).

Without an `Accept` header, or when the client takes anything, the answer is `application/json`: clients that know
`application/graphql-response+json` say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from functools import lru_cache

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
HTML = "text/html"


@dataclass(frozen=True, slots=True)
class MediaType:
    """`essence` is `type/subtype` in lower case; `charset` in lower case, None when not given."""

    essence: str
    charset: str | None = None


@lru_cache(maxsize=256)
def media_type(content_type: str) -> MediaType:
    """The value of a `Content-Type` header; text that is no media type has an empty essence."""
    message = Message()
    message["content-type"] = content_type
    essence = content_type.partition(";")[0].strip().lower()
    if essence.count("/") != 1 or "," in content_type:
        return MediaType("")
    charset = message.get_content_charset()
    return MediaType(essence, charset)


@lru_cache(maxsize=256)
def best(accept: str | None, offered: Sequence[str]) -> str | None:
    """The offered type that the client likes most; the first of `offered` among equals; None when it takes none.

    Args:
        accept: value of the `Accept` header, None when absent.
        offered: essences, the server's own preference first.
    """
    ranges = list(_ranges(accept)) if accept and accept.strip() else [("*/*", 1.0)]
    liked = max(offered, key=lambda essence: (_quality(essence, ranges), -offered.index(essence)))
    return liked if _quality(liked, ranges) > 0 else None


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                quality = _weight(value)
        if name:
            yield name.lower(), quality


def _weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        return 0.0
    return weight if 0.0 <= weight <= 1.0 else 0.0


def _quality(essence: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The weight of the most specific range that covers `essence`."""
    kind = essence.partition("/")[0]
    for candidate in (essence, f"{kind}/*", "*/*"):
        weights = [weight for name, weight in ranges if name == candidate]
        if weights:
            return max(weights)
    return 0.0

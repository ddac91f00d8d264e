"""Content negotiation."""

from __future__ import annotations

import pytest

from gateway.request.media import GRAPHQL_RESPONSE, HTML, JSON, best, media_type

BOTH = (JSON, GRAPHQL_RESPONSE)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json", JSON),
        ("APPLICATION/JSON", JSON),
        ("application/json; charset=utf-8", JSON),
        (GRAPHQL_RESPONSE, GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE}, application/json;q=0.9", GRAPHQL_RESPONSE),
        (f"application/json;q=0.9 , {GRAPHQL_RESPONSE};Q=0.95", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE}, application/json", JSON),
        (f"{GRAPHQL_RESPONSE}, */*;q=0.1", GRAPHQL_RESPONSE),
        ("text/html, */*;q=0.8", JSON),
        ("application/json;q=0, */*", GRAPHQL_RESPONSE),
        ("application/json;q=0", None),
        ("text/html", None),
        ("text/*", None),
        ("application/json;q=2", None),
        ("application/json;q=x", None),
    ],
)
def test_the_most_liked_type_is_chosen_and_json_among_equals(accept: str | None, expected: str | None) -> None:
    assert best(accept, BOTH) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", HTML),
        ("*/*", JSON),
        (None, JSON),
        ("application/json, text/html;q=0.5", JSON),
    ],
)
def test_only_a_browser_prefers_html(accept: str | None, expected: str) -> None:
    assert best(accept, (*BOTH, HTML)) == expected


@pytest.mark.parametrize(
    ("header", "essence", "charset"),
    [
        ("application/json", "application/json", None),
        ("Application/JSON; Charset=UTF-8", "application/json", "utf-8"),
        ('application/json;charset="utf-8"', "application/json", "utf-8"),
        ("application/json;charset=iso-8859-1", "application/json", "iso-8859-1"),
        ("text/plain; application/json", "text/plain", None),
        ("application/json, text/plain", "", None),
        ("json", "", None),
        ("", "", None),
    ],
)
def test_a_content_type_is_read_strictly(header: str, essence: str, charset: str | None) -> None:
    media = media_type(header)
    assert (media.essence, media.charset) == (essence, charset)

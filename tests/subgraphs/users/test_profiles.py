"""The rules of a profile, one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.users.profiles import LOCALES, change_profile
from subgraphs.users.records import ProfileRecord

BEFORE = ProfileRecord("Ada", "A bio.", "https://avatars.example/ada.png", "en-GB")


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("display_name", "x" * 80, "x" * 80),
        ("display_name", "Ada\x00 L.", "Ada L."),
        ("bio", "two\nlines\r\n", "two\nlines"),
        ("bio", "   ", None),
        ("bio", None, None),
        ("bio", "x" * 500, "x" * 500),
        ("avatar_url", None, None),
        ("avatar_url", "http://a.example/x?y=z", "http://a.example/x?y=z"),
        ("locale", "zh-Hant", "zh-Hant"),
    ],
)
def test_what_is_kept(field: str, value: str | None, kept: str | None) -> None:
    profile, problems = change_profile(BEFORE, {field: value})
    assert problems == []
    assert getattr(profile, field) == kept


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("display_name", None, "BLANK"),
        ("display_name", "\t", "BLANK"),
        ("display_name", "x" * 81, "TOO_LONG"),
        ("bio", "x" * 501, "TOO_LONG"),
        ("avatar_url", "avatar.png", "NOT_A_URL"),
        ("avatar_url", "ftp://a.example/x", "NOT_A_URL"),
        ("avatar_url", "https://", "NOT_A_URL"),
        ("avatar_url", "https://[broken", "NOT_A_URL"),
        ("avatar_url", "https://a.example/a b", "NOT_A_URL"),
        ("avatar_url", "https://a.example/" + "x" * 2048, "TOO_LONG"),
        ("locale", None, "BLANK"),
        ("locale", "EN", "UNKNOWN_LOCALE"),
        ("locale", "english", "UNKNOWN_LOCALE"),
    ],
)
def test_what_is_a_problem(field: str, value: str | None, code: str) -> None:
    profile, [problem] = change_profile(BEFORE, {field: value})
    assert (problem.field, problem.code.name) == (field, code)
    assert profile == BEFORE


TEXT = st.none() | st.text(max_size=600)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("display_name", "bio", "avatar_url", "locale"), TEXT)))
def test_every_result_is_a_sound_profile(changes: dict[str, str | None]) -> None:
    profile, problems = change_profile(BEFORE, changes)
    assert {problem.field for problem in problems} <= set(changes)
    assert 0 < len(profile.display_name) <= 80
    assert len(profile.bio or "") <= 500
    assert profile.avatar_url is None or profile.avatar_url.startswith(("http://", "https://"))
    assert profile.locale in LOCALES

"""What a profile may say: a change is checked as a whole, and every problem is named at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from subgraphs.users.records import ProfileRecord

MAX_DISPLAY_NAME = 80
MAX_BIO = 500
MAX_URL = 2048
_TAGS = (
    "ar bn ca cs da de de-AT de-CH el en en-AU en-GB en-IN en-NZ en-US en-ZA es es-MX et fa fi fr fr-CA fr-CH ga he hi "
    "hr hu id is it it-CH ja ko lt lv mi ms nb nl nl-BE nn pl pt pt-BR ro ru sk sl sr sv sw ta te th tr uk ur vi yo "
    "zh-Hans zh-Hant zu"
)
LOCALES = frozenset(_TAGS.split())


class ProblemCode(Enum):
    """What is wrong with a field."""

    TOO_LONG = "too long"
    BLANK = "blank"
    NOT_A_URL = "not a URL"
    UNKNOWN_LOCALE = "unknown locale"


@dataclass(frozen=True, slots=True)
class Problem:
    """One field that cannot be saved; `field` as in the change."""

    field: str
    code: ProblemCode
    message: str


def change_profile(profile: ProfileRecord, changes: Mapping[str, str | None]) -> tuple[ProfileRecord, list[Problem]]:
    """The profile with the changes that are sound, and the problems of the others.

    Args:
        profile: as it is.
        changes: fields of ProfileRecord that are to change; None clears `bio` and `avatar_url`, and is a problem for
            `display_name` and `locale`, which nobody can be without.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for field, given in changes.items():
        value = _tidy(given, keep_lines=field == "bio")
        problem = _CHECKS[field](field, value)
        if problem is None:
            values[field] = value
        else:
            problems.append(problem)
    return replace(profile, **values), problems


def _tidy(text: str | None, *, keep_lines: bool) -> str | None:
    """Without control characters and outer space; None for what is then empty."""
    if text is None:
        return None
    kept = (char for char in text if unicodedata.category(char) not in ("Cc", "Cs") or (keep_lines and char == "\n"))
    return "".join(kept).strip() or None


def _display_name(field: str, value: str | None) -> Problem | None:
    if value is None:
        return Problem(field, ProblemCode.BLANK, "the display name cannot be empty")
    return _length(field, value, MAX_DISPLAY_NAME, "the display name")


def _bio(field: str, value: str | None) -> Problem | None:
    return _length(field, value or "", MAX_BIO, "the bio")


def _avatar_url(field: str, value: str | None) -> Problem | None:
    if value is None:
        return None
    if not _is_web_address(value):
        return Problem(field, ProblemCode.NOT_A_URL, "the avatar must be an http or https URL")
    return _length(field, value, MAX_URL, "the avatar's URL")


def _locale(field: str, value: str | None) -> Problem | None:
    if value is None:
        return Problem(field, ProblemCode.BLANK, "the locale cannot be empty")
    if value not in LOCALES:
        return Problem(
            field, ProblemCode.UNKNOWN_LOCALE, "the locale is not one we know; give a BCP 47 tag such as en-GB"
        )
    return None


def _length(field: str, value: str, most: int, what: str) -> Problem | None:
    if len(value) <= most:
        return None
    return Problem(field, ProblemCode.TOO_LONG, f"{what} may have {most} characters, not {len(value)}")


def _is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, value))
    except ValueError:
        return False


_CHECKS = {"display_name": _display_name, "bio": _bio, "avatar_url": _avatar_url, "locale": _locale}

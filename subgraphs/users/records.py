"""What the store keeps: plain values, without GraphQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Role(Enum):
    """What somebody may do; the values are stored."""

    MEMBER = "member"
    EDITOR = "editor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class ProfileRecord:
    """What a user tells about themselves; `locale` is a BCP 47 tag."""

    display_name: str
    bio: str | None
    avatar_url: str | None
    locale: str


@dataclass(frozen=True, slots=True)
class UserRecord:
    """A user; `organisation` is an organisation's id, `created_at` in UTC."""

    id: str
    name: str
    email: str
    roles: tuple[Role, ...]
    profile: ProfileRecord
    organisation: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OrganisationRecord:
    """An organisation."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class UserPage:
    """Users in order of creation, and whether more follow."""

    users: tuple[UserRecord, ...]
    more: bool

"""Reads the sample users from the package and puts them into an empty store."""

from __future__ import annotations

import logging
from datetime import datetime
from importlib import resources

import msgspec

from subgraphs.users.records import OrganisationRecord, ProfileRecord, Role, UserRecord
from subgraphs.users.store.sqlite import SqliteUserStore

logger = logging.getLogger(__name__)


class _Person(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    name: str
    email: str
    roles: list[Role]
    created_at: datetime
    locale: str
    organisation: str | None = None
    display_name: str | None = None
    bio: str | None = None
    avatar_url: str | None = None

    def record(self) -> UserRecord:
        profile = ProfileRecord(self.display_name or self.name, self.bio, self.avatar_url, self.locale)
        return UserRecord(
            self.id, self.name, self.email, tuple(self.roles), profile, self.organisation, self.created_at
        )


class _Organisation(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    name: str


class _Samples(msgspec.Struct, forbid_unknown_fields=True):
    organisations: list[_Organisation]
    users: list[_Person]


def sample_users() -> tuple[list[OrganisationRecord], list[UserRecord]]:
    """The organisations and users of `people.json`, `user-1` first."""
    text = resources.files("subgraphs.users.samples").joinpath("people.json").read_bytes()
    samples = msgspec.json.decode(text, type=_Samples)
    organisations = [OrganisationRecord(each.id, each.name) for each in samples.organisations]
    return organisations, [person.record() for person in samples.users]


async def load_samples(store: SqliteUserStore) -> None:
    """Fill the store on its first start."""
    organisations, users = sample_users()
    if await store.fill(organisations, users):
        logger.info("loaded the sample users", extra={"users": len(users), "organisations": len(organisations)})

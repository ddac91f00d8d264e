"""What the subgraph asks of a store; a server's adapter implements the same.

Each method is one round trip, whatever the number of ids.  Raises `StoreUnavailable` when the store fails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from subgraphs.users.records import OrganisationRecord, ProfileRecord, UserPage, UserRecord


@dataclass(frozen=True, slots=True)
class After:
    """The place of the last user of the page before."""

    created_at: datetime
    id: str


class UserStore(Protocol):
    """Users and organisations."""

    async def users_by_ids(self, ids: Sequence[str]) -> Mapping[str, UserRecord]:
        """Those of the users that exist, by id."""
        ...

    async def organisations_by_ids(self, ids: Sequence[str]) -> Mapping[str, OrganisationRecord]:
        """Those of the organisations that exist, by id."""
        ...

    async def page(self, *, first: int, after: After | None, organisation: str | None) -> UserPage:
        """`first` users in order of creation after a place, of one organisation or of all."""
        ...

    async def count(self, organisation: str | None) -> int:
        """Number of users of one organisation or of all."""
        ...

    async def save_profile(self, user_id: str, profile: ProfileRecord) -> UserRecord | None:
        """Replace a user's profile; the user as now stored, None when there is no such user."""
        ...

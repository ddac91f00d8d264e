"""The store in one SQLite file.

Lists of ids travel as one JSON parameter, so every batch is one statement; pages are read by keyset, never by offset.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import apsw
import msgspec

from subgraphs.kit.sqlite import Database
from subgraphs.users.records import OrganisationRecord, ProfileRecord, Role, UserPage, UserRecord
from subgraphs.users.store.port import After

SCHEMA = """
CREATE TABLE IF NOT EXISTS organisations (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS users (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,
  roles TEXT NOT NULL,
  display_name TEXT NOT NULL,
  bio TEXT,
  avatar_url TEXT,
  locale TEXT NOT NULL,
  organisation TEXT REFERENCES organisations (id),
  created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS users_by_creation ON users (created_at, id);
CREATE INDEX IF NOT EXISTS users_of_organisation ON users (organisation, created_at, id);
"""

_COLUMNS = "id, name, email, roles, display_name, bio, avatar_url, locale, organisation, created_at"
_BY_IDS = f"SELECT {_COLUMNS} FROM users WHERE id IN (SELECT value FROM json_each(?))"
_INSERT = f"INSERT INTO users ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SAVE = f"""UPDATE users SET display_name = ?, bio = ?, avatar_url = ?, locale = ? WHERE id = ?
RETURNING {_COLUMNS}"""


class SqliteUserStore:
    """Implements `UserStore`.

    Args:
        database: opened with `SCHEMA`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, path: Path) -> SqliteUserStore:
        """The store in the file `path`, which is made when missing. Raises StartError."""
        return cls(Database(path, SCHEMA))

    def close(self) -> None:
        self._database.close()

    async def users_by_ids(self, ids: Sequence[str]) -> Mapping[str, UserRecord]:
        rows = await self._database.run(lambda db: db.execute(_BY_IDS, (_json(ids),)).fetchall())
        return {user.id: user for user in map(_user, rows)}

    async def organisations_by_ids(self, ids: Sequence[str]) -> Mapping[str, OrganisationRecord]:
        query = "SELECT id, name FROM organisations WHERE id IN (SELECT value FROM json_each(?))"
        rows = await self._database.run(lambda db: db.execute(query, (_json(ids),)).fetchall())
        return {str(row[0]): OrganisationRecord(str(row[0]), str(row[1])) for row in rows}

    async def page(self, *, first: int, after: After | None, organisation: str | None) -> UserPage:
        conditions = ["organisation = :organisation"] if organisation is not None else []
        if after is not None:
            conditions.append("(created_at, id) > (:created_at, :id)")
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        query = f"SELECT {_COLUMNS} FROM users {where} ORDER BY created_at, id LIMIT :limit"
        values: dict[str, str | int | None] = {"organisation": organisation, "limit": first + 1}
        if after is not None:
            values |= {"created_at": _time(after.created_at), "id": after.id}
        rows = await self._database.run(lambda db: db.execute(query, values).fetchall())
        return UserPage(tuple(map(_user, rows[:first])), len(rows) > first)

    async def count(self, organisation: str | None) -> int:
        query = "SELECT count(*) FROM users WHERE ?1 IS NULL OR organisation = ?1"
        return int(await self._database.run(lambda db: db.execute(query, (organisation,)).get))

    async def save_profile(self, user_id: str, profile: ProfileRecord) -> UserRecord | None:
        values = (profile.display_name, profile.bio, profile.avatar_url, profile.locale, user_id)
        rows = await self._database.run(lambda db: db.execute(_SAVE, values).fetchall())
        return _user(rows[0]) if rows else None

    async def fill(self, organisations: Iterable[OrganisationRecord], users: Iterable[UserRecord]) -> bool:
        """Load users into an empty store, all or none; False, and nothing done, when it has users already."""

        def work(db: apsw.Connection) -> bool:
            if db.execute("SELECT EXISTS (SELECT 1 FROM users)").get:
                return False
            with db:
                db.executemany(
                    "INSERT INTO organisations VALUES (?, ?)", [(each.id, each.name) for each in organisations]
                )
                db.executemany(_INSERT, [_row(user) for user in users])
            return True

        return await self._database.run(work)


def _row(user: UserRecord) -> tuple[str | None, ...]:
    profile = user.profile
    roles = _json([role.value for role in user.roles])
    return (
        *(user.id, user.name, user.email, roles),
        *(profile.display_name, profile.bio, profile.avatar_url, profile.locale),
        *(user.organisation, _time(user.created_at)),
    )


def _user(row: Sequence[Any]) -> UserRecord:
    user_id, name, email, roles, display_name, bio, avatar_url, locale, organisation, created_at = row
    return UserRecord(
        id=user_id,
        name=name,
        email=email,
        roles=tuple(Role(value) for value in msgspec.json.decode(roles)),
        profile=ProfileRecord(display_name, bio, avatar_url, locale),
        organisation=organisation,
        created_at=datetime.fromisoformat(created_at),
    )


def _json(values: Sequence[str]) -> str:
    return msgspec.json.encode(values).decode()


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")

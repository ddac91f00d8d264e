"""`ConversationStore` on one SQLite file; reading methods are one statement each, whatever the number of keys."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import apsw

from subgraphs.inference.conversations.records import Conversation, Message, MessageRole
from subgraphs.kit.sqlite import Database
from subgraphs.kit.timestamps import microseconds, moment

_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversation (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL,
  title TEXT NOT NULL,
  created_at INTEGER NOT NULL -- microseconds since 1970, UTC
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS conversation_by_owner ON conversation (owner_id, created_at, id);
CREATE TABLE IF NOT EXISTS message (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  role TEXT NOT NULL,
  text TEXT NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS message_by_conversation ON message (conversation_id, position);
"""
_CONVERSATION = "id, owner_id, title, created_at"
_MOST_LISTED = 100


class SqliteConversationStore:
    """A `ConversationStore` over the file at `path`. Raises StartError when it cannot be opened."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, _SCHEMA)

    def close(self) -> None:
        """Finish what runs and close the file."""
        self._database.close()

    async def start(self, conversation: Conversation) -> None:
        """Store a new conversation."""
        row = (conversation.id, conversation.owner_id, conversation.title, microseconds(conversation.created_at))
        statement = f"INSERT INTO conversation ({_CONVERSATION}) VALUES (?, ?, ?, ?)"
        await self._database.run(lambda connection: _run(connection, statement, [row]))

    async def by_ids(self, ids: Sequence[str]) -> dict[str, Conversation]:
        """The conversations that exist."""
        statement = f"SELECT {_CONVERSATION} FROM conversation WHERE id IN (SELECT value FROM json_each(?))"
        rows = await self._rows(statement, json.dumps(list(ids)))
        return {row[0]: _conversation(row) for row in rows}

    async def of_owner(self, owner_id: str) -> list[Conversation]:
        """The newest hundred conversations of an owner, newest first."""
        statement = (
            f"SELECT {_CONVERSATION} FROM conversation WHERE owner_id = ? "
            f"ORDER BY created_at DESC, id DESC LIMIT {_MOST_LISTED}"
        )
        return [_conversation(row) for row in await self._rows(statement, owner_id)]

    async def messages(self, conversation_ids: Sequence[str]) -> dict[str, list[Message]]:
        """The messages of each conversation, oldest first."""
        statement = (
            "SELECT conversation_id, id, role, text, created_at FROM message "
            "WHERE conversation_id IN (SELECT value FROM json_each(?)) ORDER BY position"
        )
        found: dict[str, list[Message]] = {}
        for conversation_id, id, role, text, created_at in await self._rows(
            statement, json.dumps(list(conversation_ids))
        ):
            found.setdefault(conversation_id, []).append(Message(id, MessageRole(role), text, moment(created_at)))
        return found

    async def append(self, conversation_id: str, messages: Sequence[Message]) -> None:
        """Add messages in one transaction."""
        statement = "INSERT INTO message (conversation_id, id, role, text, created_at) VALUES (?, ?, ?, ?, ?)"
        rows = [(conversation_id, m.id, m.role.value, m.text, microseconds(m.created_at)) for m in messages]
        await self._database.run(lambda connection: _run(connection, statement, rows))

    async def _rows(self, statement: str, parameter: str) -> list[Any]:
        return await self._database.run(lambda connection: list(connection.execute(statement, (parameter,))))


def _run(connection: apsw.Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    with connection:
        connection.executemany(statement, rows)


def _conversation(row: Sequence[Any]) -> Conversation:
    id, owner_id, title, created_at = row
    return Conversation(id, owner_id, title, moment(created_at))

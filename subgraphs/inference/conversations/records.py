"""The values a conversation consists of. Identifiers are opaque; times have a zone."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class MessageRole(Enum):
    """Who said a message."""

    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True)
class Conversation:
    """A conversation, which only its owner may read."""

    id: str
    owner_id: str
    title: str
    created_at: datetime


@dataclass(frozen=True)
class Message:
    """One message of a conversation."""

    id: str
    role: MessageRole
    text: str
    created_at: datetime

"""Conversations, which only their owners see."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from subgraphs.inference.conversations import records
from subgraphs.inference.conversations.records import MessageRole
from subgraphs.inference.graph.context import InferenceContext, InferenceInfo
from subgraphs.kit.entities import Representation, keys_of
from subgraphs.kit.errors import InvalidInput

strawberry.enum(MessageRole, description="Who said a message.")


@strawberry.federation.type(keys=[Key(fields=FieldSet("id"), resolvable=False)])
class User:
    id: strawberry.ID


@strawberry.type(description="One message of a conversation.")
class Message:
    id: strawberry.ID
    role: MessageRole
    text: str
    created_at: datetime

    @classmethod
    def of(cls, message: records.Message) -> "Message":
        """The message as a client sees it."""
        return cls(id=strawberry.ID(message.id), role=message.role, text=message.text, created_at=message.created_at)


@strawberry.federation.type(keys=["id"], description="A conversation with a model; only its owner can read it.")
class Conversation:
    id: strawberry.ID
    title: str
    created_at: datetime
    owner_id: strawberry.Private[str]

    @classmethod
    def of(cls, conversation: records.Conversation) -> "Conversation":
        """The conversation as a client sees it."""
        return cls(
            id=strawberry.ID(conversation.id),
            title=conversation.title,
            created_at=conversation.created_at,
            owner_id=conversation.owner_id,
        )

    @classmethod
    async def resolve_references(
        cls, context: InferenceContext, representations: Sequence[Representation]
    ) -> "list[Conversation | InvalidInput | None]":
        keys = keys_of(representations)
        own = await own_conversations(context, [key for key in keys if isinstance(key, str)])
        return [(cls.of(own[key]) if key in own else None) if isinstance(key, str) else key for key in keys]

    @strawberry.field(description="Who started the conversation; null only while accounts cannot be reached.")
    def owner(self) -> User | None:
        return User(id=strawberry.ID(self.owner_id))

    @strawberry.field(description="Everything that was said, oldest first.")
    async def messages(self, info: InferenceInfo) -> list[Message]:
        return [Message.of(message) for message in await info.context.messages.load(self.id)]


@strawberry.enum(description="Why a message was refused.")
class MessageProblemCode(Enum):
    BLANK = "blank"
    TOO_LONG = "too_long"
    UNKNOWN_CONVERSATION = "unknown_conversation"


@strawberry.type(description="The message was answered; both are part of the conversation now.")
class MessageSent:
    conversation: Conversation
    reply: Message


@strawberry.type(description="The message was refused and nothing was stored.")
class InvalidMessage:
    code: MessageProblemCode
    message: str


SendMessageResult = Annotated[
    MessageSent | InvalidMessage, strawberry.union("SendMessageResult", description="What became of a message.")
]


async def own_conversations(context: InferenceContext, ids: Sequence[str]) -> dict[str, records.Conversation]:
    """The conversations among these ids that belong to the caller, with one query."""
    if context.caller is None:
        return {}
    found = await context.store.by_ids(ids)
    return {id: kept for id, kept in found.items() if kept.owner_id == context.caller.subject}

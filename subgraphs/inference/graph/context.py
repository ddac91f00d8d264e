"""What the resolvers of one operation share: the caller, the models, the conversations and their loader."""

import asyncio
from dataclasses import dataclass

import strawberry
from aiodataloader import DataLoader

from gateway.security import Principal
from subgraphs.inference.answering.answerer import Answerer
from subgraphs.inference.completer import Completer
from subgraphs.inference.conversations.dialogue import Dialogue
from subgraphs.inference.conversations.records import Message
from subgraphs.inference.ports import ConversationStore


class MessageLoader:
    """The messages of conversations, in one query for all that an operation asks for."""

    def __init__(self, store: ConversationStore) -> None:
        async def batch(ids: list[str]) -> list[list[Message]]:
            found = await store.messages(ids)
            return [found.get(id, []) for id in ids]

        self._loader: DataLoader[str, list[Message]] = DataLoader(batch, cache=False)

    async def load(self, conversation_id: str) -> list[Message]:
        """The messages of one conversation, oldest first."""
        return await asyncio.shield(self._loader.load(conversation_id))


@dataclass(frozen=True)
class InferenceContext:
    """The context value of an operation; `caller` is None for an anonymous one."""

    caller: Principal | None
    completer: Completer
    answerer: Answerer
    dialogue: Dialogue
    store: ConversationStore
    messages: MessageLoader


InferenceInfo = strawberry.Info[InferenceContext, None]

"""What this service needs from its surroundings: models that complete, a cache of answers, a store of conversations."""

from collections.abc import Sequence
from typing import Protocol

from subgraphs.inference.completions import Completion, CompletionRequest, ModelCard
from subgraphs.inference.conversations.records import Conversation, Message


class CompletionBackend(Protocol):
    """Models that can be asked. Cancelling a call stops the work behind it."""

    async def models(self) -> list[ModelCard]:
        """Every model there is, the default one first; unavailable ones are marked, not left out.

        Raises ModelUnavailable when they cannot even be listed.
        """
        ...

    async def complete(self, request: CompletionRequest) -> Completion:
        """Ask a model. Raises ModelUnavailable."""
        ...


class CompletionCache(Protocol):
    """Earlier completions by key. A cache that fails behaves like an empty one and never raises."""

    async def get(self, key: str) -> Completion | None: ...

    async def put(self, key: str, completion: Completion) -> None: ...


class ConversationStore(Protocol):
    """Conversations and their messages, in the order they were said."""

    async def start(self, conversation: Conversation) -> None: ...

    async def by_ids(self, ids: Sequence[str]) -> dict[str, Conversation]:
        """The conversations that exist, with one query."""
        ...

    async def of_owner(self, owner_id: str) -> list[Conversation]:
        """The conversations of an owner, newest first."""
        ...

    async def messages(self, conversation_ids: Sequence[str]) -> dict[str, list[Message]]:
        """The messages of each conversation, oldest first, with one query."""
        ...

    async def append(self, conversation_id: str, messages: Sequence[Message]) -> None:
        """Add messages: all of them or none."""
        ...

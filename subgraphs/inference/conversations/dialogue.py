"""One more message of a conversation and the model's reply.

The model is given as many of the latest messages as fit, oldest dropped first. The message and its reply are stored
together after the model has answered, so a conversation never has a question without a reply; a failed attempt leaves
nothing behind and may simply be repeated.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from subgraphs.inference.completer import Completer
from subgraphs.inference.completions import PromptMessage, Role
from subgraphs.inference.conversations.records import Conversation, Message, MessageRole
from subgraphs.inference.ports import ConversationStore
from subgraphs.kit.errors import InvalidInput

MAX_TITLE_CHARACTERS = 200
MAX_MESSAGE_CHARACTERS = 4000
MAX_HISTORY_CHARACTERS = 4000

_ROLES = {MessageRole.USER: Role.USER, MessageRole.ASSISTANT: Role.ASSISTANT}


@dataclass(frozen=True)
class Dialogue:
    """Starts and continues conversations; `now` and `new_id` are injected so that time and chance stay outside."""

    store: ConversationStore
    completer: Completer
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def start(self, owner_id: str, title: str | None) -> Conversation:
        """A new conversation. Raises InvalidInput for a title that is too long."""
        given = (title or "").strip()
        if len(given) > MAX_TITLE_CHARACTERS:
            raise InvalidInput(f"title has {len(given)} characters; at most {MAX_TITLE_CHARACTERS} are allowed")
        conversation = Conversation(self.new_id(), owner_id, given or "Untitled", self.now())
        await self.store.start(conversation)
        return conversation

    async def send(self, conversation: Conversation, text: str, max_tokens: int) -> Message:
        """Say something in a conversation and return the model's reply, both stored.

        Raises InvalidInput, ModelUnavailable, Overloaded or DeadlineExceeded; then nothing is stored.
        """
        said = Message(self.new_id(), MessageRole.USER, text, self.now())
        earlier = (await self.store.messages([conversation.id])).get(conversation.id, [])
        prompt = _prompt([*earlier, said])
        completion, _ = await self.completer.complete(prompt, model=None, max_tokens=max_tokens)
        reply = Message(self.new_id(), MessageRole.ASSISTANT, completion.text, self.now())
        await self.store.append(conversation.id, [said, reply])
        return reply


def _prompt(messages: Sequence[Message]) -> tuple[PromptMessage, ...]:
    """The latest messages that fit, always the last one, beginning with one of the user's."""
    kept: list[PromptMessage] = []
    left = MAX_HISTORY_CHARACTERS
    for message in reversed(messages):
        left -= len(message.text)
        if kept and left < 0:
            break
        kept.insert(0, PromptMessage(_ROLES[message.role], message.text))
    while kept[0].role is Role.ASSISTANT:
        kept.pop(0)
    return tuple(kept)

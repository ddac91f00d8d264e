"""The root fields: models, completions, and one's own conversations."""

import strawberry

from subgraphs.inference.completions import PromptMessage, Role
from subgraphs.inference.conversations.dialogue import MAX_MESSAGE_CHARACTERS
from subgraphs.inference.graph.context import InferenceInfo
from subgraphs.inference.graph.conversations import (
    Conversation,
    InvalidMessage,
    Message,
    MessageProblemCode,
    MessageSent,
    SendMessageResult,
    own_conversations,
)
from subgraphs.inference.graph.models import Completion, Model
from subgraphs.kit.callers import require_caller, require_scopes
from subgraphs.kit.errors import InvalidInput

INFERENCE_SCOPE = "inference"


@strawberry.type
class Query:
    @strawberry.field(description="All models, the default one first.")
    async def models(self, info: InferenceInfo) -> list[Model]:
        return [Model.of(card) for card in await info.context.completer.models()]

    @strawberry.field(description="One model, or null when there is none with this id.")
    async def model(self, info: InferenceInfo, id: strawberry.ID) -> Model | None:
        return next((Model.of(card) for card in await info.context.completer.models() if card.id == id), None)

    @strawberry.federation.field(
        requires_scopes=[[INFERENCE_SCOPE]],
        description="What a model answers to a prompt, in at most maxTokens (1 to 512) tokens. The default model is "
        "used when none is named. Temperature 0 (to 2) always gives the same text, which may then come from a cache.",
    )
    async def complete(
        self,
        info: InferenceInfo,
        prompt: str,
        model: strawberry.ID | None = None,
        max_tokens: int = 64,
        temperature: float = 0,
        stop: list[str] | None = None,
    ) -> Completion:
        require_scopes(info.context.caller, INFERENCE_SCOPE)
        if not prompt.strip():
            raise InvalidInput("prompt must not be blank")
        completion, card = await info.context.completer.complete(
            (PromptMessage(Role.USER, prompt),),
            model=model,
            max_tokens=max_tokens,
            temperature=temperature,
            stop=tuple(stop or ()),
        )
        return Completion.of(completion, card)

    @strawberry.federation.field(
        authenticated=True, description="One of the caller's conversations, or null when there is none with this id."
    )
    async def conversation(self, info: InferenceInfo, id: strawberry.ID) -> Conversation | None:
        require_caller(info.context.caller)
        own = await own_conversations(info.context, [id])
        return Conversation.of(own[id]) if id in own else None

    @strawberry.federation.field(
        authenticated=True, description="The caller's conversations, newest first; at most 100."
    )
    async def conversations(self, info: InferenceInfo) -> list[Conversation]:
        caller = require_caller(info.context.caller)
        return [Conversation.of(stored) for stored in await info.context.store.of_owner(caller.subject)]


@strawberry.type
class Mutation:
    @strawberry.federation.mutation(
        requires_scopes=[[INFERENCE_SCOPE]], description="Start a conversation that belongs to the caller."
    )
    async def start_conversation(self, info: InferenceInfo, title: str | None = None) -> Conversation:
        caller = require_scopes(info.context.caller, INFERENCE_SCOPE)
        return Conversation.of(await info.context.dialogue.start(caller.subject, title))

    @strawberry.federation.mutation(
        requires_scopes=[[INFERENCE_SCOPE]],
        description="Say something in one of the caller's conversations and get the model's reply.",
    )
    async def send_message(
        self, info: InferenceInfo, conversation: strawberry.ID, text: str, max_tokens: int = 64
    ) -> SendMessageResult:
        require_scopes(info.context.caller, INFERENCE_SCOPE)
        own = await own_conversations(info.context, [conversation])
        refusal = _refusal(conversation, conversation in own, text)
        if refusal:
            return refusal
        reply = await info.context.dialogue.send(own[conversation], text, max_tokens)
        return MessageSent(conversation=Conversation.of(own[conversation]), reply=Message.of(reply))


def _refusal(conversation_id: str, is_own: bool, text: str) -> InvalidMessage | None:
    if not is_own:
        message = f"you have no conversation with the id {conversation_id[:100]!r}"
        return InvalidMessage(code=MessageProblemCode.UNKNOWN_CONVERSATION, message=message)
    if not text.strip():
        return InvalidMessage(code=MessageProblemCode.BLANK, message="the text must not be blank")
    if len(text) > MAX_MESSAGE_CHARACTERS:
        message = f"the text has {len(text)} characters; at most {MAX_MESSAGE_CHARACTERS} are allowed"
        return InvalidMessage(code=MessageProblemCode.TOO_LONG, message=message)
    return None

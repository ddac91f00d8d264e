"""Conversations: kept, continued, and seen by nobody else."""

from __future__ import annotations

import pytest

from subgraphs.inference.completions import Role
from subgraphs.inference.conversations.dialogue import MAX_HISTORY_CHARACTERS, Dialogue
from subgraphs.inference.conversations.store import SqliteConversationStore
from tests.subgraphs.inference.conftest import Ask, ScriptedModel

START = "mutation ($title: String) { startConversation(title: $title) { id title owner { id } messages { text } } }"
SEND = """
mutation ($conversation: ID!, $text: String!) {
  sendMessage(conversation: $conversation, text: $text) {
    ... on MessageSent { conversation { messages { role text } } reply { role text createdAt } }
    ... on InvalidMessage { code message }
  }
}
"""
READ = "query ($id: ID!) { conversation(id: $id) { title messages { text } } }"
ENTITY = "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Conversation { title } } }"


async def start(ask: Ask, user: str = "user-1") -> str:
    answer = await ask(START, user=user, title="Ships")
    assert answer["data"]["startConversation"] == {
        "id": answer["data"]["startConversation"]["id"],
        "title": "Ships",
        "owner": {"id": user},
        "messages": [],
    }
    return str(answer["data"]["startConversation"]["id"])


async def test_the_model_is_given_what_was_said_before(ask: Ask, model: ScriptedModel) -> None:
    id = await start(ask)
    await ask(SEND, user="user-1", conversation=id, text="Hello")
    answer = await ask(SEND, user="user-1", conversation=id, text="And now?")
    assert answer["data"]["sendMessage"]["conversation"]["messages"] == [
        {"role": "USER", "text": "Hello"},
        {"role": "ASSISTANT", "text": "You said: Hello"},
        {"role": "USER", "text": "And now?"},
        {"role": "ASSISTANT", "text": "You said: And now?"},
    ]
    assert [(message.role, message.text) for message in model.asked[-1].messages] == [
        (Role.USER, "Hello"),
        (Role.ASSISTANT, "You said: Hello"),
        (Role.USER, "And now?"),
    ]


async def test_history_is_cut_at_the_oldest_and_begins_with_the_user(dialogue: Dialogue, model: ScriptedModel) -> None:
    conversation = await dialogue.start("user-1", None)
    for n in range(6):
        await dialogue.send(conversation, f"{n} " + "x" * 700, 8)
    prompt = model.asked[-1].messages
    assert prompt[0].role is Role.USER
    assert prompt[-1].text.startswith("5 ")
    assert 2 < len(prompt) < 11
    assert sum(len(message.text) for message in prompt) <= MAX_HISTORY_CHARACTERS


async def test_a_failed_attempt_leaves_nothing_and_may_be_repeated(ask: Ask, model: ScriptedModel) -> None:
    id = await start(ask)
    model.available = False
    failed = await ask(SEND, user="user-1", conversation=id, text="Hello")
    assert failed["errors"][0]["extensions"] == {"code": "MODEL_UNAVAILABLE"}
    assert (await ask(READ, user="user-1", id=id))["data"]["conversation"]["messages"] == []
    model.available = True
    await ask(SEND, user="user-1", conversation=id, text="Hello")
    assert len((await ask(READ, user="user-1", id=id))["data"]["conversation"]["messages"]) == 2


async def test_only_the_owner_reads(ask: Ask) -> None:
    id = await start(ask)
    representation = [{"__typename": "Conversation", "id": id}]
    assert (await ask(READ, user="user-1", id=id))["data"]["conversation"]["title"] == "Ships"
    assert (await ask(READ, user="user-2", id=id))["data"]["conversation"] is None
    assert (await ask(ENTITY, user="user-1", r=representation))["data"]["_entities"] == [{"title": "Ships"}]
    assert (await ask(ENTITY, user="user-2", r=representation))["data"]["_entities"] == [None]
    assert (await ask(ENTITY, r=representation))["data"]["_entities"] == [None]
    assert (await ask(READ, id=id))["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


async def test_the_list_is_ones_own_newest_first(ask: Ask) -> None:
    for user in ("user-1", "user-2", "user-1"):
        await start(ask, user)
    answer = await ask("{ conversations { id createdAt } }", user="user-1")
    times = [conversation["createdAt"] for conversation in answer["data"]["conversations"]]
    assert len(times) == 2
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        (" \n", "BLANK", "the text must not be blank"),
        ("x" * 4001, "TOO_LONG", "the text has 4001 characters; at most 4000 are allowed"),
    ],
)
async def test_a_message_that_cannot_be_sent_is_told_why(ask: Ask, text: str, code: str, message: str) -> None:
    answer = await ask(SEND, user="user-1", conversation=await start(ask), text=text)
    assert answer["data"]["sendMessage"] == {"code": code, "message": message}


@pytest.mark.parametrize("user", ["user-1", "user-2"])
async def test_an_unknown_conversation_and_somebody_elses_look_the_same(ask: Ask, user: str) -> None:
    id = await start(ask) if user == "user-2" else "nope"
    answer = await ask(SEND, user=user, conversation=id, text="Hello")
    assert answer["data"]["sendMessage"] == {
        "code": "UNKNOWN_CONVERSATION",
        "message": f"you have no conversation with the id {id!r}",
    }


@pytest.mark.parametrize("operation", [START, SEND, '{ complete(prompt: "x") { text } }'])
async def test_the_scope_is_needed_here_too(ask: Ask, model: ScriptedModel, operation: str) -> None:
    variables = {"conversation": "x", "text": "x"} if operation == SEND else {}
    anonymous = await ask(operation, **variables)
    unscoped = await ask(operation, user="user-1", scopes="documents:write", **variables)
    assert anonymous["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
    assert unscoped["errors"][0]["extensions"] == {"code": "FORBIDDEN"}
    assert model.asked == []


async def test_a_title_may_be_missing_but_not_too_long(ask: Ask) -> None:
    untitled = await ask(START, user="user-1", title="  ")
    assert untitled["data"]["startConversation"]["title"] == "Untitled"
    long = await ask(START, user="user-1", title="x" * 201)
    assert long["errors"][0]["message"] == "title has 201 characters; at most 200 are allowed"


async def test_the_messages_of_many_conversations_are_one_query(
    ask: Ask, conversations: SqliteConversationStore
) -> None:
    for _ in range(20):
        await ask(SEND, user="user-1", conversation=await start(ask), text="Hello")
    seen: list[str] = []

    def trace(cursor: object, statement: str, bindings: object) -> bool:
        seen.append(statement)
        return True

    await conversations._database.run(lambda connection: setattr(connection, "exec_trace", trace))
    answer = await ask("{ conversations { messages { text } } }", user="user-1")
    assert all(len(found["messages"]) == 2 for found in answer["data"]["conversations"])
    assert len(seen) == 2

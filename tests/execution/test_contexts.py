"""`@fromContext`: values differ per entity, the request stays one.

The supergraph is written by hand (join v0.5), as Apollo's composer writes one; the subgraphs are graphql-core.
"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from graphql import GraphQLResolveInfo, build_schema, graphql_sync

from gateway.execution.engine import Engine
from gateway.execution.ports import OperationRequest, SubgraphCall
from gateway.federation.supergraph import Supergraph

SUPERGRAPH = """
schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/context/v0.1", for: SECURITY) { query: Query }
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
enum join__Graph { BLOG @join__graph(name: "blog", url: "") LIKES @join__graph(name: "likes", url: "") }
type Query @join__type(graph: BLOG) @join__type(graph: LIKES) { users: [User!]! @join__field(graph: BLOG) }
type User @join__type(graph: BLOG, key: "id") @context(name: "blog__user") {
  id: ID! locale: String prefs: Prefs! posts: [Post!]! }
type Prefs @join__type(graph: BLOG) { currency: String! }
type Post @join__type(graph: BLOG, key: "id") @join__type(graph: LIKES, key: "id") {
  id: ID!
  title(upper: Boolean, note: String): String! @join__field(graph: BLOG, contextArguments: [
    {context: "blog__user", name: "locale", type: "String", selection: " { locale }"},
    {context: "blog__user", name: "money", type: "String", selection: "{ prefs { currency } }"}])
  likes: Int! @join__field(graph: LIKES)
}
"""

BLOG = build_schema("""
scalar _Any
union _Entity = Post
type Query { users: [User!]! _entities(representations: [_Any!]!): [_Entity]! }
type User { id: ID! locale: String prefs: Prefs! posts: [Post!]! }
type Prefs { currency: String! }
type Post { id: ID! title(upper: Boolean, note: String, locale: String, money: String): String! }
""")
LIKES = build_schema("""
scalar _Any
union _Entity = Post
type Query { _entities(representations: [_Any!]!): [_Entity]! }
type Post { id: ID! likes: Int! }
""")

USERS = [
    {"id": "1", "locale": "sv", "prefs": {"currency": "SEK"}, "posts": [{"id": "a"}, {"id": "b"}]},
    {"id": "2", "locale": "de", "prefs": {"currency": "EUR"}, "posts": [{"id": "a"}]},
    {"id": "3", "locale": "sv", "prefs": {"currency": "SEK"}, "posts": [{"id": "c"}]},
    {"id": "4", "locale": None, "prefs": {"currency": "EUR"}, "posts": []},
]


def resolve(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
    match info.field_name:
        case "users":
            return USERS
        case "_entities":
            return arguments["representations"]
        case "title":
            text = f"{source['id']} {arguments.get('locale')} {arguments.get('money')}"
            text += arguments.get("note") or ""
            return text.upper() if arguments.get("upper") else text
        case "likes":
            return ord(source["id"])
    return source[info.field_name]


class Transport:
    """Executes calls, and remembers them."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []

    async def send(self, call: SubgraphCall) -> bytes:
        body = msgspec.json.decode(call.body)
        self.calls.append((call.subgraph, body["query"]))
        result = graphql_sync(
            {"blog": BLOG, "likes": LIKES}[call.subgraph],
            body["query"],
            variable_values=body.get("variables"),
            field_resolver=resolve,
            type_resolver=lambda value, *_: value["__typename"],
        )
        return msgspec.json.encode({"data": result.data, "errors": [error.formatted for error in result.errors or ()]})


async def ask(query: str) -> tuple[Any, list[Any], list[tuple[str, str]]]:
    transport = Transport()
    result = await Engine(Supergraph.from_sdl(SUPERGRAPH), transport).execute(OperationRequest(query))
    return result.data, list(result.errors), transport.calls


async def test_each_entity_gets_its_own_ancestors_values() -> None:
    data, errors, calls = await ask("{ users { posts { title } } }")
    assert not errors
    assert [[post["title"] for post in user["posts"]] for user in data["users"]] == [
        ["a sv SEK", "b sv SEK"],
        ["a de EUR"],
        ["c sv SEK"],
        [],
    ]
    assert len(calls) == 2
    assert calls[1][1].count("_entities(") == 2, "one field per distinct pair of values"


async def test_other_fetches_and_the_clients_arguments_are_kept() -> None:
    data, errors, calls = await ask("query Q { users { id posts { loud: title(upper: true) title likes } } }")
    assert not errors
    assert data["users"][1]["posts"] == [{"loud": "A DE EUR", "title": "a de EUR", "likes": 97}]
    assert sorted(name for name, _ in calls) == ["blog", "blog", "likes"]


@pytest.mark.parametrize("users", [[], [USERS[3]]])
async def test_nothing_is_asked_without_targets(users: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.execution.test_contexts.USERS", users)
    data, errors, calls = await ask("{ users { posts { title } } }")
    assert (data, errors, len(calls)) == ({"users": [{"posts": []} for _ in users]}, [], 1)


async def test_what_clients_call_their_variables_and_write_in_strings_is_left_alone() -> None:
    data, errors, _ = await ask(
        """query ($_context0: Boolean = true,
                  $_context0_entities: Boolean = false, $representations_1: Boolean = true) {
          users { posts {
            a: title(upper: $_context0, note: " $_context0 \\" $representations")
            b: title(upper: $_context0_entities, note: \"\"\" $_context0_entities " $representations_1\"\"\")
            c: title(upper: $representations_1)
          } }
        }"""
    )
    assert errors == []
    assert data["users"][1]["posts"] == [
        {
            "a": 'A DE EUR $_CONTEXT0 " $REPRESENTATIONS',
            "b": 'a de EUR $_context0_entities " $representations_1',
            "c": "A DE EUR",
        }
    ]

"""What changes in a supergraph besides the schema of its clients: who answers, by which keys, for whom."""

from __future__ import annotations

from itertools import pairwise

import pytest

from gateway.composition import SubgraphSource, compose
from gateway.composition.diff import Change, Document, Kind, Level, diff_documents, kind_of

B, D, S = Level.BREAKING, Level.DANGEROUS, Level.SAFE
LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@shareable", "@tag", '
    '"@inaccessible", "@override", "@requires", "@external", "@provides", "@authenticated", "@requiresScopes", '
    '"@policy", "@cost", "@listSize"]) '
)
USERS = 'type Query { me: User } type User @key(fields: "id") { id: ID! name: String }'
POSTS = 'type User @key(fields: "id") { id: ID! posts: Int }'


def supergraph(**subgraphs: str) -> str:
    result = compose([SubgraphSource(name, f"http://{name}", LINK + sdl) for name, sdl in subgraphs.items()])
    assert result.supergraph_sdl is not None, [str(each) for each in result.errors]
    return result.supergraph_sdl


def changes(old: str, new: str) -> list[Change]:
    return diff_documents(Document("old", old), Document("new", new))


def found(old: str, new: str) -> list[tuple[Level, str, str]]:
    return [(each.level, each.code, each.coordinate) for each in changes(old, new)]


def test_a_supergraph_does_not_differ_from_itself() -> None:
    graph = supergraph(users=USERS, posts=POSTS)
    assert kind_of(Document("graph", graph)) is Kind.SUPERGRAPH
    assert found(graph, graph) == []


def test_a_field_that_moves() -> None:
    old = supergraph(users=USERS, posts=POSTS)
    new = supergraph(users=USERS.replace(" name: String", ""), posts=POSTS.replace("posts", "name: String posts"))
    assert found(old, new) == [(D, "FIELD_MOVED", "User.name")]
    assert changes(old, new)[0].message == "User.name moved from users to posts."


def test_a_field_that_is_shared_and_not_any_more() -> None:
    alone = supergraph(users=USERS, posts=POSTS)
    shared = supergraph(
        users=USERS.replace("String", "String @shareable"),
        posts=POSTS.replace("posts", "name: String @shareable posts"),
    )
    assert found(alone, shared) == [(S, "FIELD_RESOLVER_ADDED", "User.name")]
    assert found(shared, alone) == [(S, "FIELD_RESOLVER_REMOVED", "User.name")]


def test_a_migration_by_override_step_by_step() -> None:
    def posts(override: str) -> str:
        return POSTS.replace("posts", f"name: String {override} posts")

    steps = [
        supergraph(users=USERS, posts=POSTS),
        supergraph(users=USERS, posts=posts('@override(from: "users", label: "percent(5)")')),
        supergraph(users=USERS, posts=posts('@override(from: "users", label: "percent(50)")')),
        supergraph(users=USERS, posts=posts('@override(from: "users")')),
    ]
    assert [found(old, new) for old, new in pairwise(steps)] == [
        [(S, "FIELD_RESOLVER_ADDED", "User.name")],
        [(D, "OVERRIDE_CHANGED", "User.name")],
        [(D, "OVERRIDE_CHANGED", "User.name"), (S, "FIELD_RESOLVER_REMOVED", "User.name")],
    ]


def test_keys() -> None:
    old = supergraph(users=USERS, posts=POSTS)
    more = supergraph(users=USERS.replace("type User", 'type User @key(fields: "name")'), posts=POSTS)
    assert found(old, more) == [(S, "KEY_ADDED", "User")]
    assert found(more, old) == [(D, "KEY_REMOVED", "User")]
    stub = supergraph(users=USERS.replace('"id")', '"id", resolvable: false)'), posts=POSTS)
    assert found(old, stub) == [(D, "KEY_REMOVED", "User"), (S, "KEY_ADDED", "User")]


def test_subgraphs() -> None:
    old = supergraph(users=USERS)
    new = supergraph(users=USERS, posts=POSTS)
    assert found(old, new) == [(S, "FIELD_ADDED", "User.posts"), (S, "SUBGRAPH_ADDED", "posts")]
    assert found(new, old) == [(B, "FIELD_REMOVED", "User.posts"), (D, "SUBGRAPH_REMOVED", "posts")]
    assert found(old, old.replace("http://users", "http://other")) == [(D, "SUBGRAPH_URL_CHANGED", "users")]


def test_requirements_change_plans_only() -> None:
    def posts(fields: str) -> str:
        return (
            'type User @key(fields: "id") { id: ID! name: String @external age: Int @external '
            f'posts: Int @requires(fields: "{fields}") likes: Int @requires(fields: "name age") }}'
        )

    users = USERS.replace("String", "String age: Int")
    old, new = (supergraph(users=users, posts=posts(fields)) for fields in ("name", "name age"))
    assert found(old, new) == [(S, "REQUIRES_CHANGED", "User.posts")]
    assert found(old, supergraph(users=users, posts=posts("  name  "))) == []


def test_tags() -> None:
    old = supergraph(users=USERS)
    new = supergraph(users=USERS.replace("name: String", 'name: String @tag(name: "internal")'))
    assert found(old, new) == [(D, "TAG_ADDED", "User.name")]
    assert found(new, old) == [(D, "TAG_REMOVED", "User.name")]


def test_what_is_hidden_is_gone_for_clients() -> None:
    old = supergraph(users=USERS)
    new = supergraph(users=USERS.replace("name: String", "name: String @inaccessible"))
    assert found(old, new) == [(B, "FIELD_REMOVED", "User.name")]
    assert found(new, old) == [(S, "FIELD_ADDED", "User.name")]


EVERYBODY = ""
CALLERS = "@authenticated"
READERS = '@requiresScopes(scopes: [["read"]])'
WRITERS = '@requiresScopes(scopes: [["read", "write"]])'
EITHER = '@requiresScopes(scopes: [["read"], ["admin"]])'
POLICY = '@policy(policies: [["staff"]])'


@pytest.mark.parametrize(
    ("old", "new", "level"),
    [
        (EVERYBODY, CALLERS, B),
        (CALLERS, EVERYBODY, D),
        (CALLERS, READERS, B),
        (READERS, CALLERS, D),
        (READERS, WRITERS, B),
        (WRITERS, READERS, D),
        (READERS, EITHER, D),
        (EITHER, READERS, B),
        (READERS, POLICY, B),
        (POLICY, CALLERS, B),
        (READERS, f"{CALLERS} {READERS}", None),
        (EITHER, '@requiresScopes(scopes: [["admin"], ["read"]])', None),
    ],
)
def test_access_rules_are_compared_by_whom_they_let_read(old: str, new: str, level: Level | None) -> None:
    graphs = [supergraph(users=USERS.replace("name: String", f"name: String {rule}")) for rule in (old, new)]
    code = {B: "ACCESS_STRENGTHENED", D: "ACCESS_WEAKENED"}
    assert found(*graphs) == ([] if level is None else [(level, code[level], "User.name")])


def test_costs() -> None:
    old = supergraph(users=USERS)
    new = supergraph(users=USERS.replace("name: String", "name: String @cost(weight: 5)"))
    assert found(old, new) == [(D, "COST_CHANGED", "User.name")]


def test_a_supergraph_and_what_its_clients_see_are_compared_as_these_see_it() -> None:
    graph = supergraph(users=USERS, posts=POSTS.replace("posts: Int", "posts: Int secret: Int @inaccessible"))
    api = "type Query { me: User } type User { id: ID! name: String posts: Int }"
    assert found(graph, api) == found(api, graph) == []
    assert found(graph, api.replace(" posts: Int", "")) == [(B, "FIELD_REMOVED", "User.posts")]

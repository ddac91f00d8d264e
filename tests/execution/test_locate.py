"""A client that looks at a null's own path finds its error, whichever failure of whichever request it comes from."""

from __future__ import annotations

from typing import Any

from gateway.execution.errors import ErrorSettings
from gateway.execution.ports import SubgraphError
from gateway.planning.plan import InputField, InputSet, Request, RootFetch, TypeGuard
from tests.execution.plans import Run, Script, entities, entity, errors_at, keys, root, selected

SDL = """
type Query { me: User  users: [User]  node: Node  nodes: [Node]  a: String  b: String }
interface Node { id: ID }
type User implements Node { id: ID  name: String  age: Int  size: Size  friend: User  friends: [User]  rank: Int }
type Robot implements Node { id: ID  model: String }
type Size { height: Int  weight: Int }
"""
DOWN = SubgraphError("SUBGRAPH_UNREACHABLE", "down")
LATE = SubgraphError("SUBGRAPH_TIMEOUT", "late")


def error(message: str, *path: str | int) -> dict[str, Any]:
    return {"message": message, "path": list(path)} if path else {"message": message}


async def test_of_a_value_in_parts_only_the_part_that_failed_has_the_error() -> None:
    run = Run(
        SDL,
        "{ users { size { height weight } } }",
        root("users", "users"),
        entities("scales", entity(("users",), typename="User", asks="size { weight }")),
    )
    users = [{"id": "1", "size": {"height": 1}}, {"id": "2", "size": None}, None]
    result = await run(Script(users={"data": {"users": users}}, scales=DOWN))
    assert errors_at(result) == {("users", 0, "size", "weight"): "down", ("users", 1, "size"): "down"}


async def test_parts_of_one_root_field_fail_apart() -> None:
    one = Request(0, "one", "query", "…", (), (RootFetch(keys=("me",), selection=selected("me { name }")),))
    two = Request(1, "two", "query", "…", (), (RootFetch(keys=("me",), selection=selected("me { age }")),))
    result = await Run(SDL, "{ me { name age } }", one, two)(Script(one={"data": {"me": {"name": "Ada"}}}, two=DOWN))
    assert errors_at(result) == {("me", "age"): "down"}


async def test_what_another_request_brought_has_no_error() -> None:
    run = Run(
        SDL,
        "{ me { name age } }",
        root("users", "me"),
        entities("names", entity(("me",), typename="User", asks="name"), id=1),
        entities("both", entity(("me",), typename="User", asks="name age"), id=2),
    )
    script = Script(users={"data": {"me": {"id": "1"}}}, names={"data": {"_entities": [{"name": "Ada"}]}}, both=DOWN)
    assert errors_at(await run(script)) == {("me", "age"): "down"}


async def test_a_failure_that_leaves_no_null_shows_at_the_nearest_common_position() -> None:
    run = Run(
        SDL,
        "{ users { age } a }",
        root("users", "users", "a"),
        entities("ages", entity(("users",), typename="User")),
    )
    users = {"data": {"users": [{"id": "1"}, {"id": "2"}], "a": "x"}, "errors": [error("slow")]}
    ages = {"data": {"_entities": [{"age": 1}, {"age": 2}]}, "errors": [error("old")]}
    result = await run(Script(users=users, ages=ages))
    assert [(each["message"], each.get("path")) for each in result["errors"]] == [
        ("slow", ["users"]),
        ("slow", ["a"]),
        ("old", ["users"]),
    ]


async def test_where_errors_name_places_one_that_names_none_is_about_the_rest() -> None:
    run = Run(SDL, "{ users { age } }", root("users", "users"), entities("ages", entity(("users",), typename="User")))
    ages = {
        "data": {"_entities": [{"age": None}, None, {"age": 3}]},
        "errors": [error("somewhere"), error("here", "_entities", 0, "age")],
    }
    users = {"data": {"users": [{"id": "1"}, {"id": "2"}, {"id": "3"}]}}
    result = await run(Script(users=users, ages=ages))
    assert errors_at(result) == {("users", 0, "age"): "here", ("users", 1, "age"): "somewhere"}


async def test_an_error_that_made_an_entity_null_is_about_all_of_it() -> None:
    run = Run(
        SDL,
        "{ me { name age } }",
        root("users", "me"),
        entities("both", entity(("me",), typename="User", asks="name age")),
    )
    script = Script(
        users={"data": {"me": {"id": "1"}}},
        both={"data": {"_entities": [None]}, "errors": [error("boom", "_entities", 0, "age")]},
    )
    assert errors_at(await run(script)) == {("me", "age"): "boom", ("me", "name"): "boom"}


async def test_an_object_that_one_subgraph_could_not_give_and_another_gave_has_the_error_at_what_is_missing() -> None:
    run = Run(
        SDL,
        "{ users { size { height weight } } }",
        root("users", "users"),
        entities("scales", entity(("users",), typename="User", asks="size { weight }")),
    )
    users = [{"id": "1", "size": {"height": 1}}, {"id": "2", "size": None}]
    scales = {
        "data": {"_entities": [{"size": None}, {"size": None}]},
        "errors": [error("one", "_entities", 0, "size"), error("two", "_entities", 1, "size", "weight")],
    }
    assert errors_at(await run(Script(users={"data": {"users": users}}, scales=scales))) == {
        ("users", 0, "size", "weight"): "one",
        ("users", 1, "size", "weight"): "two",
    }


async def test_an_error_that_made_all_data_null_is_about_all_of_it() -> None:
    run = Run(SDL, "{ a b }", root("one", "a", "b"))
    result = await run(Script(one={"data": None, "errors": [error("boom", "b"), error("bang", "a")]}))
    assert errors_at(result) == {("a",): "bang", ("b",): "boom"}
    result = await run(Script(one={"data": None, "errors": [error("boom", "b")]}))
    assert errors_at(result) == {("a",): "boom", ("b",): "boom"}


def chain(second: InputSet, third: InputSet) -> Run:
    """`rank` needs what `ages` brings, which needs what `names` brings."""
    return Run(
        SDL,
        "{ users { rank } a }",
        root("users", "users", "a"),
        entities("names", entity(("users",), typename="User", asks="name"), id=1),
        entities("ages", entity(("users",), typename="User", asks="age", inputs=second), id=2, after=(1,)),
        entities("ranks", entity(("users",), typename="User", asks="rank", inputs=third), id=3, after=(2,)),
    )


async def test_what_could_not_be_asked_because_of_a_failure_has_its_error() -> None:
    run = chain(keys("id", requires=("name",)), keys("age"))
    script = Script(
        users={"data": {"users": [{"id": "1"}, {"id": "2"}], "a": "x"}}, names=DOWN, ages=AssertionError("asked")
    )
    result = await run(script)
    assert errors_at(result) == {("users", 0, "rank"): "down", ("users", 1, "rank"): "down"}


async def test_a_hidden_key_that_failed_shows_where_it_was_needed() -> None:
    run = chain(keys("id"), keys("age"))
    script = Script(
        users={"data": {"users": [{"id": "1"}, {"id": "2"}], "a": "x"}},
        names={"data": {"_entities": [{"name": "A"}, {"name": "B"}]}},
        ages={
            "data": {"_entities": [{"age": 4}, {"age": None}]},
            "errors": [error("no age", "_entities", 1, "age")],
        },
        ranks={"data": {"_entities": [{"rank": 7}]}},
    )
    result = await run(script)
    assert [user["rank"] for user in result["data"]["users"]] == [7, None]
    assert errors_at(result) == {("users", 1, "rank"): "no age"}


async def test_a_key_that_is_simply_null_explains_nothing() -> None:
    run = chain(keys("id"), keys("age"))
    script = Script(
        users={"data": {"users": [{"id": "1"}], "a": None}, "errors": [error("no a", "a")]},
        names={"data": {"_entities": [{"name": "A"}]}},
        ages={"data": {"_entities": [{"age": None}]}},
        ranks=AssertionError("asked"),
    )
    assert errors_at(await run(script)) == {("a",): "no a"}


async def test_two_failures_may_be_the_cause_of_one_null() -> None:
    both = InputSet(tuple(InputField(name, name, key=False) for name in ("name", "age")))
    run = Run(
        SDL,
        "{ me { rank } }",
        root("users", "me"),
        entities("names", entity(("me",), typename="User", asks="name"), id=1),
        entities("ages", entity(("me",), typename="User", asks="age"), id=2),
        entities("ranks", entity(("me",), typename="User", asks="rank", inputs=both), id=3, after=(1, 2)),
    )
    result = await run(Script(users={"data": {"me": {"id": "1"}}}, names=DOWN, ages=LATE, ranks=AssertionError()))
    assert {(*each["path"], each["message"]) for each in result["errors"]} == {
        ("me", "rank", "down"),
        ("me", "rank", "late"),
    }


async def test_requirements_deep_in_lists_are_found() -> None:
    inputs = InputSet((InputField("friends", "friends", False, keys("id", requires=("age",))),))
    run = Run(
        SDL,
        "{ me { rank friends { id } } }",
        root("users", "me"),
        entities("ages", entity(("me", "friends"), typename="User", asks="age"), id=1),
        entities("ranks", entity(("me",), typename="User", asks="rank", inputs=inputs), id=2, after=(1,)),
    )
    users = {"data": {"me": {"id": "1", "friends": [{"id": "2"}, {"id": "3"}]}}}
    ages = {
        "data": {"_entities": [{"age": 1}, None]},
        "errors": [error("no age", "_entities", 1)],
    }
    assert errors_at(await run(Script(users=users, ages=ages, ranks=AssertionError()))) == {("me", "rank"): "no age"}


async def test_an_object_of_which_nobody_could_tell_the_type_is_itself_the_place() -> None:
    user = TypeGuard(frozenset({"User"}))
    run = Run(
        SDL,
        "{ nodes { ... on User { name } ... on Robot { model } } }",
        root("stubs", "nodes"),
        entities("types", entity(("nodes",), typename="Node", asks="__typename"), id=1),
        entities("names", entity(("nodes", user), typename="User", asks="name"), id=2, after=(1,)),
    )
    script = Script(
        stubs={"data": {"nodes": [{"id": "1"}, {"id": "2"}]}},
        types={"data": {"_entities": [{"__typename": "User"}, None]}, "errors": [error("?", "_entities", 1)]},
        names={"data": {"_entities": [None]}, "errors": [error("no name", "_entities", 0, "name")]},
    )
    result = await run(script)
    assert result["data"] == {"nodes": [{"name": None}, None]}
    assert errors_at(result) == {("nodes", 0, "name"): "no name", ("nodes", 1): "?"}


async def test_fields_of_another_type_are_not_missing() -> None:
    run = Run(
        SDL,
        "{ nodes { __typename ... on User { name } ... on Robot { model } } }",
        root("stubs", "nodes"),
        entities("more", entity(("nodes",), asks="... on User { name } ... on Robot { model }")),
    )
    nodes = [{"__typename": "User", "id": "1"}, {"__typename": "Robot", "id": "2"}]
    result = await run(Script(stubs={"data": {"nodes": nodes}}, more=DOWN))
    assert errors_at(result) == {("nodes", 0, "name"): "down", ("nodes", 1, "model"): "down"}


def many(count: int, **settings: Any) -> tuple[Run, Script]:
    run = Run(
        SDL,
        "{ users { name age } me { age } }",
        root("users", "users", "me"),
        entities("ages", entity(("users",), ("me",), typename="User", asks="name age")),
        settings=ErrorSettings(**settings),
    )
    users = [{"id": str(index)} for index in range(count)]
    return run, Script(users={"data": {"users": users, "me": {"id": "me"}}}, ages=DOWN)


async def test_a_failure_that_left_very_many_nulls_is_one_error_for_all_beyond_the_first() -> None:
    run, script = many(1_000, positions=3)
    result = await run(script)
    assert [each["path"] for each in result["errors"]] == [
        ["users", 0, "name"],
        ["users", 0, "age"],
        ["users", 1, "name"],
        ["users"],
        ["me", "age"],
    ]
    common = {"code": "SUBGRAPH_UNREACHABLE", "serviceName": "ages", "correlationId": "correlation-1"}
    assert result["errors"][-2]["extensions"] == {
        **common,
        "further": 1_997,
        "affectedPaths": ["users.age", "users.name", "me.age"],
    }
    assert result["errors"][2]["extensions"] == common


async def test_one_place_beyond_the_first_is_shown_as_it_is() -> None:
    run, script = many(1, positions=2)
    result = await run(script)
    assert [each["path"] for each in result["errors"]] == [["users", 0, "name"], ["users", 0, "age"], ["me", "age"]]


async def test_a_response_has_a_limited_number_of_errors_and_says_how_many_there_are_beyond() -> None:
    run = Run(SDL, "{ users { name } a }", root("users", "users", "a"), settings=ErrorSettings(limit=2))
    users = {"data": {"users": [{"name": []}] * 5, "a": None}, "errors": [error("no a", "a")]}
    result = await run(Script(users=users))
    assert [each["path"] for each in result["errors"]] == [["a"], ["users", 0, "name"], ["users"]]
    assert result["errors"][-1] == {
        "message": "There are 4 further errors.",
        "path": ["users"],
        "extensions": {"code": "ERRORS_OMITTED", "further": 4},
    }


async def test_a_hundred_thousand_errors_of_a_subgraph_are_a_thousand_and_one() -> None:
    run = Run(SDL, "{ a }", root("one", "a"), settings=ErrorSettings(mask=False, limit=2_000))
    result = await run(Script(one={"data": {"a": None}, "errors": [error("no", "a")] * 100_000}))
    assert len(result["errors"]) == 1_001
    assert result["errors"][-1]["message"] == "99000 further errors"
    assert len(run.logged) == 1_001


async def test_very_many_errors_about_very_many_places_are_located_within_a_budget() -> None:
    """A thousand errors, each about ten thousand places, would be ten million paths."""
    users = [{"id": "1"} for _ in range(10_000)]
    errors = [error(f"no {index}", "_entities", 0, f"x{index}") for index in range(999)]
    run = Run(SDL, "{ users { age } }", root("users", "users"), entities("ages", entity(("users",), typename="User")))
    result = await run(
        Script(
            users={"data": {"users": users}},
            ages={"data": {"_entities": [{"age": None}]}, "errors": [*errors, error("no age", "_entities", 0, "age")]},
        )
    )
    assert len(result["data"]["users"]) == 10_000
    assert len(result["errors"]) <= 1_002

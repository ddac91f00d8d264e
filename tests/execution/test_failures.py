"""Failures never stop the rest, and each origin is one error at each null that it leaves, at the null's own path."""

from typing import Any

import pytest

from gateway.execution.errors import ErrorSettings
from gateway.execution.ports import SubgraphError
from gateway.planning.plan import Rename, Request, RootFetch
from tests.execution.plans import Run, Script, entities, entity, errors_at, keys, root

SDL = """
type Query { me: User  users: [User]  teams: [[User]]  strict: Strict  a: String  b: String! }
type User { id: ID  name: String  age: Int  friend: User  friends: [User] }
type Strict { id: ID  age: Int! }
"""
ADA_AND_BO = {"data": {"users": [{"id": "1", "name": "Ada"}, {"id": "2", "name": "Bo"}, {"id": "1", "name": "Ada"}]}}
DOWN = SubgraphError("SUBGRAPH_UNREACHABLE", "Subgraph 'ages' could not be reached.", detail="refused")


def ages_of_users(operation: str = "{ users { name age } }", **settings: Any) -> Run:
    return Run(
        SDL,
        operation,
        root("users", "users"),
        entities("ages", entity(("users",), typename="User")),
        settings=ErrorSettings(**settings) if settings else None,
    )


def at_ages(message: str) -> dict[tuple[str | int, ...], str]:
    """One error for each of the three users, two of whom are one entity."""
    return {("users", index, "age"): message for index in range(3)}


def reported(path: list[str | int] | None, message: str = "boom", **extensions: Any) -> dict[str, Any]:
    return {"message": message, "path": path, "extensions": extensions}


async def test_a_request_that_fails_is_an_error_at_each_null_it_leaves_and_what_else_there_is_survives() -> None:
    result = await ages_of_users()(Script(users=ADA_AND_BO, ages=DOWN))
    assert result == {
        "data": {"users": [{"name": name, "age": None} for name in ("Ada", "Bo", "Ada")]},
        "errors": [
            {
                "message": "Subgraph 'ages' could not be reached.",
                "path": ["users", index, "age"],
                "extensions": {"code": "SUBGRAPH_UNREACHABLE", "serviceName": "ages", "correlationId": "correlation-1"},
            }
            for index in (0, 2, 1)
        ],
    }


async def test_a_failed_request_for_one_object_names_the_field_that_is_null() -> None:
    run = Run(SDL, "{ me { age } }", root("users", "me"), entities("ages", entity(("me",), typename="User")))
    result = await run(Script(users={"data": {"me": {"id": "1"}}}, ages=DOWN))
    assert errors_at(result) == {("me", "age"): "Subgraph 'ages' could not be reached."}


async def test_a_failed_root_request_is_one_error_for_each_of_its_fields() -> None:
    run = Run(SDL, "{ first: a me { name } }", root("users", "first", "me"))
    result = await run(Script(users=SubgraphError("SUBGRAPH_TIMEOUT", "late")))
    assert result["data"] == {"first": None, "me": None}
    assert errors_at(result) == {("first",): "late", ("me",): "late"}


async def test_a_failed_non_null_root_field_has_no_second_error_for_its_null() -> None:
    run = Run(SDL, "{ a b }", root("one", "a"), root("two", "b", id=1))
    result = await run(Script(one={"data": {"a": "x"}}, two=SubgraphError("SUBGRAPH_TIMEOUT", "late")))
    assert result["data"] is None
    assert errors_at(result) == {("b",): "late"}


async def test_an_entity_error_shows_at_every_position_that_shares_the_entity() -> None:
    answer = {
        "data": {"_entities": [{"age": None}, {"age": 2}]},
        "errors": [reported(["_entities", 0, "age"], "no age")],
    }
    result = await ages_of_users()(Script(users=ADA_AND_BO, ages=answer))
    assert [user["age"] for user in result["data"]["users"]] == [None, 2, None]
    assert errors_at(result) == {("users", 0, "age"): "no age", ("users", 2, "age"): "no age"}


async def test_paths_speak_the_clients_response_keys_and_list_indexes() -> None:
    operation = "{ t: teams { n: name @named friends { years: age @named } } }"
    run = Run(SDL, operation, root("users", "t"), entities("ages", entity(("t", "friends"), typename="User")))
    friends = [{"id": "7"}]
    script = Script(
        users={
            "data": {"t": [[None, {"name": None, "friends": friends}], [{"name": "Bo", "friends": friends}]]},
            "errors": [reported(["t", 0, 1, "name"], "no name")],
        },
        ages={"data": {"_entities": [None]}, "errors": [reported(["_entities", 0, "age"], "no age")]},
    )
    assert errors_at(await run(script)) == {
        ("t", 0, 1, "n"): "no name",
        ("t", 0, 1, "friends", 0, "years"): "no age",
        ("t", 1, 0, "friends", 0, "years"): "no age",
    }


async def test_a_field_that_the_client_asked_for_twice_has_its_error_twice() -> None:
    run = Run(SDL, "{ me { one: name @named two: name @named } }", root("users", "me"))
    script = Script(users={"data": {"me": {"name": None}}, "errors": [reported(["me", "name"])]})
    assert errors_at(await run(script)) == {("me", "one"): "boom", ("me", "two"): "boom"}


async def test_a_path_into_what_only_the_gateway_asked_for_ends_where_the_client_can_see() -> None:
    answer = {"data": {"me": {"_key": None, "name": "Ada"}}, "errors": [reported(["me", "_key", 0, "id"])]}
    assert errors_at(await Run(SDL, "{ me { name } }", root("users", "me"))(Script(users=answer))) == {("me",): "boom"}
    answer = {"data": {"hidden": None, "a": "x"}, "errors": [reported(["hidden", "deep"])]}
    result = await Run(SDL, "{ a }", root("users", "hidden", "a"))(Script(users=answer))
    assert result == {
        "data": {"a": "x"},
        "errors": [{"message": "boom", "extensions": {"code": "SUBGRAPH_ERROR", "serviceName": "users"}}],
    }


@pytest.mark.parametrize("path", [None, ["_entities"], ["elsewhere"], ["_entities", "x"], ["_entities", 99], []])
async def test_an_error_about_a_whole_fetch_shows_at_all_that_the_fetch_left_null(path: list[str | int] | None) -> None:
    result = await ages_of_users()(Script(users=ADA_AND_BO, ages={"data": None, "errors": [reported(path)]}))
    assert errors_at(result) == at_ages("boom")


async def test_errors_of_a_root_type_reached_from_within_show_at_each_such_object() -> None:
    sdl = "type Query { start: [Query]  a: String }"
    run = Run(
        sdl, "{ start { x: a @named } }", root("one", "start"), root("two", "a", id=1, after=(0,), path=("start",))
    )
    script = Script(one={"data": {"start": [{}, {}]}}, two={"data": {"a": None}, "errors": [reported(["a"])]})
    assert errors_at(await run(script)) == {("start", 0, "x"): "boom", ("start", 1, "x"): "boom"}


async def test_an_alias_that_a_document_needed_is_not_seen_in_paths() -> None:
    request = Request(
        0, "one", "query", "…", (), (RootFetch(keys=("users",), renames=(Rename(("users",), "age_1", "age"),)),)
    )
    script = Script(one={"data": {"users": [{"age_1": None}]}, "errors": [reported(["users", 0, "age_1"])]})
    assert errors_at(await Run(SDL, "{ users { age } }", request)(script)) == {("users", 0, "age"): "boom"}


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b"<html>busy</html>", "did not answer JSON"),
        ({"data": {"_entities": [{"age": 1}]}}, "answered 1 entities where 2 were asked for"),
        ({"data": {"_entities": [{"age": 1}] * 3}}, "answered 3 entities where 2 were asked for"),
        ({"data": {"_entities": None}}, "answered no list of entities"),
        ({"data": {}}, "answered no list of entities"),
        ({"data": {"_entities": {"age": 1}}}, "answered no list of entities"),
        ({"data": {"_entities": [{"age": 1}, "x"]}}, "answered an entity that is not an object"),
    ],
)
async def test_an_answer_that_does_not_fit_the_question_is_one_error_and_adds_nothing(
    answer: Any, problem: str
) -> None:
    result = await ages_of_users()(Script(users=ADA_AND_BO, ages=answer))
    assert [user["age"] for user in result["data"]["users"]] == [None, None, None]
    assert errors_at(result) == at_ages(f"Subgraph 'ages' {problem}.")
    assert result["errors"][0]["extensions"]["code"] == "SUBGRAPH_INVALID_RESPONSE"


async def test_root_fields_left_out_without_a_word_are_an_error() -> None:
    result = await Run(SDL, "{ a }", root("one", "a"))(Script(one={"data": {}}))
    assert errors_at(result) == {("a",): "Subgraph 'one' left out fields it was asked for."}


async def test_data_nested_beyond_reason_is_one_error() -> None:
    deep: Any = {"id": "1"}
    for _ in range(400):
        deep = [deep]
    body = {"data": {"me": {"id": "1"}, "users": deep}}
    run = Run(
        SDL, "{ me { age } users { age } }", root("users", "me", "users"),
        entities("ages", entity(("me",), ("users",), typename="User")),
    )  # fmt: skip
    result = await run(Script(users=body, ages={"data": {"_entities": [{"age": 4}]}}))
    assert result["data"]["me"] == {"age": 4}


async def test_a_defect_of_a_transport_fails_one_request_only() -> None:
    run = ages_of_users()
    result = await run(Script(users=ADA_AND_BO, ages=ZeroDivisionError("secret")))
    assert errors_at(result) == at_ages("The gateway failed while it asked subgraph 'ages'.")
    assert "secret" not in str(result)
    assert "ZeroDivisionError: secret" in run.logged[0][0].detail


async def test_without_time_left_a_subgraph_is_not_asked() -> None:
    script = Script(one=AssertionError("asked"))
    result = await Run(SDL, "{ a }", root("one", "a"))(script, deadline=0.0)
    assert script.calls == []
    assert result["errors"][0]["extensions"]["code"] == "SUBGRAPH_TIMEOUT"


async def test_what_waits_for_a_failed_request_runs_as_far_as_it_can() -> None:
    run = Run(
        SDL,
        "{ me { friend { age } } a }",
        root("users", "me"),
        entities("friends", entity(("me",), typename="User", asks="friend { id }"), id=1),
        entities("ages", entity(("me", "friend"), typename="User"), id=2, after=(1,)),
        root("last", "a", id=3, after=(2,)),
    )
    down = SubgraphError("SUBGRAPH_UNREACHABLE", "friends are away")
    script = Script(users={"data": {"me": {"id": "1"}}}, friends=down, ages=AssertionError(), last={"data": {"a": "x"}})
    result = await run(script)
    assert result["data"] == {"me": {"friend": None}, "a": "x"}
    assert errors_at(result) == {("me", "friend"): "friends are away"}
    assert script.asked == ["users", "friends", "last"]


async def test_an_absent_requirement_stops_the_field_that_needs_it_without_a_second_error() -> None:
    run = Run(
        SDL,
        "{ me { age } }",
        root("users", "me"),
        entities("names", entity(("me",), typename="User", asks="name"), id=1),
        entities("ages", entity(("me",), typename="User", inputs=keys("id", requires=("name",))), id=2, after=(1,)),
    )
    script = Script(users={"data": {"me": {"id": "1"}}}, names=DOWN, ages=AssertionError("asked"))
    result = await run(script)
    assert result["data"] == {"me": {"age": None}}
    assert errors_at(result) == {("me", "age"): DOWN.message}


async def test_a_failed_request_shows_in_all_its_fetches() -> None:
    fetches = (
        entity(("users",), typename="User", alias="_e1"),
        entity(("users", "friend"), typename="User", alias="_e2"),
    )
    run = Run(SDL, "{ users { age friend { age } } }", root("users", "users"), entities("ages", *fetches))
    users = [{"id": "1", "friend": {"id": "3"}}, {"id": "2", "friend": {"id": "4"}}]
    assert errors_at(await run(Script(users={"data": {"users": users}}, ages=DOWN))) == {
        ("users", index, *rest): DOWN.message for index in (0, 1) for rest in (("age",), ("friend", "age"))
    }


ERROR = {"message": "SELECT * FROM users", "path": ["me"], "extensions": {"code": "DB_DOWN", "stacktrace": ["at x"]}}


async def test_masked_clients_see_a_general_error_and_the_log_has_the_original() -> None:
    run = Run(SDL, "{ me { name } }", root("users", "me"), settings=ErrorSettings())
    result = await run(Script(users={"data": {"me": None}, "errors": [ERROR]}))
    assert result["errors"] == [
        {
            "message": "Subgraph error",
            "path": ["me"],
            "extensions": {"code": "SUBGRAPH_ERROR", "serviceName": "users", "correlationId": "correlation-1"},
        }
    ]
    [(failure, correlation)] = run.logged
    assert (failure.message, failure.code, failure.subgraph) == ("SELECT * FROM users", "DB_DOWN", "users")
    assert (failure.extensions["stacktrace"], correlation) == (["at x"], "correlation-1")


async def test_allowed_codes_pass_the_mask() -> None:
    run = Run(SDL, "{ me { name } }", root("users", "me"), settings=ErrorSettings(codes=frozenset({"DB_DOWN"})))
    result = await run(Script(users={"data": {"me": None}, "errors": [ERROR]}))
    assert result["errors"][0]["extensions"]["code"] == "DB_DOWN"


async def test_unmasked_errors_pass_with_their_extensions() -> None:
    run = Run(SDL, "{ me { name } }", root("users", "me"), settings=ErrorSettings(mask=False))
    result = await run(Script(users={"data": {"me": None}, "errors": [ERROR]}))
    assert result["errors"] == [
        {
            "message": "SELECT * FROM users",
            "path": ["me"],
            "extensions": {"code": "DB_DOWN", "stacktrace": ["at x"], "serviceName": "users"},
        }
    ]


async def test_the_gateways_own_errors_are_never_masked() -> None:
    run = ages_of_users(mask=True)
    assert errors_at(await run(Script(users=ADA_AND_BO, ages=DOWN))) == at_ages(DOWN.message)

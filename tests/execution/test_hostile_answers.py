"""Every kind of bad answer: a precise error where the null is, the rest of the data, and nothing else.

`profile` brings Ada and her friends; `ages` is asked for the three of them and misbehaves.
"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.execution.plans import Run, Script, entities, entity, errors_at, root

SDL = """
type Query { me: User  wall: [Post]  any: Any }
type User { id: ID!  name: String  age: Int  mood: Mood  score: Float  tags: [String!]  friends: [User!]  pet: Pet }
enum Mood { GOOD BAD }
interface Pet { name: String }
type Cat implements Pet { name: String  lives: Int! }
type Dog implements Pet { name: String  tricks: [String] }
type Post { text: String! }
scalar Any
"""
FRIENDS = [{"id": "2", "name": "Bo"}, {"id": "3", "name": "Cy"}]
PROFILE = {"data": {"me": {"id": "1", "name": "Ada", "friends": FRIENDS}}}
ENTITIES = [{"age": 1}, {"age": 2}, {"age": 3}]
PLACES = [("me", "age"), ("me", "friends", 0, "age"), ("me", "friends", 1, "age")]


async def ask(ages: Any) -> dict[str, Any]:
    run = Run(
        SDL,
        "{ me { name age friends { name age } } }",
        root("profile", "me"),
        entities("ages", entity(("me",), ("me", "friends"), typename="User", asks="age")),
    )
    result = await run(Script(profile=PROFILE, ages=ages))
    assert result["data"]["me"]["name"] == "Ada"
    assert [friend["name"] for friend in result["data"]["me"]["friends"]] == ["Bo", "Cy"]
    return result


def body(data: str) -> bytes:
    return b'{"data":{"_entities":' + data.encode() + b"}}"


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b"", "did not answer JSON"),
        (b"<!doctype html><title>502</title>", "did not answer JSON"),
        (b'{"data":{"_entities":[{"age":1},{"ag', "did not answer JSON"),
        (body('[{"age":1}]') + b"}", "did not answer JSON"),
        (body('[{"age":1},{"age":1e400},{"age":3}]'), "did not answer JSON"),
        (body('[{"age":NaN},{"age":2},{"age":3}]'), "did not answer JSON"),
        (body('[{"age":' + "9" * 5000 + '},{"age":2},{"age":3}]'), "did not answer JSON"),
        (b'{"data":{"_entities":"\xff\xfe"}}', "did not answer JSON"),
        (b'{"data":{"_entities":"\\ud800"}}', "did not answer JSON"),
        (body("[" * 10_000 + "]" * 10_000), "answered with data nested too deeply"),
        (b'{"data":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_001, "answered with data nested too deeply"),
        (b"7", "did not answer a GraphQL response: not a JSON object"),
        (b"{}", "did not answer a GraphQL response: neither `data` nor `errors`"),
        (b'{"data":[]}', "did not answer a GraphQL response: `data` is not an object"),
        (b'{"data":"x"}', "did not answer a GraphQL response: `data` is not an object"),
        (b'{"data":null}', "answered no list of entities"),
        (b'{"data":{"_entities":{"0":{"age":1}}}}', "answered no list of entities"),
        (b'{"data":{"_entities":"x"}}', "answered no list of entities"),
        (body('[{"age":1},{"age":2}]'), "answered 2 entities where 3 were asked for"),
        (body('[{"age":1},{"age":2},{"age":3},{"age":4}]'), "answered 4 entities where 3 were asked for"),
        (body('[{"age":1},[{"age":2}],{"age":3}]'), "answered an entity that is not an object"),
        (body('[{"age":1},7,{"age":3}]'), "answered an entity that is not an object"),
        (b'{"data":{},"errors":{"message":"x"}}', "did not answer a GraphQL response: `errors` is not a list"),
        (b'{"errors":"down"}', "did not answer a GraphQL response: `errors` is not a list"),
    ],
)
async def test_an_answer_that_cannot_be_used_is_an_error_at_each_null(answer: bytes, problem: str) -> None:
    result = await ask(answer)
    assert errors_at(result) == dict.fromkeys(PLACES, f"Subgraph 'ages' {problem}.")
    assert {each["extensions"]["code"] for each in result["errors"]} == {"SUBGRAPH_INVALID_RESPONSE"}


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ('"41"', "a string"),
        ("{}", "an object"),
        ("[41]", "a list"),
        ("true", "a boolean"),
        ("4.5", "a number"),
        ("2147483648", "an integer of more than 32 bits"),
        (str(-(2**70)), "an integer of more than 32 bits"),
        ("1e300", "a number"),
    ],
)
async def test_a_scalar_of_another_kind_is_its_own_null(value: str, seen: str) -> None:
    result = await ask(body(f'[{{"age":1}},{{"age":{value}}},{{"age":3}}]'))
    assert [friend["age"] for friend in result["data"]["me"]["friends"]] == [None, 3]
    assert errors_at(result) == {("me", "friends", 0, "age"): f"Expected Int, but a subgraph answered {seen}."}
    assert result["errors"][0]["extensions"]["code"] == "INVALID_VALUE"


async def test_of_a_key_that_is_there_twice_the_last_counts() -> None:
    result = await ask(b'{"data":null,"data":{"_entities":[{"age":0,"age":1},{"age":2},{"age":3}]}}')
    assert "errors" not in result
    assert result["data"]["me"]["age"] == 1


async def test_what_nobody_asked_for_is_not_shown_and_spoils_nothing() -> None:
    entity = {"age": 1, "name": None, "id": ["x"], "friends": [7], "__typename": {}, "secret": "s"}
    result = await ask({"data": {"_entities": [entity, {"age": 2}, {"age": 3}], "extra": 1}, "more": []})
    assert result == {
        "data": {
            "me": {"name": "Ada", "age": 1, "friends": [{"name": "Bo", "age": 2}, {"name": "Cy", "age": 3}]},
        }
    }


@pytest.mark.parametrize(
    ("errors", "messages"),
    [
        (["boom"], ["Unspecified error"]),
        ([None, 7, []], ["Unspecified error"] * 3),
        ([{}], ["Unspecified error"]),
        ([{"message": None}], ["Unspecified error"]),
        ([{"message": {"text": "x"}}], ["Unspecified error"]),
        ([{"message": "m", "path": "me.age"}], ["m"]),
        ([{"message": "m", "path": [None, {}]}], ["m"]),
        ([{"message": "m", "path": ["_entities", True]}], ["m"]),
        ([{"message": "m", "path": ["_entities", -1, "age"]}], ["m"]),
        ([{"message": "m", "path": ["_entities", 2**80]}], ["m"]),
        ([{"message": "m", "extensions": ["x"]}], ["m"]),
        ([{"message": "m", "extensions": {"code": {"x": 1}}}], ["m"]),
        ([{"message": "m", "locations": "here"}], ["m"]),
    ],
)
async def test_errors_of_any_shape_are_reported_where_data_is_missing(errors: Any, messages: list[str]) -> None:
    result = await ask({"data": {"_entities": [{"age": 1}, None, {"age": 3}]}, "errors": errors})
    assert [friend["age"] for friend in result["data"]["me"]["friends"]] == [None, 3]
    assert [each["message"] for each in result["errors"]] == messages
    assert result["errors"][0]["path"] == ["me", "friends", 0, "age"]
    assert result["errors"][0]["extensions"]["code"] == "SUBGRAPH_ERROR"


async def test_an_error_at_a_path_that_does_not_exist_shows_at_the_entity() -> None:
    error = {"message": "m", "path": ["_entities", 1, "nothing", 3, "here"]}
    result = await ask({"data": {"_entities": [{"age": 1}, {"age": 2}, {"age": 3}]}, "errors": [error]})
    assert errors_at(result) == {("me", "friends", 0): "m"}


async def profile(selection: str, me: Any) -> dict[str, Any]:
    """The answer of one subgraph, which may be anything."""
    answer = me if isinstance(me, bytes) else {"data": {"me": me}}
    return await Run(SDL, f"{{ me {{ {selection} }} }}", root("profile", "me"))(Script(profile=answer))


@pytest.mark.parametrize(
    ("selection", "me", "seen", "path", "message"),
    [
        ("name", "Ada", None, ("me",), "an object of type User, but a subgraph answered a string"),
        ("name", [{"name": "Ada"}], None, ("me",), "an object of type User, but a subgraph answered a list"),
        ("friends { name }", {"friends": {"name": "x"}}, {"friends": None}, ("me", "friends"), "a list, but"),
        ("friends { name }", {"friends": ["x"]}, {"friends": None}, ("me", "friends", 0), "an object of type User"),
        ("friends { name }", {"friends": [[]]}, {"friends": None}, ("me", "friends", 0), "an object of type User"),
        ("friends { name }", {"friends": [None]}, {"friends": None}, ("me", "friends", 0), "null for non-nullable"),
        ("tags", {"tags": "a,b"}, {"tags": None}, ("me", "tags"), "a list, but a subgraph answered a string"),
        ("tags", {"tags": ["a", None]}, {"tags": None}, ("me", "tags", 1), "null for non-nullable field User.tags"),
        ("tags", {"tags": ["a", 1]}, {"tags": None}, ("me", "tags", 1), "String, but a subgraph answered an integer"),
        ("score", {"score": "NaN"}, {"score": None}, ("me", "score"), "Float, but a subgraph answered a string"),
        ("mood", {"mood": ["GOOD"]}, {"mood": None}, ("me", "mood"), "a value of enum Mood"),
        ("mood", {"mood": 1}, {"mood": None}, ("me", "mood"), "a value of enum Mood"),
        ("id", {"id": None}, None, ("me", "id"), "return null for non-nullable field User.id"),
        ("id", {"id": {}}, None, ("me", "id"), "ID, but a subgraph answered an object"),
        ("id", {"id": True}, None, ("me", "id"), "ID, but a subgraph answered a boolean"),
    ],
)  # fmt: skip
async def test_a_wrong_type_at_each_level(selection: str, me: Any, seen: Any, path: Any, message: str) -> None:
    result = await profile(selection, me)
    assert result["data"] == {"me": seen}
    [(at, told)] = errors_at(result).items()
    assert at == path
    assert message in told


@pytest.mark.parametrize(
    ("pet", "seen"),
    [
        ({"__typename": "Cat", "name": "Tom", "lives": 9}, {"name": "Tom", "lives": 9}),
        ({"__typename": "Dragon", "name": "Tom", "lives": 9}, None),
        ({"__typename": "User", "name": "Tom"}, None),
        ({"__typename": "Pet", "name": "Tom"}, None),
        ({"__typename": None, "name": "Tom"}, None),
        ({"__typename": ""}, None),
        ({"name": "Tom"}, None),
        ({"__typename": "Dog", "name": "Rex", "lives": 9, "tricks": ["sit"]}, {"name": "Rex", "tricks": ["sit"]}),
    ],
)
async def test_objects_of_a_type_that_clients_cannot_see_are_null(pet: Any, seen: Any) -> None:
    selection = "pet { ... on Cat { name lives } ... on Dog { name tricks } }"
    result = await profile(selection, {"pet": pet})
    assert result == {"data": {"me": {"pet": seen}}}


@pytest.mark.parametrize(("name", "seen"), [(["Cat"], "a list"), ({"a": 1}, "an object"), (7, "an integer")])
async def test_a_type_name_that_is_no_name_is_an_error(name: Any, seen: str) -> None:
    result = await profile("pet { name ... on Cat { lives } }", {"pet": {"__typename": name, "name": "Tom"}})
    assert result["data"] == {"me": {"pet": None}}
    assert errors_at(result) == {("me", "pet"): f"Expected the name of a type, but a subgraph answered {seen}."}


async def test_a_hidden_enum_value_is_null_without_an_error() -> None:
    assert await profile("mood", {"mood": "SECRET"}) == {"data": {"me": {"mood": None}}}


async def test_a_null_in_a_non_null_field_takes_only_its_parent_along() -> None:
    result = await profile(
        "name pet { ... on Cat { lives } }", {"name": "Ada", "pet": {"__typename": "Cat", "lives": None}}
    )
    assert result["data"] == {"me": {"name": "Ada", "pet": None}}
    assert errors_at(result) == {("me", "pet", "lives"): "Cannot return null for non-nullable field Cat.lives."}


async def test_a_huge_list_of_nonsense_has_a_bounded_number_of_errors() -> None:
    wall = Run(SDL, "{ wall { text } }", root("posts", "wall"))
    result = await wall(Script(posts={"data": {"wall": [{"text": []}] * 100_000}}))
    assert result["data"]["wall"] == [None] * 100_000
    assert len(result["errors"]) == 1_001
    assert result["errors"][-1]["path"] == ["wall"]


async def test_a_custom_scalar_keeps_its_depth_as_long_as_json_can_be_written() -> None:
    run = Run(SDL, "{ any }", root("one", "any"))
    for depth in (1, 100, 500):
        nested = b"[" * depth + b"]" * depth
        result = await run(Script(one=b'{"data":{"any":' + nested + b"}}"))
        assert msgspec.json.encode(result["data"]["any"]) == nested


async def test_lists_in_lists_where_an_object_is_due_are_searched_to_any_depth() -> None:
    """Targets are found by walking lists; what stands in too many of them is no object for the client."""
    deep = b"[" * 700 + b'{"id":"1","age":1}' + b"]" * 700
    run = Run(
        SDL,
        "{ me { age } }",
        root("profile", "me"),
        entities("ages", entity(("me",), typename="User", asks="age")),
    )
    script = Script(profile=b'{"data":{"me":' + deep + b"}}", ages={"data": {"_entities": [{"age": 7}]}})
    assert errors_at(await run(script)) == {("me",): "Expected an object of type User, but a subgraph answered a list."}

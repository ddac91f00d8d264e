"""What the client sees: names, order, types and nulls as its own schema has them."""

from typing import Any

import pytest

from tests.execution.plans import Run, Script, errors_at, root

SDL = """
type Query {
  node: Node  strict: Node!  nodes: [Node]  items: [Node!]  full: [Node!]!  grid: [[Int!]]
  int: Int  float: Float  string: String  boolean: Boolean  id: ID  color: Color  colors: [Color!]  any: Any
  pet: Pet  pets: [Pet!]
}
type Node { id: ID!  name: String!  next: Node  must: Node! }
enum Color { RED GREEN }
scalar Any
interface Pet { name: String }
type Cat implements Pet { name: String  lives: Int }
type Dog implements Pet { name: String }
"""


async def project(operation: str, data: Any) -> dict[str, Any]:
    return await Run(SDL, operation, root("one", *data))(Script(one={"data": data}))


async def test_response_keys_come_in_the_operations_order_and_nothing_else_passes() -> None:
    result = await project("{ node { name key: id } }", {"node": {"key": "1", "secret": 1, "name": "n"}})
    assert list(result["data"]["node"].items()) == [("name", "n"), ("key", "1")]


@pytest.mark.parametrize(
    ("operation", "data", "expected", "path"),
    [
        ("{ node { name } }", {"node": {"name": None}}, {"node": None}, ("node", "name")),
        ("{ node { name } }", {"node": {}}, {"node": None}, ("node", "name")),
        ("{ strict { name } }", {"strict": {"name": None}}, None, ("strict", "name")),
        ("{ strict { name } }", {"strict": None}, None, ("strict",)),
        ("{ node { must { name } } }", {"node": {"must": {"name": None}}}, {"node": None}, ("node", "must", "name")),
        ("{ nodes { id } }", {"nodes": [{"id": "a"}, {}]}, {"nodes": [{"id": "a"}, None]}, ("nodes", 1, "id")),
        ("{ items { name } }", {"items": [{"name": "a"}, {"name": None}]}, {"items": None}, ("items", 1, "name")),
        ("{ items { name } }", {"items": [None]}, {"items": None}, ("items", 0)),
        ("{ full { name } }", {"full": [{"name": "a"}, None]}, None, ("full", 1)),
        ("{ grid }", {"grid": [[1, None], [2]]}, {"grid": [None, [2]]}, ("grid", 0, 1)),
    ],
)  # fmt: skip
async def test_a_null_goes_up_to_the_nearest_nullable_parent_with_one_error(
    operation: str, data: Any, expected: Any, path: tuple[str | int, ...]
) -> None:
    result = await project(operation, data)
    assert result["data"] == expected
    assert list(errors_at(result)) == [path]
    assert errors_at(result)[path].startswith("Cannot return null for non-nullable field ")


async def test_nulls_that_may_be_are_no_errors() -> None:
    data = {"node": None, "nodes": [None], "grid": [None], "int": None}
    assert await project("{ node { id } nodes { id } grid int }", data) == {"data": data}


async def test_a_null_that_a_subgraph_explained_has_no_error_of_its_own() -> None:
    answer = {
        "data": {"items": [{"id": "1", "name": "a"}, None], "node": None},
        "errors": [{"message": "no name", "path": ["items", 1, "name"]}, {"message": "no node", "path": ["node"]}],
    }
    run = Run(SDL, "{ items { name } node { name } }", root("one", "items", "node"))
    result = await run(Script(one=answer))
    assert result["data"] == {"items": None, "node": None}
    assert errors_at(result) == {("items", 1, "name"): "no name", ("node",): "no node"}


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("int", 1, 1),
        ("int", -(2**31), -(2**31)),
        ("int", 2**31 - 1, 2**31 - 1),
        ("int", 3.0, 3),
        ("float", 2**80, 2**80),
        ("float", 1, 1),
        ("float", 1.5, 1.5),
        ("string", "s", "s"),
        ("boolean", False, False),
        ("id", "x", "x"),
        ("id", 5, "5"),
        ("color", "RED", "RED"),
        ("any", {"deep": [1, {"er": None}]}, {"deep": [1, {"er": None}]}),
        ("any", 10**30, 10**30),
        ("any", [], []),
        ("grid", [[], None, [1]], [[], None, [1]]),
    ],
)
async def test_values_of_the_right_kind_pass(field: str, value: Any, expected: Any) -> None:
    result = await project(f"{{ {field} }}", {field: value})
    assert result == {"data": {field: expected}}
    assert type(result["data"][field]) is type(expected)


@pytest.mark.parametrize(
    ("selection", "value", "expected"),
    [
        ("int", "1", "Int"),
        ("int", 1.5, "Int"),
        ("int", True, "Int"),
        ("int", {"a": 1}, "Int"),
        ("int", 2**31, "Int"),
        ("int", -(2**31) - 1, "Int"),
        ("int", 1e300, "Int"),
        ("grid", [[1, 2**31]], "Int"),
        ("float", "1.5", "Float"),
        ("string", 5, "String"),
        ("string", ["s"], "String"),
        ("boolean", 1, "Boolean"),
        ("id", 1.5, "ID"),
        ("color", 7, "a value of enum Color"),
        ("color", ["RED"], "a value of enum Color"),
        ("node { id }", "text", "an object of type Node"),
        ("node { id }", [{"id": "1"}], "an object of type Node"),
        ("nodes { id }", {"id": "1"}, "a list"),
        ("pet { name }", 1, "an object of type Pet"),
    ],
)
async def test_values_of_another_kind_are_null_with_an_error(selection: str, value: Any, expected: str) -> None:
    field = selection.split()[0]
    result = await project(f"{{ {selection} }}", {field: value})
    assert result["data"] == {field: [None] if field == "grid" else None}
    [error] = result["errors"]
    assert error["message"].startswith(f"Expected {expected}, but a subgraph answered ")
    assert (error["path"][0], error["extensions"]) == (field, {"code": "INVALID_VALUE"})


async def test_a_misfit_in_a_non_null_place_is_still_one_error() -> None:
    result = await project("{ items { name } }", {"items": [{"name": "a"}, {"name": 5}]})
    assert result["data"] == {"items": None}
    assert list(errors_at(result)) == [("items", 1, "name")]


async def test_hidden_enum_values_are_null_and_an_error_only_where_null_may_not_be() -> None:
    assert await project("{ color }", {"color": "ULTRAVIOLET"}) == {"data": {"color": None}}
    result = await project("{ colors }", {"colors": ["RED", "ULTRAVIOLET"]})
    assert result["data"] == {"colors": None}
    assert list(errors_at(result)) == [("colors", 1)]


@pytest.mark.parametrize("pet", [{"__typename": "Alien"}, {"__typename": None}, {}])
async def test_unknown_runtime_types_are_null_and_an_error_only_where_null_may_not_be(pet: Any) -> None:
    assert await project("{ pet { name } }", {"pet": pet}) == {"data": {"pet": None}}
    result = await project("{ pets { name } }", {"pets": [{"__typename": "Cat", "name": "Tom"}, pet]})
    assert result["data"] == {"pets": None}
    assert list(errors_at(result)) == [("pets", 1)]


async def test_each_runtime_type_has_its_own_fields() -> None:
    pets = [{"__typename": "Cat", "name": "Tom", "lives": 9}, {"__typename": "Dog", "name": "Rex", "lives": 1}]
    result = await project("{ pets { kind: __typename name ... on Cat { lives } } }", {"pets": pets})
    assert result["data"] == {"pets": [{"kind": "Cat", "name": "Tom", "lives": 9}, {"kind": "Dog", "name": "Rex"}]}


async def test_typename_of_an_object_type_needs_no_data_and_of_the_root_no_request() -> None:
    result = await project("{ node { t: __typename id } }", {"node": {"id": "1"}})
    assert result["data"] == {"node": {"t": "Node", "id": "1"}}
    assert await Run(SDL, "{ __typename t: __typename }")(Script()) == {"data": {"__typename": "Query", "t": "Query"}}


async def test_a_root_type_that_a_subgraph_calls_otherwise_has_the_clients_name() -> None:
    sdl = "type Query { again: Query  a: Int }"
    run = Run(sdl, "{ again { __typename a } }", root("one", "again"))
    result = await run(Script(one={"data": {"again": {"__typename": "RootQuery", "a": 1}}}))
    assert result == {"data": {"again": {"__typename": "Query", "a": 1}}}


async def test_a_denied_field_is_null_with_one_error_for_all_items() -> None:
    run = Run(SDL, "{ nodes { key: id next { id @denied } } int @denied }", root("one", "nodes"))
    result = await run(
        Script(one={"data": {"nodes": [{"key": "1", "next": {"id": "leak"}}, {"key": "2", "next": {}}]}})
    )
    assert result["data"] == {"nodes": [{"key": "1", "next": None}, {"key": "2", "next": None}], "int": None}
    assert result["errors"] == [
        {
            "message": "Unauthorized field or type: it takes an access token, or one with more scopes",
            "path": path,
            "extensions": {"code": "UNAUTHORIZED_FIELD_OR_TYPE", "affectedPath": affected},
        }
        for path, affected in ((["nodes"], "nodes.next.id"), (["int"], "int"))
    ]


async def test_a_denied_non_null_field_takes_its_parents_along_without_further_errors() -> None:
    run = Run(SDL, "{ full { id @denied } }", root("one", "full"))
    result = await run(Script(one={"data": {"full": [{}, {}]}}))
    assert result["data"] is None
    assert len(result["errors"]) == 1


async def test_introspection_and_data_in_one_operation() -> None:
    operation = '{ __schema { queryType { name } } node { id } cat: __type(name: "Cat") { fields { name } } int }'
    result = await Run(SDL, operation, root("one", "node", "int"))(
        Script(one={"data": {"node": {"id": "1"}, "int": 2}})
    )
    assert list(result["data"].items()) == [
        ("__schema", {"queryType": {"name": "Query"}}),
        ("node", {"id": "1"}),
        ("cat", {"fields": [{"name": "name"}, {"name": "lives"}]}),
        ("int", 2),
    ]


async def test_introspection_takes_variables() -> None:
    run = Run(SDL, "query ($n: String!) { __type(name: $n) { kind } }")
    assert await run(Script(), {"n": "Pet"}) == {"data": {"__type": {"kind": "INTERFACE"}}}
    assert await run(Script(), {"n": "Color"}) == {"data": {"__type": {"kind": "ENUM"}}}
    assert await run(Script(), {"n": "Nothing"}) == {"data": {"__type": None}}

"""An error says what, where (with the line of SDL) and what to do; and one error does not hide another."""

import json

import pytest

from gateway.composition import SubgraphSource, compose
from gateway.composition.diagnostics import Diagnostics
from gateway.composition.satisfiability import check_satisfiability
from gateway.federation.supergraph import Supergraph
from tests.composition.cases import LINK, read_case


def sources(**sdl: str) -> list[SubgraphSource]:
    return [SubgraphSource(name, f"http://{name}", f"{LINK}\n{text}") for name, text in sdl.items()]


def test_an_error_points_at_the_lines_it_is_about():
    result = compose(
        sources(
            a='type Query { u: User }\ntype User @key(fields: "id") {\n  id: ID!\n  name: String\n}',
            b='type User @key(fields: "id") {\n  id: ID!\n\n  name: String\n}',
        )
    )
    (error,) = result.errors
    assert error.code == "INVALID_FIELD_SHARING"
    assert error.subgraphs == ("a", "b")
    assert error.coordinates == ("User.name",)
    assert [str(each) for each in error.excerpts] == [
        "a:5:3 | name: String\n      | ^",
        "b:5:3 | name: String\n      | ^",
    ]
    assert "@shareable" in error.advice


def test_of_a_long_line_the_part_around_the_place_is_shown():
    many = " ".join(f"field{number}: Int" for number in range(40))
    (error,) = compose(sources(a=f"type Query {{ {many} wrong: Unknown {many.replace('field', 'more')} }}")).errors
    (excerpt,) = error.excerpts
    text, pointer = str(excerpt).split("\n")
    assert len(text) < 150
    assert text[pointer.index("^") :].startswith("Unknown more0: Int")
    assert excerpt.text.startswith("...")
    assert excerpt.text.endswith("...")


def test_a_syntax_error_points_at_its_place():
    (error,) = compose([SubgraphSource("a", "http://a", "type Query {\n  a Int\n}")]).errors
    assert error.code == "INVALID_GRAPHQL"
    assert [(each.line, each.column, each.text) for each in error.excerpts] == [(2, 5, "a Int")]


def test_every_subgraph_and_every_rule_reports():
    result = compose(
        sources(
            a='type Query { a: A }\ntype A @key(fields: "nope") @key(fields: 3) { id: ID! x: Int @external }',
            b="type Query { b: Unknown }",
            c="type Query { c: Int",
        )
    )
    assert {(error.code, error.subgraphs) for error in result.errors} == {
        ("KEY_INVALID_FIELDS", ("a",)),
        ("KEY_INVALID_FIELDS_TYPE", ("a",)),
        ("EXTERNAL_UNUSED", ("a",)),
        ("INVALID_GRAPHQL", ("b",)),
        ("INVALID_GRAPHQL", ("c",)),
    }


def test_errors_and_hints_are_json():
    result = compose(read_case("bad-field-sharing"))
    errors = {each["coordinates"][0]: each for each in json.loads(json.dumps([e.to_dict() for e in result.errors]))}
    assert errors.keys() == {"Query.a", "A.x", "A.y"}
    assert errors["A.x"]["code"] == "INVALID_FIELD_SHARING"
    assert [(each["subgraph"], each["line"]) for each in errors["A.x"]["locations"]] == [("a", 2), ("b", 2)]
    assert errors["A.x"]["advice"]
    hints = [each.to_dict() for each in compose(read_case("enum-unused")).hints]
    assert ("UNUSED_ENUM_TYPE", "DEBUG") in [(each["code"], each["level"]) for each in hints]


def test_a_satisfiability_error_shows_the_shortest_operation_and_each_subgraphs_reason():
    result = compose(read_case("bad-satisfiability-requires"))
    text = next(str(error) for error in result.errors if '"A.y"' in error.message)
    assert "{\n  a {\n    y\n  }\n}" in text
    assert '- from subgraph "a":\n  - cannot find field "A.y".' in text
    assert 'cannot satisfy @requires(fields: "x") of field "A.y".' in text
    assert 'using @key(fields: "uid") of "A": the key field(s) cannot be resolved from here.' in text


def test_the_shortest_of_several_paths_is_told():
    messages = [error.message for error in compose(read_case("bad-several-unreachable")).errors]
    assert any("{\n  short {\n    v {\n      y\n    }\n  }\n}" in message for message in messages)
    assert not any("long" in message for message in messages)


def test_the_work_of_the_satisfiability_check_is_bounded():
    sdl = compose(read_case("cyclic")).supergraph_sdl
    assert sdl is not None
    diagnostics = Diagnostics()
    check_satisfiability(Supergraph.from_sdl(sdl), lambda coordinate: (), diagnostics, budget=5)
    assert [error.code for error in diagnostics.errors] == ["MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED"]


def test_no_subgraphs_are_no_graph():
    assert [error.code for error in compose([]).errors] == ["NO_QUERIES"]


def test_names_must_be_unique():
    source = SubgraphSource("a", "http://a", "type Query { a: Int }")
    assert [error.code for error in compose([source, source]).errors] == ["INVALID_SUBGRAPH_NAME"]


def test_a_field_that_reads_a_context_nobody_sets_above_it_says_so():
    (error,) = compose(read_case("bad-context-also-path-without-setter")).errors
    assert "{\n  b {\n    f\n  }\n}" in error.message
    assert '- from subgraph "a":\n  - no object around sets the context "c" that field "B.f" reads.' in error.message


def test_the_bound_is_a_setting_and_the_error_names_it():
    (error,) = compose(read_case("cyclic"), validation_steps=5).errors
    assert error.code == "MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED"
    assert "more than 5 planner steps" in error.message
    assert "validation_steps" in error.advice


@pytest.mark.parametrize("depth", [200, 5_000])
def test_deeply_nested_sdl_is_an_error_or_none_but_no_crash(depth: int):
    sdl = (
        f"scalar S type Query {{ a(x: {'[' * depth}Int{']' * depth}): Int b(y: S = {'[' * depth}{']' * depth}): Int }}"
    )
    result = compose([SubgraphSource("a", "http://a", sdl)])
    assert {error.code for error in result.errors} <= {"INVALID_GRAPHQL"}
    assert bool(result.errors) == (result.supergraph_sdl is None)
    assert depth < 1_000 or "nested too deeply" in result.errors[0].message

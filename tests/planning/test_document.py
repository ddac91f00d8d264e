"""Reading a client's document: what is refused at which stage, and what selects a plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.federation.supergraph import Supergraph
from gateway.planning import Document, DocumentError, Limits, Planner

SCHEMA = Path(__file__).parents[2] / "schema" / "supergraph.graphql"


@pytest.fixture(scope="module")
def supergraph() -> Supergraph:
    return Supergraph.from_sdl(SCHEMA.read_text())


@pytest.mark.parametrize(
    ("text", "name", "stage", "code"),
    [
        ("{ me {", None, "parse", "GRAPHQL_PARSE_FAILED"),
        ("", None, "parse", "GRAPHQL_PARSE_FAILED"),
        ("{" * 5000, None, "parse", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", None, "validate", "GRAPHQL_VALIDATION_FAILED"),
        ("{ ...F } fragment F on Query { ...F }", None, "validate", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { me { id } } query B { me { id } }", None, "operation", "OPERATION_RESOLUTION_FAILURE"),
        ("query A { me { id } }", "C", "operation", "OPERATION_RESOLUTION_FAILURE"),
    ],
)
def test_refused(supergraph: Supergraph, text: str, name: str | None, stage: str, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        Document.read(supergraph, text, name)
    assert caught.value.stage == stage
    assert caught.value.errors[0]["extensions"]["code"] == code


@pytest.mark.parametrize(
    ("limits", "text", "code"),
    [
        (Limits(document_bytes=12), "{ me { id } }", "MAX_DOCUMENT_SIZE_LIMIT"),
        (Limits(document_bytes=26), '{ user(id: "øøøø") { id } }', "MAX_DOCUMENT_SIZE_LIMIT"),
        (
            Limits(introspections=1),
            '{ __typename ...F a: __type(name: "User") { name } } fragment F on Query { __schema { types { name } } }',
            "MAX_INTROSPECTIONS_LIMIT",
        ),
        (Limits(depth=2), "{ me { organisation { name } } }", "MAX_DEPTH_LIMIT"),
        (Limits(aliases=1), "{ a: me { id } b: me { id } }", "MAX_ALIASES_LIMIT"),
        (Limits(root_fields=1), "{ me { id } models { id } }", "MAX_ROOT_FIELDS_LIMIT"),
        (Limits(selections=3), "{ me { id name roles } }", "MAX_SELECTIONS_LIMIT"),
    ],
)
def test_limits(supergraph: Supergraph, limits: Limits, text: str, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        Document.read(supergraph, text, limits=limits)
    assert [error["extensions"]["code"] for error in caught.value.errors] == [code]


def test_exponential_fragments_are_refused_without_expanding_them(supergraph: Supergraph) -> None:
    fragments = " ".join(f"fragment F{n} on User {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    text = f"{{ me {{ ...F0 }} }} {fragments} fragment F60 on User {{ id }}"
    with pytest.raises(DocumentError) as caught:
        Document.read(supergraph, text)
    assert caught.value.errors[0]["extensions"]["code"] == "MAX_SELECTIONS_LIMIT"


def test_what_takes_too_much_work_to_validate_is_refused_with_the_reason(supergraph: Supergraph) -> None:
    with pytest.raises(DocumentError, match="repeats fields or spreads fragments too often"):
        Document.read(supergraph, "{ me { " + "id " * 4_000 + "} }")


def test_comments_are_no_tokens_and_are_bounded_by_themselves(supergraph: Supergraph) -> None:
    limits = Limits(tokens=8)
    assert Document.read(supergraph, "{ me { id } }" + "\n# thanks" * 8, limits=limits).kind == "query"
    with pytest.raises(DocumentError, match="more than 8 comments"):
        Document.read(supergraph, "{ me { id } }" + "\n# thanks" * 9, limits=limits)


def test_conditions_and_defaults_select_the_variant(supergraph: Supergraph) -> None:
    document = Document.read(
        supergraph, "query($a: Boolean = true, $b: Boolean!) { me { id @include(if: $a) name @skip(if: $b) } }"
    )
    assert document.condition_variables == ("a", "b")
    assert document.variant({"b": False}).conditions == (("a", True), ("b", False))
    assert document.variant({"a": False, "b": True}).conditions == (("a", False), ("b", True))


@pytest.mark.parametrize(
    ("scopes", "denied"),
    [
        (None, {("Query", "me"), ("User", "email")}),
        (frozenset(), {("User", "email")}),
        (frozenset({"users:email"}), set()),
    ],
)
def test_denied_fields(supergraph: Supergraph, scopes: frozenset[str] | None, denied: set[tuple[str, str]]) -> None:
    document = Document.read(supergraph, "{ me { id ...E } } fragment E on User { email }")
    assert document.variant({}, scopes).denied == denied


def test_denied_fields_are_not_fetched(supergraph: Supergraph) -> None:
    document = Document.read(supergraph, '{ user(id: "1") { name email } }')
    plan = Planner(supergraph).plan(document, document.variant({}, None))
    assert "email" not in plan.requests[0].document
    user = plan.shape.by_type["Query"][0].child
    assert user is not None
    assert [(field.key, field.denied) for field in user.by_type["User"]] == [("name", False), ("email", True)]

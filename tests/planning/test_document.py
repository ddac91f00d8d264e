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
        (Limits(selections=3), "query A { me { id } } query B { me { id } }", "MAX_SELECTIONS_LIMIT"),
        (Limits(selections=3), "{ ... on Query { ... on Query { me { id } } } }", "MAX_SELECTIONS_LIMIT"),
        (
            Limits(expanded_characters=200),
            "{ ...A ...A } fragment A on Query { ...B ...B } "
            'fragment B on Query { user(id: "' + "x" * 50 + '") { id } }',
            "MAX_EXPANDED_SIZE_LIMIT",
        ),
        (Limits(tokens=4), "{ me { id } }", "MAX_TOKENS_LIMIT"),
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


def test_a_field_may_be_repeated_as_often_as_the_limits_allow(supergraph: Supergraph) -> None:
    assert Document.read(supergraph, "{ me { " + "id " * 4_000 + "} }").selections == 4_001


def test_a_chain_of_fragments_is_as_deep_as_what_it_leads_to(supergraph: Supergraph) -> None:
    def chain(length: int) -> str:
        links = " ".join(f"fragment F{n} on User {{ ...F{n + 1} }}" for n in range(length))
        return f"{{ me {{ ...F0 }} }} {links} fragment F{length} on User {{ id }}"

    assert Document.read(supergraph, chain(190)).kind == "query"
    with pytest.raises(DocumentError, match="nested too deeply: this gateway allows 200") as caught:
        Document.read(supergraph, chain(1_000))
    assert caught.value.errors[0]["extensions"]["code"] == "MAX_DEPTH_LIMIT"


def test_what_is_wrong_is_located_though_documents_forget_where_they_were_written(supergraph: Supergraph) -> None:
    with pytest.raises(DocumentError) as caught:
        Document.read(supergraph, "{\n  nothing }")
    assert caught.value.errors[0]["locations"] == [{"line": 2, "column": 3}]
    assert Document.read(supergraph, "{ me { id } }").operation.loc is None


def test_messages_do_not_repeat_all_that_a_client_wrote(supergraph: Supergraph) -> None:
    with pytest.raises(DocumentError) as caught:
        Document.read(supergraph, "{ user(id: [" + "1 " * 5_000 + "]) { id } }")
    assert [len(error["message"]) for error in caught.value.errors] == [1_000]


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

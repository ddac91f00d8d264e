"""Documents whose `_entities` fields are repeated for each combination of context values (`@fromContext`)."""

from graphql import parse

from gateway.federation.supergraph import Supergraph
from gateway.planning import Document, Planner, Variant
from gateway.planning.plan import Declaration, Repeated, Template
from gateway.planning.printer import plan_to_json, print_plan
from tests.execution.test_contexts import SUPERGRAPH

TEMPLATE = Template(
    kind="query",
    declarations=(
        Declaration("$always: Int"),
        Declaration("$upper: Boolean", frozenset({"_e0"})),
        Declaration("$either: Int", frozenset({"_e0", "_e1"})),
    ),
    fields=("  me(n: $always)",),
    repeated={
        "_e0": Repeated(("$r0", ": [_Any!]!"), ("  _e0", ": _entities(representations: $r0", ") { a }")),
        "_e1": Repeated(("$r1", ": [_Any!]!"), ("  _e1", ": _entities(representations: $r1", ") { b }")),
    },
)


def test_what_is_repeated_is_numbered_from_the_second_on() -> None:
    assert TEMPLATE.document({"_e0": 2, "_e1": 1}).split("\n") == [
        "query($always: Int, $upper: Boolean, $either: Int, $r0: [_Any!]!, $r0_1: [_Any!]!, $r1: [_Any!]!) {",
        "  me(n: $always)",
        "  _e0: _entities(representations: $r0) { a }",
        "  _e0_1: _entities(representations: $r0_1) { a }",
        "  _e1: _entities(representations: $r1) { b }",
        "}",
    ]


def test_what_is_not_there_brings_no_variables_along() -> None:
    assert TEMPLATE.document({"_e1": 1}).startswith("query($always: Int, $either: Int, $r1: [_Any!]!) {")
    assert TEMPLATE.document({}) == "query($always: Int) {\n  me(n: $always)\n}"
    assert Template("query", (), ("  me",)).document({}) == "query {\n  me\n}"


def test_a_plan_with_contexts_says_where_their_values_come_from() -> None:
    supergraph = Supergraph.from_sdl(SUPERGRAPH)
    document = Document.read(supergraph, "query($u: Boolean) { users { posts { title(upper: $u) } } }")
    plan = Planner(supergraph).plan(document, document.variant({}))
    request = plan.requests[1]
    assert (
        """
  #1 blog after #0
     for each Post at users.posts: id
     with $_context0_e0: locale of users
     with $_context1_e0: prefs { currency } of users
     query($u: Boolean, $representations: [_Any!]!, $_context0_e0: String, $_context1_e0: String) {
       _e0: _entities(representations: $representations) {
         ... on Post {
           title(upper: $u, locale: $_context0_e0, money: $_context1_e0)
"""
        in print_plan(plan) + "\n"
    )
    assert plan_to_json(plan, Variant())["requests"][1]["fetches"][0]["contexts"][1] == {
        "variable": "_context1_e0",
        "type": "String",
        "path": "users",
        "value": "prefs { currency }",
        "inputs": [
            {
                "name": "prefs",
                "from": "prefs",
                "key": False,
                "fields": [{"name": "currency", "from": "currency", "key": False}],
            }
        ],
    }
    assert request.template is not None
    parse(request.template.document({"_e0": 3}))

"""`hansa plan`: the requests of an operation, as text and as JSON."""

from __future__ import annotations

import json

import pytest

from tests.cli.process import ROOT, SUPERGRAPH, clear, hansa

OPERATION = ROOT / "schema" / "operations" / "ask.graphql"


def test_plan_shows_the_requests_of_an_operation() -> None:
    done = hansa("plan", "--supergraph", SUPERGRAPH, OPERATION, "--scopes", "inference")
    assert done.returncode == 0
    assert done.stdout.startswith("query: 5 requests in 3 steps\n")
    assert done.stderr == ""


def test_plan_reads_stdin_and_writes_json() -> None:
    done = hansa("plan", "--supergraph", SUPERGRAPH, "--json", "--scopes", "", stdin="{ me { name } }")
    plan = json.loads(done.stdout)
    assert [request["subgraph"] for request in plan["requests"]] == ["users"]


def test_plan_says_what_an_anonymous_caller_may_not_see() -> None:
    done = hansa("plan", "--supergraph", SUPERGRAPH, stdin='{ me { name } search(query: "x") { query } }')
    assert clear(done.stderr) == ["Planned for an anonymous caller, who may not see Query.me."]


def test_plan_chooses_the_operation_by_name() -> None:
    two = 'query A { me { name } } query B { search(query: "x") { query } }'
    assert hansa("plan", "--supergraph", SUPERGRAPH, stdin=two).returncode == 1
    done = hansa("plan", "--supergraph", SUPERGRAPH, "--name", "B", stdin=two)
    assert "#0 rag" in done.stdout


@pytest.mark.parametrize(
    ("operation", "line"),
    [
        ("{ me { nam } }", "error: stdin:1:8: Cannot query field 'nam' on type 'User'. Did you mean 'name'?"),
        ("{ me {", "error: stdin:1:7: Syntax Error: Expected Name, found <EOF>."),
    ],
)
def test_an_operation_that_is_not_valid_is_1(operation: str, line: str) -> None:
    done = hansa("plan", "--supergraph", SUPERGRAPH, stdin=operation)
    assert (done.returncode, done.stdout, clear(done.stderr)) == (1, "", [line])

"""What a caller may not see is null, is not fetched, and has one error; all else is as for everybody."""

from dataclasses import dataclass

import pytest

from gateway.planning import Document
from tests.oracle.case import ordered
from tests.oracle.catalogue import composed, fresh
from tests.oracle.operations import seeded_operation

CALLERS = [None, frozenset[str](), frozenset({"pay", "read"}), frozenset({"admin", "open"})]


@dataclass(frozen=True)
class Caller:
    scopes: frozenset[str]
    subject: str = "user-1"


@pytest.mark.parametrize("scopes", CALLERS, ids=str)
async def test_random_queries_of_callers_with_different_rights(scopes: frozenset[str] | None) -> None:
    case = composed("rights")
    case.reset()
    caller = None if scopes is None else Caller(scopes)
    for seed in range(60):
        query, variables = seeded_operation(seed, case.supergraph.api_schema, ["1"])
        denied = Document.read(case.supergraph, query).variant(variables, scopes).denied
        outcome = await case.run(query, variables, caller)
        expected = case.reference(query, variables, denied)
        assert ordered(outcome.data) == ordered(expected.data), (seed, query, denied)
        assert {error["extensions"]["code"] for error in outcome.errors} <= {"UNAUTHORIZED_FIELD_OR_TYPE"}, (
            seed,
            query,
        )


async def test_a_denied_field_is_not_fetched_nor_what_only_it_needs() -> None:
    case = fresh("rights")
    outcome = await case.run("{ people { name salary } }")
    assert outcome.data == {"people": [None, None, None]}
    assert outcome.asked == ["staff"]
    assert [(error["path"], error["extensions"]["affectedPath"]) for error in outcome.errors] == [
        (["people"], "people.salary")
    ]


async def test_with_the_right_scopes_the_same_operation_has_everything() -> None:
    outcome = await fresh("rights").run("{ people { name salary } }", None, Caller(frozenset({"admin"})))
    assert (outcome.data["people"][0], outcome.errors) == ({"name": "P1", "salary": 1}, [])

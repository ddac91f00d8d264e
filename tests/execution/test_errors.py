"""What clients see of a failure, by policy; the log always has the original, under the id that clients get."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.execution.errors import ErrorPolicy, ErrorSettings, ErrorView
from gateway.execution.failures import Failure
from gateway.execution.ports import SubgraphError
from tests.execution.plans import Run, Script, root

REPORTED = Failure(
    "Users",
    "DB_DOWN",
    "SELECT * FROM users",
    reported=True,
    extensions={"code": "DB_DOWN", "retryAfter": 3, "stacktrace": ["at x"], "correlationId": "theirs"},
)
OWN = Failure("Users", "SUBGRAPH_TIMEOUT", "Subgraph 'Users' did not answer within 3 s.", detail="10.0.0.7")


def seen(failure: Failure, **settings: Any) -> tuple[str, dict[str, Any]]:
    logged: list[tuple[Failure, str]] = []
    policy = ErrorPolicy(ErrorSettings(**settings), lambda *each: logged.append(each))
    [error] = policy.report(failure, [("me",)], "id-1")
    assert error["path"] == ["me"]
    assert logged == [(failure, "id-1")]
    return error["message"], dict(error["extensions"])


@pytest.mark.parametrize(
    ("settings", "message", "extensions"),
    [
        ({}, "Subgraph error", {"code": "SUBGRAPH_ERROR"}),
        ({"message": "Sorry"}, "Sorry", {"code": "SUBGRAPH_ERROR"}),
        ({"include_message": True}, "SELECT * FROM users", {"code": "SUBGRAPH_ERROR"}),
        ({"codes": {"DB_DOWN"}}, "Subgraph error", {"code": "DB_DOWN"}),
        ({"codes": {"*"}}, "Subgraph error", {"code": "DB_DOWN"}),
        ({"extensions": {"retryAfter", "code"}}, "Subgraph error", {"code": "SUBGRAPH_ERROR", "retryAfter": 3}),
        (
            {"extensions": {"*"}},
            "Subgraph error",
            {"code": "SUBGRAPH_ERROR", "retryAfter": 3, "stacktrace": ["at x"]},
        ),
    ],
)
def test_a_masked_error_shows_what_is_allowed(settings: Any, message: str, extensions: Any) -> None:
    assert seen(REPORTED, **settings) == (message, {**extensions, "serviceName": "Users", "correlationId": "id-1"})


def test_an_unmasked_error_shows_everything() -> None:
    assert seen(REPORTED, mask=False) == ("SELECT * FROM users", {**REPORTED.extensions, "serviceName": "Users"})


def test_the_subgraph_need_not_be_named() -> None:
    _, extensions = seen(REPORTED, service_name=False)
    assert extensions == {"code": "SUBGRAPH_ERROR", "correlationId": "id-1"}
    assert seen(OWN, service_name=False) == (
        "A subgraph did not answer within 3 s.",
        {"code": "SUBGRAPH_TIMEOUT", "correlationId": "id-1"},
    )
    inside = Failure("Users", "SUBGRAPH_TIMEOUT", "No time was left to ask subgraph 'Users'.")
    assert seen(inside, service_name=False)[0] == "No time was left to ask a subgraph."


def test_the_gateways_own_errors_are_shown_as_they_are() -> None:
    assert seen(OWN) == (OWN.message, {"code": OWN.code, "serviceName": "Users", "correlationId": "id-1"})


def test_a_subgraph_may_have_a_view_of_its_own() -> None:
    settings = ErrorSettings(subgraphs={"users": ErrorView(mask=False)})
    policy = ErrorPolicy(settings, lambda *each: None)
    stranger = Failure("rag", "X", "secret", reported=True)
    assert [policy.report(each, [()], "id")[0]["message"] for each in (REPORTED, stranger)] == [
        REPORTED.message,
        "Subgraph error",
    ]


NAMES = ("SUBGRAPH_UNREACHABLE", "Subgraph 'one' could not be reached.")


@pytest.mark.parametrize(
    "answer", [SubgraphError(*NAMES), b"<html>", {"data": {}}, ZeroDivisionError(), {"data": {"a": []}}]
)
async def test_no_message_of_the_gateway_names_a_subgraph_that_is_not_to_be_named(answer: Any) -> None:
    settings = ErrorSettings(service_name=False)
    result = await Run("type Query { a: Int }", "{ a }", root("one", "a"), settings=settings)(Script(one=answer))
    assert len(result["errors"]) == 1
    assert "one" not in str(result["errors"]).replace("None", "")

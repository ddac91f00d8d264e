"""Changing one's profile: what is kept, and problems as results."""

from __future__ import annotations

from typing import Any

import pytest

from tests.subgraphs.users.conftest import Ask

UPDATE = """mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) {
  __typename
  ... on ProfileUpdated { user { id profile { displayName bio avatarUrl locale } } }
  ... on InvalidProfile { problems { field code message } }
} }"""


async def profile(ask: Ask, user: str = "user-1") -> Any:
    query = "query ($id: ID!) { user(id: $id) { profile { displayName bio avatarUrl locale } } }"
    return (await ask(query, id=user))["data"]["user"]["profile"]


async def test_fields_that_are_left_out_stay(ask: Ask) -> None:
    before = await profile(ask)
    answer = await ask(UPDATE, caller="user-1", input={"displayName": "  Ingrid S.\t", "bio": None})
    expected = {**before, "displayName": "Ingrid S.", "bio": None}
    assert answer["data"]["updateProfile"]["user"] == {"id": "user-1", "profile": expected}
    assert await profile(ask) == expected


async def test_nothing_to_change_changes_nothing(ask: Ask) -> None:
    before = await profile(ask)
    answer = await ask(UPDATE, caller="user-1", input={})
    assert answer["data"]["updateProfile"]["user"]["profile"] == before


async def test_all_problems_are_told_at_once_and_nothing_is_saved(ask: Ask) -> None:
    before = await profile(ask)
    changes = {"displayName": " \n", "bio": "x" * 501, "avatarUrl": "javascript:alert(1)", "locale": "xx"}
    answer = await ask(UPDATE, caller="user-1", input=changes)
    result = answer["data"]["updateProfile"]
    assert result["__typename"] == "InvalidProfile"
    assert {problem["field"]: problem["code"] for problem in result["problems"]} == {
        "displayName": "BLANK",
        "bio": "TOO_LONG",
        "avatarUrl": "NOT_A_URL",
        "locale": "UNKNOWN_LOCALE",
    }
    assert await profile(ask) == before


async def test_a_second_change_in_one_operation_sees_the_first(ask: Ask) -> None:
    both = """mutation {
      a: updateProfile(input: {bio: "first"}) { ... on ProfileUpdated { user { profile { bio } } } }
      b: updateProfile(input: {locale: "en-GB"}) { ... on ProfileUpdated { user { profile { bio locale } } } }
    }"""
    answer = await ask(both, caller="user-1")
    assert answer["data"]["b"]["user"]["profile"] == {"bio": "first", "locale": "en-GB"}


@pytest.mark.parametrize(("caller", "code"), [(None, "UNAUTHENTICATED"), ("a client", "FORBIDDEN")])
async def test_only_users_have_a_profile(ask: Ask, caller: str | None, code: str) -> None:
    answer = await ask(UPDATE, caller=caller, input={"bio": "x"})
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"]["code"] == code

"""Reading users: by id, in pages, as entities, and as oneself."""

from __future__ import annotations

from typing import Any

import pytest

from subgraphs.kit.pages import encode_cursor
from subgraphs.users.store.sqlite import SqliteUserStore
from tests.subgraphs.users.conftest import Ask, Statements


async def test_a_user_and_where_they_belong(ask: Ask) -> None:
    answer = await ask(
        """{ user(id: "user-7") {
          id name roles createdAt organisation { id name } profile { displayName bio avatarUrl locale }
        } }"""
    )
    assert answer == {
        "data": {
            "user": {
                "id": "user-7",
                "name": "Callum Fraser",
                "roles": ["MEMBER"],
                "createdAt": "2024-03-12T02:44:18+00:00",
                "organisation": {"id": "org-2", "name": "Kauri Coastal Freight"},
                "profile": {
                    "displayName": "Cal",
                    "bio": "Tides, timetables, and the odd outage. Ask me about idempotent bookings.",
                    "avatarUrl": None,
                    "locale": "en-NZ",
                },
            }
        },
        "errors": [],
    }


async def test_who_does_not_exist_is_null(ask: Ask) -> None:
    answer = await ask('{ user(id: "nobody") { id } organisation(id: "nothing") { id } }')
    assert answer == {"data": {"user": None, "organisation": None}, "errors": []}


async def test_users_by_ids_come_in_the_order_asked_for(ask: Ask) -> None:
    ids = ["user-9", "nobody", "user-2", "user-9"]
    answer = await ask("query ($ids: [ID!]!) { usersByIds(ids: $ids) { id } }", ids=ids)
    assert answer["data"]["usersByIds"] == [{"id": "user-9"}, None, {"id": "user-2"}, {"id": "user-9"}]


async def test_too_many_ids_are_refused(ask: Ask) -> None:
    answer = await ask("query ($ids: [ID!]!) { usersByIds(ids: $ids) { id } }", ids=["x"] * 501)
    assert answer["errors"][0]["message"] == "ids may have 500 elements, not 501"
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


ENTITIES = """query ($of: [_Any!]!) { _entities(representations: $of) {
  ... on User { id name organisation { name } } ... on Organisation { id name }
} }"""


async def test_a_hundred_representations_are_one_statement_a_type(ask: Ask, statements: Statements) -> None:
    users = [{"__typename": "User", "id": f"user-{number % 40}"} for number in range(100)]
    organisations = [{"__typename": "Organisation", "id": f"org-{number % 6}"} for number in range(20)]
    answer = await ask(ENTITIES, of=[*users, *organisations])
    entities = answer["data"]["_entities"]
    expected = [each["id"] if each["id"] in {f"user-{n}" for n in range(1, 37)} else None for each in users]
    assert [each and each["id"] for each in entities[:100]] == expected
    assert [each and each["name"] for each in entities[100:103]] == [
        None,
        "Halden Observatory",
        "Kauri Coastal Freight",
    ]
    assert answer["errors"] == []
    assert statements.reading("users") == 1
    assert statements.reading("organisations") <= 2, "the entities, and the users' organisations"


async def test_fields_that_look_up_users_share_one_statement(ask: Ask, statements: Statements) -> None:
    query = """{ a: user(id: "user-1") { name } b: user(id: "user-2") { name } me { name }
                 usersByIds(ids: ["user-3"]) { name } }"""
    answer = await ask(query, caller="user-4")
    assert answer["data"]["me"]["name"] == "Oluwaseun Adeyemi"
    assert statements.reading("users") == 1


async def test_pages_follow_each_other_to_the_end(ask: Ask) -> None:
    query = """query ($after: String) { users(first: 15, after: $after) {
      totalCount edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    } }"""
    seen: list[str] = []
    infos: list[dict[str, Any]] = []
    after = None
    while not infos or infos[-1]["hasNextPage"]:
        page = (await ask(query, after=after))["data"]["users"]
        assert page["totalCount"] == 36
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        seen += [edge["node"]["id"] for edge in page["edges"]]
        infos.append(page["pageInfo"])
        after = page["pageInfo"]["endCursor"]
    assert seen == [f"user-{number}" for number in range(1, 37)], "in the order of their creation"
    assert [info["hasPreviousPage"] for info in infos] == [False, True, True]


async def test_members_are_a_connection_of_their_own(ask: Ask) -> None:
    query = """{ organisation(id: "org-5") { members(first: 2) {
      totalCount edges { node { name } } pageInfo { hasNextPage }
    } } }"""
    members = (await ask(query))["data"]["organisation"]["members"]
    assert [edge["node"]["name"] for edge in members["edges"]] == ["Margaret Ashdown", "Rhys Llewellyn"]
    assert members["totalCount"] == 7
    assert members["pageInfo"] == {"hasNextPage": True}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ('first: 2, after: "nonsense"', "after is not a cursor of this connection"),
        (f'after: "{encode_cursor("documents", "x", "y")}"', "after is not a cursor of this connection"),
        (f'after: "{encode_cursor("users by creation", "yesterday", "y")}"', "after is not a cursor"),
        ("first: -1", "first must be from 0 to 100, not -1"),
        ("first: 101", "first must be from 0 to 100, not 101"),
    ],
)
async def test_bad_pages_are_refused(ask: Ask, arguments: str, message: str) -> None:
    [error] = (await ask(f"{{ users({arguments}) {{ totalCount }} }}"))["errors"]
    assert message in error["message"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_an_empty_page(ask: Ask) -> None:
    page = (await ask("{ users(first: 0) { edges { cursor } pageInfo { hasNextPage startCursor } } }"))["data"]["users"]
    assert page == {"edges": [], "pageInfo": {"hasNextPage": True, "startCursor": None}}


async def test_me_needs_a_caller(ask: Ask) -> None:
    answer = await ask("{ me { id } }")
    assert answer["data"] == {"me": None}
    assert answer["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
    assert (await ask("{ me { id } }", caller="user-5"))["data"] == {"me": {"id": "user-5"}}
    assert await ask("{ me { id } }", caller="a client") == {"data": {"me": None}, "errors": []}


@pytest.mark.parametrize(
    ("caller", "scopes", "email", "code"),
    [
        (None, "", None, "UNAUTHENTICATED"),
        ("user-2", "", None, "FORBIDDEN"),
        ("user-2", "inference", None, "FORBIDDEN"),
        ("user-2", "users:email", "ingrid.solheim@halden.example", None),
        ("user-1", "", "ingrid.solheim@halden.example", None),
    ],
)
async def test_who_sees_an_email_address(
    ask: Ask, caller: str | None, scopes: str, email: str | None, code: str | None
) -> None:
    answer = await ask('{ user(id: "user-1") { email } }', caller=caller, scopes=scopes)
    assert answer["data"] == {"user": {"email": email}}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ([code] if code else [])


async def test_a_failing_store_is_one_clear_error_a_field(ask: Ask, store: SqliteUserStore) -> None:
    await store._database.run(lambda db: db.execute("ALTER TABLE users RENAME TO lost").fetchall())
    answer = await ask('{ user(id: "user-1") { id } organisation(id: "org-1") { name } }')
    assert answer["data"] == {"user": None, "organisation": {"name": "Halden Observatory"}}
    [error] = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["user"], "STORE_UNAVAILABLE")
    assert "lost" not in error["message"]

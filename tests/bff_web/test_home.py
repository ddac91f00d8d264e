"""The start page: independent sections, and rows batched into one gateway operation per kind."""

from __future__ import annotations

from tests.bff.client import Front
from tests.bff.standin import StandIn

HOME = """
query ($documents: Int! = 5) {
  home(documents: $documents) {
    viewer { name organisation }
    collections { name documentCount documents { title owner { name organisation } } }
  }
}
"""


async def test_the_start_page_shows_who_is_logged_in_and_what_there_is_to_read(web: Front, gateway: StandIn) -> None:
    gateway.world.signed_in = "user-2"
    home = (await web.data(HOME, token=web.authority.token(sub="user-2")))["home"]
    assert home["viewer"] == {"name": "Ada 2", "organisation": "Analytical Engines"}
    assert [shelf["documentCount"] for shelf in home["collections"]] == [20, 20]
    assert home["collections"][0]["documents"][1] == {
        "title": "Document 2",
        "owner": {"name": "Ada 3", "organisation": "Analytical Engines"},
    }


async def test_forty_rows_are_one_operation_for_documents_and_one_for_people(web: Front, gateway: StandIn) -> None:
    home = (await web.data(HOME, documents=20))["home"]
    assert sum(len(shelf["documents"]) for shelf in home["collections"]) == 40
    assert gateway.names == ["Collections", "DocumentCards", "People"]
    assert len(gateway.seen[1].variables["ids"]) == 40
    assert sorted(gateway.seen[2].variables["ids"]) == [f"user-{n}" for n in range(1, 6)]


async def test_sections_ask_the_gateway_at_the_same_time(web: Front, gateway: StandIn) -> None:
    gateway.world.signed_in = "user-1"
    gateway.meet(2)
    await web.data("{ home { viewer { name } collections { name } } }", token=web.authority.token())
    assert sorted(gateway.names) == ["Collections", "Viewer"]


async def test_what_the_client_does_not_select_is_not_fetched(web: Front, gateway: StandIn) -> None:
    await web.data("{ home { collections { name documents { title } } } }")
    assert gateway.names == ["Collections", "DocumentCards"]


async def test_an_anonymous_visitor_has_no_viewer_and_the_gateway_is_not_asked(web: Front, gateway: StandIn) -> None:
    home = (await web.data("{ home { viewer { name } collections { name } } }"))["home"]
    assert home["viewer"] is None
    assert gateway.names == ["Collections"]


async def test_a_section_that_fails_is_null_with_one_error_and_the_rest_is_there(web: Front, gateway: StandIn) -> None:
    gateway.world.signed_in = "user-1"
    gateway.world.rag_down = True
    result = await web.ask("{ home { viewer { name } collections { name } } }", token=web.authority.token())
    assert result["data"] == {"home": {"viewer": {"name": "Ada 1"}, "collections": None}}
    assert result["errors"] == [
        {
            "message": "The subgraph rag cannot be reached.",
            "locations": [{"line": 1, "column": 26}],
            "path": ["home", "collections"],
            "extensions": {"code": "SUBGRAPH_UNREACHABLE"},
        }
    ]


async def test_one_owner_that_fails_is_that_rows_error_only(web: Front, gateway: StandIn) -> None:
    gateway.world.broken_people = {"user-3"}
    gateway.world.unknown_people = {"user-5"}
    result = await web.ask("{ home(documents: 3) { collections { documents { owner { id } } } } }")
    owners = [card["owner"] for shelf in result["data"]["home"]["collections"] for card in shelf["documents"]]
    assert owners == [{"id": "user-1"}, None, None, {"id": "user-2"}, {"id": "user-4"}, {"id": "user-1"}]
    assert [error["path"] for error in result["errors"]] == [["home", "collections", 0, "documents", 1, "owner"]]


async def test_the_callers_bearer_travels_with_every_operation(web: Front, gateway: StandIn) -> None:
    gateway.world.signed_in = "user-1"
    token = web.authority.token()
    await web.data(HOME, token=token)
    assert len(gateway.seen) == 4
    assert {seen.headers["authorization"] for seen in gateway.seen} == {f"Bearer {token}"}


async def test_a_page_size_out_of_range_is_refused_before_the_gateway_is_asked(web: Front, gateway: StandIn) -> None:
    result = await web.ask(HOME, documents=51)
    assert result["data"] == {"home": None}
    assert result["errors"][0]["message"] == "documents must be from 1 to 50, not 51."
    assert result["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
    assert gateway.seen == []

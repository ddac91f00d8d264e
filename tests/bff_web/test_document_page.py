"""One document in full."""

from __future__ import annotations

from tests.bff.client import Front
from tests.bff.standin import StandIn

PAGE = """
query ($id: ID!) {
  documentPage(id: $id) { title format createdAt collection { name } owner { name avatarUrl } chunks { index text } }
}
"""


async def test_a_page_is_the_document_its_place_its_owner_and_its_parts(web: Front, gateway: StandIn) -> None:
    page = (await web.data(PAGE, id="document-7"))["documentPage"]
    assert page == {
        "title": "Document 7",
        "format": "MARKDOWN",
        "createdAt": "2026-01-08T00:00:00Z",
        "collection": {"name": "Shelf 1"},
        "owner": {"name": "Ada 3", "avatarUrl": None},
        "chunks": [
            {
                "index": 0,
                "text": "# Document 7\n\nAn **entity key** names the fields that identify an object, number 7.",
            }
        ],
    }
    assert gateway.names == ["DocumentPage", "People"]


async def test_an_unknown_document_is_null_without_an_error(web: Front) -> None:
    assert await web.data(PAGE, id="document-999") == {"documentPage": None}


async def test_screens_of_one_request_share_loaders(web: Front, gateway: StandIn) -> None:
    query = """{
      a: documentPage(id: "document-1") { owner { name } }
      b: documentPage(id: "document-6") { owner { name } }
    }"""
    await web.data(query)
    assert sorted(gateway.names) == ["DocumentPage", "DocumentPage", "People"]
    assert gateway.seen[2].variables["ids"] == ["user-2"]

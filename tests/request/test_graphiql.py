"""The page a browser gets: when, with which scripts, under which policy."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from gateway.request import GraphiqlPage, GraphQLEndpoint, Site
from gateway.request.graphiql.page import ASSETS
from tests.request.serving import Engine

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    for asset in ASSETS:
        (tmp_path / asset.name).write_text(f"/* {asset.name} */")
    return tmp_path


@asynccontextmanager
async def site(assets: Path, path: str = "/graphql", **options: Any) -> AsyncIterator[httpx2.AsyncClient]:
    page = GraphiqlPage(path, assets, **{"cdn": True, "plans": True, **options})

    async def closing() -> None:
        pass

    app = Site(path, GraphQLEndpoint(Engine().execute, page=page), page, closing=closing)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://gateway.test") as client:
        yield client


def links(page: str) -> list[str]:
    return [link for link in re.findall(r'(?:src|href)="([^"]+)"', page) if not link.startswith("data:")]


async def test_a_browser_gets_the_page_even_with_a_query_in_the_url(assets: Path) -> None:
    async with site(assets) as client:
        for url in ("/graphql", "/graphql?query={me}"):
            response = await client.get(url, headers=BROWSER)
            assert response.status_code == 200
            assert response.headers["content-type"] == "text/html; charset=utf-8"
            assert "<title>Hansa" in response.text


async def test_other_clients_get_graphql(assets: Path) -> None:
    async with site(assets) as client:
        for headers in ({"accept": "*/*"}, {"accept": "application/json"}):
            response = await client.get("/graphql?query={me}", headers=headers)
            assert response.json() == {"data": {"me": None}}
        assert (await client.post("/graphql", json={"query": "{me}"}, headers=BROWSER)).json()["data"] == {"me": None}


@pytest.mark.parametrize("path", ["/graphql", "/api/v1/graph", "/"])
async def test_every_link_of_the_page_leads_to_a_file_here(assets: Path, path: str) -> None:
    async with site(assets, path) as client:
        page = await client.get(path, headers=BROWSER)
        found = links(page.text)
        assert len(found) == len(ASSETS) + 2
        for link in found:
            response = await client.get(str(httpx2.URL(f"http://gateway.test{path}").join(link)))
            assert response.status_code == 200, link
            assert response.headers["content-type"].startswith(("text/javascript", "text/css")), link
            assert response.headers["cache-control"] == "max-age=300"


async def test_the_policy_allows_only_this_server(assets: Path) -> None:
    async with site(assets) as client:
        headers = (await client.get("/graphql", headers=BROWSER)).headers
    policy = headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "default-src 'none';" in policy
    assert "connect-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy


@pytest.mark.parametrize("asset", ASSETS, ids=lambda asset: asset.name)
async def test_with_one_file_missing_all_come_from_the_cdn_with_their_digests(assets: Path, asset: Any) -> None:
    (assets / asset.name).unlink()
    async with site(assets) as client:
        response = await client.get("/graphql", headers=BROWSER)
    assert response.headers["content-security-policy"].count("https://unpkg.com") == 3
    for each in ASSETS:
        assert f"https://unpkg.com/{each.path}" in response.text
        assert f'integrity="{each.integrity}"' in response.text


async def test_without_files_and_without_the_cdn_the_page_says_what_to_do(tmp_path: Path) -> None:
    async with site(tmp_path, cdn=False) as client:
        response = await client.get("/graphql", headers=BROWSER)
    assert "deploy/graphiql/fetch.py" in response.text
    assert "unpkg" not in response.text + response.headers["content-security-policy"]


async def test_the_page_knows_its_first_document_and_whether_plans_are_exposed(assets: Path) -> None:
    document = 'query A { a(b: "<script>") } # {{plans}} & more'
    async with site(assets, operation=document, plans=False) as client:
        text = (await client.get("/graphql", headers=BROWSER)).text
    assert 'data-plans="false"' in text
    assert "query A { a(b: &quot;&lt;script&gt;&quot;) } # {{plans}} &amp; more" in text


async def test_in_development_the_page_asks_for_the_state_of_the_composition(assets: Path) -> None:
    states = [b'{"errors": [1]}', b'{"errors": []}']
    async with site(assets, composition=lambda: states.pop(0)) as client:
        page = (await client.get("/graphql", headers=BROWSER)).text
        assert 'data-composition="graphql/graphiql/composition.json"' in page
        for expected in ([1], []):
            response = await client.get("/graphql/graphiql/composition.json")
            assert response.json() == {"errors": expected}
            assert response.headers["cache-control"] == "no-store"


async def test_otherwise_there_is_no_such_state(assets: Path) -> None:
    async with site(assets) as client:
        assert 'data-composition=""' in (await client.get("/graphql", headers=BROWSER)).text
        assert (await client.get("/graphql/graphiql/composition.json")).status_code == 404


@pytest.mark.parametrize(
    "name", ["page.html", "page.py", "..%2f..%2fpyproject.toml", "%2e%2e/page.py", "", "versions.txt"]
)
async def test_nothing_else_is_served(assets: Path, name: str) -> None:
    (assets / "versions.txt").write_text("private")
    async with site(assets) as client:
        assert (await client.get(f"/graphql/graphiql/{name}")).status_code == 404


async def test_the_root_leads_to_the_endpoint_and_other_paths_nowhere(assets: Path) -> None:
    async with site(assets) as client:
        root, other = await client.get("/"), await client.get("/graphiql")
    assert (root.status_code, root.headers["location"]) == (307, "/graphql")
    assert (other.status_code, other.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")

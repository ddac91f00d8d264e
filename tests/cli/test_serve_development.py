"""`hansa serve --config`: a graph that is composed again as its subgraphs change, by files and by running services."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.cli.process import Gateway, hansa, serving
from tests.cli.shop import Shop, running_shop
from tests.cli.test_serve import ANSWER, QUERY, ask
from tests.cli.test_serve_reload import asked_all_the_time, counted, description

ENVIRONMENT = {"HANSA_SUPERGRAPH__POLL": "50ms"}
REFUSED = "supergraph refused, the last good one stays"
WAITING = "supergraph refused, still waiting"


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with running_shop() as shop:
        yield shop


class Project:
    """A configuration with the shop's subgraphs: `products` as a file, `reviews` asked where it runs."""

    def __init__(self, directory: Path, shop: Shop) -> None:
        self.config = directory / "supergraph.yaml"
        self.products = directory / "products.graphql"
        query = {"query": "{ _service { sdl } }"}
        self.sdl: str = httpx2.post(shop.products.url, json=query).json()["data"]["_service"]["sdl"]
        self.products.write_text(self.sdl)
        self.config.write_text(
            f"subgraphs:\n  products: {{routing_url: '{shop.products.url}', schema: {{file: products.graphql}}}}\n"
            f"  reviews: {{schema: {{subgraph_url: '{shop.reviews.url}'}}}}\n"
            "contracts: {quiet: {exclude: [loud]}}\n"
        )

    def serving(self, *arguments: str, **env: str) -> AbstractContextManager[Gateway]:
        data = self.config.parent / "data"
        return serving("--config", self.config, *arguments, data=data, env={**ENVIRONMENT, **env})

    def describe(self, text: str) -> None:
        self.products.write_text(self.sdl.replace("type Product", f'"{text}"\ntype Product', 1))

    def spoil(self) -> None:
        self.products.write_text(self.sdl.replace('fields: "id"', 'fields: "sku"', 1))


@pytest.fixture
def project(tmp_path: Path, shop: Shop) -> Project:
    return Project(tmp_path, shop)


def state(gateway: Gateway) -> dict[str, Any]:
    """What GraphiQL is told."""
    found: dict[str, Any] = httpx2.get(f"{gateway.url}/graphiql/composition.json").json()
    return found


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 40
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_changed_file_is_composed_and_served(project: Project) -> None:
    with project.serving() as gateway:
        assert ask(gateway, QUERY).json() == {"data": ANSWER}
        served = state(gateway)["served"]
        project.describe("a thing to sell")
        gateway.wait_for("supergraph swapped")
        assert description(gateway) == "a thing to sell"
        assert state(gateway)["served"] != served
        assert state(gateway)["errors"] == []


def test_errors_are_told_and_the_last_good_graph_keeps_serving_until_they_are_gone(project: Project) -> None:
    with project.serving() as gateway:
        project.spoil()
        refused = gateway.wait_for(REFUSED)
        assert refused["reason"].startswith("KEY_INVALID_FIELDS: [products]")
        told = state(gateway)
        assert [error["code"] for error in told["errors"]] == ["KEY_INVALID_FIELDS"]
        assert told["errors"][0]["locations"][0]["subgraph"] == "products"
        assert told["errors"][0]["advice"]
        assert ask(gateway, QUERY).json() == {"data": ANSWER}
        assert counted(gateway)["refused"] == 1
        project.products.write_text(project.sdl)
        gateway.wait_for("composition errors are gone")
        until(lambda: state(gateway)["errors"] == [])
        assert state(gateway)["served"] == told["served"]


def test_no_query_fails_while_the_graph_goes_bad_and_good_again(project: Project) -> None:
    with project.serving() as gateway:
        with asked_all_the_time(gateway) as asking:
            for number in range(3):
                project.spoil()
                gateway.wait_for(REFUSED)
                project.describe(f"version {number}")
                gateway.wait_for("supergraph swapped")
        assert asking.failures == []
        assert asking.answers > 0


def test_it_starts_without_a_graph_and_serves_the_first_that_composes(project: Project) -> None:
    project.spoil()
    with project.serving() as gateway:
        assert gateway.wait_for(WAITING)["reason"].startswith("KEY_INVALID_FIELDS")
        told = state(gateway)
        assert (told["served"], told["config"]) == (None, "supergraph.yaml")
        assert [error["code"] for error in told["errors"]] == ["KEY_INVALID_FIELDS"]
        response = ask(gateway, QUERY)
        assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (
            503,
            "SUPERGRAPH_NOT_READY",
        )
        ready = httpx2.get(f"{gateway.admin}/ready")
        assert (ready.status_code, "supergraph" in ready.text) == (503, True)
        project.products.write_text(project.sdl)
        gateway.wait_for("first supergraph served")
        assert ask(gateway, QUERY).json() == {"data": ANSWER}
        until(lambda: httpx2.get(f"{gateway.admin}/ready").status_code == 200)
        project.describe("and it goes on")
        gateway.wait_for("supergraph swapped")
        assert description(gateway) == "and it goes on"


def test_a_subgraph_that_starts_later_is_waited_for(tmp_path: Path) -> None:
    with running_shop() as shop:
        project = Project(tmp_path, shop)
        before = shop.reviews.url
        shop.reviews.stop()
        with project.serving() as gateway:
            assert "DOWNSTREAM_SERVICE_ERROR: [reviews]" in gateway.wait_for(WAITING)["reason"]
            with running_shop() as again:
                project.config.write_text(project.config.read_text().replace(before, again.reviews.url))
                gateway.wait_for("first supergraph served")


def test_settings_that_do_not_fit_are_told_like_errors_of_composition(project: Project) -> None:
    env = {"HANSA_SUBGRAPHS__OVERRIDES__REVIEWS__TIMEOUT": "5s"}
    good = project.config.read_text()
    with project.serving(**env) as gateway:
        project.config.write_text(good.replace("  reviews:", "  opinions:"))
        assert "subgraphs.overrides.reviews" in gateway.wait_for(REFUSED)["reason"]
        assert [error["code"] for error in state(gateway)["errors"]] == ["SUPERGRAPH_REFUSED"]
        project.config.write_text(good)
        until(lambda: state(gateway)["errors"] == [])


def test_a_contract_is_served_by_setting(project: Project) -> None:
    tag = 'import: ["@tag", '
    project.products.write_text(
        project.sdl.replace("import: [", tag, 1).replace("secret: String", 'secret: String @tag(name: "loud")')
    )
    for arguments, env in ((("--contract", "quiet"), {}), ((), {"HANSA_SUPERGRAPH__CONTRACT": "quiet"})):
        with project.serving(*arguments, **env) as gateway:
            assert ask(gateway, QUERY).json() == {"data": ANSWER}
            assert "Cannot query field" in ask(gateway, "{ secret }").json()["errors"][0]["message"]


def test_without_development_nothing_is_told_to_browsers_and_what_does_not_compose_is_1(project: Project) -> None:
    with project.serving("--no-development") as gateway:
        assert httpx2.get(f"{gateway.url}/graphiql/composition.json").status_code == 404
        page = httpx2.get(gateway.url, headers={"accept": "text/html"}).text
        assert 'data-composition=""' in page
        project.describe("served all the same")
        gateway.wait_for("supergraph swapped")
    project.spoil()
    done = hansa("serve", "--config", project.config, "--no-development")
    assert done.returncode == 1
    assert done.stderr.startswith(f"error: {project.config} does not compose: 1 error")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--config", "none.yaml"], "error: none.yaml: cannot be read: No such file or directory"),
        (
            ["--supergraph", "a", "--contract", "b"],
            "error: supergraph.contract: there is no b in supergraph.contracts, which has none",
        ),
    ],
)
def test_what_cannot_be_meant_is_2(tmp_path: Path, arguments: list[str], line: str) -> None:
    done = hansa("serve", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == line


def test_a_contract_that_is_not_there_is_2_without_development(project: Project) -> None:
    done = hansa("serve", "--config", project.config, "--contract", "lout", "--no-development")
    assert done.returncode == 2
    assert "there is no contract lout; it has quiet" in done.stderr

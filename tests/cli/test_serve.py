"""`hansa serve` as a process over real subgraphs: composed, planned, executed, watched, stopped."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.cli.process import Gateway, hansa, serving
from tests.cli.shop import Shop, running_shop
from tests.supervision.harness import until

QUERY = "{ products { name reviews { text } } }"
ANSWER = {
    "products": [
        {"name": "product 1", "reviews": [{"text": "fine, says 1"}]},
        {"name": "product 2", "reviews": [{"text": "fine, says 2"}]},
    ]
}


@pytest.fixture(scope="module")
def shop_config(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shop.write_config(tmp_path_factory.mktemp("config"))


@pytest.fixture(scope="module")
def gateway(shop_config: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    env = {"HANSA_QUERY_PLAN__EXPOSE": "true"}
    with serving("--config", shop_config, data=tmp_path_factory.mktemp("data"), env=env) as gateway:
        yield gateway


def ask(gateway: Gateway, query: str, **headers: str) -> httpx2.Response:
    renamed = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.post(gateway.url, json={"query": query}, headers=renamed, timeout=20)


def test_one_answer_comes_from_two_subgraphs(gateway: Gateway) -> None:
    response = ask(gateway, QUERY)
    assert (response.status_code, response.json()) == (200, {"data": ANSWER})


def test_get_answers_the_same(gateway: Gateway) -> None:
    response = httpx2.get(gateway.url, params={"query": QUERY}, headers={"hansa-require-preflight": "1"})
    assert response.json() == {"data": ANSWER}


def test_get_without_proof_of_a_preflight_is_refused(gateway: Gateway) -> None:
    response = httpx2.get(gateway.url, params={"query": QUERY})
    assert response.json()["errors"][0]["extensions"]["code"] == "CSRF_PREVENTION"


def test_a_mutation_runs_by_post_and_not_by_get(gateway: Gateway) -> None:
    query = 'mutation { rename(id: "1", name: "new") { name reviews { text } } }'
    assert ask(gateway, query).json() == {"data": {"rename": {"name": "new", "reviews": [{"text": "fine, says 1"}]}}}
    response = httpx2.get(gateway.url, params={"query": query}, headers={"hansa-require-preflight": "1"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


def test_an_invalid_query_names_the_place(gateway: Gateway) -> None:
    response = ask(gateway, "{ products { nam } }", accept="application/graphql-response+json")
    assert response.status_code == 400
    assert response.json()["errors"][0]["locations"] == [{"line": 1, "column": 14}]


def test_the_plan_is_beside_the_result(gateway: Gateway) -> None:
    plan = ask(gateway, QUERY, hansa_expose_query_plan="true").json()["extensions"]["queryPlan"]
    assert [request["subgraph"] for request in plan["requests"]] == ["products", "reviews"]
    assert plan["text"].startswith("query: 2 requests in 2 steps")


def test_a_dry_run_asks_nobody(gateway: Gateway, shop: Shop) -> None:
    before = len(shop.products.recorder.requests)
    answer = ask(gateway, QUERY, hansa_expose_query_plan="dry-run").json()
    assert (answer["data"], len(answer["extensions"]["queryPlan"]["requests"])) == (None, 2)
    assert len(shop.products.recorder.requests) == before


def test_protected_fields_are_denied_when_no_issuer_is_configured(gateway: Gateway, shop: Shop) -> None:
    before = len(shop.reviews.recorder.requests)
    answer = ask(gateway, "{ drafts }").json()
    assert answer["data"] == {"drafts": None}
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHORIZED_FIELD_OR_TYPE"
    assert len(shop.reviews.recorder.requests) == before


def test_a_token_that_nobody_can_verify_is_refused(gateway: Gateway) -> None:
    response = ask(gateway, QUERY, authorization="Bearer a.b.c")
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")


def test_an_error_of_a_subgraph_is_masked(gateway: Gateway) -> None:
    response = ask(gateway, "{ secret products { name } }")
    body = response.json()
    assert body["data"]["secret"] is None
    assert body["data"]["products"]
    assert "hunter2" not in response.text
    correlation = body["errors"][0]["extensions"]["correlationId"]
    line = gateway.wait_for("subgraph failure")
    assert (line["correlation_id"], "hunter2" in line["error"]) == (correlation, True)
    assert correlation == response.headers["x-request-id"]


def test_subgraphs_get_the_trace_and_the_request_id_and_nothing_else_of_the_client(
    gateway: Gateway, shop: Shop
) -> None:
    response = ask(gateway, QUERY, x_request_id="id-42", cookie="a=b", x_tenant="t")
    assert response.headers["x-request-id"] == "id-42"
    for subgraph in (shop.products, shop.reviews):
        headers = subgraph.recorder.requests[-1].headers
        assert headers["x-request-id"] == "id-42"
        assert headers["traceparent"].split("-")[1] == response.headers["x-trace-id"]
        assert not {"cookie", "x-tenant", "authorization"}.intersection(headers)


def test_the_admin_port_tells_life_readiness_and_metrics(gateway: Gateway) -> None:
    assert httpx2.get(f"{gateway.admin}/live").status_code == 200
    assert httpx2.get(f"{gateway.admin}/ready").status_code == 200
    metrics = httpx2.get(f"{gateway.admin}/metrics").text
    assert 'hansa_subgraph_fetches_total{outcome="ok",subgraph="products"}' in metrics


def test_introspection_shows_the_api_schema(gateway: Gateway) -> None:
    answer = ask(gateway, "{ __schema { queryType { fields { name } } } }").json()
    names = {field["name"] for field in answer["data"]["__schema"]["queryType"]["fields"]}
    assert names == {"products", "secret", "drafts"}


def test_limits_are_those_of_the_settings(shop_config: Path, tmp_path: Path) -> None:
    settings = tmp_path / "hansa.yaml"
    settings.write_text("limits: {depth: 2, body_bytes: 300}\nintrospection: {enabled: false}")
    with serving("--config", shop_config, "--settings", settings, data=tmp_path) as gateway:
        deep = ask(gateway, QUERY).json()
        long = ask(gateway, QUERY + " " * 300)
        introspection = ask(gateway, "{ __schema { description } }").json()
        assert ask(gateway, "{ __typename products { __typename } }").json()["data"]["__typename"] == "Query"
    assert deep["errors"][0]["extensions"]["code"] == "MAX_DEPTH_LIMIT"
    assert long.status_code == 413
    assert "ntrospection" in introspection["errors"][0]["message"]
    assert "data" not in introspection


def test_a_subgraph_that_goes_away_costs_its_part_only(tmp_path: Path) -> None:
    with running_shop() as shop:
        composed = tmp_path / "supergraph.graphql"
        assert hansa("compose", "--config", shop.write_config(tmp_path), "-o", composed).returncode == 0
        with serving("--supergraph", composed, data=tmp_path) as gateway:
            assert ask(gateway, QUERY).json() == {"data": ANSWER}
            shop.reviews.stop()
            body: Any = ask(gateway, QUERY).json()
            assert body["data"]["products"] == [
                {"name": "product 1", "reviews": None},
                {"name": "product 2", "reviews": None},
            ]
            assert {error["extensions"]["code"] for error in body["errors"]} == {"SUBGRAPH_UNREACHABLE"}
            assert {error["message"] for error in body["errors"]} == {"Subgraph 'reviews' could not be reached."}


def test_an_override_moves_a_subgraph(shop: Shop, shop_config: Path, tmp_path: Path) -> None:
    env = {"HANSA_SUBGRAPHS__OVERRIDES__REVIEWS__URL": "http://127.0.0.1:9/graphql"}
    with serving("--config", shop_config, data=tmp_path, env=env) as gateway:
        assert ask(gateway, QUERY).json()["errors"][0]["extensions"]["code"] == "SUBGRAPH_UNREACHABLE"


def test_it_stops_on_sigterm(shop_config: Path, tmp_path: Path) -> None:
    with serving("--config", shop_config, data=tmp_path) as gateway:
        assert ask(gateway, QUERY).status_code == 200
        assert gateway.stop() == 0
        with pytest.raises(httpx2.ConnectError):
            ask(gateway, QUERY)


def test_cors_answers_the_listed_origin_only(shop_config: Path, tmp_path: Path) -> None:
    env = {"HANSA_HTTP__CORS__ORIGINS": '["https://app.example"]'}
    with serving("--config", shop_config, data=tmp_path, env=env) as gateway:
        for origin, allowed in (("https://app.example", "https://app.example"), ("https://evil.example", None)):
            headers = {
                "origin": origin,
                "access-control-request-method": "POST",
                "access-control-request-headers": "content-type",
            }
            preflight = httpx2.options(gateway.url, headers=headers)
            assert preflight.headers.get("access-control-allow-origin") == allowed
            answer = ask(gateway, QUERY, origin=origin)
            assert answer.headers.get("access-control-allow-origin") == allowed


def test_what_only_tls_needs_is_not_loaded_for_plain_http(gateway: Gateway) -> None:
    assert ask(gateway, QUERY).status_code == 200
    mapped = Path(f"/proc/{gateway.process.pid}/maps").read_text()
    assert "msgspec" in mapped
    assert "pyreqwest" not in mapped


def test_identical_queries_at_one_moment_are_executed_once(shop_config: Path, shop: Shop, tmp_path: Path) -> None:
    def fetches() -> int:  # not the looks for its SDL
        return sum("hansa-deadline-ms" in request.headers for request in shop.reviews.recorder.requests)

    with (
        serving("--config", shop_config, data=tmp_path, env={"HANSA_EXECUTION__DEDUP": "true"}) as gateway,
        ThreadPoolExecutor(5) as clients,
    ):
        assert ask(gateway, QUERY).json() == {"data": ANSWER}
        before = fetches()
        shop.reviews.recorder.held = True
        asked = [clients.submit(ask, gateway, QUERY) for _ in range(5)]
        until(lambda: "hansa_operations_shared_total 4.0" in httpx2.get(f"{gateway.admin}/metrics").text)
        shop.reviews.recorder.held = False
        assert [each.result().json() for each in asked] == [{"data": ANSWER}] * 5
        assert fetches() == before + 1

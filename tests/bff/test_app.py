"""Building a BFF: readiness, and what stops a start."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import build_schema

from bff_mobile.screens import mobile_screens
from bff_web.screens import web_screens
from gateway.bff.app import Screens, build_bff
from gateway.bff.errors import InvalidOperation
from gateway.bff.service import build_service
from gateway.bff.settings import BffSettings
from gateway.telemetry import Metrics, StartError
from tests.bff.conftest import SCHEMA
from tests.bff.standin import StandIn


async def test_a_bff_is_ready_when_its_gateway_answers(gateway: StandIn) -> None:
    bff = build_bff(web_screens(), BffSettings(gateway_url=gateway.url), Metrics())
    async with bff.app.router.lifespan_context(bff.app):
        assert await bff.problems() == {}
        assert gateway.names == ["Ping"]
        gateway.says = ("503 Service Unavailable", b"")
        assert (await bff.problems()).keys() == {"gateway"}


async def test_a_bff_is_not_ready_without_its_gateway() -> None:
    bff = build_bff(web_screens(), BffSettings(gateway_url="http://127.0.0.1:1/graphql"), Metrics())
    async with bff.app.router.lifespan_context(bff.app):
        assert await bff.problems() == {"gateway": "The gateway cannot be reached for Ping."}


def test_an_operation_that_the_screens_need_must_be_registered(tmp_path: Path) -> None:
    (tmp_path / "operations" / "web").mkdir(parents=True)
    (tmp_path / "operations" / "web" / "Ping.graphql").write_text("query Ping { __typename }")
    (tmp_path / "s.graphql").write_text("type Query { a: Int }")
    screens = Screens(sdl="s.graphql", operations="web", needs=frozenset({"Ask"}), bindables=[])
    with pytest.raises(InvalidOperation, match=r"No operation Ask: .*web/Ask\.graphql does not exist"):
        build_bff(screens, BffSettings(schema_dir=tmp_path), Metrics())


@pytest.mark.parametrize("sdl", ["type Query {", "type Query { a: Nothing }"])
def test_a_schema_that_is_wrong_stops_the_start(tmp_path: Path, sdl: str) -> None:
    (tmp_path / "operations" / "web").mkdir(parents=True)
    (tmp_path / "s.graphql").write_text(sdl)
    screens = Screens(sdl="s.graphql", operations="web", needs=frozenset(), bindables=[])
    with pytest.raises(InvalidOperation, match=r"s\.graphql is not a schema"):
        build_bff(screens, BffSettings(schema_dir=tmp_path), Metrics())


def test_a_service_that_cannot_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANSA_SCHEMA_DIR", str(tmp_path))
    with pytest.raises(StartError, match=r"bff_web\.graphql cannot be read"):
        build_service("bff_web", web_screens(), port=0, admin_port=0)


def test_settings_come_from_the_environment_each_bff_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANSA_GATEWAY_URL", "http://gateway.test/graphql")
    monkeypatch.setenv("HANSA_BFF_WEB_TIMEOUT", "7")
    monkeypatch.setenv("HANSA_BFF_WEB_LIMITS__MAX_DEPTH", "5")
    web, mobile = (BffSettings.from_environment(name) for name in ("bff_web", "bff_mobile"))
    assert (web.timeout, web.limits.max_depth, web.gateway_url) == (7, 5, "http://gateway.test/graphql")
    assert (mobile.timeout, mobile.limits.max_depth, mobile.gateway_url) == (35, 12, "http://gateway.test/graphql")


@pytest.mark.parametrize("bff", ["web", "mobile"])
def test_every_type_field_and_argument_of_a_schema_is_described_where_it_is_not_its_own_description(bff: str) -> None:
    schema = build_schema((SCHEMA / f"bff_{bff}.graphql").read_text())
    types = [kind for name, kind in schema.type_map.items() if not name.startswith("__") and kind.ast_node]
    assert [kind.name for kind in types if not kind.description] == []
    assert schema.query_type is not None
    assert [name for name, field in schema.query_type.fields.items() if not field.description] == []


def test_both_bffs_can_be_built_from_the_checked_in_files() -> None:
    for screens in (web_screens(), mobile_screens()):
        assert build_bff(screens, BffSettings(), Metrics()).app is not None

"""The import rule of docs/architecture.md, for every module there is.

`federation ← planning ← {composition, execution} ← app`; request, security, telemetry and upstream meet only in app
and cli; services know of the gateway what they need and of each other nothing; the gateway knows no service.
"""

from pathlib import Path

import pytest

from tests.house.imports import imported, rule_of, violations
from tests.house.repository import ROOT, module_name, modules


@pytest.mark.parametrize("path", modules(), ids=str)
def test_a_module_imports_only_what_its_package_may(path: Path):
    source = (ROOT / path).read_text("utf-8")
    assert violations(module_name(path), source, path.name == "__init__.py") == []


@pytest.mark.parametrize("path", modules(), ids=str)
def test_nobody_imports_httpx(path: Path):
    """httpx2 is its maintained continuation; the two beside each other would be two of everything."""
    names = {name.split(".")[0] for name, _ in imported(module_name(path), (ROOT / path).read_text("utf-8"), False)}
    assert "httpx" not in names


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("gateway.federation.links", "from gateway.planning import plan"),
        ("gateway.planning.plan", "import gateway.execution.engine"),
        ("gateway.execution.engine", "from gateway.composition import compose"),
        ("gateway.request.http", "from gateway.security import Principal"),
        ("gateway.request.http", "from gateway.execution.engine import Engine"),
        ("gateway.upstream.client", "def late():\n    from gateway.telemetry import run"),
        ("gateway.app", "import subgraphs.users"),
        ("gateway.cli", "from bff_web import schema"),
        ("gateway.federation.links", "from ..planning import plan"),
        ("subgraphs.users.store", "from subgraphs.rag import search"),
        ("subgraphs.users.store", "from gateway.execution.ports import OperationRequest"),
        ("subgraphs.kit.app", "from subgraphs.users import store"),
        ("subgraphs.users.store", "from gateway.bff import Loader"),
        ("bff_web.app", "from bff_mobile import app"),
        ("bff_web.app", "from gateway.planning import plan"),
        ("gateway.request.http", "from tests.request import samples"),
    ],
)
def test_what_is_forbidden_is_found(module, source):
    assert len(violations(module, source)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("gateway.planning.plan", "from gateway.federation.supergraph import Supergraph"),
        ("gateway.composition.merge", "from gateway.planning import plan"),
        ("gateway.upstream.client", "from gateway.execution.ports import SubgraphRequest"),
        ("gateway.app", "from gateway.execution.engine import Engine\nfrom gateway.request import http"),
        ("gateway.federation.links", "from . import versions\nfrom .versions import known\nimport graphql"),
        ("subgraphs.users.store", "from subgraphs.users.model import User\nfrom gateway.telemetry import Service"),
        ("subgraphs.users.store", "from subgraphs.kit import sqlite"),
        ("bff_web.app", "from gateway.bff import Loader"),
    ],
)
def test_what_is_allowed_passes(module, source):
    assert violations(module, source) == []


def test_a_new_package_needs_a_rule():
    with pytest.raises(KeyError):
        rule_of("gateway.magic.wand")

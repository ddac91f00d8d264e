"""docs/bff.md says what is."""

from __future__ import annotations

import re

import pytest

from gateway.bff.limits import DocumentLimits
from gateway.bff.settings import BffSettings
from tests.bff.conftest import SCHEMA

TEXT = (SCHEMA.parent / "docs" / "bff.md").read_text()
ROWS = re.findall(r"^\| (`HANSA_[^|]*) \| ([^|]*) \| ([^|]*) \|$", TEXT, re.MULTILINE)
COMMON = {"gateway_url", "auth_issuer", "schema_dir"}
TABLE = {variable.strip("`"): (default, description) for variable, default, description in ROWS}


@pytest.mark.parametrize("name", sorted(BffSettings.model_fields.keys() - COMMON - {"limits"}))
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    field = BffSettings.model_fields[name]
    default, description = TABLE[f"HANSA_BFF_WEB_{name.upper()}"]
    assert description == field.description
    assert default == (f"{field.default:g}" if isinstance(field.default, float) else str(field.default).lower())


@pytest.mark.parametrize("name", DocumentLimits.model_fields)
def test_every_limit_is_documented_with_its_default(name: str) -> None:
    field = DocumentLimits.model_fields[name]
    assert TABLE[f"HANSA_BFF_WEB_LIMITS__{name.upper()}"] == (str(field.default), field.description)


@pytest.mark.parametrize("name", sorted(COMMON))
def test_every_common_variable_is_documented(name: str) -> None:
    field = BffSettings.model_fields[name]
    variable = field.validation_alias.choices[0]  # type: ignore[union-attr]
    assert TABLE[str(variable)][1] == field.description
    if isinstance(field.default, str):
        assert TABLE[str(variable)][0] == field.default


@pytest.mark.parametrize("path", re.findall(r"\]\(\.\./([^)#]*)\)", TEXT))
def test_every_link_leads_somewhere(path: str) -> None:
    assert (SCHEMA.parent / path).exists()

"""docs/configuration.md says exactly what the model says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from gateway.config import Settings
from gateway.config.model import Section
from gateway.config.reference import write_reference

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text() == write_reference(), "run: hansa config docs > docs/configuration.md"


def _sections(model: type[BaseModel] = Section) -> Iterator[type[BaseModel]]:
    for section in model.__subclasses__():
        yield section
        yield from _sections(section)


@pytest.mark.parametrize("section", list(_sections()), ids=lambda section: section.__name__)
def test_every_setting_has_a_description(section: type[BaseModel]) -> None:
    assert section.__doc__
    for name, field in section.model_fields.items():
        nested = isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
        assert nested or field.description, f"{section.__name__}.{name}"


def test_the_example_is_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    example = write_reference().split("```yaml\n")[1].split("```")[0]
    assert Settings.model_validate(
        yaml.safe_load(example.replace("${HANSA_AUTH_ISSUER:-http://127.0.0.1:4100}", "http://a"))
    )

"""`hansa config`: settings checked, shown and described."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import typer

from gateway.cli.output import stop
from gateway.config import Settings, SettingsError, load_settings

MASK: Final = "***"
_PASSWORD: Final = re.compile(r"(?i)\b(https?://[^/?#\s:@]*:)[^/?#\s]*@")


def settings_or_stop(file: Path | None, options: dict[str, dict[str, object]] | None = None) -> Settings:
    """The settings in effect, or the command ends with a line for each mistake."""
    try:
        return load_settings(file, options)
    except SettingsError as error:
        stop(error.problems)


def validate_settings(file: Path | None) -> None:
    settings_or_stop(file)
    typer.echo(f"{file or 'The environment'} is valid.")


def show_settings(file: Path | None) -> None:
    import yaml

    settings = masked(settings_or_stop(file).model_dump(mode="json"))
    typer.echo(yaml.safe_dump(settings, sort_keys=False, allow_unicode=True), nl=False)


def masked(value: Any) -> Any:
    """Settings without their secrets: the values of headers that rules insert, and passwords in URLs."""
    if isinstance(value, dict):
        shown = {key: masked(item) for key, item in value.items()}
        return {**shown, "value": MASK} if shown.get("insert") else shown
    if isinstance(value, list):
        return [masked(item) for item in value]
    return _PASSWORD.sub(rf"\1{MASK}@", value) if isinstance(value, str) else value


def print_schema() -> None:
    import json

    typer.echo(json.dumps(Settings.model_json_schema(), indent=2))


def print_reference() -> None:
    from gateway.config.reference import write_reference

    typer.echo(write_reference(), nl=False)

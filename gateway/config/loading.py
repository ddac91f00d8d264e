"""Where settings come from: command line, then environment, then file, then defaults; the first that says it wins.

`server.port` is `HANSA_SERVER__PORT` in the environment; a list or mapping is written as JSON there.  All problems are
found at once, and each becomes one line that names the setting, the value and where it came from.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings import SettingsError as BrokenVariable

from gateway.config.environment import DELIMITER, PREFIX, broken_variables, misspelt_variables
from gateway.config.errors import SettingsError
from gateway.config.explanation import Sources, explain
from gateway.config.model import Settings
from gateway.config.yaml_file import read_settings_file


def load_settings(file: Path | None = None, options: Mapping[str, Any] | None = None) -> Settings:
    """The settings in effect.

    Args:
        file: YAML; None for none.
        options: nested like the settings, what the command line says.

    Raises SettingsError with every problem found.
    """
    from_file = read_settings_file(file, os.environ) if file else {}
    given = dict(options or {})
    if problems := misspelt_variables(os.environ):
        raise SettingsError(problems)
    try:
        loaded = _sources(given, from_file)()
        return Settings(**{name: getattr(loaded, name) for name in Settings.model_fields})
    except ValidationError as error:
        sources = Sources(given, os.environ, from_file, str(file))
        raise SettingsError([explain(details, sources) for details in error.errors()]) from error
    except BrokenVariable as error:
        raise SettingsError(broken_variables(os.environ) or [f"environment: {error}"]) from error


def _sources(options: dict[str, Any], from_file: dict[str, Any]) -> type[Settings]:
    class FromSources(Settings, BaseSettings):
        model_config = SettingsConfigDict(
            env_prefix=PREFIX, env_nested_delimiter=DELIMITER, extra="forbid", frozen=True
        )

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return (
                InitSettingsSource(settings_cls, options),
                env_settings,
                InitSettingsSource(settings_cls, from_file),
            )

    return FromSources

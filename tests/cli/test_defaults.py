"""The defaults of the settings are those of the parts they are for, so that a part used alone behaves alike."""

from __future__ import annotations

from dataclasses import asdict

from gateway.app import endpoint_options, error_policy, extension_policy
from gateway.config import Settings
from gateway.execution.errors import ErrorSettings
from gateway.execution.extensions import ExtensionSettings
from gateway.planning import Limits
from gateway.upstream import HeaderPolicy, SubgraphTarget

SETTINGS = Settings()


def test_limits() -> None:
    parts = asdict(Limits())
    asking = SETTINGS.introspection
    assert (parts.pop("introspection"), parts.pop("introspections")) == (asking.enabled, asking.fields)
    assert parts == {name: getattr(SETTINGS.limits, name) for name in parts}


def test_errors() -> None:
    assert error_policy(SETTINGS.errors, ()) == ErrorSettings()


def test_extensions() -> None:
    assert extension_policy(SETTINGS.extensions, ()) == ExtensionSettings()


def test_subgraphs() -> None:
    target = SubgraphTarget("http://a.example")
    assert (target.timeout, target.max_bytes) == (SETTINGS.subgraphs.timeout, SETTINGS.subgraphs.max_response_bytes)


def test_the_endpoint() -> None:
    policy = HeaderPolicy()
    options = endpoint_options(SETTINGS, policy)
    assert options == type(options)(csrf_headers=SETTINGS.http.csrf.headers, offers=None)

"""Where each subgraph is reached: the supergraph's URL, or what the settings say instead."""

from __future__ import annotations

import pytest

from gateway.app import subgraph_targets
from gateway.config import SettingsError
from gateway.config.model import SubgraphSettings

URLS = {"users": "http://users/graphql", "RAG": "http://rag/graphql"}


def test_without_overrides_the_routing_urls_and_the_defaults_hold() -> None:
    targets = subgraph_targets(SubgraphSettings(timeout=7.0), URLS)
    assert {name: target.url for name, target in targets.items()} == URLS
    assert {target.timeout for target in targets.values()} == {7.0}


def test_an_override_changes_only_what_it_names() -> None:
    settings = SubgraphSettings.model_validate(
        {"max_response_bytes": "1MiB", "overrides": {"users": {"timeout": "3s"}, "rag": {"url": "http://other/"}}}
    )
    targets = subgraph_targets(settings, URLS)
    assert (targets["users"].url, targets["users"].timeout) == ("http://users/graphql", 3.0)
    assert (targets["RAG"].url, targets["RAG"].timeout, targets["RAG"].max_bytes) == ("http://other/", 30.0, 2**20)


def test_every_unknown_name_and_missing_url_is_told() -> None:
    settings = SubgraphSettings.model_validate({"overrides": {"user": {}, "zzz": {}}})
    with pytest.raises(SettingsError) as caught:
        subgraph_targets(settings, {**URLS, "new": ""})
    assert caught.value.problems == (
        "subgraphs.overrides.user: the supergraph has no such subgraph; did you mean users?",
        "subgraphs.overrides.zzz: the supergraph has no such subgraph; it has users, RAG, new",
        "subgraphs.overrides.new.url: is required: the supergraph has no routing URL for it",
    )

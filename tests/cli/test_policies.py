"""What clients see of errors and extensions: the settings of all subgraphs, and of those that are told apart."""

from __future__ import annotations

import pytest

from gateway.app import error_policy, extension_policy
from gateway.config import SettingsError
from gateway.config.model import ErrorSettings, ExtensionSettings

NAMES = ("users", "RAG")


def test_what_an_override_does_not_say_is_as_for_all() -> None:
    settings = ErrorSettings.model_validate(
        {"message": "Sorry", "codes": ["A"], "subgraphs": {"rag": {"include_message": True, "extensions": ["retry"]}}}
    )
    policy = error_policy(settings, NAMES)
    assert (policy.message, policy.include_message, policy.codes) == ("Sorry", False, {"A"})
    rag = policy.subgraphs["rag"]
    assert (rag.message, rag.include_message, rag.codes, rag.extensions) == ("Sorry", True, {"A"}, {"retry"})
    assert rag.mask


def test_extensions_are_allowed_for_all_or_for_one() -> None:
    settings = ExtensionSettings.model_validate({"allow": ["cost"], "merge": "deep", "subgraphs": {"RAG": ["trace"]}})
    policy = extension_policy(settings, NAMES)
    assert (policy.allow, policy.merge, policy.subgraphs) == ({"cost"}, "deep", {"rag": {"trace"}})


def test_names_that_the_supergraph_does_not_have_are_refused() -> None:
    with pytest.raises(SettingsError) as caught:
        error_policy(ErrorSettings.model_validate({"subgraphs": {"user": {}}}), NAMES)
    assert caught.value.problems == ("errors.subgraphs.user: the supergraph has no such subgraph; did you mean users?",)
    with pytest.raises(SettingsError) as caught:
        extension_policy(ExtensionSettings.model_validate({"subgraphs": {"x": []}}), NAMES)
    assert caught.value.problems == ("extensions.subgraphs.x: the supergraph has no such subgraph; it has users, RAG",)

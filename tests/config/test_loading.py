"""Settings: sources and their order, and one clear line for everything that is wrong."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from gateway.config import Settings, SettingsError, load_settings


@pytest.fixture(autouse=True)
def _no_settings_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.upper().startswith("HANSA_"):
            monkeypatch.delenv(name)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "hansa.yaml"


def problems(file: Path | None = None, options: Mapping[str, Any] | None = None) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(file, options)
    return [line.replace(str(file), "hansa.yaml") for line in caught.value.problems]


def test_without_any_source_the_defaults_hold() -> None:
    assert load_settings() == Settings()


def test_options_win_over_the_environment_and_that_over_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("server: {host: file, port: 1, path: /file}")
    monkeypatch.setenv("HANSA_SERVER__PORT", "2")
    monkeypatch.setenv("HANSA_SERVER__HOST", "environment")
    server = load_settings(file, {"server": {"host": "option"}}).server
    assert (server.host, server.port, server.path) == ("option", 2, "/file")


def test_a_subgraph_is_overridden_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANSA_SUBGRAPHS__OVERRIDES__USERS__URL", "http://users:80/graphql")
    monkeypatch.setenv("HANSA_SUBGRAPHS__OVERRIDES__USERS__TIMEOUT", "1500ms")
    override = load_settings().subgraphs.overrides["users"]
    assert (override.url, override.timeout) == ("http://users:80/graphql", 1.5)


def test_lists_are_json_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANSA_SECURITY__ISSUERS", '[{"issuer": "https://auth.example"}]')
    assert [issuer.issuer for issuer in load_settings().security.issuers] == ["https://auth.example"]


@pytest.mark.parametrize(
    ("text", "seconds"), [("5", 5.0), ("0.5", 0.5), ("250ms", 0.25), ("30s", 30.0), ("2m", 120.0), ("1h", 3600.0)]
)
def test_times_have_units(file: Path, text: str, seconds: float) -> None:
    file.write_text(f"subgraphs: {{timeout: {text}}}")
    assert load_settings(file).subgraphs.timeout == seconds


def test_references_are_taken_from_the_environment(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USERS_PORT", "4711")
    file.write_text(
        """
        subgraphs:
          overrides:
            users: {url: "http://127.0.0.1:${USERS_PORT}/graphql"}
            rag: {url: "http://127.0.0.1:${RAG_PORT:-4102}/$$"}
        server: {port: "${USERS_PORT}"}
        """
    )
    settings = load_settings(file)
    assert settings.subgraphs.overrides["users"].url == "http://127.0.0.1:4711/graphql"
    assert settings.subgraphs.overrides["rag"].url == "http://127.0.0.1:4102/$"
    assert settings.server.port == 4711


def test_paths_in_a_file_start_at_its_directory(file: Path) -> None:
    file.write_text("supergraph: {file: graphs/super.graphql}\ngraphiql: {assets: /var/graphiql}")
    settings = load_settings(file)
    assert settings.supergraph.file == file.parent / "graphs/super.graphql"
    assert settings.graphiql.assets == Path("/var/graphiql")


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        load_settings().server.port = 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("server: {prot: 1}", "server.prot: unknown setting; did you mean port? (hansa.yaml)"),
        ("sever: {port: 1}", "sever: unknown setting; did you mean server? (hansa.yaml)"),
        ("zzz: 1", "zzz: unknown setting (hansa.yaml)"),
        ("http: {csrf: {header: []}}", "http.csrf.header: unknown setting; did you mean headers? (hansa.yaml)"),
        (
            "subgraphs: {overrides: {users: {uri: 1}}}",
            "subgraphs.overrides.users.uri: unknown setting; did you mean url? (hansa.yaml)",
        ),
        (
            "security: {issuers: [{issuer: 'http://a', audience: b}]}",
            "security.issuers.0.audience: unknown setting; did you mean audiences? (hansa.yaml)",
        ),
        ("security: {issuers: [{}]}", "security.issuers.0.issuer: is required (hansa.yaml)"),
        ("server: {port: http}", "server.port: must be a whole number, not 'http' (hansa.yaml)"),
        ("server: {port: 70000}", "server.port: must be less than or equal to 65535, not 70000 (hansa.yaml)"),
        ("server: 4000", "server: must be a mapping, not 4000 (hansa.yaml)"),
        ("server: {path: graphql}", "server.path: must be a path such as /graphql, not 'graphql' (hansa.yaml)"),
        ("server: {request_timeout: 0}", "server.request_timeout: must be greater than 0, not 0 (hansa.yaml)"),
        (
            "subgraphs: {timeout: 3 weeks}",
            "subgraphs.timeout: must be a time such as 30, 250ms, 30s or 2m, not '3 weeks' (hansa.yaml)",
        ),
        (
            "limits: {body_bytes: lots}",
            "limits.body_bytes: must be a size such as 1048576, 512KiB or 2MiB, not 'lots' (hansa.yaml)",
        ),
        ("graphiql: {enabled: perhaps}", "graphiql.enabled: must be true or false, not 'perhaps' (hansa.yaml)"),
        (
            "http: {status_profile: newest}",
            "http.status_profile: must be 'standard', 'audit-2025' or 'draft-2026', not 'newest' (hansa.yaml)",
        ),
        (
            "http: {cors: {origins: ['https://a.example/x']}}",
            "http.cors.origins.0: must be an origin without path, such as https://app.example.com, "
            "not 'https://a.example/x' (hansa.yaml)",
        ),
        (
            "http: {cors: {origins: ['*'], credentials: true}}",
            "http.cors: `credentials` needs a list of origins in place of `*` (hansa.yaml)",
        ),
        (
            "headers: {all: [{propagate: Authorization}]}",
            "headers.all.0.propagate: must not be authorization, which only ever has the verified bearer token, "
            "not 'Authorization' (hansa.yaml)",
        ),
        (
            "headers: {all: [{propagate: X-Request-Id}]}",
            "headers.all.0.propagate: must be a header that the gateway does not decide about itself, "
            "not 'X-Request-Id' (hansa.yaml)",
        ),
        (
            "headers: {subgraphs: {users: [{propagate: '/x-[/'}]}}",
            "headers.subgraphs.users.0.propagate: must be a valid pattern: unterminated character set at position 2, "
            "not '/x-[/' (hansa.yaml)",
        ),
        (
            "headers: {all: [{propagate: x-a, remove: x-b}]}",
            "headers.all.0: needs exactly one of `propagate`, `insert` and `remove` (hansa.yaml)",
        ),
        (
            "headers: {all: [{propagate: /x-.*/, rename: x-b}]}",
            "headers.all.0: has `rename` or `default`, which go with `propagate` of one name (hansa.yaml)",
        ),
        ("headers: {all: [{insert: x-a}]}", "headers.all.0: needs `insert` and `value` together (hansa.yaml)"),
        (
            'headers: {all: [{insert: x-a, value: "1\\r\\nx-b: 2"}]}',
            "headers.all.0.value: must be visible ASCII, not empty, without spaces around it, "
            "not '1\\r\\nx-b: 2' (hansa.yaml)",
        ),
        (
            "headers: {all: [{propogate: x-a}]}",
            "headers.all.0.propogate: unknown setting; did you mean propagate? (hansa.yaml)",
        ),
        (
            "supergraph: {file: a, config: b}",
            "supergraph: `file` and `config` exclude each other: give one (hansa.yaml)",
        ),
        ("server: {host: '${NO_SUCH}'}", "server.host: the environment variable NO_SUCH is not set (hansa.yaml)"),
        (
            "server: {host: '${a b}'}",
            "server.host: `${` must be `${NAME}` or `${NAME:-default}` (hansa.yaml)",
        ),
        ("{[server]: 1}", "hansa.yaml:1:2: found unhashable key"),
        ("server: {port: 1, port: 2}", "hansa.yaml:1:19: 'port' is given twice"),
        ("- server", "hansa.yaml: must be a mapping of sections, such as `server:`"),
        ("server: [", "hansa.yaml:1:10: expected the node content, but found '<stream end>'"),
    ],
)
def test_a_mistake_in_the_file_is_one_line(file: Path, text: str, line: str) -> None:
    file.write_text(text)
    assert problems(file) == [line]


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        (
            "HANSA_SERVER__PORT",
            "x",
            "server.port: must be a whole number, not 'x' (environment: HANSA_SERVER__PORT)",
        ),
        (
            "HANSA_SERVER__PROT",
            "1",
            "server.prot: unknown setting; did you mean port? (environment: HANSA_SERVER__PROT)",
        ),
        (
            "HANSA_SERVR__PORT",
            "1",
            "HANSA_SERVR__PORT: unknown setting; did you mean HANSA_SERVER__PORT? (environment)",
        ),
        (
            "HANSA_SERVER_PORT",
            "1",
            "HANSA_SERVER_PORT: unknown setting; did you mean HANSA_SERVER__PORT? (environment)",
        ),
        (
            "HANSA_SECURITY__ISSUERS",
            "[x",
            "HANSA_SECURITY__ISSUERS: must be JSON: Expecting value: line 1 column 2 (char 1) (environment)",
        ),
    ],
)
def test_a_mistake_in_the_environment_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str
) -> None:
    monkeypatch.setenv(name, value)
    assert problems() == [line]


def test_variables_of_other_processes_are_none_of_our_business(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HANSA_USERS_PORT", "HANSA_DATA_DIR", "HANSA_AUTH_ISSUER", "HANSA_VALKEY_URL"):
        monkeypatch.setenv(name, "anything")
    assert load_settings() == Settings()


def test_an_option_is_named_as_the_source() -> None:
    assert problems(options={"server": {"port": 70_000}}) == [
        "server.port: must be less than or equal to 65535, not 70000 (command line)"
    ]


def test_all_mistakes_are_told_at_once(file: Path) -> None:
    file.write_text("server: {prot: 1, path: x}\nlimits: {depth: -1}\nzzz: 1")
    assert len(problems(file)) == 4


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    assert problems(tmp_path / "none.yaml") == ["hansa.yaml: cannot be read: No such file or directory"]


def test_an_empty_file_is_no_mistake(file: Path) -> None:
    file.write_text("# nothing yet\n")
    assert load_settings(file) == Settings()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "file: a, contracts: {b: {}}",
            "contracts.b: give include, exclude or both: without tags a contract hides nothing",
        ),
        (
            "file: a, contracts: {b: {include: [c], exclude: [c]}}",
            "contracts.b: c cannot be both included and excluded",
        ),
        ("file: a, contracts: {b: {exclud: [c]}}", "contracts.b.exclud: unknown setting; did you mean exclude?"),
        (
            "config: a, contracts: {b: {include: [c]}}",
            " `contracts` are those of `file`: write the contracts of `config` in it",
        ),
    ],
)
def test_contracts_say_what_they_show_and_of_what(file: Path, text: str, problem: str) -> None:
    file.write_text(f"supergraph: {{{text}}}")
    said = problems(file)
    assert len(said) == 1
    assert problem in said[0]

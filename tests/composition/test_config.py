"""`supergraph.yaml` in Rover's format: what it may say, and what is said when it is wrong."""

from pathlib import Path

import pytest

from gateway.composition import ConfigError, Contract, load_config


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "supergraph.yaml"
    path.write_text(text)
    (tmp_path / "a.graphql").write_text("type Query { a: Int }")
    return path


def problems(tmp_path: Path, text: str, environment: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        load_config(write(tmp_path, text), environment or {})
    return raised.value.problems


def test_every_form_of_a_schema(tmp_path: Path):
    path = write(
        tmp_path,
        """
        federation_version: =2.11.0
        subgraphs:
          a: {routing_url: "http://a/graphql", schema: {file: a.graphql}}
          b: {schema: {subgraph_url: "http://b/graphql"}}
          c: {routing_url: "http://c", schema: {sdl: "type Query { c: Int }"}}
        """,
    )
    config = load_config(path, {})
    assert [(name, each.url) for name, each in config.subgraphs.items()] == [
        ("a", "http://a/graphql"),
        ("b", "http://b/graphql"),
        ("c", "http://c"),
    ]
    assert config.subgraphs["a"].schema_.file == tmp_path / "a.graphql"


def test_files_are_looked_for_beside_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir("/")
    path = write(tmp_path, "subgraphs: {a: {routing_url: x, schema: {file: ./a.graphql}}}")
    file = load_config(path, {}).subgraphs["a"].schema_.file
    assert file is not None
    assert file.read_text() == "type Query { a: Int }"


def test_the_environment_fills_values(tmp_path: Path):
    path = write(
        tmp_path, "subgraphs: {a: {routing_url: 'http://${env.A_HOST}:${env.A_PORT:-80}/', schema: {file: a.graphql}}}"
    )
    assert load_config(path, {"A_HOST": "10.0.0.1"}).subgraphs["a"].url == "http://10.0.0.1:80/"


def test_contracts_are_views_by_name(tmp_path: Path):
    contracts = "{public: {include: [a, b]}, partners: {exclude: [c], hide_unreachable_types: false}}"
    config = load_config(
        write(tmp_path, f"contracts: {contracts}\nsubgraphs: {{b: {{schema: {{subgraph_url: x}}}}}}"), {}
    )
    assert config.contract("public") == Contract("public", include=frozenset("ab"))
    assert config.contract("partners") == Contract("partners", exclude=frozenset("c"), hide_unreachable_types=False)
    with pytest.raises(LookupError, match="there is no contract publc; it has public, partners"):
        config.contract("publc")


@pytest.mark.parametrize("version", ["2", "=2.0", "=2.11.0", "2.14", "latest-2"])
def test_known_versions(tmp_path: Path, version: str):
    load_config(
        write(tmp_path, f"federation_version: {version}\nsubgraphs: {{b: {{schema: {{subgraph_url: x}}}}}}"), {}
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "subgraphs: {a: {schema: {subgraph_url: x}}}\ncontracts: {p: {}}",
            "contracts.p: give include, exclude or both",
        ),
        (
            "subgraphs: {a: {schema: {subgraph_url: x}}}\ncontracts: {p: {include: [t], exclude: [t]}}",
            "contracts.p: t cannot be both included and excluded",
        ),
        (
            "subgraphs: {a: {schema: {subgraph_url: x}}}\ncontracts: {p: {includes: [t]}}",
            "contracts.p.includes: unknown key",
        ),
        ("", "must be a mapping"),
        ("subgraphs: [", "is not YAML"),
        ("subgraphs: {[a]: 1}", "unhashable key"),
        ("subgraphs: {a: {schema: {subgraph_url: x}}, a: {schema: {subgraph_url: y}}}", "line 1: a is given twice"),
        (
            "validation_steps: 0\nsubgraphs: {a: {schema: {subgraph_url: x}}}",
            "validation_steps: Input should be greater",
        ),
        ("subgraphs: {}", "subgraphs: Dictionary should have at least 1 item"),
        ("federation_version: =3.0\nsubgraphs: {a: {schema: {subgraph_url: x}}}", "federation_version =3.0 is unknown"),
        ("subgraphs: {a: {schema: {subgraph_url: x}, rooting_url: y}}", "subgraphs.a.rooting_url: unknown key"),
        ("subgraphs: {a: {routing_url: x}}", "subgraphs.a.schema: is missing"),
        ("subgraphs: {a: {routing_url: x, schema: {}}}", "subgraphs.a.schema: give exactly one of"),
        ("subgraphs: {a: {routing_url: x, schema: {sdl: x, file: y}}}", "subgraphs.a.schema: give exactly one of"),
        ("subgraphs: {a: {schema: {file: a.graphql}}}", "subgraphs.a: routing_url is needed"),
        ("subgraphs: {a: {routing_url: x, schema: {file: b.graphql}}}", "subgraphs.a.schema.file: there is no file"),
        ("subgraphs: {a: {routing_url: '${env.NOPE}', schema: {sdl: x}}}", "environment variable NOPE is not set"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str):
    assert any(said in problem for problem in problems(tmp_path, text))


def test_all_problems_are_told_at_once(tmp_path: Path):
    text = "subgraphs: {a: {routing_url: x, schema: {file: b}}, c: {routing_url: x, schema: {file: d}}}"
    assert len(problems(tmp_path, text)) == 2


def test_a_missing_configuration_is_a_clear_error(tmp_path: Path):
    with pytest.raises(ConfigError, match="No such file"):
        load_config(tmp_path / "none.yaml", {})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("subgraphs: &x\n  a: *x\n", "aliases"),
        (
            "a: &a {x: 1}\n"
            + "".join(
                f"{b}: &{b} {{{', '.join(f'k{n}: *{a}' for n in range(9))}}}\n"
                for a, b in zip("abcdefgh", "bcdefghi", strict=True)
            ),
            "aliases",
        ),
        ("subgraphs: " + "[" * 20_000, "nested too deeply"),
    ],
    ids=["an alias inside of itself", "aliases of aliases", "deep"],
)
def test_hostile_yaml_is_refused(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "supergraph.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=why):
        load_config(path, {})

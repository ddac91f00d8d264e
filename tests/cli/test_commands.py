"""The commands that end by themselves: what they print, where, and with which exit status."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
import yaml

from gateway.config.reference import write_reference
from tests.cli.process import ROOT, hansa

SUPERGRAPH = ROOT / "schema" / "supergraph.graphql"
OPERATION = ROOT / "schema" / "operations" / "ask.graphql"

SDL = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key"])
type Query { product(id: ID!): Product }
type Product @key(fields: "id") { id: ID! name: String }
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "products.graphql").write_text(SDL)
    path = tmp_path / "supergraph.yaml"
    path.write_text(
        "subgraphs:\n  products:\n    routing_url: http://127.0.0.1:9/graphql\n    schema: {file: products.graphql}\n"
    )
    return path


def clear(stderr: str) -> list[str]:
    """The lines of an error message; there is never a traceback."""
    assert "Traceback" not in stderr
    return stderr.splitlines()


def test_help_names_every_command() -> None:
    done = hansa("--help")
    assert done.returncode == 0
    assert all(command in done.stdout for command in ("serve", "compose", "plan", "up", "config"))


@pytest.mark.parametrize("arguments", [["nonsense"], ["serve", "--prot", "1"], ["compose"], ["serve", "--port", "x"]])
def test_a_misused_command_is_2(arguments: list[str]) -> None:
    done = hansa(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert clear(done.stderr)


# --- compose ----------------------------------------------------------------------------------------------------------


def test_compose_prints_the_supergraph(config: Path) -> None:
    done = hansa("compose", "--config", config)
    assert done.returncode == 0
    assert 'PRODUCTS @join__graph(name: "products", url: "http://127.0.0.1:9/graphql")' in done.stdout


def test_compose_writes_the_same_to_a_file(config: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.graphql"
    assert hansa("compose", "--config", config, "-o", output).returncode == 0
    assert output.read_text() == hansa("compose", "--config", config).stdout


def test_compose_reports_all_errors_and_leaves_the_old_file(config: Path, tmp_path: Path) -> None:
    (tmp_path / "products.graphql").write_text(SDL.replace('"id"', '"sku"').replace("Product }", "Produkt }"))
    output = tmp_path / "out.graphql"
    output.write_text("old")
    done = hansa("compose", "--config", config, "-o", output)
    assert (done.returncode, done.stdout, output.read_text()) == (1, "", "old")
    assert clear(done.stderr)[0] == f"error: {config} does not compose: 1 error"


def test_compose_without_its_file_is_2(tmp_path: Path) -> None:
    done = hansa("compose", "--config", tmp_path / "none.yaml")
    assert done.returncode == 2
    assert clear(done.stderr) == [f"error: {tmp_path / 'none.yaml'}: cannot be read: No such file or directory"]


def test_compose_into_a_folder_that_is_not_there_is_1(config: Path, tmp_path: Path) -> None:
    done = hansa("compose", "--config", config, "-o", tmp_path / "none" / "out.graphql")
    assert done.returncode == 1
    assert "cannot be written" in clear(done.stderr)[-1]


def test_compose_says_which_subgraph_did_not_answer(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/graphql"
        path = tmp_path / "supergraph.yaml"
        path.write_text(f"subgraphs: {{users: {{schema: {{subgraph_url: '{url}'}}}}}}")
        done = hansa("compose", "--config", path)
    assert done.returncode == 1
    assert url in "\n".join(clear(done.stderr))


def test_the_reference_supergraph_is_what_compose_prints() -> None:
    done = hansa("compose", "--config", "schema/supergraph.yaml")
    assert done.stdout == SUPERGRAPH.read_text()


CONTRACTS = """
contracts:
  public: {exclude: [internal]}
  nothing: {exclude: [all]}
"""
TAGGED = (
    SDL.replace('"@key"]', '"@key", "@tag"]')
    .replace("name: String", 'name: String cost: Int @tag(name: "internal")')
    .replace("type Query", 'type Query @tag(name: "all")')
)


@pytest.fixture
def tagged(config: Path) -> Path:
    config.write_text(config.read_text() + CONTRACTS)
    (config.parent / "products.graphql").write_text(TAGGED)
    return config


def test_compose_makes_the_supergraph_of_a_contract(tagged: Path) -> None:
    done = hansa("compose", "--config", tagged, "--contract", "public")
    assert done.returncode == 0
    assert 'cost: Int @tag(name: "internal") @inaccessible' in done.stdout


def test_compose_says_why_a_contract_cannot_be(tagged: Path) -> None:
    done = hansa("compose", "--config", tagged, "--contract", "nothing")
    assert (done.returncode, done.stdout) == (1, "")
    assert "[contract nothing]" in done.stderr
    assert 'it is tagged "all"' in done.stderr


def test_a_contract_that_is_not_there_is_2(tagged: Path) -> None:
    done = hansa("compose", "--config", tagged, "--contract", "partners")
    assert done.returncode == 2
    assert clear(done.stderr) == [f"error: {tagged}: there is no contract partners; it has public, nothing"]


def test_compose_writes_what_clients_see_beside_the_supergraph(tagged: Path, tmp_path: Path) -> None:
    out, api = tmp_path / "s.graphql", tmp_path / "api.graphql"
    arguments = ("compose", "--config", tagged, "--contract", "public", "-o", out, "--api-schema", api)
    assert hansa(*arguments).returncode == 0
    assert api.read_text() == hansa("api", "--supergraph", out).stdout
    assert "cost" not in api.read_text()


def test_compose_tells_its_findings_as_json(tagged: Path, tmp_path: Path) -> None:
    done = hansa("compose", "--config", tagged, "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["errors"], found["hints"]) == (0, [], [])
    assert found["supergraph"] == hansa("compose", "--config", tagged).stdout
    (tmp_path / "products.graphql").write_text(SDL.replace('"id"', '"sku"'))
    done = hansa("compose", "--config", tagged, "--json", "-o", tmp_path / "s.graphql")
    error = json.loads(done.stdout)["errors"][0]
    assert done.returncode == 1
    assert error["code"] == "KEY_INVALID_FIELDS"
    assert error["coordinates"] == ["Product"]
    assert error["locations"][0]["subgraph"] == "products"
    assert error["advice"]


def test_compose_tells_a_bad_configuration_as_json_too(tagged: Path) -> None:
    done = hansa("compose", "--config", tagged, "--json", "--contract", "partners")
    assert (done.returncode, done.stderr) == (2, "")
    assert json.loads(done.stdout) == {
        "errors": [
            {
                "code": "CONFIGURATION",
                "message": f"{tagged}: there is no contract partners; it has public, nothing",
                "level": "ERROR",
                "subgraphs": [],
                "coordinates": [],
                "locations": [],
                "advice": "Correct the file.",
            }
        ],
        "hints": [],
        "supergraph": None,
    }


# --- api, contract ----------------------------------------------------------------------------------------------------


def test_api_is_what_clients_see(tagged: Path, tmp_path: Path) -> None:
    supergraph = tmp_path / "s.graphql"
    supergraph.write_text(hansa("compose", "--config", tagged).stdout)
    whole, view = hansa("api", "--supergraph", supergraph), hansa("api", "--config", tagged, "--contract", "public")
    assert "join__" not in whole.stdout
    assert "cost: Int" in whole.stdout
    assert view.stdout == whole.stdout.replace("  cost: Int\n", "")


@pytest.mark.parametrize("arguments", [[], ["--supergraph", "a", "--config", "b"]])
def test_api_needs_one_source(arguments: list[str]) -> None:
    done = hansa("api", *arguments)
    assert (done.returncode, clear(done.stderr)) == (
        2,
        ["error: give --supergraph FILE or --config FILE, one of them"],
    )


def test_contract_makes_a_view_of_any_supergraph(tagged: Path, tmp_path: Path) -> None:
    supergraph = tmp_path / "s.graphql"
    supergraph.write_text(hansa("compose", "--config", tagged).stdout)
    done = hansa("contract", "--supergraph", supergraph, "--exclude", "internal")
    assert done.stdout == hansa("compose", "--config", tagged, "--contract", "public").stdout
    done = hansa(
        "contract", "--supergraph", supergraph, "--name", "partners", "--exclude", "all", "--exclude", "interal"
    )
    assert (done.returncode, done.stdout) == (1, "")
    said = clear(done.stderr)
    assert said[0].startswith('WARN CONTRACT_TAG_UNUSED: [contract partners] It excludes the tag "interal"')
    assert f"error: {supergraph} has no such contract: 1 error" in said
    assert any("QUERY_ROOT_TYPE_INACCESSIBLE: [contract partners]" in line for line in said)


def test_a_contract_without_tags_is_2() -> None:
    done = hansa("contract", "--supergraph", SUPERGRAPH)
    assert (done.returncode, done.stdout) == (2, "")
    assert clear(done.stderr) == ["error: give --include or --exclude: without tags a contract hides nothing"]


# --- diff -------------------------------------------------------------------------------------------------------------

SCHEMAS = {
    "old": "type Query { a(b: Int = 1): Int c: Int }",
    "same": "type Query { c: Int a(b: Int = 1): Int }",
    "safe": "type Query { a(b: Int = 1): Int c: Int d: Int }",
    "dangerous": "type Query { a(b: Int = 2): Int c: Int }",
    "breaking": "type Query { a(b: Int = 2): Int }",
}


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    for name, sdl in SCHEMAS.items():
        (tmp_path / name).write_text(sdl)
    return tmp_path


@pytest.mark.parametrize(
    ("new", "fail_on", "status"),
    [
        ("same", "safe", 0),
        ("safe", "breaking", 0),
        ("safe", "dangerous", 0),
        ("safe", "safe", 5),
        ("dangerous", "breaking", 0),
        ("dangerous", "dangerous", 3),
        ("breaking", "breaking", 4),
        ("breaking", "dangerous", 4),
        ("breaking", "never", 0),
    ],
)
def test_diff_fails_from_the_level_on_that_is_asked_for(schemas: Path, new: str, fail_on: str, status: int) -> None:
    assert hansa("diff", schemas / "old", schemas / new, "--fail-on", fail_on).returncode == status


def test_diff_tells_the_worst_first_with_reasons_and_a_summary(schemas: Path) -> None:
    done = hansa("diff", schemas / "old", schemas / "breaking")
    assert (done.returncode, done.stderr) == (4, "")
    assert done.stdout.splitlines() == [
        "breaking (1)",
        "  FIELD_REMOVED Field Query.c was removed.",
        "      Operations that select it are refused.",
        "",
        "dangerous (1)",
        "  ARGUMENT_DEFAULT_CHANGED The default value of Query.a(b:) changed from 1 to 2.",
        "      Operations that leave it out mean something else.",
        "",
        "2 changes: 1 breaking, 1 dangerous, 0 safe.",
    ]
    assert hansa("diff", schemas / "old", schemas / "same").stdout == "No changes.\n"


def test_diff_reads_stdin_and_writes_json(schemas: Path) -> None:
    done = hansa("diff", "-", schemas / "breaking", "--json", stdin=SCHEMAS["old"])
    told = json.loads(done.stdout)
    assert told["counts"] == {"breaking": 1, "dangerous": 1, "safe": 0}
    assert told["changes"][0] == {
        "level": "breaking",
        "code": "FIELD_REMOVED",
        "coordinate": "Query.c",
        "message": "Field Query.c was removed.",
        "reason": "Operations that select it are refused.",
    }


def test_diff_composes_a_configuration() -> None:
    done = hansa("diff", SUPERGRAPH, "schema/supergraph.yaml", "--fail-on", "safe")
    assert (done.returncode, done.stdout) == (0, "No changes.\n")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["old", "none"], "error: none cannot be read: No such file or directory"),
        (["-", "-"], "error: only one of the two can be stdin (-)"),
        (["old", "same", "--as", "x"], "error: --as is api, subgraph, supergraph; not x"),
        (["old", "same", "--fail-on", "x"], "error: --fail-on is breaking, dangerous, safe, never; not x"),
        (["old", "broken"], "error: broken:1:1: Syntax Error: Unexpected '}'."),
        (["old", "same", "--as", "supergraph"], "error: old is no supergraph"),
    ],
)
def test_diff_that_is_misused_is_2(schemas: Path, arguments: list[str], line: str) -> None:
    (schemas / "broken").write_text("}{")
    done = hansa("diff", *arguments, cwd=schemas)
    assert (done.returncode, done.stdout) == (2, "")
    assert clear(done.stderr)[0].startswith(line)


# --- plan -------------------------------------------------------------------------------------------------------------


def test_plan_shows_the_requests_of_an_operation() -> None:
    done = hansa("plan", "--supergraph", SUPERGRAPH, OPERATION, "--scopes", "inference")
    assert done.returncode == 0
    assert done.stdout.startswith("query: 5 requests in 3 steps\n")
    assert done.stderr == ""


def test_plan_reads_stdin_and_writes_json() -> None:
    done = hansa("plan", "--supergraph", SUPERGRAPH, "--json", "--scopes", "", stdin="{ me { name } }")
    plan = json.loads(done.stdout)
    assert [request["subgraph"] for request in plan["requests"]] == ["users"]


def test_plan_says_what_an_anonymous_caller_may_not_see() -> None:
    done = hansa("plan", "--supergraph", SUPERGRAPH, stdin='{ me { name } search(query: "x") { query } }')
    assert clear(done.stderr) == ["Planned for an anonymous caller, who may not see Query.me."]


def test_plan_chooses_the_operation_by_name() -> None:
    two = 'query A { me { name } } query B { search(query: "x") { query } }'
    assert hansa("plan", "--supergraph", SUPERGRAPH, stdin=two).returncode == 1
    done = hansa("plan", "--supergraph", SUPERGRAPH, "--name", "B", stdin=two)
    assert "#0 rag" in done.stdout


@pytest.mark.parametrize(
    ("operation", "line"),
    [
        ("{ me { nam } }", "error: stdin:1:8: Cannot query field 'nam' on type 'User'. Did you mean 'name'?"),
        ("{ me {", "error: stdin:1:7: Syntax Error: Expected Name, found <EOF>."),
    ],
)
def test_an_operation_that_is_not_valid_is_1(operation: str, line: str) -> None:
    done = hansa("plan", "--supergraph", SUPERGRAPH, stdin=operation)
    assert (done.returncode, done.stdout, clear(done.stderr)) == (1, "", [line])


@pytest.mark.parametrize("content", ["type Query { a: Int }", "}{", None])
def test_a_file_that_is_no_supergraph_is_2(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "supergraph.graphql"
    if content:
        path.write_text(content)
    for command in ("plan", "serve"):
        done = hansa(command, "--supergraph", path, stdin="{ a }")
        assert done.returncode == 2
        assert clear(done.stderr)[0].startswith(f"error: {path} ")


# --- config -----------------------------------------------------------------------------------------------------------


def test_config_show_prints_what_is_in_effect(tmp_path: Path) -> None:
    settings = tmp_path / "hansa.yaml"
    settings.write_text("server: {port: 1}")
    done = hansa("config", "show", "--settings", settings, env={"HANSA_SERVER__HOST": "0.0.0.0"})
    server = yaml.safe_load(done.stdout)["server"]
    assert (server["host"], server["port"], server["path"]) == ("0.0.0.0", 1, "/graphql")


def test_what_config_show_prints_is_a_valid_file(tmp_path: Path) -> None:
    settings = tmp_path / "hansa.yaml"
    settings.write_text(hansa("config", "show").stdout)
    assert hansa("config", "validate", settings).returncode == 0


def test_config_show_keeps_secrets_to_itself_and_stays_valid(tmp_path: Path) -> None:
    settings = tmp_path / "hansa.yaml"
    settings.write_text(
        """
headers:
  all: [{insert: x-gateway-secret, value: "${SECRET}"}, {propagate: x-tenant, default: none}]
  subgraphs: {users: [{insert: authorization-key, value: "${SECRET}"}]}
subgraphs:
  overrides: {users: {url: "http://me:${SECRET}@users.example:80/graphql?a=b@c"}}
"""
    )
    done = hansa("config", "show", "--settings", settings, env={"SECRET": "hunter2"})
    assert "hunter2" not in done.stdout
    shown = yaml.safe_load(done.stdout)
    assert shown["headers"]["all"][0]["value"] == shown["headers"]["subgraphs"]["users"][0]["value"] == "***"
    assert shown["headers"]["all"][1]["default"] == "none"
    assert shown["subgraphs"]["overrides"]["users"]["url"] == "http://me:***@users.example:80/graphql?a=b@c"
    settings.write_text(done.stdout)
    assert hansa("config", "validate", settings).returncode == 0


def test_config_validate_tells_every_mistake_in_a_line(tmp_path: Path) -> None:
    settings = tmp_path / "hansa.yaml"
    settings.write_text("server: {prot: 1}\nlimits: {depth: 0}")
    done = hansa("config", "validate", settings)
    assert done.returncode == 2
    assert clear(done.stderr) == [
        f"error: server.prot: unknown setting; did you mean port? ({settings})",
        f"       limits.depth: must be greater than 0, not 0 ({settings})",
    ]


def test_config_schema_describes_the_file() -> None:
    schema = json.loads(hansa("config", "schema").stdout)
    assert schema["additionalProperties"] is False
    assert "server" in schema["properties"]


def test_config_docs_prints_the_reference() -> None:
    assert hansa("config", "docs").stdout == write_reference()


# --- serve, when it cannot --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "env", "line"),
    [
        (
            [],
            {},
            "no supergraph: give --supergraph FILE or --config FILE, or set supergraph.file in the settings",
        ),
        (
            ["--supergraph", "a", "--config", "b"],
            {},
            "--supergraph and --config exclude each other: give one",
        ),
        (
            ["--supergraph", str(SUPERGRAPH), "--port", "70000"],
            {},
            "server.port: must be less than or equal to 65535, not 70000 (command line)",
        ),
        (
            ["--supergraph", str(SUPERGRAPH)],
            {"HANSA_SUBGRAPHS__OVERRIDES__USRES__URL": "http://127.0.0.1:9/"},
            "subgraphs.overrides.usres: the supergraph has no such subgraph; did you mean users?",
        ),
        (
            ["--supergraph", str(SUPERGRAPH)],
            {"HANSA_GRAPHIQL__OPERATION": "none.graphql"},
            "graphiql.operation: none.graphql cannot be read: No such file or directory",
        ),
    ],
)
def test_serve_with_bad_settings_is_2_and_one_line(arguments: list[str], env: dict[str, str], line: str) -> None:
    done = hansa("serve", *arguments, env=env)
    assert (done.returncode, clear(done.stderr)) == (2, [f"error: {line}"])


def test_serve_on_a_busy_port_is_1_and_one_line(tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        env = {"HANSA_ADMIN__PORT": "0", "HANSA_DATA_DIR": str(tmp_path)}
        done = hansa("serve", "--supergraph", SUPERGRAPH, "--port", str(port), env=env)
    assert done.returncode == 1
    assert len(clear(done.stderr)) == 1
    assert str(port) in done.stderr


def test_up_without_its_file_is_2(tmp_path: Path) -> None:
    done = hansa("up", tmp_path / "none.yaml")
    assert done.returncode == 2
    assert "Traceback" not in done.stdout + done.stderr

"""`hansa compose`: what it prints, where, and with which exit status."""

from __future__ import annotations

import json
import socket
from pathlib import Path

from tests.cli.process import SUPERGRAPH, clear, hansa
from tests.cli.products import SDL


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

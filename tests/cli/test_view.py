"""`hansa api` and `hansa contract`: what clients see of a supergraph, and views of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.process import SUPERGRAPH, clear, hansa


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

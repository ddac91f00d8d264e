"""`hansa serve --supergraph` by a contract of the settings: at the start, at each change, and with several workers."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.cli.process import Gateway, hansa, serving
from tests.cli.shop import Shop
from tests.cli.test_serve import ANSWER, QUERY, ask
from tests.cli.test_serve_development import Project
from tests.cli.test_serve_reload import POLL, REFUSED, SWAPPED, described, description, rename

SETTINGS = """
supergraph:
  file: supergraph.graphql
  contract: quiet
  contracts:
    quiet: {exclude: [loud]}
    loud: {include: [loud]}
    silent: {exclude: [all]}
"""
ALL_IS_TAGGED = '@tag(name: "all")'


@pytest.fixture(scope="module")
def sdl(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The shop's supergraph, in which the field `secret` has the tag `loud` and the query root `all`."""
    directory = tmp_path_factory.mktemp("composed")
    project = Project(directory, shop)
    tagged = project.sdl.replace("import: [", 'import: ["@tag", ', 1).replace(
        "type Query", f"type Query {ALL_IS_TAGGED}"
    )
    project.products.write_text(tagged.replace("secret: String", 'secret: String @tag(name: "loud")'))
    done = hansa("compose", "--config", project.config)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def settings(sdl: str, tmp_path: Path) -> Path:
    (tmp_path / "supergraph.graphql").write_text(sdl)
    file = tmp_path / "hansa.yaml"
    file.write_text(SETTINGS)
    return file


def sees_the_secret(gateway: Gateway) -> bool:
    errors = ask(gateway, "{ secret }").json()["errors"]
    return not any("Cannot query field" in error["message"] for error in errors)


def refused(*arguments: str | Path) -> tuple[int, str]:
    done = hansa("serve", *arguments, env={"HANSA_SERVER__PORT": "0", "HANSA_ADMIN__PORT": "0"})
    return done.returncode, done.stderr


def test_the_contract_that_is_named_is_served(settings: Path, tmp_path: Path) -> None:
    with serving("--settings", settings, data=tmp_path) as gateway:
        assert ask(gateway, QUERY).json() == {"data": ANSWER}
        assert not sees_the_secret(gateway)


@pytest.mark.parametrize(("contract", "shown"), [("loud", True), ("quiet", False)])
def test_the_command_line_names_another(settings: Path, tmp_path: Path, contract: str, shown: bool) -> None:
    settings.write_text(SETTINGS.replace("file: ", "# "))
    file = tmp_path / "supergraph.graphql"
    with serving("--supergraph", file, "--contract", contract, "--settings", settings, data=tmp_path) as gateway:
        assert sees_the_secret(gateway) is shown
        assert ("data" in ask(gateway, QUERY).json()) is (contract != "loud")


def test_each_change_is_seen_by_the_contract_and_one_without_such_a_view_is_refused(
    settings: Path, sdl: str, tmp_path: Path
) -> None:
    file = tmp_path / "supergraph.graphql"
    with serving("--settings", settings, data=tmp_path, env=POLL) as gateway:
        rename(file, described(sdl, "new"))
        gateway.wait_for(SWAPPED)
        assert (description(gateway), sees_the_secret(gateway)) == ("new", False)
        rename(
            file,
            described(sdl, "bad").replace(ALL_IS_TAGGED, "").replace("type Query", 'type Query @tag(name: "loud")'),
        )
        reason = gateway.wait_for(REFUSED)["reason"]
        assert reason.startswith("QUERY_ROOT_TYPE_INACCESSIBLE: [contract quiet]")
        rename(file, "no GraphQL")
        gateway.wait_for(REFUSED)
        assert (description(gateway), sees_the_secret(gateway)) == ("new", False)
        rename(file, described(sdl, "newer").replace('@tag(name: "loud")', ""))
        deserves = gateway.wait_for("the contract deserves a look")
        assert deserves["code"] == "CONTRACT_TAG_UNUSED"
        assert 'excludes the tag "loud"' in deserves["reason"]
        gateway.wait_for(SWAPPED)
        assert (description(gateway), sees_the_secret(gateway)) == ("newer", True)


def test_sighup_finds_the_view_unchanged(settings: Path, tmp_path: Path) -> None:
    with serving("--settings", settings, data=tmp_path, env={"HANSA_SUPERGRAPH__POLL": "off"}) as gateway:
        assert ask(gateway, QUERY).status_code == 200
        gateway.process.send_signal(signal.SIGHUP)
        gateway.wait_for("supergraph unchanged")


def test_every_worker_serves_the_contract_and_so_does_one_that_is_started_anew(settings: Path, tmp_path: Path) -> None:
    from tests.workers.test_serve import ALL_READY, TWO, both_ready, until, workers

    file = tmp_path / "supergraph.graphql"
    with serving("--settings", settings, data=tmp_path, env=TWO) as gateway:
        gateway.wait_for(ALL_READY)
        assert not any(sees_the_secret(gateway) for _ in range(20))
        rename(file, file.read_text().replace("type Query", "type Query @inaccessible"))
        assert {gateway.wait_for(REFUSED)["worker"] for _ in range(2)} == {"1", "2"}
        os.kill(workers(gateway)["1"], signal.SIGKILL)
        gateway.wait_for("worker ended")
        gateway.wait_for(REFUSED)
        until(lambda: both_ready(gateway))
        assert not any(sees_the_secret(gateway) for _ in range(20))


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_supergraph_without_such_a_view_is_1(settings: Path, tmp_path: Path, workers: str) -> None:
    settings.write_text(f"{SETTINGS}\nserver: {{workers: {workers}}}")
    status, said = refused("--settings", settings, "--contract", "silent")
    assert status == 1
    assert f"error: {tmp_path / 'supergraph.graphql'} has no such contract" in said
    assert said.count("QUERY_ROOT_TYPE_INACCESSIBLE: [contract silent]") == 1


def test_a_contract_that_is_not_there_is_2(settings: Path, tmp_path: Path) -> None:
    for name, line in (
        ("quit", "error: supergraph.contract: there is no quit in supergraph.contracts; did you mean quiet?"),
        (
            "partners",
            "error: supergraph.contract: there is no partners in supergraph.contracts; it has quiet, loud, silent",
        ),
    ):
        assert refused("--settings", settings, "--contract", name) == (2, f"{line}\n")
    file = tmp_path / "supergraph.graphql"
    line = "error: supergraph.contract: there is no quiet in supergraph.contracts, which has none"
    assert refused("--supergraph", file, "--contract", "quiet") == (2, f"{line}\n")


def test_what_is_no_supergraph_is_2(settings: Path, tmp_path: Path) -> None:
    file = tmp_path / "supergraph.graphql"
    file.write_text("type Query { a: Int }")
    status, said = refused("--settings", settings)
    assert (status, said.startswith(f"error: {file} is no supergraph: ")) == (2, True)

"""`hansa serve` over a supergraph that changes: no query fails, whatever is written and however."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from tests.cli.process import Gateway, hansa, serving
from tests.cli.shop import Shop
from tests.cli.test_serve import ANSWER, QUERY, ask

SWAPPED = "supergraph swapped"
REFUSED = "supergraph refused, the last good one stays"
POLL = {"HANSA_SUPERGRAPH__POLL": "50ms"}


def described(sdl: str, text: str) -> str:
    """The same graph, with a description that clients can see."""
    return sdl.replace("type Product", f'"{text}"\ntype Product', 1)


def description(gateway: Gateway) -> str | None:
    answer = ask(gateway, '{ __type(name: "Product") { description } }').json()
    found: str | None = answer["data"]["__type"]["description"]
    return found


def counted(gateway: Gateway) -> dict[str, float]:
    """The reload counter by outcome."""
    prefix = 'hansa_supergraph_reloads_total{outcome="'
    lines = httpx2.get(f"{gateway.admin}/metrics").text.splitlines()
    found = (line.removeprefix(prefix).split('"} ') for line in lines if line.startswith(prefix))
    return {outcome: float(value) for outcome, value in found}


@dataclass
class Asking:
    """Clients that ask one after the other, all the time."""

    url: str
    answers: int = 0
    failures: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        with httpx2.Client(timeout=20) as client:
            while not self.stop.is_set():
                try:
                    response = client.post(self.url, json={"query": QUERY})
                    if (response.status_code, response.json()) != (200, {"data": ANSWER}):
                        self.failures.append(response.text)
                except Exception as error:
                    self.failures.append(repr(error))
                self.answers += 1
                time.sleep(0.005)


@contextmanager
def asked_all_the_time(gateway: Gateway) -> Iterator[Asking]:
    asking = Asking(gateway.url)
    threads = [threading.Thread(target=asking.run) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield asking
    finally:
        asking.stop.set()
        for thread in threads:
            thread.join(30)


def rewrite(file: Path, text: str) -> None:
    file.write_text(text)


def rename(file: Path, text: str) -> None:
    beside = file.with_suffix(".new")
    beside.write_text(text)
    beside.rename(file)


def rewrite_slowly(file: Path, text: str) -> None:
    with file.open("w") as writing:
        for start in range(0, len(text), len(text) // 5 + 1):
            writing.write(text[start : start + len(text) // 5 + 1])
            writing.flush()
            time.sleep(0.03)


def remove_for_a_moment(file: Path, text: str) -> None:
    file.unlink()
    time.sleep(0.03)
    file.write_text(text)


def swap_link(file: Path, text: str) -> None:
    """As Kubernetes updates a ConfigMap: a new directory, and a new link to it renamed over the old one."""
    volume = file.parent
    version = volume / f"..{time.monotonic_ns()}"
    version.mkdir()
    (version / file.name).write_text(text)
    link = volume / "..data_tmp"
    link.symlink_to(version.name)
    link.rename(volume / "..data")
    if not file.is_symlink():
        linking = volume / "..file_tmp"
        linking.symlink_to(Path("..data") / file.name)
        linking.rename(file)


WAYS: tuple[Callable[[Path, str], None], ...] = (rewrite, rename, rewrite_slowly, remove_for_a_moment, swap_link)


def test_ten_changes_good_and_bad_and_not_one_failed_query(sdl: str, tmp_path: Path) -> None:
    volume = tmp_path / "volume"
    volume.mkdir()
    file = volume / "supergraph.graphql"
    file.write_text(sdl)
    with serving("--supergraph", file, data=tmp_path, env=POLL) as gateway, asked_all_the_time(gateway) as asking:
        for number, write in enumerate(WAYS):
            write(file, described(sdl, f"version {number}"))
            assert gateway.wait_for(SWAPPED)["documents_executable"] >= 1
            assert description(gateway) == f"version {number}"
            write(file, sdl.replace("type Product", f"type Product{number}", 1))
            assert gateway.wait_for(REFUSED)["reason"]
            assert description(gateway) == f"version {number}"
            assert httpx2.get(f"{gateway.admin}/ready").status_code == 200
        answers = asking.answers
        deadline = time.monotonic() + 20
        while asking.answers < answers + 20 and time.monotonic() < deadline:
            time.sleep(0.01)
        metrics = counted(gateway)
    assert asking.failures == []
    assert asking.answers > 50
    assert metrics["swapped"] == len(WAYS)
    assert metrics["refused"] >= len(WAYS)


def test_a_new_subgraph_and_a_moved_one_are_asked_at_their_urls(sdl: str, shop: Shop, tmp_path: Path) -> None:
    """At first both subgraphs are where nobody listens; the new file tells where they are, and a new name for one."""
    file = tmp_path / "supergraph.graphql"
    nowhere = sdl.replace(shop.products.url, "http://127.0.0.1:9/").replace(shop.reviews.url, "http://127.0.0.1:9/")
    file.write_text(nowhere)
    with serving("--supergraph", file, data=tmp_path, env=POLL) as gateway:
        assert ask(gateway, QUERY).json()["data"] is None
        rename(file, sdl.replace('name: "reviews"', 'name: "opinions"'))
        assert gateway.wait_for(SWAPPED)["subgraphs"] == ["opinions", "products"]
        assert ask(gateway, QUERY).json() == {"data": ANSWER}


def test_settings_that_do_not_fit_the_new_supergraph_refuse_it(sdl: str, tmp_path: Path) -> None:
    file = tmp_path / "supergraph.graphql"
    file.write_text(sdl)
    env = {**POLL, "HANSA_SUBGRAPHS__OVERRIDES": '{"reviews": {"timeout": "5s"}}'}
    with serving("--supergraph", file, data=tmp_path, env=env) as gateway:
        rename(file, sdl.replace('name: "reviews"', 'name: "opinions"'))
        reason = gateway.wait_for(REFUSED)["reason"]
        assert reason.startswith("subgraphs.overrides.reviews: the supergraph has no such subgraph")
        assert ask(gateway, QUERY).json() == {"data": ANSWER}


def test_sighup_looks_at_once_and_says_what_it_found(sdl: str, tmp_path: Path) -> None:
    file = tmp_path / "supergraph.graphql"
    file.write_text(sdl)
    with serving("--supergraph", file, data=tmp_path, env={"HANSA_SUPERGRAPH__POLL": "off"}) as gateway:
        assert ask(gateway, QUERY).status_code == 200
        for text, message in ((sdl, "supergraph unchanged"), ("bad", REFUSED), (described(sdl, "new"), SWAPPED)):
            rename(file, text)
            gateway.process.send_signal(signal.SIGHUP)
            gateway.wait_for(message)
        assert description(gateway) == "new"


def test_sighup_composes_a_graph_again(shop: Shop, tmp_path: Path) -> None:
    with serving("--config", shop.write_config(tmp_path), data=tmp_path) as gateway:
        assert ask(gateway, QUERY).status_code == 200
        gateway.process.send_signal(signal.SIGHUP)
        gateway.wait_for("supergraph unchanged")
        assert ask(gateway, QUERY).json() == {"data": ANSWER}


def test_operations_of_files_are_planned_before_the_first_readiness(sdl: str, tmp_path: Path) -> None:
    file, operations = tmp_path / "supergraph.graphql", tmp_path / "operations"
    file.write_text(sdl)
    operations.mkdir()
    (operations / "products.graphql").write_text("query Products { products { name } }")
    settings = tmp_path / "hansa.yaml"
    settings.write_text("supergraph: {file: supergraph.graphql, warm_files: [operations], poll: off}")
    with serving("--settings", settings, data=tmp_path) as gateway:
        deadline = time.monotonic() + 20
        while httpx2.get(f"{gateway.admin}/ready").status_code != 200 and time.monotonic() < deadline:
            time.sleep(0.01)
        metrics = httpx2.get(f"{gateway.admin}/metrics").text
        assert 'hansa_operation_stage_duration_seconds_count{stage="plan"} 3.0' in metrics


@pytest.mark.parametrize(
    ("content", "problem"), [("query {", "is not GraphQL"), (None, "cannot be read: No such file or directory")]
)
def test_a_bad_file_of_operations_is_said_at_the_start(
    sdl: str, tmp_path: Path, content: str | None, problem: str
) -> None:
    file, operations = tmp_path / "supergraph.graphql", tmp_path / "operations.graphql"
    file.write_text(sdl)
    if content:
        operations.write_text(content)
    result = hansa("serve", "--supergraph", file, env={"HANSA_SUPERGRAPH__WARM_FILES": f'["{operations}"]'})
    assert result.returncode == 2
    assert f"supergraph.warm_files: {operations} {problem}" in result.stderr


@pytest.mark.parametrize(
    ("part", "instead", "reason"),
    [
        ("type Product", "type Products", "is of type Product, which is not defined."),
        ('key: "id"', 'key: "sku"', "it selects sku, but Product has no such field."),
        ("/join/v0.5", "/join/v0.6", "Compose it for one of these, or use a newer gateway."),
    ],
)
def test_a_bad_supergraph_is_refused_in_the_same_words_everywhere(
    sdl: str, tmp_path: Path, part: str, instead: str, reason: str
) -> None:
    good, bad = tmp_path / "good.graphql", tmp_path / "bad.graphql"
    good.write_text(sdl)
    bad.write_text(sdl.replace(part, instead, 1))
    with serving("--supergraph", good, data=tmp_path, env=POLL) as gateway:
        rename(good, bad.read_text())
        said = gateway.wait_for(REFUSED)["reason"]
    assert said.endswith(reason)
    for command in ("serve", "plan"):
        result = hansa(command, "--supergraph", bad, stdin="{ __typename }")
        assert (result.returncode, result.stderr) == (2, f"error: {bad} is no supergraph: {said}\n")

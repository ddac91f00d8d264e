"""`hansa compose --watch`: what is written and told while subgraphs change, as files and as running services."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest

from gateway.composition import SubgraphSource, compose
from tests.cli.process import COMMAND, ROOT, environment
from tests.cli.products import SDL
from tests.cli.shop import running_shop


class Watching:
    """The running command; `told` takes the lines of stderr in order."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: Queue[str] = Queue()
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self._lines.put(line.rstrip("\n"))

    def told(self, end: str) -> list[str]:
        """Lines up to the one that ends so."""
        lines: list[str] = []
        while not (lines and lines[-1].endswith(end)):
            try:
                lines.append(self._lines.get(timeout=40))
            except Empty:
                raise AssertionError(f"no {end!r} after {lines}") from None
        return lines

    def silent(self) -> bool:
        return self._lines.empty()


@contextmanager
def watching(config: Path, *arguments: str | Path) -> Iterator[Watching]:
    command = [*COMMAND, "compose", "--config", str(config), "--watch", "--poll", "0.1", *map(str, arguments)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment()
    )
    try:
        yield Watching(process)
    finally:
        process.kill()
        process.communicate()


def settled(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 40
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_changed_file_is_composed_again_and_replaced_whole(config: Path, tmp_path: Path) -> None:
    output, api = tmp_path / "s.graphql", tmp_path / "api.graphql"
    with watching(config, "-o", output, "--api-schema", api) as command:
        command.told(f"{api} written")
        before = output.stat().st_ino
        (tmp_path / "products.graphql").write_text(SDL.replace("name: String", "name: String price: Int"))
        assert command.told(f"{api} written") == [f"{config} composes", f"{output} written", f"{api} written"]
        assert "price: Int" in output.read_text()
        assert "price: Int" in api.read_text()
        assert output.stat().st_ino != before
        assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_errors_are_shown_with_place_and_advice_until_they_are_gone(config: Path, tmp_path: Path) -> None:
    output = tmp_path / "s.graphql"
    subgraph = tmp_path / "products.graphql"
    with watching(config, "-o", output) as command:
        command.told(f"{output} written")
        good = output.read_text()
        subgraph.write_text(SDL.replace('"id"', '"sku"'))
        told = command.told("stays as before")
        assert told[0] == f"error: {config} does not compose: 1 error"
        assert "KEY_INVALID_FIELDS: [products]" in told[2]
        assert 'products:4:15 | type Product @key(fields: "sku")' in told[3]
        assert "→" in told[-3]
        assert output.read_text() == good
        subgraph.write_text(SDL)
        assert command.told(f"{output} written")[0] == f"{config} composes again: the errors are gone"


def test_the_configuration_is_watched_too(config: Path, tmp_path: Path) -> None:
    text = config.read_text()
    with watching(config) as command:
        assert command.told("composes") == [f"{config} composes"]
        config.write_text("subgraphs: [")
        assert "CONFIGURATION" in " ".join(command.told("Correct the file."))
        (tmp_path / "extra.graphql").write_text("type Query { extra: Int }")
        config.write_text(f"{text}  extra: {{routing_url: http://extra, schema: {{file: extra.graphql}}}}\n")
        command.told("the errors are gone")


def test_it_waits_for_what_does_not_compose_at_first(config: Path, tmp_path: Path) -> None:
    (tmp_path / "products.graphql").write_text("type Query {")
    output = tmp_path / "s.graphql"
    with watching(config, "-o", output) as command:
        command.told("Correct the SDL; the message is the GraphQL validator's.")
        assert not output.exists()
        (tmp_path / "products.graphql").write_text(SDL)
        command.told(f"{output} written")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_order(config: Path, number: signal.Signals) -> None:
    with watching(config) as command:
        command.told("composes")
        command.process.send_signal(number)
        assert command.process.wait(20) == 0


def test_a_running_subgraph_is_asked_again_and_again(tmp_path: Path) -> None:
    output = tmp_path / "s.graphql"
    with running_shop() as shop, watching(shop.write_config(tmp_path), "-o", output) as command:
        command.told(f"{output} written")
        good = output.read_text()
        asked = len(shop.products.recorder.requests)
        settled(lambda: len(shop.products.recorder.requests) > asked + 3)
        assert command.silent()
        shop.reviews.stop()
        assert "DOWNSTREAM_SERVICE_ERROR" in " ".join(command.told("stays as before"))
        assert output.read_text() == good


def test_what_is_written_is_what_compose_makes(config: Path, tmp_path: Path) -> None:
    output = tmp_path / "s.graphql"
    with watching(config, "-o", output) as command:
        command.told(f"{output} written")
    expected = compose([SubgraphSource("products", "http://127.0.0.1:9/graphql", SDL)]).supergraph_sdl
    assert output.read_text() == expected

"""`hansa serve` with two workers: real processes that are killed, hung, stopped and given new supergraphs."""

from __future__ import annotations

import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from tests.cli.process import Gateway, hansa, serving
from tests.cli.shop import Shop
from tests.cli.test_serve import ANSWER, QUERY, ask
from tests.cli.test_serve_reload import REFUSED, SWAPPED, described, rename
from tests.supervision.harness import alive, until

TWO = {"HANSA_SERVER__WORKERS": "2", "HANSA_SUPERGRAPH__POLL": "50ms"}
ALL_READY = "all workers are ready"


@pytest.fixture
def file(sdl: str, tmp_path: Path) -> Path:
    file = tmp_path / "supergraph.graphql"
    file.write_text(sdl)
    return file


def workers(gateway: Gateway) -> dict[str, int]:
    """Process ids by name."""
    found: dict[str, int] = {}
    for child in Path(f"/proc/{gateway.process.pid}/task").glob("*/children"):
        for pid in map(int, child.read_text().split()):
            if b"gateway.cli.worker" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found[str(len(found) + 1)] = pid
    return found


def answered(gateway: Gateway) -> Counter[str]:
    """Requests answered, by worker."""
    found: Counter[str] = Counter()
    for line in httpx2.get(f"{gateway.admin}/metrics").text.splitlines():
        if line.startswith("hansa_http_requests_total{"):
            found[line.partition('worker="')[2].partition('"')[0]] += int(float(line.rpartition(" ")[2]))
    return found


def told(gateway: Gateway) -> set[str]:
    """What the supervisor itself measures."""
    lines = httpx2.get(f"{gateway.admin}/metrics").text.splitlines()
    return {line for line in lines if line.startswith("hansa_worker_")}


def both_ready(gateway: Gateway) -> bool:
    return told(gateway) >= {'hansa_worker_ready{worker="1"} 1.0', 'hansa_worker_ready{worker="2"} 1.0'}


def test_both_answer_and_the_admin_port_shows_them_together(file: Path, tmp_path: Path) -> None:
    with serving("--supergraph", file, data=tmp_path, env=TWO) as gateway:
        gateway.wait_for(ALL_READY)
        assert httpx2.get(f"{gateway.admin}/ready").json() == {"service": "gateway", "status": "ready"}
        assert httpx2.get(f"{gateway.admin}/live").status_code == 200
        for _ in range(60):
            assert ask(gateway, QUERY).json() == {"data": ANSWER}
        counted = answered(gateway)
        assert counted.total() == 60
        assert set(counted) == {"1", "2"}
        assert gateway.stop() == 0
        while (line := gateway.wait_for("stopped")).get("worker"):
            pass
        assert line["service"] == "gateway"
        said = {line.get("worker") for line in gateway.log if line["message"] == "stopped"}
        assert said == {"1", "2", None}


def test_a_killed_worker_is_started_anew_while_the_other_answers(file: Path, tmp_path: Path) -> None:
    with serving("--supergraph", file, data=tmp_path, env=TWO) as gateway:
        gateway.wait_for(ALL_READY)
        before = workers(gateway)
        os.kill(before["1"], signal.SIGKILL)
        ended = gateway.wait_for("worker ended")
        assert ended["reason"] == "killed by SIGKILL"
        for _ in range(30):  # each a connection of its own: none goes to the one that is gone, or not ready yet
            assert ask(gateway, QUERY).json() == {"data": ANSWER}
            assert httpx2.get(f"{gateway.admin}/ready").status_code == 200
        until(lambda: both_ready(gateway))
        after = workers(gateway)
        assert before["1"] not in after.values()
        assert before["2"] in after.values()
        assert len(after) == 2
        assert f'hansa_worker_restarts_total{{worker="{ended["worker"]}"}} 1.0' in told(gateway)
        for _ in range(60):
            assert ask(gateway, QUERY).json() == {"data": ANSWER}
        assert len(answered(gateway)) == 2


def test_each_worker_takes_a_good_supergraph_and_refuses_a_bad_one(file: Path, sdl: str, tmp_path: Path) -> None:
    with serving("--supergraph", file, data=tmp_path, env=TWO) as gateway:
        gateway.wait_for(ALL_READY)
        for text, message in ((described(sdl, "new"), SWAPPED), ("bad", REFUSED)):
            rename(file, text)
            assert {gateway.wait_for(message)["worker"] for _ in range(2)} == {"1", "2"}
        query = '{ __type(name: "Product") { description } }'
        for _ in range(20):
            assert ask(gateway, query).json() == {"data": {"__type": {"description": "new"}}}
        for pid in workers(gateway).values():  # one that starts anew begins with what the others serve
            os.kill(pid, signal.SIGKILL)
            gateway.wait_for("worker ended")
            gateway.wait_for(REFUSED)
            until(lambda: both_ready(gateway))
            for _ in range(20):
                assert ask(gateway, query).json() == {"data": {"__type": {"description": "new"}}}


def test_sighup_reaches_every_worker(file: Path, tmp_path: Path) -> None:
    with serving("--supergraph", file, data=tmp_path, env={**TWO, "HANSA_SUPERGRAPH__POLL": "off"}) as gateway:
        gateway.wait_for(ALL_READY)
        gateway.process.send_signal(signal.SIGHUP)
        assert {gateway.wait_for("supergraph unchanged")["worker"] for _ in range(2)} == {"1", "2"}


def test_requests_in_flight_are_answered_before_the_end(file: Path, shop: Shop, tmp_path: Path) -> None:
    with serving("--supergraph", file, data=tmp_path, env=TWO) as gateway, ThreadPoolExecutor(8) as clients:
        gateway.wait_for(ALL_READY)
        shop.reviews.recorder.held = True
        asked = [clients.submit(ask, gateway, QUERY) for _ in range(8)]
        until(lambda: sum(1 for each in asked if not each.done()) == 8 and in_flight(gateway) == 8)
        gateway.process.send_signal(signal.SIGTERM)
        until(lambda: httpx2.get(f"{gateway.admin}/ready").status_code == 503)
        shop.reviews.recorder.held = False
        assert [each.result().json() for each in asked] == [{"data": ANSWER}] * 8
        assert gateway.process.wait(20) == 0


def in_flight(gateway: Gateway) -> float:
    lines = httpx2.get(f"{gateway.admin}/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith("hansa_http_requests_in_flight{"))


def test_no_worker_outlives_its_supervisor(file: Path, tmp_path: Path) -> None:
    with serving("--supergraph", file, data=tmp_path, env=TWO) as gateway:
        gateway.wait_for(ALL_READY)
        pids = workers(gateway).values()
        gateway.process.kill()
        until(lambda: not any(map(alive, pids)))


def test_a_port_that_somebody_has_is_refused(file: Path, tmp_path: Path) -> None:
    with serving("--supergraph", file, data=tmp_path, env=TWO) as gateway:
        gateway.wait_for(ALL_READY)
        port = gateway.url.rpartition(":")[2].partition("/")[0]
        env = {**TWO, "HANSA_SERVER__PORT": port, "HANSA_ADMIN__PORT": "0"}
        result = hansa("serve", "--supergraph", file, env=env)
        assert result.returncode == 1
        assert f"cannot listen on 127.0.0.1:{port}: Address already in use" in result.stderr


def test_what_is_wrong_is_said_once_at_the_start(tmp_path: Path) -> None:
    bad = tmp_path / "bad.graphql"
    bad.write_text("type Query { a: Int }")
    env = {**TWO, "HANSA_SERVER__PORT": "0", "HANSA_ADMIN__PORT": "0"}
    result = hansa("serve", "--supergraph", bad, env=env)
    assert result.returncode == 2
    assert result.stderr.count("is no supergraph") == 1


def test_a_graph_that_is_composed_here_needs_one_worker(shop: Shop, tmp_path: Path) -> None:
    result = hansa("serve", "--config", shop.write_config(tmp_path), env=TWO)
    assert result.returncode == 2
    assert "2 workers need a composed supergraph: give --supergraph FILE" in result.stderr

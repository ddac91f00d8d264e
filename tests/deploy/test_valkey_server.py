"""deploy/valkey_server.py: a real server in the script's own process, whose data survives a kill."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.house.repository import ROOT
from tests.supervision.harness import free_port, until

SCRIPT = ROOT / "deploy/valkey_server.py"


class Server:
    def __init__(self, directory: Path) -> None:
        self.port = free_port()
        self._command = [sys.executable, str(SCRIPT), "--port", str(self.port), "--dir", str(directory)]
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        until(self.answers)

    @property
    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port)

    def answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.ConnectionError:
            return False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "data")
    yield running
    running.process.kill()
    running.process.wait()


def test_what_was_written_survives_a_kill(server):
    """Written to disk every second: the write is waited for, not the second."""
    server.client.set("key", "value")
    assert server.client.waitaof(1, 0, 0)[0] == 1
    server.process.kill()
    server.process.wait()
    server.start()
    assert server.client.get("key") == b"value"


def test_signals_reach_the_server_itself(server):
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(10) == 0


def test_only_loopback_is_bound(server):
    assert server.client.config_get("bind") == {"bind": "127.0.0.1"}
    assert server.client.config_get("protected-mode") == {"protected-mode": "yes"}


def test_a_directory_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    refused = subprocess.run(
        [sys.executable, str(SCRIPT), "--port", "1", "--dir", str(tmp_path / "file/data")],
        capture_output=True,
        text=True,
    )
    assert refused.returncode == 1
    assert refused.stderr.endswith(f"in {tmp_path / 'file/data'}: Not a directory\n")
    assert refused.stderr.count("\n") == 1


def test_a_named_server_that_is_missing_is_one_line(tmp_path):
    refused = subprocess.run(
        [sys.executable, str(SCRIPT), "--port", "1", "--dir", str(tmp_path)],
        env={"VALKEY_SERVER": "/no/such/server"},
        capture_output=True,
        text=True,
    )
    assert refused.returncode == 1
    assert refused.stderr == f"cannot start /no/such/server in {tmp_path}: No such file or directory\n"

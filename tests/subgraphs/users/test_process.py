"""The users service as a process, without an auth server: kill -9 loses nothing, anonymous callers are served."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx2


def start(data_dir: Path) -> tuple[subprocess.Popen[str], str, str]:
    environment = {
        **os.environ,
        "HANSA_DATA_DIR": str(data_dir),
        "HANSA_USERS_PORT": "0",
        "HANSA_USERS_ADMIN_PORT": "0",
        "HANSA_AUTH_ISSUER": "http://127.0.0.1:9",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "subgraphs.users"], stderr=subprocess.PIPE, text=True, env=environment
    )
    assert process.stderr is not None
    line = next(line for line in map(json.loads, process.stderr) if line["message"] == "listening")
    return process, line["url"] + "/graphql", line["admin"]


def test_it_serves_survives_kill_9_and_stops(tmp_path: Path) -> None:
    query = {"query": "{ users { totalCount } _service { sdl } }"}
    for last_signal in (signal.SIGKILL, signal.SIGTERM):
        process, url, admin = start(tmp_path)
        try:
            response = httpx2.post(url, json=query)
            assert response.json()["data"]["users"] == {"totalCount": 36}
            assert response.headers["x-trace-id"]
            assert httpx2.get(admin + "/ready").status_code == 200
            refused = httpx2.post(url, json=query, headers={"authorization": "Bearer a.b.c"})
            assert refused.status_code == 401
        finally:
            process.send_signal(last_signal)
            process.communicate(timeout=20)
    assert process.returncode == 0

"""The whole reference system, started by `make run` on free ports with data of its own.

It is what a user gets: the real processes of deploy/processes.yaml, the real model, the sample data. What was fetched
into .hansa before is shared, so that nothing is fetched twice.
"""

import os
import re
import signal
import subprocess
from pathlib import Path
from typing import Any

import httpx2

from gateway.supervision.system import load
from tests.house.repository import ROOT
from tests.supervision.harness import free_port, until

FILE = ROOT / "deploy/processes.yaml"
START_WITHIN = 300.0


class ReferenceSystem:
    """A running system; `stop` it."""

    def __init__(self, directory: Path) -> None:
        self.data = directory / "data"
        self.data.mkdir(parents=True)
        for fetched in ("models", "assets"):
            if (ROOT / ".hansa" / fetched).exists():
                (self.data / fetched).symlink_to(ROOT / ".hansa" / fetched)
        plan = load(FILE, {})
        self.ports = {name: free_port() for process in plan.processes.values() for name in process.ports}
        self._defaults = {plan.variables[name]: name for name in self.ports}
        self._console = directory / "console"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HANSA_")}
        environment |= {name: str(port) for name, port in self.ports.items()}
        with self._console.open("wb") as console:
            self.process = subprocess.Popen(
                ["make", "--no-print-directory", "run"],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                env=environment | {"HANSA_DATA_DIR": str(self.data), "COLUMNS": "200"},
                start_new_session=True,
            )

    @property
    def console(self) -> str:
        return self._console.read_text()

    def ready(self) -> "ReferenceSystem":
        until(lambda: "Everything is ready" in self.console or self.process.poll() is not None, START_WITHIN)
        assert self.process.poll() is None, self.console
        return self

    def pid(self, name: str) -> int:
        """The newest process of that name, as the console has it."""
        return int(re.findall(rf"^{name} +ready after .*\(process (\d+)\)", self.console, re.MULTILINE)[-1])

    def started(self, name: str) -> int:
        """How often that process has become ready."""
        return len(re.findall(rf"^{name} +ready after", self.console, re.MULTILINE))

    def moved(self, text: str) -> str:
        """`text` with the documented ports replaced by the ones in use."""

        def replacement(match: re.Match[str]) -> str:
            name = self._defaults.get(match[1])
            return f"127.0.0.1:{self.ports[name]}" if name else match[0]

        return re.sub(r"(?:127\.0\.0\.1|localhost):(\d+)", replacement, text)

    def url(self, variable: str, path: str = "/graphql") -> str:
        return f"http://127.0.0.1:{self.ports[variable]}{path}"

    def token(self) -> str:
        """The token of the sample query that is printed at the start."""
        found = re.search(r"authorization: Bearer ([\w.-]+)", self.console)
        assert found, self.console
        return found[1]

    def ask(self, variable: str, query: str, variables: dict[str, Any] | None = None, token: str = "") -> Any:
        """One GraphQL request to the process at the port of `variable`; the parsed answer."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        body = {"query": query, "variables": variables or {}}
        response = httpx2.post(self.url(variable), json=body, headers=headers, timeout=90, trust_env=False)
        return response.json()

    def stop(self) -> int:
        """End it as a terminal's Ctrl-C does; the exit status."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise

"""llama.cpp in this process: its own HTTP server on a loopback port of its choosing, over a GGUF file.

The server's threads run beside the event loop without its lock. Only this process knows the server's key, so nobody
else on the machine can use it. One thread per slot is on purpose: more are slower when cores are shared.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

import xllamacpp

_QUIET = 0


@dataclass(frozen=True)
class WorkerSettings:
    """How a model is run: parallel completions, and the tokens each may hold (prompt and answer together)."""

    slots: int
    context_length: int


class LlamaWorker:
    """A running server; end it with `stop`."""

    def __init__(self, model_file: Path, settings: WorkerSettings) -> None:
        """Load the model: blocking, a second or two. Raises RuntimeError when llama.cpp does not take the file."""
        self.key = secrets.token_urlsafe(24)
        self._server: xllamacpp.Server | None = xllamacpp.Server(_parameters(model_file, settings, self.key))
        self.url = f"{self._server.listening_address}/v1"

    def stop(self) -> None:
        """End the server and free the model: blocking. llama.cpp does both when the server object goes."""
        self._server = None


def _parameters(model_file: Path, settings: WorkerSettings, key: str) -> xllamacpp.CommonParams:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model_file)
    parameters.model_alias = {model_file.stem}
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [key]
    parameters.n_parallel = settings.slots
    parameters.n_ctx = settings.slots * settings.context_length
    parameters.cpuparams.n_threads = 1
    parameters.cpuparams_batch.n_threads = 1
    parameters.verbosity = _QUIET
    return parameters

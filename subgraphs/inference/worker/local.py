"""The model in a file on this machine, as a `CompletionBackend`.

The file may be missing, and may come later: every question looks whether it is there, and the first one that finds it
loads it (once, whoever waits). A file that llama.cpp does not take is not tried again until it has changed. The
fingerprint is the hash of the file, so that answers kept elsewhere never outlive the weights that gave them.
"""

import asyncio
import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path

from subgraphs.inference.completions import Completion, CompletionRequest, ModelCard
from subgraphs.inference.problems import ModelUnavailable
from subgraphs.inference.worker.endpoint import CompletionEndpoint
from subgraphs.inference.worker.llama import LlamaWorker, WorkerSettings

logger = logging.getLogger(__name__)

FETCH_COMMAND = "python deploy/model/fetch.py"


@dataclass(frozen=True)
class _Loaded:
    """A running model: the worker that must stay alive, its client, and what is known about it."""

    worker: LlamaWorker
    endpoint: CompletionEndpoint
    card: ModelCard


class LocalModel:
    """One GGUF file behind a llama.cpp worker of this process.

    Args:
        file: the weights; its name without the ending is the model's id.
        name: what people call the model.
        settings: how it is run.
        timeout: seconds a completion may take at most.
    """

    def __init__(self, file: Path, name: str, settings: WorkerSettings, timeout: float) -> None:
        self._file = file
        self._name = name
        self._settings = settings
        self._timeout = timeout
        self._loading = asyncio.Lock()
        self._loaded: _Loaded | None = None
        self._refused: tuple[int, int] | None = None

    async def models(self) -> list[ModelCard]:
        """The one model, available or not."""
        try:
            return [(await self._load()).card]
        except ModelUnavailable:
            return [ModelCard(self._file.stem, self._name, None, self._settings.context_length, None)]

    async def complete(self, request: CompletionRequest) -> Completion:
        """Ask the model. Raises ModelUnavailable, or InvalidInput when the prompt is too long for it."""
        return await (await self._load()).endpoint.complete(request)

    async def close(self) -> None:
        """Stop the worker."""
        loaded, self._loaded = self._loaded, None
        if loaded:
            await loaded.endpoint.close()
            await asyncio.to_thread(loaded.worker.stop)

    async def _load(self) -> _Loaded:
        if self._loaded is None:
            async with self._loading:
                if self._loaded is None:
                    self._loaded = await self._start()
        return self._loaded

    async def _start(self) -> _Loaded:
        """Load the file. Messages for clients name it without its folder; the log has the whole path."""
        version = await asyncio.to_thread(_version, self._file)
        if version is None:
            raise ModelUnavailable(f"the model file {self._file.name} is missing; `{FETCH_COMMAND}` brings it")
        if version == self._refused:
            raise self._unusable()
        try:
            worker, fingerprint = await asyncio.to_thread(self._start_worker)
        except (OSError, RuntimeError) as error:
            self._refused = version
            logger.error("the model file %s cannot be loaded: %s", self._file, error)
            raise self._unusable() from error
        endpoint = CompletionEndpoint(worker.url, worker.key, self._timeout)
        served = (await endpoint.models())[0]
        card = ModelCard(
            id=self._file.stem,
            name=self._name,
            parameters=served.parameters,
            context_length=served.context_length or self._settings.context_length,
            fingerprint=fingerprint,
        )
        logger.info("loaded the model %s", card.id, extra={"model_file": str(self._file), "sha256": fingerprint})
        return _Loaded(worker, endpoint, card)

    def _start_worker(self) -> tuple[LlamaWorker, str]:
        with self._file.open("rb") as file:
            fingerprint = hashlib.file_digest(file, "sha256").hexdigest()
        return LlamaWorker(self._file, self._settings), fingerprint

    def _unusable(self) -> ModelUnavailable:
        return ModelUnavailable(
            f"the model file {self._file.name} cannot be loaded; `{FETCH_COMMAND}` brings the good one"
        )


def _version(file: Path) -> tuple[int, int] | None:
    """What changes when a file does: its size and its time; None when there is none."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns

"""Vectors from WordLlama: static word embeddings, averaged; small, fast, without a graphics card or a download.

The weights come with the wheel and are read from its own folder; downloads are disabled, so nothing is ever fetched
from a model hub. Work runs in a thread in batches of bounded size, so that a long document neither blocks the event
loop nor needs memory in proportion to its length.
"""

from collections.abc import Sequence
from pathlib import Path

import anyio.to_thread
import numpy
import wordllama
from wordllama.inference import WordLlamaInference

from gateway.telemetry import StartError

_CONFIGURATION = "l2_supercat"
_DIMENSIONS = 256
_BATCH = 64


class WordLlamaEmbedder:
    """An `Embedder` over a loaded model; make one with `load`."""

    def __init__(self, model: WordLlamaInference) -> None:
        self._model = model

    @classmethod
    def load(cls) -> "WordLlamaEmbedder":
        """Read the weights: blocking, a fraction of a second. Raises StartError when the wheel lacks them."""
        package = Path(wordllama.__file__).parent
        try:
            model = wordllama.WordLlama.load(_CONFIGURATION, cache_dir=package, dim=_DIMENSIONS, disable_download=True)
        except FileNotFoundError as error:
            raise StartError(f"the embedding model is missing from the package wordllama: {error}") from error
        return cls(model)

    @property
    def name(self) -> str:
        return f"wordllama/{_CONFIGURATION}"

    @property
    def dimensions(self) -> int:
        return _DIMENSIONS

    async def embed(self, texts: Sequence[str]) -> list[bytes]:
        """One unit vector per text, in order."""
        vectors: list[bytes] = []
        for start in range(0, len(texts), _BATCH):
            batch = list(texts[start : start + _BATCH])
            vectors.extend(await anyio.to_thread.run_sync(self._embed, batch))
        return vectors

    def _embed(self, batch: list[str]) -> list[bytes]:
        rows = numpy.asarray(self._model.embed(batch, norm=False), dtype="<f4")
        lengths = numpy.linalg.norm(rows, axis=1, keepdims=True)
        return [row.tobytes() for row in numpy.divide(rows, lengths, out=numpy.zeros_like(rows), where=lengths > 0)]

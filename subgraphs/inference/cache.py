"""Earlier completions, kept in Valkey.

The key is a hash over everything a completion depends on: the weights' fingerprint, the messages, and the parameters.
The cache is a convenience: any failure is a miss, at once (no retries, a fifth of a second at most), and only the first
one is logged until the server answers again.
"""

import hashlib
import logging
from typing import Any

import msgspec
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from subgraphs.inference.completions import Completion, CompletionRequest, FinishReason, Usage
from subgraphs.inference.metrics import InferenceMetrics

logger = logging.getLogger(__name__)

_PREFIX = "hansa:inference:completion:"
_TIMEOUT_SECONDS = 0.2


class _Kept(msgspec.Struct, array_like=True):
    """A completion as it is written to the cache."""

    text: str
    model: str
    finish_reason: str
    prompt_tokens: int
    completion_tokens: int


def key_of(fingerprint: str, request: CompletionRequest) -> str:
    """The key of a completion: equal for equal weights, messages and parameters, different for any other."""
    content = [
        fingerprint,
        [[message.role.value, message.text] for message in request.messages],
        request.max_tokens,
        request.temperature,
        list(request.stop),
    ]
    return _PREFIX + hashlib.sha256(msgspec.json.encode(content)).hexdigest()


class ValkeyCompletionCache:
    """A `CompletionCache` on a Valkey or Redis server.

    Args:
        url: of the server, `redis://host:port/database`.
        seconds: how long a completion is kept.
        metrics: counts hits, misses and errors.
    """

    def __init__(self, url: str, seconds: int, metrics: InferenceMetrics) -> None:
        self._client: Redis = Redis.from_url(
            url,
            socket_timeout=_TIMEOUT_SECONDS,
            socket_connect_timeout=_TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._seconds = seconds
        self._metrics = metrics
        self._down = False

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def get(self, key: str) -> Completion | None:
        """The completion kept under a key, marked as cached; None when there is none or the server fails."""
        try:
            content: Any = await self._client.get(key)
        except (RedisError, OSError) as error:
            self._failed(error)
            return None
        self._answered()
        completion = _decoded(content) if content is not None else None
        self._metrics.cache.labels("miss" if completion is None else "hit").inc()
        return completion

    async def put(self, key: str, completion: Completion) -> None:
        """Keep a completion, if the server takes it."""
        usage = completion.usage
        kept = _Kept(
            completion.text,
            completion.model,
            completion.finish_reason.value,
            usage.prompt_tokens,
            usage.completion_tokens,
        )
        try:
            await self._client.set(key, msgspec.json.encode(kept), ex=self._seconds)
        except (RedisError, OSError) as error:
            self._failed(error)
        else:
            self._answered()

    def _failed(self, error: Exception) -> None:
        self._metrics.cache.labels("error").inc()
        if not self._down:
            logger.warning("the completion cache does not answer, going on without: %s", error)
        self._down = True

    def _answered(self) -> None:
        if self._down:
            logger.info("the completion cache answers again")
        self._down = False


def _decoded(content: bytes) -> Completion | None:
    """The completion in a value; None for a value that this version did not write."""
    try:
        kept = msgspec.json.decode(content, type=_Kept)
        reason = FinishReason(kept.finish_reason)
    except ValueError:
        return None
    usage = Usage(kept.prompt_tokens, kept.completion_tokens)
    return Completion(kept.text, kept.model, reason, usage, cached=True)

"""The values a completion is asked for and answered with, whoever computes it.

A request is complete: two equal requests to the same model at temperature 0 have the same answer, which is what makes
answers cacheable.
"""

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """Who says a message of a prompt; the values are those of the OpenAI-compatible protocol."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class FinishReason(Enum):
    """Why the model stopped: it was done (or met a stop text), or it reached the token limit."""

    STOP = "stop"
    LENGTH = "length"


@dataclass(frozen=True)
class PromptMessage:
    """One message of a prompt; the model's own chat template puts them together."""

    role: Role
    text: str


@dataclass(frozen=True)
class CompletionRequest:
    """What a model is asked: the messages, the most tokens it may write, and how it samples."""

    model: str
    messages: tuple[PromptMessage, ...]
    max_tokens: int
    temperature: float = 0.0
    stop: tuple[str, ...] = ()


@dataclass(frozen=True)
class Usage:
    """Tokens read and written."""

    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True)
class Completion:
    """What a model wrote. `cached` says that it wrote it earlier."""

    text: str
    model: str
    finish_reason: FinishReason
    usage: Usage
    cached: bool = False


@dataclass(frozen=True)
class ModelCard:
    """What is known about a model. `fingerprint` names the exact weights; None while the model is not available.

    `parameters` is None when unknown; `context_length` is in tokens and includes what the model writes.
    """

    id: str
    name: str
    parameters: int | None
    context_length: int
    fingerprint: str | None

    @property
    def available(self) -> bool:
        """Whether the model answers now."""
        return self.fingerprint is not None

"""Which one or two sentences of the hits the model is given.

A small model reads little, so the choice decides the answer. A sentence is worth the share of the question's words it
has, each weighted by how few of the hits' sentences have it; words of its heading count half. A sentence whose subject
is what is asked about is worth more, most of all where a definition is asked for ("An entity key is …" for "What is an
entity key?"), and so is one of a better hit.
The best sentence is taken, and the one behind it in its paragraph, which mostly explains it, when both are
short: of longer texts the model repeats the wrong part.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from subgraphs.inference.answering.prose import Sentence, sentences
from subgraphs.kit.english import FUNCTION_WORDS

MAX_CHARACTERS = 420
MAX_PAIR_CHARACTERS = 220

_WORD = re.compile(r"[A-Za-z0-9]+")
_ASKS_FOR_DEFINITION = re.compile(r"\s*(?:(?:what|who)(?:'s|\s+(?:is|are|was|were))\b|define\b|explain\b)", re.I)
_SUBJECT = re.compile(
    r"(?:an?|the)?\s*(.{2,60}?)\s+(?:is|are|was|were|means?|says?|tells?|lets?|can|may|must|has|have|does|do|will)\b",
    re.I,
)


@dataclass(frozen=True)
class Hit:
    """A found chunk: its id, its text, and the search's score (0 to 1)."""

    chunk_id: str
    text: str
    score: float


@dataclass(frozen=True)
class Excerpt:
    """What the model is given: the sentences, and the ids of the chunks they come from."""

    text: str
    chunk_ids: tuple[str, ...]


@dataclass(frozen=True)
class _Candidate:
    """A sentence with its place: which hit, which sentence of it, and the stems it and its heading have."""

    hit: int
    index: int
    sentence: Sentence
    stems: tuple[str, ...]
    heading_stems: frozenset[str]


def choose(question: str, hits: Sequence[Hit]) -> Excerpt | None:
    """The excerpt for a question; None when the hits have no sentence at all."""
    candidates = [candidate for n, hit in enumerate(hits) for candidate in _candidates(n, hit)]
    if not candidates:
        return None
    asked = _stems(question)
    for_subject = 1.0 if _ASKS_FOR_DEFINITION.match(question) else 0.4
    weights = _weights(asked, candidates)
    worth = {(c.hit, c.index): _worth(c, asked, weights, hits[c.hit].score, for_subject) for c in candidates}
    best = max(candidates, key=lambda c: (worth[c.hit, c.index], -c.hit, -c.index))
    text = " ".join(c.sentence.text for c in (best, *_companions(best, candidates)))
    return Excerpt(text[:MAX_CHARACTERS], (hits[best.hit].chunk_id,))


def _candidates(n: int, hit: Hit) -> list[_Candidate]:
    return [
        _Candidate(n, i, sentence, tuple(_stems(sentence.text)), frozenset(_stems(sentence.heading)))
        for i, sentence in enumerate(sentences(hit.text))
    ]


def _weights(asked: Sequence[str], candidates: Sequence[_Candidate]) -> dict[str, float]:
    """How telling each word of the question is among these sentences."""
    counts = {stem: sum(stem in c.stems for c in candidates) for stem in asked}
    return {stem: math.log(1.0 + len(candidates) / (1.0 + count)) for stem, count in counts.items()}


def _worth(
    candidate: _Candidate, asked: Sequence[str], weights: dict[str, float], score: float, for_subject: float
) -> float:
    total = sum(weights[stem] for stem in asked) or 1.0
    said = sum(weights[s] * (1.0 if s in candidate.stems else 0.5) for s in asked if _names(candidate, s))
    subject = sum(weights[stem] for stem in _subject(candidate.sentence.text, asked))
    relevance = (said + for_subject * subject) / total
    opening = 0.05 if candidate.sentence.opens_paragraph else 0.0
    return relevance * (0.5 + 0.5 * score) + 0.1 * score + opening


def _subject(sentence: str, asked: Sequence[str]) -> set[str]:
    """The stems before the sentence's verb, if it speaks of nothing else than what is asked."""
    match = _SUBJECT.match(sentence)
    stems = set(_stems(match.group(1))) if match else set()
    return stems if stems <= set(asked) else set()


def _names(candidate: _Candidate, stem: str) -> bool:
    return stem in candidate.stems or stem in candidate.heading_stems


def _companions(best: _Candidate, candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The sentence behind the best one, if it belongs to the same paragraph and the two are short enough together."""
    room = MAX_PAIR_CHARACTERS - len(best.sentence.text)
    return [
        c
        for c in candidates
        if (c.hit, c.index) == (best.hit, best.index + 1)
        and not c.sentence.opens_paragraph
        and len(c.sentence.text) <= room
    ]


def _stems(text: str) -> list[str]:
    """The telling words of a text, lower case, without the endings that only inflect; each once, in order."""
    words = [word.lower() for word in _WORD.findall(text)]
    return list(dict.fromkeys(_stem(word) for word in words if word not in FUNCTION_WORDS))


def _stem(word: str) -> str:
    for ending, replacement in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", "e"), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith(("ss", "us", "is")):
            return (word[: -len(ending)] + replacement).rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word

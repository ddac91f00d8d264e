"""Normalised score fusion: one ranking out of a text ranking and a vector ranking.

BM25 is unbounded and cosine similarity ends at 1, so each is first divided by the best score of its own ranking, which
maps it to 0..1 and keeps its natural zero (no word in common, nothing in common); negative similarity counts as zero.
The blend is `alpha * vector + (1 - alpha) * text`; a chunk missing from a ranking has 0 there, and chunks with a blend
of 0 are no hits. Ties are broken by chunk id, so that the order is a function of the input alone.
"""

from collections.abc import Mapping

from subgraphs.rag.search.parameters import Candidates


def fuse(candidates: Candidates, alpha: float, top_k: int) -> list[tuple[str, float]]:
    """The best `top_k` chunk ids with their blended scores (above 0, at most 1), best first."""
    text = _relative(candidates.text)
    vectors = _relative(candidates.vectors)
    blended = {
        chunk_id: alpha * vectors.get(chunk_id, 0.0) + (1.0 - alpha) * text.get(chunk_id, 0.0)
        for chunk_id in text.keys() | vectors.keys()
    }
    ranked = sorted(((score, chunk_id) for chunk_id, score in blended.items() if score > 0.0), key=_best_first)
    return [(chunk_id, score) for score, chunk_id in ranked[:top_k]]


def _relative(scores: Mapping[str, float]) -> dict[str, float]:
    best = max(scores.values(), default=0.0)
    if best <= 0.0:
        return {}
    return {chunk_id: max(score, 0.0) / best for chunk_id, score in scores.items()}


def _best_first(entry: tuple[float, str]) -> tuple[float, str]:
    score, chunk_id = entry
    return -score, chunk_id

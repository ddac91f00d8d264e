"""Progressive overrides: which labels are in force for a caller (Federation 2.7, `@override(label:)`).

`percent(x)` labels hold for x percent of callers, and always for the same ones: the decision is a hash of label
and caller, not a draw, so that nobody flips between subgraphs from request to request.  Other labels hold when the
settings say so.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

PERCENT = re.compile(r"percent\((\d{1,2}(?:\.\d{1,8})?|100)\)")


def active_labels(labels: Iterable[str], caller: str, switches: Mapping[str, bool]) -> frozenset[str]:
    """The labels in force.

    Args:
        labels: all labels of a supergraph.
        caller: what a decision sticks to, such as a token's subject.
        switches: labels decided by the operator; these win over percentages.
    """
    return frozenset(label for label in labels if is_active(label, caller, switches))


def is_active(label: str, caller: str, switches: Mapping[str, bool]) -> bool:
    """Whether one label is in force; unknown labels are not."""
    if label in switches:
        return switches[label]
    percent = PERCENT.fullmatch(label)
    return percent is not None and share(label, caller) < float(percent[1])


def share(label: str, caller: str) -> float:
    """Where a caller stands among all callers for a label: evenly spread over 0 to 100."""
    digest = hashlib.blake2b(f"{label}\0{caller}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64 * 100

"""The time that is left, told to the next hop: `hansa-deadline-ms`, whole milliseconds from now.

HTTP has no header for this (`grpc-timeout` belongs to gRPC, and proxies act on it).  Each hop tells a little less than
it has, so that the partial answer of a hop that ran out of time still arrives.
"""

from __future__ import annotations

from gateway.upstream.rules import DEADLINE

_SHARE = 0.05
_MOST = 0.1  # seconds


def deadline_header(left: float) -> dict[str, str]:
    """The header for a call that waits `left` seconds, above 0: 5 % less, at most 100 ms, and at least 1 ms in all."""
    return {DEADLINE: str(max(1, int(1000 * (left - min(left * _SHARE, _MOST)))))}

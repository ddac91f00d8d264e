"""How long to wait before a restart. Pure: it is told how long the process ran, and reads no clock."""

from gateway.supervision.system import Restart


class Backoff:
    """Doubles from `initial` to `maximum`; a run of `stable_after` seconds begins again at `initial`."""

    def __init__(self, settings: Restart) -> None:
        self._settings = settings
        self._failures = 0

    def next(self, ran_for: float) -> float:
        """Seconds to wait after a run of `ran_for` seconds that ended by itself."""
        if ran_for >= self._settings.stable_after:
            self._failures = 0
        delay = min(self._settings.initial * 2.0 ** min(self._failures, 32), self._settings.maximum)
        self._failures += 1
        return delay

"""When an operation variant runs typed: after a few requests for it, as long as that pays.

Compiling takes about a millisecond and some memory, so what is asked once is interpreted.  A variant whose runs end in
anomalies again and again is interpreted for good: each anomaly costs the work done so far.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from gateway.execution.program import Program
from gateway.execution.typed.layout import UntypableError
from gateway.execution.typed.program import TypedProgram

Beside = Callable[[Callable[[], None]], object]

logger = logging.getLogger(__name__)

_ALLOWANCE: Final = 4
"""Anomalies forgiven beyond the share."""
_SHARE: Final = 8
"""One run in so many may end in an anomaly."""


class Adaptive:
    """Decides for one operation variant.

    Args:
        program: the variant's.
        after: requests that are interpreted before the program is compiled; None to interpret all.
        beside: does what it is given off the event loop, some time; None for a program that is compiled in no time.
    """

    __slots__ = ("_anomalies", "_beside", "_left", "_program", "_runs", "_typed")

    def __init__(self, program: Program, after: int | None, beside: Beside | None = None) -> None:
        self._program = program
        self._left = after
        self._beside = beside
        self._typed: TypedProgram | None = None
        self._runs = 0
        self._anomalies = 0

    def typed(self) -> TypedProgram | None:
        """The program to run typed now; None to interpret."""
        if self._typed is not None:
            self._runs += 1
            return self._typed
        if self._left is None:
            return None
        self._left -= 1
        if self._left < 0:
            self._left = None
            if self._beside is None:
                self._compile()
            else:
                self._beside(self._compile)
        return self._typed

    def anomaly(self) -> None:
        """Note that a typed run did not end well."""
        self._anomalies += 1
        if self._anomalies > _ALLOWANCE + self._runs // _SHARE:
            self._typed = None

    def _compile(self) -> None:
        try:
            self._typed = TypedProgram(self._program)
        except UntypableError as error:
            logger.debug("an operation is interpreted: %s", error)

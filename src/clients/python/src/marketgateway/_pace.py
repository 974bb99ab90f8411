"""How often something may be asked for."""

from __future__ import annotations

import math


class ResyncPace:
    """At once the first time, then after 1 s, 2 s, 4 s ... 30 s: what stays broken costs no snapshot per update."""

    __slots__ = ("_doublings", "_next")

    def __init__(self) -> None:
        self._next = -math.inf
        self._doublings = 0

    def try_take(self, now: float, wait_min: float) -> bool:
        """Whether a resync may be asked for now; if so, it counts as asked for."""
        if now < self._next:
            return False
        if now - self._next > 30:
            # It held for a while after its last resync.
            self._doublings = 0
        self._next = now + max(min(2.0**self._doublings, 30), wait_min)
        self._doublings = min(self._doublings + 1, 5)
        return True

    def wait_until(self, when: float) -> None:
        """The gateway refused one, and said when it would grant one."""
        self._next = when

    def reset(self) -> None:
        """A new session: the gateway counts from zero, and so do we."""
        self._next = -math.inf
        self._doublings = 0


class RequestAllowance:
    """How many requests may be sent now: a little fewer than the gateway allows, for clocks disagree about a second."""

    def __init__(self, now: float, per_second: float) -> None:
        self._rate = per_second * 0.9
        self._max = max(1.0, math.floor(per_second * 0.8))
        self._left = self._max
        self._refilled = now

    def try_take(self, now: float) -> float:
        """0: taken; else after how many seconds to try again."""
        self._left = min(self._max, self._left + (now - self._refilled) * self._rate)
        self._refilled = now
        if self._left < 1:
            return (1 - self._left) / self._rate
        self._left -= 1
        return 0.0

    def spend_all(self) -> None:
        """The gateway says that it was too much."""
        self._left = 0.0

"""Telling the gateway which flushes have been processed."""

from __future__ import annotations

from collections.abc import Callable

from ._link import Link
from ._session import Session

# A reader that sleeps is no dead one: after so long what it was given counts as processed, long before the gateway's
# stall limit. Nothing queues up for it all the same: each stream waits once, at its newest.
_PATIENCE_WITH_READERS = 10.0
# For so long a client may owe an acknowledgement that nobody waits for.
_OWING_PATIENCE = 0.25


class Acknowledger:
    """Acknowledges what every reader is through with, once it is half of the window, and the rest after a while.

    An acknowledgement costs the gateway nearly as much as a flush, and only a full window holds it back.
    """

    def __init__(self, window: int, oldest_unread: Callable[[], int | None]) -> None:
        self._window = window
        self._oldest_unread = oldest_unread
        self._session: Session | None = None
        self._link: Link | None = None
        self._processed = 0
        self._acked = 0
        self._behind_since: float | None = None
        self._is_timed = False

    def begin(self, session: Session, link: Link) -> None:
        """Begins with a session, whose flushes are counted anew."""
        self._session, self._link = session, link
        self._processed, self._acked, self._behind_since, self._is_timed = 0, 0, None, False

    @property
    def is_owing(self) -> bool:
        """Whether something has not been acknowledged."""
        self.consider()
        return self._window > 0 and self._session is not None and self._acked < self._session.flush

    @property
    def is_behind(self) -> bool:
        """Whether a reader may have something to read still."""
        return self._session is not None and self._processed < self._session.flush

    def consider(self) -> None:
        """To be called when a flush came, or a reader went on."""
        session, link = self._session, self._link
        if session is None or link is None or self._window == 0 or self._acked >= session.flush or link.is_over:
            return
        now = link.now()
        processed = session.flush
        if self._behind_since is None or now - self._behind_since < _PATIENCE_WITH_READERS:
            oldest = self._oldest_unread()
            if oldest is not None and oldest <= processed:
                processed = oldest - 1
        if processed > self._processed:
            self._processed, self._behind_since = processed, None
        if self.is_behind:
            self._behind_since = self._behind_since or now
        if 2 * (self._processed - self._acked) >= self._window:
            self._acknowledge(link)
        elif self._processed > self._acked and not self._is_timed:
            self._is_timed = True
            link.call_later(_OWING_PATIENCE, self._on_owing_too_long, link)

    def _on_owing_too_long(self, link: Link) -> None:
        if link is self._link and not link.is_over:
            self._is_timed = False
            self._acknowledge(link)

    def _acknowledge(self, link: Link) -> None:
        if self._processed > self._acked:
            self._acked = self._processed
            link.acknowledge(self._processed)

"""HTTP for clients that may be slow on purpose: a request must begin and go on in time.

uvicorn bounds the pause between two requests, not the time that the head of one may take; a client
that sends a byte now and then would hold its connection for ever. The body is timed in `service`.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

#: Seconds for the head of a request, from the first byte or from the opening of the connection.
HEAD_SECONDS = 10.0

#: Seconds for a client to take an answer that waits for it.
TAKE_SECONDS = 120.0


class TimedProtocol(H11Protocol):
    """Closes a connection on which no whole head arrives in time."""

    head_seconds = HEAD_SECONDS
    take_seconds = TAKE_SECONDS
    _head_timer: asyncio.TimerHandle | None = None
    _take_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        is_busy = self.cycle is not None and not self.cycle.response_complete
        if is_busy:
            self._stop_waiting()
        elif not self.transport.is_closing():
            self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._taken()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._take_timer is None:
            self._take_timer = self.loop.call_later(self.take_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._taken()

    def _taken(self) -> None:
        if self._take_timer is not None:
            self._take_timer.cancel()
            self._take_timer = None

    def on_response_complete(self) -> None:
        super().on_response_complete()
        # While nothing of the next request has come, uvicorn's own pause counts.
        has_begun = bool(self.conn.trailing_data[0])
        if has_begun and self.cycle.response_complete and not self.transport.is_closing():
            self._wait_for_head()

    def _wait_for_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self.head_seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        self._head_timer = None
        self.transport.abort()

"""WebSockets below their protocol: peers that are gone, that are slow, or that do not read, are closed in time.

The server pings its peers. What it leaves open is closed here: a message in ever smaller parts, and a peer that takes nothing of
what is sent to it, for which a server would wait as long as it takes, even after it has closed the connection.
"""

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from headless.engine.values.limits import REQUEST_SECONDS

PING_SECONDS = 10.0
PONG_SECONDS = REQUEST_SECONDS - PING_SECONDS
"""A peer that has gone without a word is found by these two."""
CHECK_SECONDS = 5.0


class SocketConnection(WebSocketsSansIOProtocol):
    """One WebSocket. A message has so many seconds to arrive, and what is sent as many to be read."""

    seconds = float(REQUEST_SECONDS)
    check_seconds = CHECK_SECONDS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._begun_at: float | None = None
        self._unread_since: float | None = None
        self._pong = b""
        self._check: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to look after the connection."""
        super().connection_made(transport)
        self._check_later()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop looking."""
        if self._check is not None:
            self._check.cancel()
            self._check = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and note since when a message is under way."""
        super().data_received(data)
        if self.frames and self._begun_at is None:
            self._begun_at = self.loop.time()

    def handle_ping(self) -> None:
        """Answer a ping. If the peer does not read, answer the last ones alone, once it does: nothing heaps up."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            # Of several that came together, the first call has all answers.
            self._pong = b"".join(self.conn.data_to_send()) or self._pong

    def send_receive_event_to_app(self) -> None:
        """Pass on a message that is whole."""
        self._begun_at = None
        super().send_receive_event_to_app()

    def resume_writing(self) -> None:
        """Note that the peer reads."""
        self._unread_since, pong, self._pong = None, self._pong, b""
        super().resume_writing()
        if pong and not self.transport.is_closing():
            self.transport.write(pong)

    def _check_later(self) -> None:
        self._check = self.loop.call_later(min(self.check_seconds, self.seconds), self._check_time)

    def _check_time(self) -> None:
        now = self.loop.time()
        if not self.transport.get_write_buffer_size():
            self._unread_since = None
        elif self._unread_since is None:
            self._unread_since = now
        if any(since is not None and now - since >= self.seconds for since in (self._begun_at, self._unread_since)):
            self.transport.abort()
        self._check_later()

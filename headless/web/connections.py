"""Connections of callers that may be anyone yet: what they send is counted before it is kept, and slow ones are closed.

A proxy in front usually does this, too. Without one, uvicorn would keep a header of any size, and wait for the rest of it
as long as it takes.
"""

import asyncio
import socket
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from headless.engine.values.limits import BODY_BYTES, HEAD_BYTES, HEADERS_MOST, REQUEST_SECONDS

CHECK_SECONDS = 5.0
SENT_BYTES = HEAD_BYTES + 2 * BODY_BYTES
"""What a request may take on the line: its head, its body, and the marks around chunks."""


def notice_silence(transport: asyncio.BaseTransport, seconds: float) -> None:
    """Let the system close a connection whose peer is gone: nothing that is sent is confirmed for so long.

    An answer that is streamed, and waits for what happens next, would be kept for a quarter of an hour otherwise.
    """
    connection = transport.get_extra_info("socket")
    if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
        option = getattr(socket, "TCP_USER_TIMEOUT", None)
        if option is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, int(seconds * 1_000))


class TooMuch(Exception):
    """The head of a request is larger than it may be."""


class Connection(HttpToolsProtocol):
    """One connection. A request has so many seconds to arrive, and its answer as many to be read."""

    seconds = float(REQUEST_SECONDS)
    check_seconds = CHECK_SECONDS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._began_at: float | None = None
        self._unread_since: float | None = None
        self._received_bytes = 0
        self._is_head = True
        self._check: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        notice_silence(transport, self.seconds)
        self._began_at = self.loop.time()
        self._check_later()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_checking()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """Leave the connection to the protocol of WebSockets, which has limits of its own."""
        self._stop_checking()
        super().handle_websocket_upgrade()

    def data_received(self, data: bytes) -> None:
        """Take what came, unless the request is too large already."""
        if self._began_at is None:
            self._began_at = self.loop.time()
        if self._received_bytes > (HEAD_BYTES if self._is_head else SENT_BYTES):
            self._refuse(431 if self._is_head else 413)
            return
        self._received_bytes += len(data)
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Begin to count the head."""
        self._is_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Refuse a head that came whole and is too large."""
        self._is_head = False
        if len(self.headers) > HEADERS_MOST or (self._received_bytes > HEAD_BYTES and self._head_bytes() > HEAD_BYTES):
            self._refuse(431)
            raise TooMuch
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Stop the clock: the request is here."""
        self._began_at, self._received_bytes = None, 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, unless it was refused already."""
        if not self.transport.is_closing():
            super().send_400_response(msg)

    def _head_bytes(self) -> int:
        return len(self.url) + sum(len(name) + len(value) for name, value in self.headers)

    def _refuse(self, status: int) -> None:
        """Say why, if no answer has begun, and close."""
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            self.transport.write(STATUS_LINE[status] + b"connection: close\r\ncontent-length: 0\r\n\r\n")
        self.transport.close()

    def _check_later(self) -> None:
        # One timer for each connection, not for each request.
        self._check = self.loop.call_later(min(self.check_seconds, self.seconds), self._check_time)

    def _stop_checking(self) -> None:
        if self._check is not None:
            self._check.cancel()
            self._check = None

    def _check_time(self) -> None:
        now = self.loop.time()
        # If reading is paused, it is us for whom the rest waits.
        if self._began_at is not None and now - self._began_at >= self.seconds and not self.flow.read_paused:
            self._refuse(408)
        if not self.transport.get_write_buffer_size():
            self._unread_since = None
        elif self._unread_since is None:
            self._unread_since = now
        elif now - self._unread_since >= self.seconds:
            self.transport.abort()
        self._check_later()

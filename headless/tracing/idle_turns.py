"""Workers look for work every second. Turns that find none are left out of the traces."""

from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor
from opentelemetry.trace import StatusCode

TURN = "worker turn"
DONE = "headless.worker.done"
HELD_MOST = 500
"""A turn with more spans than this did something."""


class WithoutIdleTurns(SpanProcessor):
    """Hands spans on. Those of a worker's turn are held back until it has ended, and dropped if it did nothing."""

    def __init__(self, following: SpanProcessor) -> None:
        self._following = following
        self._held: dict[int, list[ReadableSpan]] = {}

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Begin to hold back if a turn begins."""
        if span.name == TURN and span.parent is None and span.context is not None:
            self._held[span.context.trace_id] = []
        self._following.on_start(span, parent_context)

    def on_end(self, span: ReadableSpan) -> None:
        """Hand a span on, or hold it back with its turn."""
        trace_id = span.context.trace_id if span.context is not None else 0
        held = self._held.get(trace_id)
        if held is None:
            self._following.on_end(span)
            return
        held.append(span)
        is_over = span.parent is None
        if not is_over and len(held) < HELD_MOST:
            return
        del self._held[trace_id]
        if not is_over or (span.attributes or {}).get(DONE) or span.status.status_code is StatusCode.ERROR:
            for one in held:
                self._following.on_end(one)

    def shutdown(self) -> None:
        """Send what is left, and end."""
        self._following.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Send what was handed on."""
        return self._following.force_flush(timeout_millis)

"""Gathering in traces: each request sees how long its events took, and requests that share a transaction are linked."""

from collections.abc import Sequence
from typing import TypeVar

from opentelemetry.trace import Span, use_span

from headless.services.kernel.request_batching import Gathering, Joined, Run
from headless.tracing.spans import Tracing, traceparent_of

R = TypeVar("R")
A = TypeVar("A")
SPAN = "record events"


class TracedGathering(Gathering[R, A]):
    """Gathers as its base does. A shared run is told in the trace of one of its requests, to which the others have links."""

    def __init__(self, tracing: Tracing, lanes: int = 1) -> None:
        super().__init__(lanes)
        self._tracing = tracing
        self._spans: dict[int, Span] = {}

    async def join(self, key: int, request: R, run: Run[R, A]) -> A:
        """Wait for the answer to a request. Raise what `run` raises."""
        with self._tracing.span(SPAN) as span:
            self._spans[id(request)] = span
            try:
                return await super().join(key, request, run)
            finally:
                del self._spans[id(request)]

    def traceparent_of(self, request: R) -> str | None:
        """Return the traceparent of a request that waits for its answer."""
        span = self._spans.get(id(request))
        return None if span is None else traceparent_of(span)

    async def _answer(self, given: Sequence[Joined[R, A]], run: Run[R, A]) -> None:
        spans = [span for request, _ in given if (span := self._spans.get(id(request))) is not None]
        # one that is recorded, so that the statements are
        spans.sort(key=lambda span: not span.is_recording())
        if not spans:
            await super()._answer(given, run)
            return
        first, *others = spans
        for other in others:
            first.add_link(other.get_span_context())
            other.add_link(first.get_span_context())
        with use_span(first, record_exception=False, set_status_on_exception=False):
            await super()._answer(given, run)

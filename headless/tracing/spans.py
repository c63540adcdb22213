"""Spans: what takes time, each in the one that asked for it. None holds what a caller or a member has written."""

import re
from collections.abc import Awaitable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from typing import Any, TypeVar

from opentelemetry.context import Context
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Span, SpanKind, StatusCode, format_span_id, format_trace_id, get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue

from headless.errors import HeadlessError
from headless.tracing.statements import Shapes

T = TypeVar("T")
NAME = "headless"
TRACEPARENT = "traceparent"
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_PROPAGATOR = TraceContextTextMapPropagator()
_SYSTEMS = {"postgres": "postgresql", "sqlite": "sqlite"}


class Tracing:
    """What begins spans. provider: where they end up."""

    def __init__(self, provider: TracerProvider) -> None:
        self.provider = provider
        self.tracer = provider.get_tracer(NAME)
        self._shapes = Shapes()

    @contextmanager
    def span(
        self,
        name: str,
        attributes: Mapping[str, AttributeValue] | None = None,
        *,
        kind: SpanKind = SpanKind.INTERNAL,
        parent: str | None = None,
        unless: type[BaseException] | tuple[type[BaseException], ...] = (),
    ) -> Iterator[Span]:
        """Open a span for the length of a block.

        parent: the traceparent of one in another process, or in another task. None: the one that is open. An error marks the
        span, with its kind alone: messages may hold what is personal. unless: what is no error.
        """
        context = None if parent is None else context_of(parent)
        with self.tracer.start_as_current_span(
            name, context, kind, attributes, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield span
            except unless:
                raise
            except BaseException as error:
                fail(span, error)
                raise

    async def statement(self, dialect: str, sql: str, run: Awaitable[T], count: int | None = None) -> T:
        """Run a statement in a span of its own, if any span is open: what polls leaves none. count: of rows sent at once."""
        if not get_current_span().is_recording():
            return await run
        shape = self._shapes[sql]
        attributes: dict[str, AttributeValue] = {
            "db.system.name": _SYSTEMS[dialect],
            "db.query.summary": shape.summary,
        }
        if shape.text is not None:
            attributes["db.query.text"] = shape.text
        if count is not None and count > 1:
            attributes["db.operation.batch.size"] = count
        span = self.tracer.start_span(shape.summary, kind=SpanKind.CLIENT, attributes=attributes)
        try:
            answer = await run
            if isinstance(answer, list):
                span.set_attribute("db.response.returned_rows", _rows(answer))
        except BaseException as error:
            fail(span, error)
            raise
        finally:
            span.end()
        return answer

    @staticmethod
    def with_ids(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Add the ids of the open span to a log line."""
        context = get_current_span().get_span_context()
        if context.is_valid:
            line["trace_id"], line["span_id"] = format_trace_id(context.trace_id), format_span_id(context.span_id)
        return line

    def close(self) -> None:
        """Send what is left, and end."""
        self.provider.shutdown()


def _rows(answer: list[Any]) -> int:
    """Return how many rows an answer has, or the answers of several statements together."""
    return sum(map(len, answer)) if answer and isinstance(answer[0], list) else len(answer)


def fail(span: Span, error: BaseException | str) -> None:
    """Mark a span as failed, by the error's code or class."""
    kind = error if isinstance(error, str) else type(error).__name__
    span.set_attribute("error.type", shown_code(error.code) if isinstance(error, HeadlessError) else kind)
    span.set_status(StatusCode.ERROR)


def shown_code(code: str) -> str:
    """Return a code as traces may show it: plugins make some of anything."""
    return code if _CODE.fullmatch(code) else "OTHER"


def context_of(traceparent: str) -> Context:
    """Return the context of a span elsewhere. One that cannot be read is none."""
    return _PROPAGATOR.extract({TRACEPARENT: traceparent}, Context())


def traceparent_of(span: Span) -> str | None:
    """Return how a span is named to others, None if it is none."""
    context = span.get_span_context()
    if not context.is_valid:
        return None
    return f"00-{format_trace_id(context.trace_id)}-{format_span_id(context.span_id)}-{context.trace_flags:02x}"


def is_same_trace(span: Span, traceparent: str) -> bool:
    """Return True if a span belongs to the trace of a traceparent."""
    return traceparent[3:35] == format_trace_id(span.get_span_context().trace_id)

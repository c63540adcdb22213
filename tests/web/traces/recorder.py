"""A shop in traces, and how tests read them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from headless.tracing.idle_turns import WithoutIdleTurns
from headless.tracing.spans import Tracing
from tests.web.shop import Shop, open_shop


@dataclass
class Traced:
    """A shop, and the spans that it has told."""

    shop: Shop
    exporter: InMemorySpanExporter

    def spans(self) -> list[ReadableSpan]:
        """Return all spans so far, in the order in which they began."""
        return sorted(self.exporter.get_finished_spans(), key=lambda span: span.start_time or 0)

    def one(self, name: str) -> ReadableSpan:
        """Return the only span of a name."""
        (found,) = (span for span in self.spans() if span.name == name)
        return found

    def tree(self) -> list[str]:
        """Return the names of all spans, each indented as deep as it stands. Statements are left out."""
        shown = [span for span in self.spans() if not is_statement(span)]
        roots = [span for span in shown if id_of_parent(span) not in {id_of(one) for one in shown}]
        return [line for root in roots for line in _lines(shown, root, 0)]

    def statements(self, of: ReadableSpan) -> list[ReadableSpan]:
        """Return the statements that were asked right in a span."""
        return [span for span in self.spans() if is_statement(span) and id_of_parent(span) == id_of(of)]


def _lines(shown: list[ReadableSpan], span: ReadableSpan, depth: int) -> Iterator[str]:
    yield "  " * depth + span.name
    for one in shown:
        if id_of_parent(one) == id_of(span):
            yield from _lines(shown, one, depth + 1)


def is_statement(span: ReadableSpan) -> bool:
    """Return True for a span of SQL."""
    return "db.system.name" in (span.attributes or {})


def id_of(span: ReadableSpan) -> int:
    """Return a span's id."""
    return span.context.span_id if span.context is not None else 0


def trace_of(span: ReadableSpan) -> str:
    """Return the id of a span's trace."""
    return f"{span.context.trace_id:032x}" if span.context is not None else ""


def id_of_parent(span: ReadableSpan) -> int | None:
    """Return the id of the span in which a span stands."""
    return None if span.parent is None else span.parent.span_id


@asynccontextmanager
async def open_traced(database_url: str, **plugins: object) -> AsyncIterator[Traced]:
    """Open a shop whose spans are kept in memory."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(WithoutIdleTurns(SimpleSpanProcessor(exporter)))
    async with open_shop(database_url, tracing=Tracing(provider), **plugins) as shop:
        yield Traced(shop, exporter)

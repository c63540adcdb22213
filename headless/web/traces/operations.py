"""A span for each GraphQL operation, and for each answer to a subscription."""

from collections.abc import Iterable, Mapping
from typing import Any

import strawberry
from opentelemetry.trace import Span, SpanKind, get_current_span

from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Cursors
from headless.resolvers.reading.nodes import NodeLoaders
from headless.schema.serving.execution import Api, Prepared
from headless.tracing.spans import Tracing, fail, shown_code

OURS = ("INTERNAL", "TIMEOUT", "STORAGE_UNAVAILABLE", "STORAGE_BUSY")
"""Errors that are our fault."""
CODES_MOST = 5


class TracedApi(Api):
    """Answers as its base does.

    A span has the operation's type. It names the operation only if the merchant trusts the document: callers write anything.
    """

    def __init__(self, schema: strawberry.Schema, nodes: NodeLoaders, cursors: Cursors, tracing: Tracing) -> None:
        super().__init__(schema, nodes, cursors)
        self._tracing = tracing

    async def run(self, ctx: ReadContext, prepared: Prepared) -> dict[str, Any]:
        """Answer a prepared request within its time, and close the context."""
        request, operation = prepared.request, prepared.operation
        type_ = operation.operation.value
        attributes = {"graphql.operation.type": type_, "headless.door": request.door}
        attributes["headless.merchant"] = ctx.principal.slug
        name = operation.name.value if request.is_trusted and operation.name is not None else ""
        if name:
            attributes["graphql.operation.name"] = name
        kind = SpanKind.INTERNAL if get_current_span().get_span_context().is_valid else SpanKind.SERVER
        with self._tracing.span(f"{type_} {name}".rstrip(), attributes, kind=kind) as span:
            response = await super().run(ctx, prepared)
            if "errors" in response:
                _note(span, response["errors"])
        return response


def _note(span: Span, errors: Iterable[Mapping[str, Any]]) -> None:
    """Note the codes of errors, and the incident under which the log has what is our fault."""
    told = [error["extensions"] for error in errors]
    codes = list(dict.fromkeys(shown_code(str(extensions["code"])) for extensions in told))[:CODES_MOST]
    span.set_attribute("headless.error.codes", codes)
    incident = next((extensions["incident"] for extensions in told if "incident" in extensions), None)
    if incident is not None:
        span.set_attribute("headless.incident", incident)
    ours = next((code for code in codes if code in OURS), None)
    if ours is not None:
        fail(span, ours)

"""Deliveries in traces: each goes on in the trace of its event, and takes it along to its endpoint."""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from opentelemetry.trace import SpanKind, get_current_span
from opentelemetry.util.types import AttributeValue

from headless.ids import Prefix, encode
from headless.models.tables.webhooks.deliveries import TriedDelivery
from headless.models.tables.webhooks.endpoints import StoredEndpoint
from headless.services.kernel.principals import Principal
from headless.services.outgoing.requests import Answered
from headless.services.webhooks.courier import SUCCESS, Courier, End, Letter, Outcome
from headless.tracing.spans import TRACEPARENT, Tracing, fail, traceparent_of

METHOD = "POST"


@dataclass(frozen=True)
class TracedCourier(Courier):
    """Delivers as its base does."""

    @property
    def tracing(self) -> Tracing:
        """Where spans are told."""
        assert self.kernel.tracing is not None
        return self.kernel.tracing

    async def deliver(self, endpoint: StoredEndpoint, maker: Principal, tried: TriedDelivery) -> Outcome:
        """Make and send what was claimed, and return how that ended. Raise nothing but a cancellation."""
        attributes: dict[str, AttributeValue] = {
            "headless.merchant": maker.slug,
            "headless.webhook.endpoint": encode(Prefix.WEBHOOK, endpoint.id),
            "headless.webhook.delivery": encode(Prefix.DELIVERY, tried.id),
            "headless.event.type": tried.topic,
            "headless.webhook.attempts": tried.attempts,
        }
        name, kind, parent = f"deliver {tried.topic}", SpanKind.PRODUCER, tried.traceparent
        with self.tracing.span(name, attributes, kind=kind, parent=parent) as span:
            outcome = await super().deliver(endpoint, maker, tried)
            span.set_attribute("headless.webhook.end", outcome.end.name)
            if outcome.end is not End.DELIVERED:
                fail(span, outcome.end.name)
        return outcome

    async def carry(self, url: str, letter: Letter) -> Answered:
        """Send a message with its traceparent. Raise Unavailable if it was not answered."""
        attributes = {"http.request.method": METHOD, "server.address": urlsplit(url).hostname or ""}
        with self.tracing.span(METHOD, attributes, kind=SpanKind.CLIENT) as span:
            traceparent = traceparent_of(get_current_span())
            more = {} if traceparent is None else {TRACEPARENT: traceparent}
            answered = await super().carry(url, replace(letter, headers={**letter.headers, **more}))
            span.set_attribute("http.response.status_code", answered.status)
            if answered.status not in SUCCESS:
                fail(span, str(answered.status))
        return answered

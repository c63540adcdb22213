"""A dry run: one message made and sent at once, shown with its answer. Nothing is queued, counted or kept."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from headless.errors import Denied, NotFound, Unavailable
from headless.messages import Message
from headless.models.tables.events.newest_events import TopicalEvent, newest_event, topical_event
from headless.models.tables.webhooks.endpoints import StoredEndpoint
from headless.services.configuration.tokens import principal_of
from headless.services.kernel.principals import Principal
from headless.services.webhooks.courier import Courier, Letter, outcome_of
from headless.services.webhooks.endpoints import known_endpoint
from headless.services.webhooks.outcomes import ENDED

SHOWN_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class Trial:
    """A message that was sent to try an endpoint, and its answer. problem: why it would count as failed."""

    url: str
    headers: Mapping[str, str]
    body: str
    milliseconds: int
    status: int | None = None
    answer: str | None = None
    problem: Message | None = None


async def try_endpoint(courier: Courier, asking: Principal, endpoint_id: int, event_id: int | None) -> Trial:
    """Send an endpoint one event, by default the newest that it would have been told of. The payload shows what both may see:
    the token that asks, and the one that saved the endpoint.

    Raises:
        NotFound: there is no such endpoint or event.
        Denied: the token that saved the endpoint has ended, or the query needs what the asking token may not see.
        HeadlessError: the payload cannot be made.
    """
    endpoint, maker, event = await _found(courier, asking, endpoint_id, event_id)
    shared = replace(asking, scopes=asking.scopes & maker.scopes)
    letter = await courier.write(endpoint, shared, courier.kernel.ids.new(), event.topic, event.id)
    began = time.monotonic()
    try:
        answered = await courier.carry(endpoint.url, letter)
    except Unavailable as fault:
        return _trial(endpoint, letter, began, problem=fault.message)
    text = answered.body[:SHOWN_BYTES].decode("utf-8", "replace").replace("\x00", "\ufffd")
    return _trial(
        endpoint, letter, began, status=answered.status, answer=text, problem=outcome_of(answered).problem
    )  # fmt: skip


def _trial(
    endpoint: StoredEndpoint,
    letter: Letter,
    began: float,
    *,
    status: int | None = None,
    answer: str | None = None,
    problem: Message | None = None,
) -> Trial:
    milliseconds = round(1_000 * (time.monotonic() - began))
    return Trial(endpoint.url, letter.headers, letter.body.decode(), milliseconds, status, answer, problem)


async def _found(
    courier: Courier, asking: Principal, endpoint_id: int, event_id: int | None
) -> tuple[StoredEndpoint, Principal, TopicalEvent]:
    kernel, merchant_id = courier.kernel, asking.merchant_id
    async with kernel.db.read() as session:
        endpoint = await known_endpoint(session, merchant_id, endpoint_id)
        maker = await principal_of(
            kernel, session, await kernel.programs.merchant(session, merchant_id), endpoint.token_id
        )
        if maker is None:
            raise Denied(ENDED, code="TOKEN_ENDED")
        if event_id is None:
            event = await newest_event(session, merchant_id, endpoint.listed_topics)
        else:
            event = await topical_event(session, merchant_id, event_id)
    if event is None:
        message = Message("nothing has happened yet that the endpoint would be told of: name an event")
        raise NotFound(message, code="UNKNOWN_EVENT", data={"path": ["event"]})
    return endpoint, maker, event

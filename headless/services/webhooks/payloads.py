"""Payloads: the answer to an endpoint's query, made at the moment when it is sent."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from headless.errors import HeadlessError
from headless.messages import Message
from headless.models.base.mapping import compact
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal

DEFAULT_FIELDS = (
    "id type source externalId occurredAt recordedAt state data problem { code message }",
    "member { id number externalId }",
)


class Vanished(HeadlessError):
    """An event is there no more, so that there is nothing to tell."""

    default_code = "VANISHED"


class Answer(NamedTuple):
    """What the query of a payload was answered with.

    occurred_at: when the event happened, as ISO text. data: the answer. errors: why parts of it are missing, as GraphQL says it.
    """

    occurred_at: str
    data: Any
    errors: list[Any]


class EventQueries(Protocol):
    """What checks and answers queries on an event. `schema.serving.event_queries` implements it."""

    def check(self, principal: Principal, query: str) -> None:
        """Raise Invalid or Refused if a query cannot be answered, and Denied if the token lacks a scope that it needs."""
        ...

    async def answer(self, kernel: Kernel, principal: Principal, query: str, event_id: int) -> Answer:
        """Answer a query as a token may see it.

        Raises:
            Vanished: there is no such event.
            HeadlessError: the query cannot be answered as a whole.
        """
        ...


def query_of(principal: Principal, query: str | None) -> str:
    """Return the query of an endpoint: its own, or all that the token may see of the default one."""
    if query is not None:
        return query
    fields = DEFAULT_FIELDS if principal.has("members:read") else DEFAULT_FIELDS[:1]
    return f"{{ {' '.join(fields)} }}"


async def make_body(
    kernel: Kernel, queries: EventQueries, principal: Principal, query: str | None, topic: str, event_id: int
) -> bytes:
    """Return the body of a message: type, timestamp and data, as Standard Webhooks recommends.

    Raises:
        Vanished: there is no such event.
        HeadlessError: the query cannot be answered.
    """
    answer = await queries.answer(kernel, principal, query_of(principal, query), event_id)
    body: Mapping[str, Any] = {"type": topic, "timestamp": answer.occurred_at, "data": answer.data}
    return compact({**body, "errors": answer.errors} if answer.errors else body).encode()


def vanished() -> Vanished:
    """Return the error of an event that is there no more."""
    return Vanished(Message("the event is there no more"))

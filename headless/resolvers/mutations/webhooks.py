"""Webhook endpoints saved and tried, and deliveries sent again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from headless.errors import HeadlessError
from headless.ids import Prefix, decode
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.problems import ProblemRow, problem_of, user_errors
from headless.services.webhooks.courier import Courier
from headless.services.webhooks.endpoints import save_endpoint
from headless.services.webhooks.payloads import EventQueries, query_of
from headless.services.webhooks.replaying import replay
from headless.services.webhooks.trying import Trial, try_endpoint


@dataclass(frozen=True, slots=True)
class EndpointSavedRow:
    """An endpoint that was saved. `secret` is shown this once."""

    id: int | None = None
    secret: str | None = None
    user_errors: list[ProblemRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReplayedRow:
    """How many deliveries are sent again."""

    queued: int = 0
    user_errors: list[ProblemRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TriedRow:
    """A message that was sent to try an endpoint, None if none could be made."""

    trial: Trial | None = None
    user_errors: list[ProblemRow] = field(default_factory=list)


async def webhook_endpoint_save(ctx: ReadContext, given: dict[str, Any]) -> EndpointSavedRow:
    """Save an endpoint. Its payloads will see what this token sees, and it ends with this token."""

    def check(query: str | None) -> None:
        _queries(ctx).check(ctx.principal, query_of(ctx.principal, query))

    try:
        document = {**given, "id": decode(Prefix.WEBHOOK, given["id"])} if given.get("id") is not None else given
        answer = await save_endpoint(ctx.kernel, ctx.principal, document, check)
    except HeadlessError as error:
        return EndpointSavedRow(user_errors=user_errors(ctx, problem_of(error)))
    return EndpointSavedRow(answer.saved.id, answer.secret, user_errors(ctx, answer.saved.problem))


async def webhook_replay(ctx: ReadContext, given: dict[str, Any]) -> ReplayedRow:
    """Send again what was delivered or given up."""
    try:
        ids = given.get("deliveries")
        deliveries = None if ids is None else [decode(Prefix.DELIVERY, id_) for id_ in ids]
        endpoint = _id(Prefix.WEBHOOK, given, "endpoint")
        queued = await replay(
            ctx.kernel, ctx.merchant_id, deliveries=deliveries, endpoint=endpoint, since=given.get("since")
        )
    except HeadlessError as error:
        return ReplayedRow(user_errors=user_errors(ctx, problem_of(error)))
    return ReplayedRow(queued)


async def webhook_test(ctx: ReadContext, given: dict[str, Any]) -> TriedRow:
    """Send one message at once, and show it with its answer."""
    try:
        endpoint, event = decode(Prefix.WEBHOOK, given["endpoint"]), _id(Prefix.EVENT, given, "event")
        trial = await try_endpoint(Courier(ctx.kernel, lambda: _queries(ctx)), ctx.principal, endpoint, event)
    except HeadlessError as error:
        return TriedRow(user_errors=user_errors(ctx, problem_of(error)))
    return TriedRow(trial)


def _id(prefix: Prefix, given: Mapping[str, Any], name: str) -> int | None:
    return None if given.get(name) is None else decode(prefix, given[name])


def _queries(ctx: ReadContext) -> EventQueries:
    assert ctx.event_queries is not None
    return ctx.event_queries

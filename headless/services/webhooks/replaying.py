"""Sending again what was delivered or given up. A message keeps its id, so that a receiver can tell that it has it."""

from collections.abc import Sequence

from headless.errors import Invalid
from headless.messages import Message
from headless.models.tables.webhooks.deliveries import replay_given_up, replay_since, replay_these
from headless.services.kernel.kernel import Kernel
from headless.services.webhooks.endpoints import known_endpoint

DELIVERIES_MOST = 1_000


async def replay(
    kernel: Kernel,
    merchant_id: int,
    *,
    deliveries: Sequence[int] | None = None,
    endpoint: int | None = None,
    since: int | None = None,
) -> int:
    """Queue again, and return how many deliveries that are.

    deliveries: these, delivered or given up. endpoint alone: all that was given up of it. since: all that was queued since a
    moment, at the endpoint, or at all. What still waits is left as it is.

    Raises:
        Invalid: it is not said what to send again.
        NotFound: there is no such endpoint.
    """
    if (deliveries is None) is (endpoint is None and since is None):
        message = Message("say what to send again: deliveries, or an endpoint, a time, or both of these")
        raise Invalid(message, code="INVALID_REPLAY")
    if deliveries is not None and len(deliveries) > DELIVERIES_MOST:
        message = Message(
            "{count} deliveries at once: give at most {most}", count=len(deliveries), most=DELIVERIES_MOST
        )
        raise Invalid(message, code="TOO_MANY", data={"path": ["deliveries"]})
    now = kernel.clock.now_us()
    async with kernel.db.transaction() as session:
        if endpoint is not None:
            await known_endpoint(session, merchant_id, endpoint)
        if deliveries is not None:
            return await replay_these(session, merchant_id, now, deliveries)
        if since is not None:
            return await replay_since(session, merchant_id, now, since, endpoint)
        assert endpoint is not None
        return await replay_given_up(session, merchant_id, now, endpoint)

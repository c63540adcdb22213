"""What follows from an attempt: the next one, its end, and the rest of an endpoint that fails too often."""

from headless.engine.values.limits import WEBHOOK_FAILURES_BEFORE_REST, WEBHOOK_TRIED_DAYS
from headless.engine.values.zones import DAY_US, HOUR_US, MINUTE_US, SECOND_US
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.webhooks.attempts import (
    Ended,
    bring_forward,
    end_delivery,
    give_delivery_up,
    put_delivery_off,
)
from headless.models.tables.webhooks.deliveries import TriedDelivery
from headless.models.tables.webhooks.endpoints import (
    EndpointKey,
    EndpointState,
    count_failure,
    count_success,
    let_rest,
    set_state,
)
from headless.services.webhooks.courier import Courier, End, Outcome, kept_problem
from headless.services.work.retrying import retrying

PAUSES_US = (
    5 * SECOND_US, 30 * SECOND_US, 2 * MINUTE_US, 10 * MINUTE_US, 30 * MINUTE_US, HOUR_US, 2 * HOUR_US, 4 * HOUR_US, 8 * HOUR_US,
    12 * HOUR_US,
)  # fmt: skip
"""The pause after each failed attempt, the last one after all further ones."""
TRIED_US = WEBHOOK_TRIED_DAYS * DAY_US
REST_LEAST_US, REST_MOST_US = MINUTE_US, 15 * MINUTE_US
JITTER = 0.2
ATTEMPTS = 5
ENDED = Message("the token that saved the endpoint has ended: save the endpoint by another one")


async def note(courier: Courier, key: EndpointKey, tried: TriedDelivery, outcome: Outcome, *, is_probe: bool) -> bool:
    """Write how an attempt ended, and what follows. Return True if it was delivered.

    is_probe: it was the one attempt that an endpoint gets after a rest.
    """

    async def transaction() -> bool:
        async with courier.kernel.db.transaction() as session:
            return await _note(courier, session, key, tried, outcome, is_probe)

    return await retrying(transaction, ATTEMPTS)


async def _note(
    courier: Courier, session: Session, key: EndpointKey, tried: TriedDelivery, outcome: Outcome, is_probe: bool
) -> bool:
    now, ended = courier.kernel.clock.now_us(), Ended(outcome.status, outcome.error)
    if outcome.end is End.DELIVERED:
        delivered = await end_delivery(session, key.merchant_id, tried, ended, now)
        if await count_success(session, key) and is_probe:
            await bring_forward(session, key, now)
        return delivered
    if outcome.end is End.VANISHED:
        await give_delivery_up(session, key.merchant_id, tried, ended)
    else:
        await _put_off(courier, session, key, tried, ended, now)
    if outcome.end is End.GONE:
        await set_state(session, key, EndpointState.PAUSED)
    if outcome.end in (End.FAILED, End.GONE):
        await rest_after(courier, session, key, outcome.problem or ENDED, is_probe=is_probe)
    return False


async def _put_off(
    courier: Courier, session: Session, key: EndpointKey, tried: TriedDelivery, ended: Ended, now: int
) -> None:
    until = (tried.first_tried_at or now) + TRIED_US
    if tried.attempts > 1 and now >= until:
        await give_delivery_up(session, key.merchant_id, tried, ended)
        return
    pause = PAUSES_US[min(tried.attempts, len(PAUSES_US)) - 1]
    again_at = now + jittered(pause, courier.chance())
    # the last attempt is made when the time is over, not long before
    await put_delivery_off(session, key.merchant_id, tried, ended, max(now + 1, min(again_at, until)))


async def rest_after(
    courier: Courier, session: Session, key: EndpointKey, problem: Message, *, is_probe: bool, at_once: bool = False
) -> None:
    """Count a failure of an endpoint. After too many in a row it rests, the longer the longer it has failed.

    at_once: it rests after this one.
    """
    now = courier.kernel.clock.now_us()
    endpoint = await count_failure(session, key, now, kept_problem(problem))
    if endpoint is None or not (at_once or endpoint.failures >= WEBHOOK_FAILURES_BEFORE_REST):
        return
    if is_probe or endpoint.rests_until is None:
        rest = min(max((now - (endpoint.failing_since or now)) // 2, REST_LEAST_US), REST_MOST_US)
        await let_rest(session, key, now + jittered(rest, courier.chance()))


def jittered(pause_us: int, chance: float) -> int:
    """Return a pause that is a little shorter or longer, so that what failed together is not tried again together."""
    return int(pause_us * (1 - JITTER + 2 * JITTER * chance))

"""Delivering what is due: every endpoint for itself, so that none waits for another.

Several processes may do it at once: a delivery is leased while it is sent, and a member's next one waits until it is done with.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from headless.engine.values.limits import WEBHOOK_KEPT_DAYS
from headless.engine.values.zones import DAY_US
from headless.ids import EPOCH_MS, NODE_BITS, SEQUENCE_BITS
from headless.logs import bound_contextvars, get_logger
from headless.models.base.session import Session
from headless.models.tables.webhooks.attempts import (
    claim_deliveries,
    delete_old_deliveries,
    give_outlasted_up,
    hold_back,
)
from headless.models.tables.webhooks.deliveries import TriedDelivery
from headless.models.tables.webhooks.endpoints import (
    EndpointKey,
    EndpointState,
    StoredEndpoint,
    busy_endpoints,
    endpoint_of,
    take_probe,
    tended_endpoints,
)
from headless.services.configuration.tokens import principal_of
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal
from headless.services.webhooks.courier import Courier
from headless.services.webhooks.outcomes import ENDED, TRIED_US, note, rest_after
from headless.services.webhooks.payloads import EventQueries
from headless.services.work.queues import WEBHOOKS

POLL_SECONDS = 0.5
TEND_SECONDS = 60.0
STOP_SECONDS = 5.0
SENDING_SECONDS = WEBHOOKS.lease_us / 2e6
log = get_logger("headless.webhooks")


class _Claimed(NamedTuple):
    """What was claimed for an endpoint, as it was then. maker: whose view payloads have. is_probe: see `note`."""

    endpoint: StoredEndpoint
    maker: Principal
    deliveries: list[TriedDelivery]
    is_probe: bool


class Drained(NamedTuple):
    """How much was tried, and how much of it arrived."""

    tried: int = 0
    delivered: int = 0

    def plus(self, *others: "Drained") -> "Drained":
        """Return the sum of all."""
        return Drained(*map(sum, zip(self, *others, strict=True)))


def courier_of(kernel: Kernel, queries: Callable[[], EventQueries]) -> Courier:
    """Return what delivers webhooks in a process. queries: called when the first payload is made."""
    if kernel.tracing is None:
        return Courier(kernel, queries)
    from headless.services.webhooks.traced_courier import TracedCourier

    return TracedCourier(kernel, queries)


async def run_webhooks(courier: Courier, stop: asyncio.Event) -> None:
    """Deliver what is due until told to stop, and let what is on its way then end."""
    running: dict[EndpointKey, asyncio.Task[Drained]] = {}
    try:
        tended_at = -TEND_SECONDS
        while not stop.is_set():
            try:
                running = await _started(courier, running, stop)
                if (now := asyncio.get_running_loop().time()) - tended_at >= TEND_SECONDS:
                    tended_at = now
                    await tend(courier)
            except Exception:
                log.exception("webhooks could not be looked for; they are after a pause")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), POLL_SECONDS)
    finally:
        await _ended(running)


async def deliver_due(courier: Courier) -> int:
    """Deliver all that is due now, and return how many deliveries arrived."""
    await tend(courier)
    total = Drained()
    while keys := await _busy(courier):
        rounds = await asyncio.gather(*(drain(courier, key) for key in keys))
        if not any(drained.tried for drained in rounds):
            break
        total = total.plus(*rounds)
    return total.delivered


async def _busy(courier: Courier) -> list[EndpointKey]:
    async with courier.kernel.db.glance() as session:
        return await busy_endpoints(session, courier.kernel.clock.now_us())


async def _started(
    courier: Courier, running: Mapping[EndpointKey, asyncio.Task[Drained]], stop: asyncio.Event
) -> dict[EndpointKey, asyncio.Task[Drained]]:
    """Start on endpoints for which something is due, and return those that are worked on."""
    still = {key: task for key, task in running.items() if not task.done()}
    for key in await _busy(courier):
        if key not in still:
            still[key] = asyncio.create_task(_guarded(courier, key, stop))
    return still


async def _guarded(courier: Courier, key: EndpointKey, stop: asyncio.Event) -> Drained:
    try:
        return await drain(courier, key, stop)
    except Exception:
        log.exception("an endpoint's deliveries could not be worked off; they are after a pause")
        return Drained()


async def _ended(running: Mapping[EndpointKey, asyncio.Task[Drained]]) -> None:
    """Wait a moment for what is on its way. What is not done then is sent again when its lease has ended."""
    if running:
        await asyncio.wait(running.values(), timeout=STOP_SECONDS)
    for task in running.values():
        task.cancel()
    await asyncio.gather(*running.values(), return_exceptions=True)


async def drain(courier: Courier, key: EndpointKey, stop: asyncio.Event | None = None) -> Drained:
    """Deliver what is due for one endpoint, some at once, until nothing is. stop: begin nothing more once it is set."""
    sending: set[asyncio.Task[bool]] = set()
    drained = Drained()
    try:
        while True:
            room = 0 if stop is not None and stop.is_set() else WEBHOOKS.chunk - len(sending)
            claimed = await _claim(courier, key, room, is_idle=not sending)
            if claimed is not None:
                sending |= {asyncio.create_task(_send(courier, key, claimed, tried)) for tried in claimed.deliveries}
            if not sending:
                return drained
            done, sending = await asyncio.wait(sending, timeout=POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            drained = drained.plus(Drained(len(done), sum(task.result() for task in done)))
    finally:
        for task in sending:
            task.cancel()


async def _claim(courier: Courier, key: EndpointKey, room: int, *, is_idle: bool) -> _Claimed | None:
    if room <= 0:
        return None
    kernel = courier.kernel
    now = kernel.clock.now_us()
    async with kernel.db.transaction() as session:
        endpoint = await endpoint_of(session, *key)
        if endpoint is None or endpoint.state != EndpointState.ON:
            return None
        is_probe = endpoint.rests_until is not None
        if is_probe and not await take_probe(session, key, now, WEBHOOKS.ends_at(now)):
            return None
        maker = await _maker(courier, session, key, endpoint)
        if maker is None:
            await rest_after(courier, session, key, ENDED, is_probe=is_probe, at_once=True)
            return None
        deliveries = await claim_deliveries(
            session, key, now=now, until=WEBHOOKS.ends_at(now), most=1 if is_probe else room
        )
        if not deliveries and is_idle:
            await hold_back(session, key, now)
    return _Claimed(endpoint, maker, deliveries, is_probe)


async def _maker(courier: Courier, session: Session, key: EndpointKey, endpoint: StoredEndpoint) -> Principal | None:
    merchant = await courier.kernel.programs.merchant(session, key.merchant_id)
    return await principal_of(courier.kernel, session, merchant, endpoint.token_id)


async def _send(courier: Courier, key: EndpointKey, claimed: _Claimed, tried: TriedDelivery) -> bool:
    with bound_contextvars(merchant=claimed.maker.slug):
        try:
            # a process that was held up must not send when others may already
            async with asyncio.timeout(SENDING_SECONDS):
                outcome = await courier.deliver(claimed.endpoint, claimed.maker, tried)
            return await note(courier, key, tried, outcome, is_probe=claimed.is_probe)
        except Exception:
            log.exception("a webhook's end could not be noted; it is sent again when its lease has ended")
            return False


async def tend(courier: Courier) -> None:
    """Give up what endpoints that fail have not taken in time, and delete what is old."""
    now = courier.kernel.clock.now_us()
    oldest = max(0, (now - WEBHOOK_KEPT_DAYS * DAY_US) // 1_000 - EPOCH_MS) << NODE_BITS + SEQUENCE_BITS
    async with courier.kernel.db.glance() as session:
        endpoints = await tended_endpoints(session)
    for endpoint in endpoints:
        key = EndpointKey(endpoint.merchant_id, endpoint.id)
        async with courier.kernel.db.transaction() as session:
            if endpoint.failing_since is not None and endpoint.failing_since <= now - TRIED_US:
                await give_outlasted_up(session, key, now - TRIED_US, now)
            await delete_old_deliveries(session, key, oldest, waiting=endpoint.state != EndpointState.ON)

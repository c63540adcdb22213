"""Claims: who joins with an identifier and proves it gets what waits under it, settled as of its time."""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace

from headless.logs import get_logger
from headless.models.tables.events.guest_events import (
    GuestEvent,
    delete_guest_events,
    guest_events_under,
    lock_guests,
)
from headless.services.intake.acceptance import EventInput, Request, accept, hash_of
from headless.services.intake.events import settle_batch
from headless.services.intake.guest_keys import guest_keys
from headless.services.intake.retention import kept_since
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Recorded
from headless.services.kernel.principals import system
from headless.services.settling.decision_loop import Batch

log = get_logger(__name__)
SETTLED = ("RECORDED", "DEFERRED")
ELSEWHERE = ("DUPLICATE", "CONFLICT")


async def claim_events(batch: Batch, member_id: int, proven: Collection[Lookup]) -> list[int]:
    """Settle what waits under identifiers that a member has proven, and return the events that came of it, in order.

    The member must be there. Two who claim the same at once wait for each other, and one of them gets it.
    """
    keys, merchant = guest_keys(batch.kernel, batch.merchant), batch.merchant
    digests = [] if keys is None else [digest for lookup in proven for digest in keys.digests(lookup)]
    if not digests:
        return []
    await lock_guests(batch.session, merchant.id, digests, batch.now)
    since = kept_since(merchant, batch.now)
    under = await guest_events_under(batch.session, merchant.id, sorted(set(digests)))
    return await _settle(batch, member_id, [event for event in under if event.received_at > since])


async def _settle(batch: Batch, member_id: int, events: Sequence[GuestEvent]) -> list[int]:
    """Settle events that waited. What cannot be accepted now, such as that of a plugin that is off, goes on waiting."""
    if not events:
        return []
    request = Request(
        system(batch.merchant.id, batch.merchant.slug), [_input(event, member_id) for event in events], internal=True
    )
    accepted = await accept(batch.kernel, batch.session, batch.program, [request], batch.now)
    for event, candidate in zip(events, accepted, strict=True):
        if candidate.record is not None:
            candidate.record.content_hash = hash_of(event.type, member_id, event.sent_at, event.data)
    answers = await settle_batch(replace(batch, waited=True), accepted)
    done = [(event, answer) for event, answer in zip(events, answers, strict=True) if _is_done(event, answer)]
    await delete_guest_events(batch.session, batch.merchant.id, [event.id for event, _ in done])
    return sorted(answer.event_id for _, answer in done if answer.event_id is not None and answer.outcome in SETTLED)


def _is_done(event: GuestEvent, answer: Recorded) -> bool:
    """Return True if an event need not wait any more: it was settled, has failed, or was recorded for another member."""
    if answer.problem is not None:
        log.warning(
            "an event of a guest could not be settled", type=event.type, source=event.source, external_id=event.external_id,
            code=answer.problem.code,
        )  # fmt: skip
    return answer.outcome in (*SETTLED, *ELSEWHERE) or answer.event_id is not None


def _input(event: GuestEvent, member_id: int) -> EventInput:
    return EventInput(
        event.type, json.loads(event.data), None, event.source, event.external_id, event.occurred_at, member_id, event.actor
    )  # fmt: skip

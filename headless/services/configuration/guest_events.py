"""For how long events are kept whose members are not known yet, as the merchant says it."""

import re
from typing import Any

from headless.errors import Invalid
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow, change_merchant, lock_merchant
from headless.models.tables.events.guest_events import expire_guest_events, key_uses, waiting_guests
from headless.services.intake.guest_keys import key_mark
from headless.services.kernel.kernel import Kernel

DAYS = re.compile(r"([0-9]{1,6})d?", re.ASCII)
MOST_DAYS = 3_650
EVER = 2**62


def read_days(duration: str | None) -> int | None:
    """Return the days of a duration, None for none. Raise Invalid if it is not in days, or too long."""
    if duration is None:
        return None
    match = DAYS.fullmatch(duration.strip().lower())
    days = 0 if match is None else int(match[1])
    if not 1 <= days <= MOST_DAYS:
        message = Message(
            "{duration!r} cannot be used: events of guests are kept for 1d to {most_days}d, such as 90d",
            duration=duration[:40],
            most_days=MOST_DAYS,
        )
        raise Invalid(message, code="INVALID_DURATION")
    return days


async def change_claim_for(kernel: Kernel, slug: str, days: int | None) -> int:
    """Change for how many days events of guests are kept. None: not at all. Then what is kept is deleted.

    Return how many events wait from now on, or were deleted.

    Raises:
        NotFound: the merchant does not exist.
        Invalid: this process has no secret key, or lacks one under which events wait.
    """
    async with kernel.db.transaction() as session:
        merchant = await kernel.programs.by_slug(session, slug)
        await lock_merchant(session, merchant.id)
        waiting = await waiting_guests(session, merchant.id)
        await change_merchant(session, merchant.id, await kept_for(kernel, session, merchant, days))
        return waiting.events


async def kept_for(kernel: Kernel, session: Session, merchant: MerchantRow, days: int | None) -> dict[str, Any]:
    """Return the merchant's columns for a number of days, and delete what is kept if it is None. Raise as `change_claim_for`."""
    secret = kernel.settings.secret_key
    if days is None:
        await expire_guest_events(session, merchant.id, EVER)
        return {"claim_for": None, "claim_key": None}
    if secret is None:
        message = Message(
            "identifiers of guests are kept under a secret key: set HEADLESS_SECRET_KEY, the same for all processes"
        )
        raise Invalid(message, code="SECRET_KEY_MISSING")
    known = set(map(key_mark, kernel.settings.secret_keys))
    waiting = sum(use.events for use in await key_uses(session, merchant.id) if use.key_mark not in known)
    if waiting:
        message = Message(
            "{waiting} events of guests wait under another HEADLESS_SECRET_KEY, and cannot be claimed with this "
            "one: set that key again, or turn claimFor off first, which deletes them",
            waiting=waiting,
        )
        raise Invalid(message, code="OTHER_SECRET_KEY")
    return {"claim_for": days, "claim_key": key_mark(secret)}

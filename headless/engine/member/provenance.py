"""Where an event of the engine's own comes from: the member's own history, a rule that was asked about another event, a job.

External ids at the source `engine` say it. A rule's `Emit` for a member is `<event>/<rule instance>/<key>`. A job's event begins
with `job:`, a ranking's with `rank:`, that of coupons given to many members with `issue:`, and a coupon's reminder
with `coupon.expiring:`. All others follow from the clock or from an earlier event of the same member.
"""

import re

from headless.engine.member.coupons import COUPON_EXPIRING

MERCHANT = "merchant"
"""The author, as members and partners read it, of what is not their own."""
ENGINE = "engine"
_EMITTED = re.compile(r"(\d+)/\d+/", re.ASCII)
ISSUE = "issue:"
"""What the external ids of coupons begin with that are given to all members who meet a condition."""
_OF_MANY = ("job:", "rank:", ISSUE, f"{COUPON_EXPIRING}:")


def cause_of(source: str, external_id: str) -> int | None:
    """Return the event whose rule emitted this one for a member, None if no rule did."""
    emitted = _EMITTED.match(external_id) if source == ENGINE else None
    return None if emitted is None else int(emitted[1])


def job_of(source: str, external_id: str) -> str | None:
    """Return the job that recorded an event, "<plugin>.<id>", None if none did."""
    return external_id.split(":", 2)[1] if source == ENGINE and external_id.startswith("job:") else None


def is_remade(source: str, external_id: str) -> bool:
    """Return True if an event follows from others or from the clock, so that settling makes it again.

    What one member's event gave another, and what was recorded of many members at once, stands on more than this member's
    history.
    """
    return source == ENGINE and not external_id.startswith(_OF_MANY) and _EMITTED.match(external_id) is None

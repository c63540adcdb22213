"""A member's paid membership, as the plugin's rules remember it. Entitlement follows from the days alone."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from paid_tiers.membership.spans import Span

KEY = "membership"
BYTES_MOST = 3000
"""Of the 4 KiB that the plugin may remember of a member."""


class Membership(BaseModel):
    """Spans without gaps, oldest first, and what was decided about them. Frozen, at most a few hundred bytes.

    since: first day without a gap. grace_until: how long the tier stays unpaid. next_plan: the plan after what is paid. ended:
    why it ended early.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    since: date
    spans: tuple[Span, ...]
    cancelled_on: date | None = None
    paused_on: date | None = None
    failed_on: date | None = None
    grace_until: date | None = None
    next_plan: str | None = None
    ended: str | None = None

    @classmethod
    def of(cls, shared: Mapping[str, Any]) -> Self | None:
        """Return the membership in the plugin's shared memory, or None if there never was one."""
        kept = shared.get(KEY)
        return None if kept is None else cls.model_validate(dict(kept))

    def to_memory(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {KEY: self.model_dump(mode="json", exclude_defaults=True)}

    @property
    def last(self) -> Span:
        """The last span."""
        return self.spans[-1]

    @property
    def paid_through(self) -> date:
        """The day at whose start what is paid ends."""
        return self.last.end

    @property
    def holds_until(self) -> date:
        """The day at whose start the tier ends, grace included."""
        return max(self.paid_through, self.grace_until or self.paid_through)

    @property
    def renews(self) -> bool:
        """True if the next period is to be paid."""
        stopped = self.cancelled_on or self.paused_on or self.ended
        return stopped is None and self.last.kind != "code"

    def entitled(self, today: date) -> bool:
        """Return True if a day is paid for or in grace. The billing status does not matter."""
        return today < self.holds_until

    def at(self, today: date) -> Span | None:
        """Return the span of a day.

        In grace this is the last one. A late event's day before all spans has the first.
        """
        day = max(today, self.spans[0].start)
        span = next((span for span in self.spans if span.covers(day)), None)
        return span or (self.last if self.paid_through <= today < self.holds_until else None)

    def following(self, today: date) -> Span | None:
        """Return the first span of another plan that is paid after the present one."""
        present = self.at(today)
        later = (span for span in self.spans if present is not None and span.start > max(today, present.start))
        return next((span for span in later if present is not None and span.plan != present.plan), None)

    def knows(self, payment: str | None) -> bool:
        """Return True if a payment counts already."""
        return any(payment in span.payments for span in self.spans)

    def changed(self, **values: Any) -> Self:
        """Return a copy with these values."""
        return self.model_copy(update=values)

    def tidied(self, today: date) -> Self:
        """Return it without past spans.

        The farthest periods are joined until it is small enough to be kept.
        """
        spans = [span for span in self.spans[:-1] if span.end > today]
        membership = self.changed(spans=(*spans, self.last))
        while len(membership.spans) > 1 and membership.bytes > BYTES_MOST:
            membership = membership.changed(
                spans=(*membership.spans[:-2], membership.spans[-2].joined(membership.last))
            )
        return membership

    @property
    def bytes(self) -> int:
        """The room that it takes."""
        return len(json.dumps(self.to_memory()))

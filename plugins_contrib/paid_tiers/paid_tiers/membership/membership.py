"""A member's paid membership, as the plugin's rules remember it: what is entitled to follows from the days alone."""

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
    """Spans without gaps, oldest first, and what was said about them: frozen, at most a few hundred bytes.

    since: first day without a gap. grace_until: how long the tier stays unpaid. next_plan: the plan from the end of what is
    paid on. ended: why it is over before its time.
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
        """The one in the plugin's shared memory; None if there never was one."""
        found = shared.get(KEY)
        return None if found is None else cls.model_validate(dict(found))

    def to_memory(self) -> dict[str, Any]:
        """As it is kept."""
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
        """The day at whose start the tier ends: grace counts, where there is any."""
        return max(self.paid_through, self.grace_until or self.paid_through)

    @property
    def renews(self) -> bool:
        """Whether the next period is to be paid."""
        stopped = self.cancelled_on or self.paused_on or self.ended
        return stopped is None and self.last.kind != "code"

    def entitled(self, today: date) -> bool:
        """Whether a day is paid for, or in grace; whatever the billing status says."""
        return today < self.holds_until

    def at(self, today: date) -> Span | None:
        """The span of a day; in grace the last one, and of a late event's day that is forgotten the first."""
        day = max(today, self.spans[0].start)
        found = next((span for span in self.spans if span.covers(day)), None)
        return found or (self.last if self.paid_through <= today < self.holds_until else None)

    def knows(self, payment: str | None) -> bool:
        """Whether a payment counts already."""
        return any(payment in span.payments for span in self.spans)

    def changed(self, **values: Any) -> Self:
        """Another with these values."""
        return self.model_copy(update=values)

    def tidied(self, today: date) -> Self:
        """Without what is over, and with the farthest periods joined until it is small enough to be kept."""
        spans = [span for span in self.spans[:-1] if span.end > today]
        found = self.changed(spans=(*spans, self.last))
        while len(found.spans) > 1 and found.bytes > BYTES_MOST:
            found = found.changed(spans=(*found.spans[:-2], found.spans[-2].joined(found.last)))
        return found

    @property
    def bytes(self) -> int:
        """How much room it takes."""
        return len(json.dumps(self.to_memory()))

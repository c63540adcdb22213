"""A span of time that a member has a plan for, and what was paid for it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from headless.plugins import Money

Kind = Literal["trial", "paid", "code"]
NUMBERS_MOST = 12


class Span(BaseModel):
    """From the start of the day `start` to the start of the day `end`.

    anchor, number: the `number`th period since `anchor`, so that a member since 31 January pays on 28 February and on 31
    March. payments: the numbers of the payments, `amount` in all, of which `refunded` was given back. In an upgrade `credit`
    came with the payments before the last.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    plan: str
    kind: Kind
    start: date
    end: date
    period: str
    anchor: date
    number: int = 1
    payments: tuple[str, ...] = ()
    amount: Money = Decimal(0)
    refunded: Money = Decimal(0)
    credit: Money = Decimal(0)

    def covers(self, day: date) -> bool:
        """Return True if a day lies in it."""
        return self.start <= day < self.end

    def unused(self, today: date) -> int:
        """Return how many of its days are left, today included."""
        return max(0, (self.end - max(self.start, today)).days)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days

    @property
    def kept(self) -> Decimal:
        """What was paid and not given back."""
        return max(Decimal(0), self.amount - self.refunded)

    @property
    def credit_only(self) -> bool:
        """True if all that remains paid of an upgrade came from before it."""
        return 0 < self.kept <= self.credit < self.amount

    def moved(self, start: date) -> "Span":
        """Return a span of the same length that starts on another day."""
        if start == self.start:
            return self
        return self.changed(start=start, end=start + timedelta(days=self.days), anchor=start, number=1)

    def joined(self, later: "Span") -> "Span":
        """Return this span and the next as one."""
        numbers = (*self.payments, *later.payments)[-NUMBERS_MOST:]
        amount, refunded = self.amount + later.amount, self.refunded + later.refunded
        return later.changed(start=self.start, payments=numbers, amount=amount, refunded=refunded, credit=Decimal(0))

    def changed(self, **values: Any) -> "Span":
        """Return a copy with these values."""
        return self.model_copy(update=values)

"""What one process knows of an allowance, and spends of it without asking the database each time.

The first points are spent on credit while the allowance looks more than half full, so that those who ask seldom cost no
statement. Then a block is claimed, and spent. So all processes together exceed a limit by no more than two blocks each: one on
credit, and one that was claimed earlier.
"""

from dataclasses import dataclass, field
from typing import Any

from headless.engine.values.zones import DAY_US, SECOND_US
from headless.models.tables.work.allowances import AllowanceRow
from headless.services.rates.claims import Ask
from headless.services.rates.rates import Limit


@dataclass(slots=True)
class Purse:
    """The part of one allowance that a process holds.

    balance: claimed and not spent. owed: spent and not claimed. left, day_left: what the row had left at `as_of`. blocked_until:
    before that there is nothing to claim. alone_until: the row cannot be had, so this process counts alone. refused: how often in
    a row. lingering: how many refusals are held back. claiming: the claim that runs. All times in microseconds.
    """

    limit: Limit
    used_at: int
    balance: int = 0
    owed: int = 0
    left: int = 0
    day_left: int | None = None
    as_of: int = 0
    blocked_until: int = 0
    alone_until: int = 0
    refused: int = 0
    lingering: int = 0
    claiming: Any = field(default=None, repr=False)

    @classmethod
    def begin(cls, limit: Limit, now: int) -> "Purse":
        """Return the purse of an allowance of which nothing is known yet: it is taken to be full."""
        return cls(limit, now, left=limit.rate.burst, day_left=limit.rate.per_day, as_of=now)

    def points(self, asked: int) -> int:
        """Return the points that count for what is asked: no more than can ever be there."""
        rate = self.limit.rate
        most = rate.burst if rate.per_day is None else min(rate.burst, rate.per_day)
        return min(asked, most)

    def take(self, asked: int, now: int) -> bool:
        """Spend points if that is possible without a claim."""
        points = self.points(asked)
        self.used_at = now
        if self.balance >= points:
            self.balance -= points
        elif self.is_blocked(now) or not self._has_credit(points, now):
            return False
        else:
            self.owed += points
        self.refused = 0
        return True

    def owe(self, points: int, now: int) -> None:
        """Spend points even if they are not there."""
        self.owed += points
        self.used_at = now

    def give_back(self, points: int) -> None:
        """Take back that points were spent."""
        if self.owed >= points:
            self.owed -= points
        else:
            self.balance += points

    def ask(self, asked: int) -> Ask:
        """Return the claim for what is asked and a block beyond it."""
        return Ask(self.limit, self.owed, max(0, self.points(asked) - self.balance), self.limit.block)

    def receive(self, ask: Ask, row: AllowanceRow, granted: int, now: int) -> None:
        """Take over what was granted, and what the row says now."""
        limit = self.limit
        self.owed -= ask.owed
        self.balance += granted
        self.left, self.as_of = (now - row.spent_until) // limit.point_us, now
        if limit.rate.per_day is not None:
            self.day_left = limit.rate.per_day - row.day_spent
        if granted < ask.needed:
            missing = ask.needed
            # Not before a part of a block is there again: else a flood would claim point by point.
            pause = max(limit.point_us, min(SECOND_US, limit.block * limit.point_us // 2))
            self.blocked_until = max(now + pause, row.spent_until + missing * limit.point_us)
            if self.day_left is not None and self.day_left < missing:
                self.blocked_until = max(self.blocked_until, (now // DAY_US + 1) * DAY_US)

    def is_blocked(self, now: int) -> bool:
        """Return True if a claim would get nothing yet. A clock that was set back blocks no one for longer than a day."""
        return now < self.blocked_until <= now + DAY_US

    def wait_us(self, asked: int, now: int) -> int:
        """Return how long to wait before asking again."""
        if self.is_blocked(now):
            return self.blocked_until - now
        return max(1, self.points(asked) - self.remaining(now)) * self.limit.point_us

    def remaining(self, now: int) -> int:
        """Return how many points may be spent now, as far as is known here."""
        return max(0, self.balance + min(self._free(now), self._of_day(now)))

    def until_next_us(self, now: int) -> int:
        """Return how long it takes until a point may be spent, after more were spent than were there, too."""
        missing = 1 - self.balance - min(self._free(now), self._of_day(now))
        # As with what is written down: no one waits for longer than a burst takes.
        return min(max(0, missing) * self.limit.point_us, self.limit.full_us)

    def is_low(self, now: int) -> bool:
        """Return True if so much is spent that other processes may matter: then what is owed is to be written down."""
        return self.owed > 0 and now >= self.alone_until and self._free(now) < self.limit.rate.burst // 2

    def day_remaining(self, now: int) -> int:
        """Return how many points may be spent on this day, as far as is known here."""
        return max(0, self.balance + self._of_day(now))

    def is_idle(self, now: int) -> bool:
        """Return True if everything is there again, so that nothing needs to be remembered."""
        return not self.owed and self.claiming is None and now - self.used_at > max(self.limit.full_us, 10_000_000)

    def _free(self, now: int) -> int:
        """Return what the row has left, if no one else spent since it was read."""
        grown = max(0, now - self.as_of) // self.limit.point_us
        return min(self.limit.rate.burst, self.left + grown - self.owed)

    def _of_day(self, now: int) -> int:
        if self.day_left is None:
            return self.limit.rate.burst
        is_today = now // DAY_US <= self.as_of // DAY_US
        left = self.day_left if is_today else (self.limit.rate.per_day or 0)
        return left - self.owed

    def _has_credit(self, points: int, now: int) -> bool:
        if points > self._of_day(now):
            return False
        left = self._free(now) - points
        if now < self.alone_until:
            return left >= 0
        return self.owed + points <= self.limit.block and left >= self.limit.rate.burst // 2

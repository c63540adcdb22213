"""Limits of rate."""

import json
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, Self

from headless.engine.values.limits import POINT_BYTES, POINT_CHARACTERS, POINT_COST
from headless.engine.values.zones import SECOND_US
from headless.errors import Invalid
from headless.messages import Message

RATE_MOST, POINTS_MOST = 10_000, 10**9
BURST_SECONDS = 20
"""How many seconds of the rate may be asked for at once, unless a limit says otherwise."""


class Rate(NamedTuple):
    """How many points may be spent: in each second, at once after a pause, and in each UTC day (None: any number)."""

    per_second: int | Fraction
    burst: int
    per_day: int | None = None

    @classmethod
    def of(cls, per_second: int, burst: int | None = None, per_day: int | None = None) -> Self:
        """Return a rate with the usual burst. Raise Invalid if a number cannot be."""
        burst = per_second * BURST_SECONDS if burst is None else burst
        _check("perSecond", per_second, RATE_MOST)
        _check("burst", burst, POINTS_MOST)
        _check("perDay", 1 if per_day is None else per_day, POINTS_MOST)
        return cls(per_second, burst, per_day)

    @classmethod
    def a_minute(cls, most: int) -> Self:
        """Return a rate of so many a minute, all of which may be spent at once."""
        return cls(Fraction(most, 60), most)

    @classmethod
    def read(cls, stored: str | None) -> Self | None:
        """Return a rate as it was stored."""
        return None if stored is None else cls(*json.loads(stored))

    @property
    def stored(self) -> str:
        """The rate as it is stored."""
        return json.dumps(self)

    @property
    def shown(self) -> dict[str, int | None]:
        """The rate as it is told."""
        return {"perSecond": int(self.per_second), "burst": self.burst, "perDay": self.per_day}


class Limit(NamedTuple):
    """A rate, and whose it is. bearer: a kind and an id, such as `token:7`. merchant_id: 0 for an address."""

    merchant_id: int
    bearer: str
    rate: Rate

    @property
    def kind(self) -> str:
        """What sort of bearer it is: token, partner, member, merchant or address, or codes for wrong codes of any of them."""
        return self.bearer.partition(":")[0]

    @property
    def point_us(self) -> int:
        """How long it takes until a point that was spent is there again."""
        return SECOND_US // self.rate.per_second

    @property
    def full_us(self) -> int:
        """How long it takes until all is there again."""
        return self.rate.burst * self.point_us

    @property
    def block(self) -> int:
        """How much a process claims at once, and may spend before it claims."""
        return max(1, self.rate.burst // 10)


class StoredLimits(NamedTuple):
    """The limits of a token, of its own and of those that made it, by the ids of the tokens that have them.

    as_partner: the limit that partners have by default counts as well.
    """

    own: tuple[tuple[int, Rate], ...] = ()
    as_partner: bool = True

    @property
    def stored(self) -> str | None:
        """The limits as they are stored, None if there are none."""
        return json.dumps([self.as_partner, self.own]) if self.own else None

    @property
    def newest(self) -> Rate | None:
        """The limit that is nearest to the token: its own, or that of the one that made it."""
        return self.own[-1][1] if self.own else None


@lru_cache(10_000)
def read_limits(stored: str | None) -> StoredLimits:
    """Return the limits of a token as they were stored."""
    if stored is None:
        return StoredLimits()
    as_partner, own = json.loads(stored)
    return StoredLimits(tuple((id_, Rate(*rate)) for id_, rate in own), as_partner)


def points_of_cost(cost: float) -> int:
    """Return how many points an operation of this cost takes in addition to its first."""
    return int(cost) // POINT_COST


def points_of_text(text: str) -> int:
    """Return how many points a document takes that is not remembered, so that it is read and checked."""
    return 1 + len(text) // POINT_CHARACTERS


def points_of_bytes(size: int) -> int:
    """Return how many points a body of this size takes in addition to the first of its request."""
    return size // POINT_BYTES


def join(limits: Sequence[Limit | None]) -> tuple[Limit, ...]:
    """Return the limits that there are."""
    return tuple(limit for limit in limits if limit is not None)


def _check(name: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        message = Message("{name} is {value}; give 1 to {most}", name=name, value=value, most=most)
        raise Invalid(message, code="INVALID_RATE_LIMIT", data={"path": ["rateLimit", name]})

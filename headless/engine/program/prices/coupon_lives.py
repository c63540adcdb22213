"""How long coupons of a kind live, and how they come back from orders that are cancelled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from headless.engine.values.calendar import Duration, parse_duration
from headless.engine.values.zones import Zone


@dataclass(frozen=True, slots=True)
class CouponLife:
    """How long coupons of a kind live.

    validity: from the day they are given. last_day: the local day on which all of them end. Of both at most one, neither: they
    live without end. restore_grace: how long one lives at least that comes back from an order that is wholly refunded, None if
    none comes back. remind_before: how long before their end members are reminded, None if they are not.
    """

    validity: Duration | None = None
    last_day: int | None = None
    restore_grace: Duration | None = None
    remind_before: Duration | None = None

    def ends_at(self, issued_on: int, zone: Zone) -> int | None:
        """Return the moment at which what is issued on a local day ends, or None for never."""
        if self.last_day is not None:
            return zone.start_of(self.last_day + 1)
        return None if self.validity is None else zone.start_of(self.validity.after(issued_on))


ENDLESS = CouponLife()


def coupon_life(document: Mapping[str, Any]) -> CouponLife:
    """Return the life of the coupons of a stored kind. A kind that was saved before there was a choice gives none back.

    Raises:
        Invalid: If a duration cannot be read.
    """
    last = document.get("expiresOn")
    return CouponLife(
        _duration(document.get("validity")),
        None if last is None else date.fromisoformat(last).toordinal(),
        _duration(document.get("restoreGrace")) if document.get("comesBack") else None,
        _duration(document.get("remindBefore")),
    )


def _duration(text: str | None) -> Duration | None:
    return None if text is None else parse_duration(text)

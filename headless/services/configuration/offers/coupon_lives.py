"""How long coupons of a kind live, as configuration: their end, and how they come back from orders."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from headless.engine.values.calendar import parse_duration
from headless.messages import Message
from headless.services.configuration.saving import given_at, stop

GRACE = "30d"
"""As asset kinds have them."""


def coupon_life_document(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the life of a kind's coupons as it is stored. Raise Stop if it is invalid.

    They come back from an order that is wholly refunded, unless it is said that they do not.
    """
    validity, last = given.get("validity"), given.get("expiresOn")
    if validity is not None and last is not None:
        message = Message("give validity (from the day they are given) or expiresOn (a day for all of them), not both")
        raise stop("INVALID_DURATION", message, "expiresOn")
    back = given.get("comesBack") is not False
    if not back and given.get("restoreGrace") is not None:
        message = Message("restoreGrace is for coupons that come back; leave it out, or comesBack")
        raise stop("INVALID_DURATION", message, "restoreGrace")
    return {
        "validity": _duration(given, "validity"),
        **_reminder(given),
        "comesBack": back,
        **({"restoreGrace": _duration(given, "restoreGrace", GRACE)} if back else {}),
        **({"expiresOn": last.isoformat() if isinstance(last, date) else _day(last)} if last is not None else {}),
    }


def _reminder(given: Mapping[str, Any]) -> dict[str, str]:
    """Return how long before their end members are reminded of coupons, nothing if they are not."""
    before = _duration(given, "remindBefore")
    if before is None:
        return {}
    validity = _duration(given, "validity")
    if validity is not None:
        given_on = date(2026, 1, 1).toordinal()
        if parse_duration(before).before(parse_duration(validity).after(given_on)) <= given_on:
            message = Message(
                "remindBefore is {before} and validity {validity}: a reminder comes after the coupon; give less",
                before=before,
                validity=validity,
            )
            raise stop("INVALID_REMINDER", message, "remindBefore")
    return {"remindBefore": before}


def _duration(given: Mapping[str, Any], name: str, default: str | None = None) -> str | None:
    text = given.get(name)
    if text is None:
        return default
    with given_at(name):
        return str(parse_duration(str(text)))


def _day(text: Any) -> str:
    try:
        return date.fromisoformat(str(text)).isoformat()
    except ValueError:
        message = Message("expiresOn is {day!r}; give a day, such as 2026-12-31", day=str(text)[:40])
        raise stop("INVALID_DATE", message, "expiresOn") from None

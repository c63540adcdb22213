"""What a rule says of what it gives: how a refund takes it back, and when it ends."""

from collections.abc import Mapping
from typing import Any

from headless.engine.declarations.effects import Earn
from headless.engine.values.calendar import parse_duration
from headless.engine.values.zones import Zone


def refund_terms(effect: Earn) -> Mapping[str, Any] | None:
    """Return how what an effect gives is taken back, or None if in proportion to the whole order."""
    if not (effect.keep or effect.lines or effect.once is not None) and effect.on_refund == "PRO_RATA":
        return None
    terms: dict[str, Any] = {}
    if effect.keep:
        terms["keep"] = True
    if effect.on_refund == "ALL":
        terms["mode"] = "ALL"
    if effect.lines:
        terms["lines"] = list(effect.lines)
    if effect.once is not None:
        terms["once"] = 1
    return terms or None


def end_of(effect: Earn, day: int, zone: Zone) -> int | None:
    """Return the moment at which what an effect gives on a local day ends, or None if the kind says it.

    Raises:
        Invalid: If it lies beyond the year 9999.
    """
    if effect.expires is None:
        return None
    if isinstance(effect.expires, str):
        return zone.start_of(parse_duration(effect.expires).after(day))
    return zone.start_of(effect.expires.toordinal())

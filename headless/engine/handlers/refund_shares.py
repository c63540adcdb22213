"""How much of an entry a refund takes back, by the terms that the entry was posted with."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from headless.engine.member.records import Entry, EntryType, OriginFacts
from headless.engine.turn import Turn
from headless.engine.values.amounts import to_units

TAKEN_BACK = (EntryType.EARN, EntryType.GRANT)


Units = int | Fraction
"""Units of money: whole ones of an order, and perhaps parts of one of a payment in another asset."""


def take_back(turn: Turn, origin: OriginFacts, entry: Entry, refunded: Units, total: Units) -> None:
    """Take back of an entry what refunds of `refunded` units of the event's `total` take.

    What was taken before and what has expired since need not be taken again.
    """
    terms = entry.terms or {}
    if terms.get("keep"):
        return
    base, back = _share(origin, terms, refunded, total, turn.program.decimals)
    taken = origin.taken.get(entry.id, 0)
    whole = back >= base or (terms.get("mode") == "ALL" and back > 0)
    amount = (entry.amount if whole else int(entry.amount * back / base)) - taken
    if amount > 0:
        amount -= turn.ledger.expired_of(entry)
    if amount <= 0:
        return
    kind = turn.program.kind_by_id[entry.kind_id]
    turn.ledger.take_back(kind, amount, turn.cause("refund"), entry)
    origin.taken[entry.id] = taken + amount


def _share(
    origin: OriginFacts, terms: Mapping[str, Any], refunded: Units, total: Units, decimals: int
) -> tuple[Units, Fraction]:
    """Return the base of an entry and how much of it has been refunded in all, in units of money, exact."""
    lines = frozenset(terms.get("lines") or ())
    items = origin.event.data.items if lines else ()
    if not any(item.sku in lines for item in items):
        return total, Fraction(refunded)
    base = _of_lines(items, lines, decimals)
    if refunded >= total:
        return total, Fraction(total)
    if base <= 0:
        # What was earned on lines that come to nothing goes back with the whole order.
        return total, Fraction(0)
    back = Fraction(0)
    for refund in origin.refunds:
        if refund.items:
            back += _of_lines(refund.items, lines, decimals)
        else:
            back += Fraction(to_units(refund.amount, decimals) * base, total)
    return base, min(back, Fraction(base))


def _of_lines(items: Iterable[Any], lines: frozenset[str], decimals: int) -> int:
    return sum(to_units(item.amount, decimals, exact=False) for item in items if item.sku in lines)

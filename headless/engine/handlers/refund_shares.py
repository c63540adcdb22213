"""How much of what an order gave its refunds take back, by the terms that its entries were posted with.

Each entry of an order is taken back by itself. Once an order was amended, the entries of one rule, kind and lines belong
together: what the order is due is known for them as a whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from headless.engine.member.records import Entry, EntryType, GroupKey, OriginFacts
from headless.engine.program.program import Program
from headless.engine.rewards.gifts import is_gift, recall
from headless.engine.turn import Turn
from headless.engine.values.amounts import to_units

TAKEN_BACK = (EntryType.EARN, EntryType.GRANT)


Units = int | Fraction
"""Units of money: whole ones of an order, and perhaps parts of one of a payment in another asset."""


class Group(NamedTuple):
    """Entries that are taken back together. due: what the order is due for them before its refunds, in units."""

    key: GroupKey
    entries: list[Entry]
    due: int

    @property
    def terms(self) -> Mapping[str, Any]:
        """How refunds take them back, which is the same for all of them."""
        return self.entries[0].terms or {}

    @property
    def given(self) -> int:
        """What was posted for them."""
        return sum(entry.amount for entry in self.entries)


def key_of(program: Program, entry: Entry) -> GroupKey:
    """Return what an entry of an order is kept under."""
    terms = entry.terms or {}
    return GroupKey(entry.rule_id or 0, program.kind_by_id[entry.kind_id].code, tuple(terms.get("lines") or ()))


def groups_of(program: Program, origin: OriginFacts) -> Iterator[Group]:
    """Yield what an order gave, in groups that are taken back together."""
    together: dict[GroupKey, list[Entry]] = {}
    for entry in origin.entries:
        if entry.type not in TAKEN_BACK:
            continue
        key = key_of(program, entry)
        if key in origin.due and not (entry.terms or {}).get("once"):
            together.setdefault(key, []).append(entry)
        else:
            yield Group(key, [entry], entry.amount)
    for key, entries in together.items():
        yield Group(key, entries, origin.due[key])


def take_whole(turn: Turn, origin: OriginFacts, group: Group) -> None:
    """Take back all that is left of a group, unless refunds keep it: its order is the member's no longer."""
    if not group.terms.get("keep"):
        _take(turn, origin, group, sum(_left(turn, origin, entry) for entry in group.entries), "moved")


def take_back(turn: Turn, origin: OriginFacts, group: Group, refunded: Units, total: Units, why: str = "refund") -> int:
    """Take back what is more than the order is due for a group, and return it.

    `refunded` units of the order's `total` were given back. What was taken before and what has expired since need not be taken
    again.
    """
    if group.terms.get("keep"):
        return 0
    amount = sum(_left(turn, origin, entry) for entry in group.entries)
    amount -= may_stand(turn.program, origin, group.terms, group.due, (refunded, total))
    return _take(turn, origin, group, amount, why)


def _take(turn: Turn, origin: OriginFacts, group: Group, amount: int, why: str) -> int:
    left = [(_left(turn, origin, entry), entry) for entry in group.entries] if amount > 0 else []
    taken = 0
    # One entry that has enough left takes all of it, so that one movement is told.
    for most, entry in sorted(left, key=lambda pair: pair[0] < amount):
        part = min(amount - taken, most)
        if part > 0:
            turn.ledger.take_back(turn.program.kind_by_id[entry.kind_id], part, turn.cause(why), entry)
            origin.taken[entry.id] = origin.taken.get(entry.id, 0) + part
            taken += part
    return taken


def recall_gifts(
    turn: Turn, origin: OriginFacts, entries: Iterable[Entry], refunded: Units | None = None, total: Units = 0
) -> None:
    """Call back what rules gave to other members for an event: all of it, or what refunds of so much of `total` take."""
    for entry in entries:
        if is_gift(entry) and not (entry.terms or {}).get("keep"):
            given = -entry.amount
            stands = 0
            if refunded is not None:
                stands = may_stand(turn.program, origin, entry.terms or {}, given, (refunded, total))
            recall(turn, entry, given - stands)


def may_stand(
    program: Program, origin: OriginFacts, terms: Mapping[str, Any], due: int, refunded: tuple[Units, Units]
) -> int:
    """Return what is left to the member of units that the order is due, if refunds gave back so much of so much money."""
    if terms.get("keep") or not origin.refunds:
        return due
    base, back = _share(origin, terms, *refunded, program.decimals)
    if back >= base or (terms.get("mode") == "ALL" and back > 0):
        return 0
    return due - int(due * back / base)


def _left(turn: Turn, origin: OriginFacts, entry: Entry) -> int:
    return entry.amount - origin.taken.get(entry.id, 0) - turn.ledger.expired_of(entry)


def _share(
    origin: OriginFacts, terms: Mapping[str, Any], refunded: Units, total: Units, decimals: int
) -> tuple[Units, Fraction]:
    """Return the base of an entry and how much of it has been refunded in all, in units of money, exact."""
    lines = frozenset(terms.get("lines") or ())
    items = origin.event.data.items if lines or _earns_in_part(origin) else ()
    if not lines:
        lines = frozenset(item.sku for item in items)
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
    earning = (item for item in items if item.sku in lines and getattr(item, "earns", None) is not False)
    return sum(to_units(item.amount, decimals, exact=False) for item in earning)


def _earns_in_part(origin: OriginFacts) -> bool:
    """Return True if a line of an order earned nothing, as one that sold a card."""
    return any(getattr(item, "earns", None) is False for item in getattr(origin.event.data, "items", None) or ())

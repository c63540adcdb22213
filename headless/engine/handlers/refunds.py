"""`order.refunded`: a linked refund takes back what its order earned and returns its tenders, by the rules of then."""

from fractions import Fraction
from typing import Any

from headless.engine.amounts import text_of, to_units
from headless.engine.keys import order_args
from headless.engine.problems import Problem, invalid, refused
from headless.engine.program import AssetKind
from headless.engine.records import Entry, EntryType, OriginFacts
from headless.engine.turn import Count, Plain, Turn

TAKEN_BACK = (EntryType.EARN, EntryType.GRANT)


class OrderRefunded(Plain):
    """Money went back to the member, for an order we know (linked) or not (unlinked)."""

    def check(self, turn: Turn) -> Problem | None:
        data, origin = turn.event.data, turn.origin
        if getattr(data, "currency", None) not in (None, turn.program.currency):
            message = f"the refund is in {data.currency}, the merchant keeps {turn.program.currency}; convert it first"
            return invalid("WRONG_CURRENCY", message, "data", "currency")
        if origin is None:
            if data.restore:
                message = "an unlinked refund has no tenders to restore; name the orderId or leave restore out"
                return invalid("NOTHING_TO_RESTORE", message, "data", "restore")
            return None
        decimals = turn.program.decimals
        total = to_units(origin.event.data.total, decimals)
        before = sum(to_units(each.amount, decimals) for each in origin.refunds)
        amount = to_units(data.amount, decimals)
        if before + amount > total:
            left = text_of(total - before, decimals)
            message = f"order {data.order_id} has {left} left to refund, {data.amount} was asked"
            return refused("REFUND_TOO_LARGE", message, "Problem", left=left)
        turn.scratch.update(total=total, before=before, amount=amount)
        return self._restore_problem(turn, origin)

    def _restore_problem(self, turn: Turn, origin: OriginFacts) -> Problem | None:
        for position, restore in enumerate(turn.event.data.restore or ()):
            kind = turn.kind(restore.asset)
            path = ("data", "restore", str(position))
            left = 0
            if kind is not None:
                tenders = _tenders(origin, kind)
                left = sum(-entry.amount - origin.taken.get(entry.id, 0) for entry in tenders)
            if kind is None or to_units(restore.amount, kind.decimals) > left:
                have = text_of(left, kind.decimals if kind else 0)
                message = f"{restore.amount} {restore.asset} cannot be restored; the order has {have} of it left"
                return Problem("REFUSED", "RESTORE_TOO_LARGE", message, data={"left": have}, path=path)
        return None

    def counts(self, turn: Turn) -> list[Count]:
        units = to_units(turn.event.data.amount, turn.program.decimals)
        origin = turn.origin
        if origin is None:
            found = [Count("order", turn.event.day, less=units)]
            return found + _narrowed(turn, turn.event.data, turn.event.day, units, 0)
        whole = turn.scratch["before"] + units >= turn.scratch["total"]
        day = origin.event.day
        count = -1 if whole and not _was_whole(turn) else 0
        return [Count("order", day, count, 0, units), *_narrowed(turn, origin.event.data, day, units, count)]

    def apply(self, turn: Turn) -> None:
        origin = turn.origin
        turn.review_now = True
        if origin is None:
            return
        origin.refunds.append(turn.event.data)
        refunded = turn.scratch["before"] + turn.scratch["amount"]
        for entry in origin.entries:
            if entry.type in TAKEN_BACK:
                _take_back(turn, origin, entry, refunded)
        self._restore(turn, origin, refunded)

    def _restore(self, turn: Turn, origin: OriginFacts, refunded: int) -> None:
        kinds = {entry.kind_id: turn.program.kind_by_id[entry.kind_id] for entry in origin.entries if _is_tender(entry)}
        asked = turn.event.data.restore
        for kind in kinds.values():
            tenders = _tenders(origin, kind)
            done = sum(origin.taken.get(entry.id, 0) for entry in tenders)
            if asked is None:
                paid = sum(-entry.amount for entry in tenders)
                total = turn.scratch["total"]
                amount = (paid if refunded >= total else paid * refunded // total) - done
            else:
                amount = sum(to_units(each.amount, kind.decimals) for each in asked if each.asset == kind.code)
            for entry in reversed(tenders):
                taken = origin.taken.get(entry.id, 0)
                part = min(amount, -entry.amount - taken)
                if part > 0:
                    moves = origin.moves.get(entry.id, [])
                    turn.ledger.restore(kind, part, turn.cause("refund"), entry, moves, taken)
                    origin.taken[entry.id] = taken + part
                    amount -= part


def take_back_refunded(turn: Turn, origin: OriginFacts, entries: list[Entry]) -> None:
    """Entries that an order earned late lose at once what its refunds up to now would have taken back."""
    decimals = turn.program.decimals
    refunded = sum(to_units(each.amount, decimals) for each in origin.refunds)
    if not origin.refunds:
        return
    turn.scratch["total"] = to_units(origin.event.data.total, decimals)
    for entry in entries:
        if entry.type in TAKEN_BACK:
            _take_back(turn, origin, entry, refunded)


def _take_back(turn: Turn, origin: OriginFacts, entry: Entry, refunded: int) -> None:
    terms = entry.terms or {}
    if terms.get("keep"):
        return
    base, back = _share(turn, origin, terms, refunded)
    taken = origin.taken.get(entry.id, 0)
    whole = back >= base or (terms.get("mode") == "ALL" and back > 0)
    amount = (entry.amount if whole else int(Fraction(entry.amount * back) / base)) - taken
    if amount <= 0:
        return
    kind = turn.program.kind_by_id[entry.kind_id]
    turn.ledger.take_back(kind, amount, turn.cause("refund"), entry)
    origin.taken[entry.id] = taken + amount


def _is_tender(entry: Entry) -> bool:
    return entry.type is EntryType.SPEND and bool((entry.terms or {}).get("tender"))


def _tenders(origin: OriginFacts, kind: AssetKind) -> list[Entry]:
    return [entry for entry in origin.entries if entry.kind_id == kind.id and _is_tender(entry)]


def _was_whole(turn: Turn) -> bool:
    """Whether the order was wholly refunded before this refund (possible only where its total is 0)."""
    origin = turn.origin
    return origin is not None and bool(origin.refunds) and turn.scratch["before"] >= turn.scratch["total"]


def _share(turn: Turn, origin: OriginFacts, terms: Any, refunded: int) -> tuple[int, int]:
    """The base of an entry and how much of it has been refunded, this refund included, in units of money."""
    lines = set(terms.get("lines") or ())
    total = turn.scratch["total"]
    if not lines:
        return total, refunded
    decimals = turn.program.decimals
    base = _of_lines(origin.event.data.items, lines, decimals)
    back = 0
    for refund in origin.refunds:
        if refund.items:
            back += _of_lines(refund.items, lines, decimals)
        elif total:
            back += to_units(refund.amount, decimals) * base // total
    return base, (base if refunded >= total else min(back, base))


def _of_lines(items: Any, lines: set[str], decimals: int) -> int:
    return sum(to_units(item.amount, decimals, exact=False) for item in items if item.sku in lines)


def _narrowed(turn: Turn, data: Any, day: int, units: int, count: int) -> list[Count]:
    """The same refund for the totals that are narrowed to a category, a brand, a sku, a channel or a store."""
    found = []
    refund = turn.event.data
    for key in turn.program.tracked:
        args = order_args(key)
        if not args:
            continue
        if "channel" in args or "store" in args:
            if all(getattr(data, name, None) == value for name, value in args.items()):
                found.append(Count(key, day, count, 0, units))
            continue
        ours = _matching(getattr(data, "items", ()), args, turn.program.decimals)
        if ours is None:
            continue
        back = _matching(refund.items, args, turn.program.decimals) or 0
        if not refund.items and turn.origin is not None and turn.scratch["total"]:
            back = ours * units // turn.scratch["total"]
        found.append(Count(key, day, count, 0, back))
    return found


def _matching(items: Any, args: dict[str, str], decimals: int) -> int | None:
    ours = [item for item in items if all(getattr(item, name, None) == value for name, value in args.items())]
    return sum(to_units(item.amount, decimals, exact=False) for item in ours) if ours else None

"""`order.refunded`: a linked refund takes back what its order earned and returns its tenders, by the rules of then."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.handlers.narrowing import is_whole, names_order, returned, share_of
from headless.engine.handlers.paying import money_value
from headless.engine.member.records import Entry, EntryType, OriginFacts
from headless.engine.rewards import undoing
from headless.engine.turn import Count, Plain, Turn
from headless.engine.values.amounts import text_of, to_units
from headless.engine.values.problems import Problem, invalid, refused

TAKEN_BACK = (EntryType.EARN, EntryType.GRANT)


class OrderRefunded(Plain):
    """Money went back to the member, for an order we know (linked) or not (unlinked)."""

    def check(self, turn: Turn) -> Problem | None:
        data, origin = turn.event.data, turn.origin
        if getattr(data, "currency", None) not in (None, turn.program.currency):
            message = f"the refund is in {data.currency}, the merchant keeps {turn.program.currency}; convert it first"
            return invalid("WRONG_CURRENCY", message, "data", "currency")
        to_units(data.amount, turn.program.decimals)
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
        return self._restore_problem(turn, origin) or self._restore_worth_problem(turn)

    def _restore_worth_problem(self, turn: Turn) -> Problem | None:
        """What is given back in kind may not be worth more than what is refunded."""
        data = turn.event.data
        kinds = turn.program.kinds
        worth = sum(
            (money_value(kinds[each.asset], each.amount) for each in data.restore or () if each.asset in kinds),
            Decimal(0),
        )
        if worth <= data.amount:
            return None
        message = f"the tenders to restore are worth {worth}, more than the {data.amount} that is refunded"
        return Problem(
            "REFUSED", "RESTORE_TOO_LARGE", message, data={"left": str(data.amount)}, path=("data", "restore")
        )

    def _restore_problem(self, turn: Turn, origin: OriginFacts) -> Problem | None:
        asked: dict[str, int] = {}
        for position, restore in enumerate(turn.event.data.restore or ()):
            kind = turn.kind(restore.asset)
            path = ("data", "restore", str(position))
            left = 0
            if kind is not None:
                asked[kind.code] = asked.get(kind.code, 0) + to_units(restore.amount, kind.decimals)
                tenders = _tenders(origin, kind)
                left = sum(-entry.amount - origin.taken.get(entry.id, 0) for entry in tenders)
            if kind is None or asked[kind.code] > left:
                have = text_of(left, kind.decimals if kind else 0)
                message = f"{restore.amount} {restore.asset} cannot be restored; the order has {have} of it left"
                return Problem("REFUSED", "RESTORE_TOO_LARGE", message, data={"left": have}, path=path)
        return None

    def counts(self, turn: Turn) -> list[Count]:
        units = to_units(turn.event.data.amount, turn.program.decimals)
        origin = turn.origin
        if origin is None:
            return [Count("order", turn.event.day, less=units), *_narrowed_unlinked(turn, units)]
        whole = turn.scratch["before"] + units >= turn.scratch["total"]
        day = origin.event.day
        count = -1 if whole and not _was_whole(turn) else 0
        return [Count("order", day, count, 0, units), *_narrowed(turn, origin, day, units, count)]

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
        if refunded >= turn.scratch["total"]:
            turn.state.forget_past(origin.event)
            undoing.take_back(turn, origin.event)

    def _restore(self, turn: Turn, origin: OriginFacts, refunded: int) -> None:
        """By default each tender in proportion; else what was asked, of an asset's last tender first."""
        total, asked = turn.scratch["total"], turn.event.data.restore
        wanted: dict[str, int] = {}
        for each in asked or ():
            kind = turn.program.kinds[each.asset]
            wanted[kind.code] = wanted.get(kind.code, 0) + to_units(each.amount, kind.decimals)
        for entry in [entry for entry in origin.entries if _is_tender(entry)][::-1]:
            kind, taken = turn.program.kind_by_id[entry.kind_id], origin.taken.get(entry.id, 0)
            left = -entry.amount - taken
            if asked is None:
                part = left if refunded >= total else -entry.amount * refunded // total - taken
            else:
                part = min(wanted.get(kind.code, 0), left)
                wanted[kind.code] = wanted.get(kind.code, 0) - part
            if part > 0:
                turn.ledger.restore(kind, part, turn.cause("refund"), entry, origin.moves.get(entry.id, []), taken)
                origin.taken[entry.id] = taken + part


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
    if refunded >= turn.scratch["total"]:
        undoing.take_back(turn, origin.event)


def _take_back(turn: Turn, origin: OriginFacts, entry: Entry, refunded: int) -> None:
    terms = entry.terms or {}
    if terms.get("keep"):
        return
    base, back = _share(turn, origin, terms, refunded)
    taken = origin.taken.get(entry.id, 0)
    whole = back >= base or (terms.get("mode") == "ALL" and back > 0)
    amount = (entry.amount if whole else int(entry.amount * back / base)) - taken
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


def _share(turn: Turn, origin: OriginFacts, terms: Mapping[str, Any], refunded: int) -> tuple[int, Fraction]:
    """The base of an entry and how much of it has been refunded, this refund included, in units of money, exact."""
    lines = frozenset(terms.get("lines") or ())
    total, decimals = turn.scratch["total"], turn.program.decimals
    base = _of_lines(origin.event.data.items, lines, decimals) if lines else total
    if not lines or not base:
        return total, Fraction(refunded)
    if refunded >= total:
        return base, Fraction(base)
    back = Fraction(0)
    for refund in origin.refunds:
        if refund.items:
            back += _of_lines(refund.items, lines, decimals)
        else:
            back += Fraction(to_units(refund.amount, decimals) * base, total)
    return base, min(back, Fraction(base))


def _of_lines(items: Iterable[Any], lines: frozenset[str], decimals: int) -> int:
    return sum(to_units(item.amount, decimals, exact=False) for item in items if item.sku in lines)


def _narrowed(turn: Turn, origin: OriginFacts, day: int, units: int, count: int) -> list[Count]:
    """A linked refund for the totals that are narrowed: what its order's part gives back now."""
    order, decimals, total = origin.event.data, turn.program.decimals, turn.scratch["total"]
    found = []
    for key, args in turn.program.narrowed_keys:
        if is_whole(args):
            if names_order(args, order):
                found.append(Count(key, day, count, 0, units))
        elif share_of(args, order, order.items, decimals) is not None:
            before = returned(args, order, origin.refunds, total, decimals) if origin.refunds else 0
            after = returned(args, order, [*origin.refunds, turn.event.data], total, decimals)
            found.append(Count(key, day, count, 0, after - before))
    return found


def _narrowed_unlinked(turn: Turn, units: int) -> list[Count]:
    data, day, found = turn.event.data, turn.event.day, []
    for key, args in turn.program.narrowed_keys:
        back = units if is_whole(args) else share_of(args, data, data.items, turn.program.decimals)
        if back is not None and names_order(args, data):
            found.append(Count(key, day, less=back))
    return found

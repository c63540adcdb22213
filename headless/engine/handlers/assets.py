"""What the mutations on assets record: grants, spendings, holds and their end, reversals, top-ups, imported balances."""

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.evaluation.stages import Proposal
from headless.engine.handlers.orders import NO_SPENDING, find_hold, release
from headless.engine.handlers.paying import insufficient, over_cap, unknown_kind, use_under
from headless.engine.member.records import Entry, EntryType, HoldStatus
from headless.engine.member.status import MemberStatus
from headless.engine.turn import Plain, Turn
from headless.engine.values.amounts import text_of, to_units
from headless.engine.values.problems import Problem, invalid, refused

MEMBER_MONEY = "member"


def _kind_and_units(turn: Turn, code: str) -> tuple[AssetKind, int] | Problem:
    kind = turn.kind(code)
    if kind is None:
        return unknown_kind(turn, code, "kind")
    units = to_units(turn.event.data.amount, kind.decimals)
    if units <= 0:
        return invalid("INVALID_AMOUNT", f"the amount is {turn.event.data.amount}; give one above zero", "amount")
    turn.scratch.update(kind=kind, units=units)
    return kind, units


class AssetGranted(Plain):
    """`assetGrant`, and lots brought along from another system."""

    def check(self, turn: Turn) -> Problem | None:
        found = _kind_and_units(turn, turn.event.data.kind)
        return found if isinstance(found, Problem) else None

    def apply(self, turn: Turn) -> None:
        data = turn.event.data
        expires_at = getattr(data, "expires_at", None)
        turn.ledger.earn(
            turn.scratch["kind"],
            turn.scratch["units"],
            turn.cause(getattr(data, "reason", None) or "imported"),
            type_=EntryType.GRANT,
            funding=data.funding,
            expires_at=expires_at,
        )


class AssetSpent(Plain):
    """`assetSpend`: all or nothing."""

    def check(self, turn: Turn) -> Problem | None:
        data = turn.event.data
        if turn.state.status == MemberStatus.FROZEN:
            return refused("MEMBER_FROZEN", NO_SPENDING)
        if data.order is not None and data.payable is None:
            return invalid("PAYABLE_MISSING", "a spending for an order needs payable, the order's amount", "payable")
        found = _kind_and_units(turn, data.kind)
        if isinstance(found, Problem):
            return found
        kind, units = found
        turn.need(kind, units)
        most = self._most(turn, kind)
        return None if units <= most else insufficient(kind, most, units)

    def _most(self, turn: Turn, kind: AssetKind) -> int:
        return turn.ledger.spendable(kind)

    def caps(self, turn: Turn, proposal: Proposal) -> Problem | None:
        return over_cap(turn, proposal, turn.event.data.order, turn.scratch["kind"], turn.scratch["units"])

    def apply(self, turn: Turn) -> None:
        kind, units = turn.scratch["kind"], turn.scratch["units"]
        turn.ledger.spend(kind, units, turn.cause(turn.event.data.reason))
        use_under(turn, turn.event.data.order, kind, units)


class AssetHeld(AssetSpent):
    """`assetHold`: reserves lots; credit cannot be held."""

    def check(self, turn: Turn) -> Problem | None:
        until = turn.event.data.until
        if until is not None and until <= turn.now:
            return invalid("HOLD_IN_THE_PAST", "the hold would end before now; give a later time in until", "until")
        return super().check(turn)

    def _most(self, turn: Turn, kind: AssetKind) -> int:
        return turn.ledger.available(kind)

    def apply(self, turn: Turn) -> None:
        kind, units, data = turn.scratch["kind"], turn.scratch["units"], turn.event.data
        until = data.until
        if until is None:
            zone = turn.program.zone
            until = zone.start_of(kind.hold_for.after(zone.day_of(turn.now)))
        hold = turn.ledger.hold(kind, units, turn.cause(data.reason), data.order, until)
        turn.scratch["hold"] = hold
        use_under(turn, data.order, kind, units)


class HoldSettled(Plain):
    """`holdCapture` (what is not captured is released) and `holdRelease` (a part or all)."""

    def check(self, turn: Turn) -> Problem | None:
        data = turn.event.data
        if turn.state.status == MemberStatus.FROZEN and data.action == "capture":
            return refused("MEMBER_FROZEN", NO_SPENDING)
        hold = find_hold(turn, None, data.hold, None, "hold")
        if isinstance(hold, Problem):
            return hold
        kind = turn.program.kind_by_id[hold.kind_id]
        units = hold.open_amount if data.amount is None else to_units(data.amount, kind.decimals)
        if units <= 0:
            return invalid("INVALID_AMOUNT", f"the amount is {data.amount}; give one above zero", "amount")
        if units > hold.open_amount:
            return insufficient(kind, hold.open_amount, units)
        turn.scratch.update(hold=hold, kind=kind, units=units)
        return None

    def apply(self, turn: Turn) -> None:
        hold, units = turn.scratch["hold"], turn.scratch["units"]
        if turn.event.data.action == "capture":
            turn.ledger.capture(hold, units, turn.cause(hold.reason))
            units = hold.open_amount
        if units:
            release(turn, hold, units)
            use_under(turn, hold.order_ref, turn.scratch["kind"], -units)


class HoldTimedOut(Plain):
    """A hold reached its end: what is open goes back."""

    def apply(self, turn: Turn) -> None:
        hold = turn.scratch["hold"]
        units = hold.open_amount
        release(turn, hold, units, HoldStatus.EXPIRED)
        use_under(turn, hold.order_ref, turn.program.kind_by_id[hold.kind_id], -units)


class EntryReversed(Plain):
    """`entryReverse`: what was earned or granted is taken back, what was spent goes back to its lots."""

    def check(self, turn: Turn) -> Problem | None:
        data, origin = turn.event.data, turn.origin
        entry = next((each for each in origin.entries if each.id == turn.scratch["entry_id"]), None) if origin else None
        if origin is None or entry is None:
            return invalid("UNKNOWN_ENTRY", f"there is no entry {data.entry}", "entry")
        if entry.type not in (EntryType.EARN, EntryType.GRANT, EntryType.SPEND):
            message = f"an entry of type {entry.type.name} cannot be reversed; only EARN, GRANT and SPEND can"
            return refused("NOT_REVERSIBLE", message)
        kind = turn.program.kind_by_id[entry.kind_id]
        left = abs(entry.amount) - origin.taken.get(entry.id, 0)
        units = left if data.amount is None else to_units(data.amount, kind.decimals)
        if units <= 0 or units > left:
            have = text_of(left, kind.decimals)
            return refused("REVERSAL_TOO_LARGE", f"{have} of this entry are left to reverse", "Problem", left=have)
        turn.scratch.update(entry=entry, kind=kind, units=units)
        return None

    def apply(self, turn: Turn) -> None:
        entry: Entry = turn.scratch["entry"]
        kind, units, origin = turn.scratch["kind"], turn.scratch["units"], turn.origin
        assert origin is not None
        cause, taken = turn.cause(turn.event.data.reason), origin.taken.get(entry.id, 0)
        if entry.type is EntryType.SPEND:
            turn.ledger.restore(kind, units, cause, entry, origin.moves.get(entry.id, []), taken)
        else:
            turn.ledger.take_back(kind, units, cause, entry)
        origin.taken[entry.id] = taken + units


class TopupPaid(Plain):
    """Money paid in becomes the member's own lot; a bonus named by the sender another, paid for by the house."""

    def check(self, turn: Turn) -> Problem | None:
        data = turn.event.data
        kind = turn.kind(data.asset)
        if kind is None:
            return unknown_kind(turn, data.asset, "data", "asset")
        turn.scratch.update(kind=kind, units=to_units(data.amount, kind.decimals))
        turn.scratch["bonus"] = to_units(data.bonus, kind.decimals) if data.bonus is not None else 0
        return None

    def apply(self, turn: Turn) -> None:
        kind, units, bonus = turn.scratch["kind"], turn.scratch["units"], turn.scratch["bonus"]
        if units:
            turn.ledger.earn(kind, units, turn.cause("topup"), funding=MEMBER_MONEY)
        if bonus:
            turn.ledger.earn(kind, bonus, turn.cause("topup bonus"), funding="house")


class LotsExpired(Plain):
    """`asset.expired`: what is left of the lots and not held goes to breakage."""

    def apply(self, turn: Turn) -> None:
        turn.ledger.expire(turn.scratch["kind"], turn.scratch["lots"], turn.cause("expired"))

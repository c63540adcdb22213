"""What moves assets by itself: grants, spendings, holds, reversals, top-ups and their refunds, imported balances."""

from dataclasses import dataclass
from decimal import Decimal

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.evaluation.stages import Proposal
from headless.engine.handlers.handler import Handler, past_end
from headless.engine.handlers.paying import (
    NO_SPENDING,
    find_hold,
    insufficient,
    over_cap,
    release,
    unknown_kind,
    use_under,
)
from headless.engine.handlers.refunds import EventRefunded, GivenBack
from headless.engine.ledger.lots import MEMBER_MONEY
from headless.engine.member.records import Entry, EntryType, Hold, OriginFacts
from headless.engine.member.status import MemberStatus
from headless.engine.program.partners import SPENT_ON, Partner
from headless.engine.rewards.budgets import beyond_budget, budget_day
from headless.engine.turn import Checked, Turn
from headless.engine.values.amounts import text_of, to_units
from headless.engine.values.problems import Problem, invalid, refused
from headless.ids import decode
from headless.messages import Message

REVERSIBLE = (EntryType.EARN, EntryType.GRANT, EntryType.SPEND)


@dataclass(slots=True)
class Amount(Checked):
    """Units of a kind. partner: who gives them, if the merchant does not."""

    kind: AssetKind
    units: int
    partner: Partner | None = None


@dataclass(slots=True)
class HoldPart(Checked):
    """Units of an open hold of a kind."""

    hold: Hold
    kind: AssetKind
    units: int


@dataclass(slots=True)
class EntryPart(Checked):
    """Units of an entry of a kind, with the event that wrote the entry."""

    entry: Entry
    kind: AssetKind
    units: int
    origin: OriginFacts


@dataclass(slots=True)
class Topup(Checked):
    """Units paid in, and units that the sender adds to them."""

    kind: AssetKind
    units: int
    bonus: int


def _amount(turn: Turn, code: str) -> Amount | Problem:
    kind = turn.kind(code)
    if kind is None:
        return unknown_kind(turn, code, "kind")
    units = to_units(turn.event.data.amount, kind.decimals)
    return Amount(kind, units) if units > 0 else _not_above_zero(turn)


def _not_above_zero(turn: Turn) -> Problem:
    return invalid(
        "INVALID_AMOUNT",
        Message("the amount is {amount}; give one above zero", amount=turn.event.data.amount),
        "amount",
    )


class AssetGranted(Handler[Amount]):
    """`assetGrant`: a lot that still has time to live. A partner's is booked against its account, and spends its budgets."""

    def check(self, turn: Turn) -> Amount | Problem:
        data = turn.event.data
        amount = past_end(turn, data.expires_at, "grant") or _amount(turn, data.kind)
        partner = turn.program.partner_by_account.get(data.funding)
        if isinstance(amount, Problem) or partner is None:
            return amount
        amount.partner = partner
        return beyond_budget(turn, partner, amount.kind, amount.units) or amount

    def apply(self, turn: Turn, checked: Amount) -> None:
        data, partner = turn.event.data, checked.partner
        entry = turn.ledger.earn(
            checked.kind,
            checked.units,
            turn.cause(getattr(data, "reason", None) or "imported"),
            type_=EntryType.GRANT,
            funding=data.funding,
            expires_at=getattr(data, "expires_at", None),
            contra="" if partner is None else partner.account,
            terms=None if partner is None else {SPENT_ON: budget_day(turn)},
        )
        if partner is not None:
            turn.journal.budgets.book(entry, partner.id)


class BalanceImported(AssetGranted):
    """A lot brought along from another system. One that has ended expires at once, but none ends before it was earned."""

    def check(self, turn: Turn) -> Amount | Problem:
        data = turn.event.data
        if data.expires_at is not None and data.earned_at is not None and data.expires_at <= data.earned_at:
            message = Message("the lot would end before it was earned; check both times")
            return invalid("ENDS_BEFORE_IT_BEGINS", message, "expiresAt")
        return _amount(turn, data.kind)


class AssetSpent(Handler[Amount]):
    """`assetSpend`: all or nothing."""

    def check(self, turn: Turn) -> Amount | Problem:
        data = turn.event.data
        if turn.state.status == MemberStatus.FROZEN:
            return refused("MEMBER_FROZEN", NO_SPENDING)
        if data.order is not None and data.payable is None:
            return invalid(
                "PAYABLE_MISSING", Message("a spending for an order needs payable, the order's amount"), "payable"
            )
        amount = _amount(turn, data.kind)
        return amount if isinstance(amount, Problem) else self._covered(turn, amount)

    def _covered(self, turn: Turn, amount: Amount) -> Amount | Problem:
        most = self._most(turn, amount.kind)
        amount.spends = {amount.kind.code: amount.units}
        return amount if amount.units <= most else insufficient(amount.kind, most, amount.units)

    def _most(self, turn: Turn, kind: AssetKind) -> int:
        return turn.ledger.spendable(kind)

    def caps(self, turn: Turn, checked: Amount, proposal: Proposal) -> Problem | None:
        return over_cap(turn, proposal, turn.event.data.order, checked.kind, checked.units)

    def apply(self, turn: Turn, checked: Amount) -> None:
        data = turn.event.data
        turn.ledger.spend(checked.kind, checked.units, turn.cause(data.reason))
        use_under(turn, data.order, checked.kind, checked.units)


class AssetHeld(AssetSpent):
    """`assetHold` reserves lots. Credit cannot be held."""

    def check(self, turn: Turn) -> Amount | Problem:
        until = turn.event.data.until
        if until is not None and until <= turn.now:
            return invalid(
                "HOLD_IN_THE_PAST", Message("the hold would end before now; give a later time in until"), "until"
            )
        return super().check(turn)

    def _most(self, turn: Turn, kind: AssetKind) -> int:
        return turn.ledger.available(kind)

    def apply(self, turn: Turn, checked: Amount) -> None:
        kind, data = checked.kind, turn.event.data
        until = data.until
        if until is None:
            zone = turn.program.zone
            until = zone.start_of(kind.hold_for.after(zone.day_of(turn.now)))
        turn.ledger.hold(kind, checked.units, turn.cause(data.reason), data.order, until)
        use_under(turn, data.order, kind, checked.units)


class HoldSettled(Handler[HoldPart]):
    """`holdCapture` (what is not captured is released) and `holdRelease` (a part or all)."""

    def check(self, turn: Turn) -> HoldPart | Problem:
        data = turn.event.data
        if turn.state.status == MemberStatus.FROZEN and data.action == "capture":
            return refused("MEMBER_FROZEN", NO_SPENDING)
        hold = find_hold(turn, None, data.hold, None, "hold")
        if isinstance(hold, Problem):
            return hold
        kind = turn.program.kind_by_id[hold.kind_id]
        units = hold.open_amount if data.amount is None else to_units(data.amount, kind.decimals)
        if units <= 0:
            return _not_above_zero(turn)
        return HoldPart(hold, kind, units) if units <= hold.open_amount else insufficient(kind, hold.open_amount, units)

    def apply(self, turn: Turn, checked: HoldPart) -> None:
        hold, units = checked.hold, checked.units
        if turn.event.data.action == "capture":
            turn.ledger.capture(hold, units, turn.cause(hold.reason))
            units = hold.open_amount
        if units:
            release(turn, hold, units)
            use_under(turn, hold.order_ref, checked.kind, -units)


class EntryReversed(Handler[EntryPart]):
    """`entryReverse`: what was earned or granted is taken back, what was spent goes back to its lots."""

    def check(self, turn: Turn) -> EntryPart | Problem:
        data, origin = turn.event.data, turn.origin
        entry_id = decode("ent", data.entry)
        entry = next((entry for entry in origin.entries if entry.id == entry_id), None) if origin else None
        if origin is None or entry is None:
            return invalid("UNKNOWN_ENTRY", Message("there is no entry {entry}", entry=data.entry), "entry")
        if entry.type not in REVERSIBLE:
            message = Message(
                "an entry of type {entry} cannot be reversed; only EARN, GRANT and SPEND can", entry=entry.type.name
            )
            return refused("NOT_REVERSIBLE", message)
        kind = turn.program.kind_by_id[entry.kind_id]
        left = abs(entry.amount) - origin.taken.get(entry.id, 0)
        if entry.type is not EntryType.SPEND:
            left = max(0, left - turn.ledger.expired_of(entry))
        units = left if data.amount is None else to_units(data.amount, kind.decimals)
        if units <= 0 or units > left:
            have = text_of(left, kind.decimals)
            return refused(
                "REVERSAL_TOO_LARGE",
                Message("{have} of this entry are left to reverse", have=Decimal(have)),
                "Problem",
                left=have,
            )
        return EntryPart(entry, kind, units, origin)

    def apply(self, turn: Turn, checked: EntryPart) -> None:
        entry, kind, units, origin = checked.entry, checked.kind, checked.units, checked.origin
        cause, taken = turn.cause(turn.event.data.reason), origin.taken.get(entry.id, 0)
        if entry.type is EntryType.SPEND:
            turn.ledger.restore(kind, units, cause, entry, origin.moves.get(entry.id, []), taken)
        else:
            turn.ledger.take_back(kind, units, cause, entry)
        origin.take_by_hand(entry, units)


class TopupPaid(Handler[Topup]):
    """Money paid in becomes the member's own lot. A bonus named by the sender becomes another, paid for by the house."""

    def check(self, turn: Turn) -> Topup | Problem:
        data = turn.event.data
        kind = turn.kind(data.asset)
        if kind is None:
            return unknown_kind(turn, data.asset, "data", "asset")
        bonus = to_units(data.bonus, kind.decimals) if data.bonus is not None else 0
        return Topup(kind, to_units(data.amount, kind.decimals), bonus)

    def apply(self, turn: Turn, checked: Topup) -> None:
        if checked.units:
            turn.ledger.earn(checked.kind, checked.units, turn.cause("topup"), funding=MEMBER_MONEY)
        if checked.bonus:
            turn.ledger.earn(checked.kind, checked.bonus, turn.cause("topup bonus"), funding="house")


class TopupRefunded(EventRefunded):
    """A top-up was given back, and so is what it brought: the money, its bonus, and what rules gave for it."""

    def check(self, turn: Turn) -> GivenBack | Problem:
        kind = turn.kind(turn.origin.event.data.asset) if turn.origin is not None else None
        if kind is not None:
            to_units(turn.event.data.amount, kind.decimals)  # refuses what is not exact
        return super().check(turn)

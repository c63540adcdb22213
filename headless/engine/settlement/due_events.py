"""What the clock owes a member at a moment: expiry, maturing, reminders, and holds that time out.

Each piece becomes an event of the source `engine`, keyed by what it concerns and when it was due, so that neither a retry nor a
second sweep does it twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.handlers.time_work import EndedHold, EndedLots, MaturedKind
from headless.engine.ledger.lot_schedule import due_lots, mature
from headless.engine.ledger.lots import ANNOUNCED, ENDS, MATURES, remind_at
from headless.engine.member.derived_events import AssetExpired, AssetExpiring, HoldTimedOut, TierExpiring
from headless.engine.member.records import Lot
from headless.engine.member.state import MemberState
from headless.engine.member.status import MemberStatus
from headless.engine.settlement.turn_factory import EngineEvent
from headless.engine.standings import tiers
from headless.engine.values.amounts import from_units
from headless.ids import encode


def due_events(state: MemberState, due: int) -> Iterator[EngineEvent]:
    """Yield what is due at a moment after `clock_at`. Each event is to be settled before the next is asked for.

    Reminders come first: they tell of what was there before this moment. Closed members are not reminded.
    """
    kinds, is_open = state.program.kind_by_id, state.status < MemberStatus.CLOSED
    work = [
        (kinds[id_], due_lots(state, kinds[id_], due))
        for id_, account in state.accounts.items()
        if account.due_at is not None and account.due_at <= due and id_ in kinds
    ]
    for kind, lots in work:
        if is_open and ANNOUNCED in lots:
            yield from _lot_reminders(state, kind, lots[ANNOUNCED], due)
    if is_open and state.program.reminds:
        yield from _tier_reminders(state, due)
    for kind, lots in work:
        if MATURES in lots:
            yield from _matured(state, kind, lots[MATURES], due)
        if state.holds(kind.id):
            yield from _timed_out(state, kind, due)
        if ENDS in lots:
            yield from expiries(kind, lots[ENDS], due)


def expiries(kind: AssetKind, lots: list[Lot], as_of: int) -> Iterator[EngineEvent]:
    """Yield the expiry of a kind's lots, of those that end together as one, and none of lots that are held or empty."""
    for at, group in by_end([lot for lot in lots if lot.free]):
        yield expiry(kind, group, f"{group[0].id}:{at}", as_of)


def expiry(kind: AssetKind, lots: list[Lot], key: str, as_of: int) -> EngineEvent:
    """Return the expiry of the free part of lots that end together, by what is pending `as_of` a moment."""
    data = AssetExpired(kind.code, from_units(sum(lot.free for lot in lots), kind.decimals))
    at = lots[0].expires_at or as_of
    return EngineEvent("asset.expired", data, f"asset.expired:{key}", at, as_of, EndedLots(kind, lots))


def late_expiries(kinds: Mapping[int, AssetKind], lots: Sequence[Lot], as_of: int) -> Iterator[EngineEvent]:
    """Yield the expiry of lots of any kinds that had ended when they came."""
    for kind_id in dict.fromkeys(lot.kind_id for lot in lots):
        yield from expiries(kinds[kind_id], [lot for lot in lots if lot.kind_id == kind_id], as_of)


def by_end(lots: list[Lot]) -> list[tuple[int, list[Lot]]]:
    """Group lots by the moment at which they end, soonest first, oldest first within."""
    if len(lots) < 2:
        return [(lot.expires_at or 0, [lot]) for lot in lots]
    groups: dict[int, list[Lot]] = {}
    for lot in sorted(lots, key=lambda lot: lot.id):
        groups.setdefault(lot.expires_at or 0, []).append(lot)
    return sorted(groups.items())


def _matured(state: MemberState, kind: AssetKind, lots: list[Lot], due: int) -> Iterator[EngineEvent]:
    """Make pending lots available. If they repay debt, that is an event."""
    ripe = [lot for lot in lots if lot.remaining]
    if not ripe:
        return
    account = state.account(kind.id)
    mature(account, ripe)
    if account.debt:
        first = min(lot.id for lot in ripe)
        data = AssetExpired(kind.code, from_units(sum(lot.remaining for lot in ripe), kind.decimals))
        yield EngineEvent("asset.matured", data, f"asset.matured:{first}:{due}", due, checked=MaturedKind(kind))


def _timed_out(state: MemberState, kind: AssetKind, due: int) -> Iterator[EngineEvent]:
    over = [hold for hold in state.holds(kind.id).values() if hold.expires_at <= due]
    for hold in sorted(over, key=lambda hold: (hold.expires_at, hold.id)):
        data = HoldTimedOut(encode("hold", hold.id), kind.code, from_units(hold.open_amount, kind.decimals))
        key = f"hold.timed_out:{hold.id}:{hold.expires_at}"
        yield EngineEvent("hold.timed_out", data, key, hold.expires_at, checked=EndedHold(hold))


def _lot_reminders(state: MemberState, kind: AssetKind, lots: list[Lot], due: int) -> Iterator[EngineEvent]:
    endings = state.program.endings[kind.id]
    for at, group in by_end([lot for lot in lots if (lot.expires_at or 0) > due]):
        yield _reminder(state, kind, group, remind_at(endings, group[0]), at)


def late_reminders(state: MemberState, lots: Sequence[Lot], now: int) -> Iterator[EngineEvent]:
    """Yield the reminders of lots that came after the moment of their reminder: they are given at once."""
    kinds = state.program.kind_by_id
    for kind_id in dict.fromkeys(lot.kind_id for lot in lots):
        left = [lot for lot in lots if lot.kind_id == kind_id and lot.remaining]
        for at, group in by_end(left):
            yield _reminder(state, kinds[kind_id], group, now, at)


def _reminder(state: MemberState, kind: AssetKind, lots: list[Lot], moment: int, ends: int) -> EngineEvent:
    amount = from_units(sum(lot.remaining for lot in lots), kind.decimals)
    data = AssetExpiring(kind.code, amount, date.fromordinal(state.program.zone.day_of(ends)))
    return EngineEvent("asset.expiring", data, f"asset.expiring:{lots[0].id}:{moment}", moment)


def _tier_reminders(state: MemberState, due: int) -> Iterator[EngineEvent]:
    for track in state.program.tracks.values():
        standing = state.standings.get(track.id)
        if standing is None or standing.until_at is None or standing.until_at <= due:
            continue
        tier = track.by_id.get(standing.tier_id) if standing.tier_id is not None else None
        if tier is None:
            continue
        moment = tiers.remind_at(track, standing.until_at, state.program.zone)
        if state.clock_at < moment <= due:
            data = TierExpiring(track.code, tier.code, standing.until_at)
            yield EngineEvent("tier.expiring", data, f"tier.expiring:{standing.id}:{moment}", moment)

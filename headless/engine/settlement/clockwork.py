"""What the clock owes a member: expiry, maturing, reminders, hold time-outs, reviews, ends of standings and tags.

Each piece becomes an event of the source `engine`, keyed by what it concerns and when it was due, so that neither a retry nor a
second sweep does it twice. Work lies in (clock_at, due]; `clock_at` then moves on.
"""

from datetime import date
from typing import Any, Protocol

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.evaluation.judge import Judge
from headless.engine.ledger.ledger import Ledger
from headless.engine.ledger.lot_schedule import due_lots, refresh_due
from headless.engine.ledger.lots import ANNOUNCED, ENDS, MATURES, remind_at
from headless.engine.member.derived_events import AssetExpired, AssetExpiring, HoldTimedOut, TierExpiring
from headless.engine.member.records import Lot, Standing
from headless.engine.member.state import MemberState
from headless.engine.program.tracks import Track
from headless.engine.standings.tier_votes import votes
from headless.engine.values.amounts import from_units
from headless.engine.values.zones import LAST_DAY
from headless.errors import HeadlessError
from headless.ids import encode


class Desk(Protocol):
    """Where clock work is handed in: records engine events, and reviews tags and standings."""

    def record(
        self,
        state: MemberState,
        type_: str,
        data: Any,
        key: str,
        occurred_at: int,
        now: int,
        as_of: int | None = None,
        depth: int = 0,
        **scratch: Any,
    ) -> None: ...
    def review(self, state: MemberState, due: int, now: int) -> None: ...
    def ledger(self, state: MemberState, now: int, recorded_at: int | None = None) -> Ledger: ...


class Clockwork:
    """Runs one member's due work."""

    def __init__(self, judge: Judge, desk: Desk) -> None:
        self._judge, self._desk = judge, desk

    # ── when

    def next_due(self, state: MemberState) -> int | None:
        """The soonest moment after `clock_at` at which something is due."""
        now, kinds = state.clock_at, state.program.kind_by_id
        soonest = self._judged_due(state, now)
        for kind_id, account in state.accounts.items():
            if account.due_at is not None and account.due_at <= now and kind_id in kinds:
                refresh_due(state, kinds[kind_id])
            due = account.due_at
            if due is not None and due > now and (soonest is None or due < soonest):
                soonest = due
        return soonest

    def _judged_due(self, state: MemberState, now: int) -> int | None:
        """The soonest moment at which a tag or a standing ends, or a condition may come out differently."""
        if _rests(state, now):
            return state.judged_due
        program = state.program
        today = program.zone.day_of(now)
        outlooks = self._judge.outlooks(state, max(today, state.judged_on))
        if state.due_known and (state.judged_due is None or state.judged_due > now):
            return state.judged_due
        dues = [held.expires_at for held in state.tags.values() if held.expires_at and held.removed_at is None]
        soonest = self._judge.next_change(state, outlooks)
        days = [self._track_dues(state, track, today, dues) for track in program.tracks.values()]
        days += state.stored_due.values()
        for day in days:
            if day is not None and day > today and (soonest is None or day < soonest):
                soonest = day
        if soonest is not None and soonest <= LAST_DAY:
            dues.append(program.zone.start_of(soonest))
        state.judged_due = min([due for due in dues if due > now], default=None)
        # What plugins compute is foreseen by code of theirs, and late work looks back: both are asked each time.
        state.due_known = today >= state.judged_on and not (program.voters or state.stored_due)
        return state.judged_due

    def _track_dues(self, state: MemberState, track: Track, today: int, dues: list[int]) -> int | None:
        """The day on which a standing may be lost; what comes at a moment of its own is added to `dues`."""
        standing = state.standings.get(track.id)
        tier = track.by_id.get(standing.tier_id) if standing and standing.tier_id is not None else None
        if standing is not None and tier is not None:
            if standing.until_at is not None:
                dues.append(standing.until_at)
                if state.program.reminds:
                    dues.append(self._remind_at(state, track, standing))
            if standing.grace_until_at is not None:
                dues.append(standing.grace_until_at)
        if track.kind != "EARNED":
            return None
        if track.rule is not None:
            return self._vote_due(state, track, standing, today)
        if standing is None or tier is None or (standing.until_at is not None and standing.grace_until_at is None):
            return None
        if (
            track.downgrade == "ONE_STEP"
            and standing.code == "downgraded"
            and not self._judge.met(tier.keeps, state, today)
        ):
            return today + 1
        # Whoever no longer keeps a tier stays as long as they qualify for it.
        days = [self._judge.changes_on(each, state, today) for each in (tier.keep, tier.condition) if each is not None]
        return min([day for day in days if day is not None], default=None)

    def _vote_due(self, state: MemberState, track: Track, standing: Standing | None, today: int) -> int | None:
        """The day on which a tier rule is asked again: a fact of its moves, or it failed at the standing's end."""
        active = state.program.voters.get(track.code)
        if active is None or not votes(active):
            return None
        try:
            day = self._judge.moves_on(active, state, today)
        except HeadlessError:
            return None
        over = standing is not None and standing.until_at is not None and standing.until_at <= state.clock_at
        return today + 1 if over else day

    def _remind_at(self, state: MemberState, track: Track, standing: Standing) -> int:
        zone = state.program.zone
        return zone.start_of(track.remind_before.before(zone.day_of(standing.until_at or 0)))

    # ── what

    def run(self, state: MemberState, until: int, history: bool) -> None:
        """Do everything due up to `until`; in history each piece is recorded at its own time, else now."""
        while state.due_at is not None and state.due_at <= until:
            due = max(state.due_at, state.clock_at)
            self._step(state, due, due if history else until)
            state.clock_at = due
            state.due_at = self.next_due(state)
        state.clock_at = max(state.clock_at, until)

    def _step(self, state: MemberState, due: int, now: int) -> None:
        """Reminders first: they tell of what was there before this moment."""
        kinds = state.program.kind_by_id
        work = [
            (kinds[id_], due_lots(state, kinds[id_], due))
            for id_, account in state.accounts.items()
            if account.due_at is not None and account.due_at <= due and id_ in kinds
        ]
        for kind, lots in work:
            if ANNOUNCED in lots:
                self._remind(state, kind, lots[ANNOUNCED], due, now)
        self._remind_of_tiers(state, due, now)
        for kind, lots in work:
            if MATURES in lots:
                self._mature(state, kind, lots[MATURES], due, now)
            if state.holds(kind.id):
                self._time_out_holds(state, kind, due, now)
            if ENDS in lots:
                self._expire(state, kind, lots[ENDS], due, now)
        if state.program.computed or not _rests(state, now):
            self._desk.review(state, due, now)

    def _mature(self, state: MemberState, kind: AssetKind, lots: list[Lot], due: int, now: int) -> None:
        ripe = [lot for lot in lots if lot.remaining]
        if not ripe:
            return
        self._desk.ledger(state, due, now).mature(kind, ripe)
        if state.account(kind.id).debt:
            first = min(lot.id for lot in ripe)
            data = AssetExpired(kind.code, from_units(sum(lot.remaining for lot in ripe), kind.decimals))
            self._desk.record(state, "asset.matured", data, f"asset.matured:{first}:{due}", due, now, repay=kind)

    def _time_out_holds(self, state: MemberState, kind: AssetKind, due: int, now: int) -> None:
        ended = sorted(
            (hold for hold in state.holds(kind.id).values() if hold.expires_at <= due),
            key=lambda hold: (hold.expires_at, hold.id),
        )
        for hold in ended:
            data = HoldTimedOut(encode("hold", hold.id), kind.code, from_units(hold.open_amount, kind.decimals))
            key = f"hold.timed_out:{hold.id}:{hold.expires_at}"
            self._desk.record(state, "hold.timed_out", data, key, hold.expires_at, now, hold=hold)

    def _expire(self, state: MemberState, kind: AssetKind, lots: list[Lot], due: int, now: int) -> None:
        for at, gone in by_end([lot for lot in lots if lot.free]):
            self.expire(state, kind, gone, f"{gone[0].id}:{at}", due, now)

    def expire(
        self, state: MemberState, kind: AssetKind, lots: list[Lot], key: str, as_of: int, now: int, depth: int = 0
    ) -> None:
        """Expire the free part of lots that end together, by what is pending `as_of` a moment."""
        at = lots[0].expires_at or as_of
        data = AssetExpired(kind.code, from_units(sum(lot.free for lot in lots), kind.decimals))
        key = f"asset.expired:{key}"
        self._desk.record(state, "asset.expired", data, key, at, now, as_of, depth, kind=kind, lots=lots)

    def _remind(self, state: MemberState, kind: AssetKind, lots: list[Lot], due: int, now: int) -> None:
        zone, endings = state.program.zone, state.program.endings[kind.id]
        for at, ending in by_end([lot for lot in lots if (lot.expires_at or 0) > due]):
            moment = remind_at(endings, ending[0])
            amount = from_units(sum(lot.remaining for lot in ending), kind.decimals)
            data = AssetExpiring(kind.code, amount, date.fromordinal(zone.day_of(at)))
            self._desk.record(state, "asset.expiring", data, f"asset.expiring:{ending[0].id}:{moment}", moment, now)

    def _remind_of_tiers(self, state: MemberState, due: int, now: int) -> None:
        if not state.program.reminds:
            return
        for track in state.program.tracks.values():
            standing = state.standings.get(track.id)
            if standing is None or standing.until_at is None or standing.until_at <= due:
                continue
            tier = track.by_id.get(standing.tier_id) if standing.tier_id is not None else None
            if tier is None:
                continue
            moment = self._remind_at(state, track, standing)
            if state.clock_at < moment <= due:
                data = TierExpiring(track.code, tier.code, standing.until_at)
                self._desk.record(state, "tier.expiring", data, f"tier.expiring:{standing.id}:{moment}", moment, now)


def _rests(state: MemberState, now: int) -> bool:
    """Whether tags, tiers and conditions surely need nothing up to a moment."""
    if not state.due_known or state.moved or state.totals.touched:
        return False
    return state.judged_due is None or state.judged_due > now


def by_end(lots: list[Lot]) -> list[tuple[int, list[Lot]]]:
    """Lots that end at the same moment, soonest first, oldest first within."""
    if len(lots) < 2:
        return [(lot.expires_at or 0, [lot]) for lot in lots]
    groups: dict[int, list[Lot]] = {}
    for lot in sorted(lots, key=lambda lot: lot.id):
        groups.setdefault(lot.expires_at or 0, []).append(lot)
    return sorted(groups.items())

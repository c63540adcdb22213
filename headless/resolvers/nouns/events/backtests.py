"""Back-tests: how far they are, what came of them, and the members whom the change would touch."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.backtest.gain_texts import Teller, sum_changes
from headless.engine.backtest.gains import GAINED, LOST
from headless.engine.program import documents
from headless.engine.program.tracks import Tier, Track
from headless.errors import HeadlessError
from headless.models.tables.work.backtests import BacktestView, backtests_by_id
from headless.resolvers.nouns.configuration.tracks import TierRow, row_of
from headless.resolvers.nouns.events.changes import ChangeRow
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page
from headless.resolvers.reading.pages import keyset, numbered

FIELD = "Backtest.members"
_COLUMNS = "backtest_id, member_id, document"
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TierMoveRow:
    """How many members would stand on another tier at the end."""

    track: Track
    from_: TierRow | None
    to: TierRow | None
    members: int


@dataclass(frozen=True, slots=True)
class BacktestMemberRow:
    """A member whom the change would touch, and why."""

    member_id: int
    changes: list[ChangeRow]
    why: str


async def by_id(ctx: ReadContext, ids: Sequence[int]) -> list[BacktestView | None]:
    """The back-tests of these ids."""
    async with ctx.read() as session:
        found = await backtests_by_id(session, ctx.merchant_id, ids)
    return [found.get(id_) for id_ in ids]


def totals(ctx: ReadContext, view: BacktestView) -> list[ChangeRow] | None:
    """The sums that would differ; None until it is done."""
    if view.results is None:
        return None
    teller = _teller(ctx, view.results)
    return [_change_row(teller, change) for change in sum_changes(view.results)]


def tier_moves(ctx: ReadContext, view: BacktestView) -> list[TierMoveRow] | None:
    """Who would stand elsewhere, by tiers; None until it is done."""
    if view.results is None:
        return None
    found = []
    for code, before, after, members in view.results["moves"]:
        live, candidate = ctx.program.tracks.get(code), _candidate(ctx, view.results, code)
        track = live or candidate
        if track is not None:
            old, new = _tier(ctx, (live, candidate), before), _tier(ctx, (candidate, live), after)
            found.append(TierMoveRow(track, old, new, members))
    return found


def left_out(view: BacktestView) -> list[str] | None:
    """What could not be tried."""
    return None if view.results is None else list(view.results["leftOut"])


def failed(view: BacktestView) -> Any:
    """Rules that failed while they were tried: how often, and how at last."""
    if view.results is None:
        return None
    return {name: {"times": times, "error": error} for name, (times, error) in view.results["failed"].items()}


async def members(
    ctx: ReadContext, rows: Sequence[BacktestView], gained: bool | None = None, **page: Any
) -> list[Page]:
    """A page of the members of each back-test, oldest first; `gained`: only those who gain, or who lose."""
    part = ctx.slice(FIELD, {"gained": gained}, **page)
    beyond, order, key = keyset(part, ["member_id"], 3, newest_first=False)
    async with ctx.read() as session:
        source = f"""backtest_member WHERE merchant_id = $1 AND {session.any_of("backtest_id", 2)}{_only(gained)} AND {beyond}"""
        sql = numbered(_COLUMNS, ["backtest_id"], order, source, part.limit)
        found = await session.fetch(sql, ctx.merchant_id, sorted({row.id for row in rows}), *key)
    listed: dict[int, list[BacktestMemberRow]] = {}
    results = {row.id: row.results or {} for row in rows}
    for backtest_id, member_id, document in found:
        listed.setdefault(backtest_id, []).append(_member(ctx, results[backtest_id], member_id, json.loads(document)))
    counted = {"gained": gained}
    return [
        part.page(listed.get(row.id, []), lambda each: (each.member_id,), counted=(count, row, counted)) for row in rows
    ]


async def count(ctx: ReadContext, rows: Sequence[BacktestView], gained: bool | None = None) -> list[int]:
    """How many members each back-test touches."""
    async with ctx.read() as session:
        sql = f"""SELECT backtest_id, count(*) FROM backtest_member
WHERE merchant_id = $1 AND {session.any_of("backtest_id", 2)}{_only(gained)} GROUP BY backtest_id"""
        found = await session.fetch(sql, ctx.merchant_id, sorted({row.id for row in rows}))
    counts = {row[0]: row[1] for row in found}
    return [counts.get(row.id, 0) for row in rows]


def _only(gained: bool | None) -> str:
    return "" if gained is None else f" AND direction = {GAINED if gained else LOST}"


def _member(ctx: ReadContext, results: Json, member_id: int, document: Json) -> BacktestMemberRow:
    teller = _teller(ctx, results)
    changes = [_change_row(teller, change) for change in document["changes"]]
    return BacktestMemberRow(member_id, changes, teller.why(document["why"]))


def _teller(ctx: ReadContext, results: Json) -> Teller:
    return Teller(ctx.program, results, ctx.lang, ctx.allows)


def _change_row(teller: Teller, change: Json) -> ChangeRow:
    kind, code, before, after = (change[name] for name in ("kind", "code", "before", "after"))
    if kind not in ("ASSET", "COUPON", "BENEFIT"):
        return ChangeRow(kind, code, before, after, None, teller.change(change))
    old, new, more = (
        teller.amount(code, units) if kind == "ASSET" else str(units) for units in (before, after, after - before)
    )
    return ChangeRow(kind, code, old, new, more, teller.change(change))


def _candidate(ctx: ReadContext, results: Json, code: str) -> Track | None:
    document = results["tracks"].get(code)
    try:
        return None if document is None else documents.track(document["id"], 0, document, ctx.program.metrics)
    except HeadlessError:
        # A metric that its conditions test may be a plugin's that is not in use.
        return None


def _tier(ctx: ReadContext, tracks: Sequence[Track | None], code: str | None) -> TierRow | None:
    for track in tracks:
        tier: Tier | None = track.by_code.get(code or "") if track is not None else None
        if track is not None and tier is not None:
            return row_of(ctx, track, tier)
    return None

"""Back-tests: how far they are, their results, and the members whom the change would affect."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.backtest.gain_texts import Teller, sum_changes
from headless.engine.backtest.gains import GAINED, LOST
from headless.engine.explaining.fact_scopes import OF_CHANGES
from headless.engine.program import documents
from headless.engine.program.tracks import Tier, Track
from headless.engine.texts.told import in_language
from headless.engine.texts.wording import worded
from headless.errors import HeadlessError
from headless.models.tables.work.backtest_pages import count_affected, page_of_affected
from headless.models.tables.work.backtests import BacktestView, backtests_by_id
from headless.resolvers.nouns.configuration.tracks import TierRow, row_of
from headless.resolvers.nouns.events.changes import ChangeRow
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page
from headless.services.backtesting.results import erased_members

FIELD = "Backtest.members"
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
    """Return the back-tests of these ids."""
    async with ctx.read() as session:
        known = await backtests_by_id(session, ctx.merchant_id, ids)
    return [known.get(id_) for id_ in ids]


def totals(ctx: ReadContext, view: BacktestView) -> list[ChangeRow] | None:
    """Return the sums that would differ, None until it is done."""
    if view.results is None:
        return None
    return _change_rows(_teller(ctx, view.results), sum_changes(view.results))


def tier_moves(ctx: ReadContext, view: BacktestView) -> list[TierMoveRow] | None:
    """Return how many members would change tiers, from which to which, None until it is done."""
    if view.results is None:
        return None
    moves = []
    for code, before, after, members in view.results["moves"]:
        live, candidate = ctx.program.tracks.get(code), _candidate(ctx, view.results, code)
        track = live or candidate
        if track is not None:
            old, new = _tier(ctx, (live, candidate), before), _tier(ctx, (candidate, live), after)
            moves.append(TierMoveRow(track, old, new, members))
    return moves


def left_out(ctx: ReadContext, view: BacktestView) -> list[str] | None:
    """Return what could not be tried, None until it is done."""
    if view.results is None:
        return None
    erased = erased_members(**view.results.get("erased", {"events": 0, "members": 0}))
    return [worded(erased, ctx.lang) if part == erased else part for part in view.results["leftOut"]]


def error(ctx: ReadContext, view: BacktestView) -> str | None:
    """Return why it failed."""
    return None if view.error is None else in_language(view.error, ctx.lang)


def failed(view: BacktestView) -> Any:
    """Return the rules that failed while they were tried: how often, and the last error. None until it is done."""
    if view.results is None:
        return None
    return {name: {"times": times, "error": error} for name, (times, error) in view.results["failed"].items()}


async def members(
    ctx: ReadContext, rows: Sequence[BacktestView], gained: bool | None = None, **page: Any
) -> list[Page]:
    """Return a page of the members of each back-test, oldest first. `gained`: only those who gain, or who lose."""
    filters = {"gained": gained}
    part = ctx.slice(FIELD, filters, **page)
    async with ctx.read() as session:
        touched = await page_of_affected(
            session, ctx.merchant_id, [row.id for row in rows], _direction(gained), part.range
        )
    by_backtest: dict[int, list[BacktestMemberRow]] = {}
    results = {row.id: row.results or {} for row in rows}
    for affected in touched:
        member = _member(ctx, results[affected.backtest_id], affected.member_id, json.loads(affected.document))
        by_backtest.setdefault(affected.backtest_id, []).append(member)
    return [
        part.page(by_backtest.get(row.id, []), lambda member: (member.member_id,), counted=(count, row, filters))
        for row in rows
    ]


async def count(ctx: ReadContext, rows: Sequence[BacktestView], gained: bool | None = None) -> list[int]:
    """Return how many members each back-test touches."""
    async with ctx.read() as session:
        counts = await count_affected(session, ctx.merchant_id, [row.id for row in rows], _direction(gained))
    return [counts.get(row.id, 0) for row in rows]


def _direction(gained: bool | None) -> int | None:
    return None if gained is None else GAINED if gained else LOST


def _member(ctx: ReadContext, results: Json, member_id: int, document: Json) -> BacktestMemberRow:
    teller = _teller(ctx, results)
    return BacktestMemberRow(member_id, _change_rows(teller, document["changes"]), teller.why(document["why"]))


def _teller(ctx: ReadContext, results: Json) -> Teller:
    return Teller(ctx.program, results, ctx.lang, ctx.allows)


def _change_rows(teller: Teller, changes: Sequence[Json]) -> list[ChangeRow]:
    """Return changes as the API shows them, without those whose scope the token lacks."""
    return [_change_row(teller, change) for change in changes if teller.allows(OF_CHANGES[change["kind"]])]


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
        # a metric that its conditions test may be of a plugin that is not in use
        return None


def _tier(ctx: ReadContext, tracks: Sequence[Track | None], code: str | None) -> TierRow | None:
    for track in tracks:
        tier: Tier | None = track.by_code.get(code or "") if track is not None else None
        if track is not None and tier is not None:
            return row_of(ctx, track, tier)
    return None

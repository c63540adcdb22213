"""Standings: the tiers members hold and have held, and why."""

from collections.abc import Sequence
from typing import Any

from headless.engine.member.records import Standing
from headless.resolvers.nouns.configuration import tracks
from headless.resolvers.nouns.configuration.tracks import TierRow, track_of
from headless.resolvers.nouns.standings.drawn_tiers import TIERS, drawing_of_tier, over
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page
from headless.resolvers.reading.pages import keyset, numbered
from headless.resolvers.reading.parts import drawn, reads
from headless.resolvers.reading.rows import MemberRow
from headless.services.settling.records import STANDING_COLUMNS, prefixed, standing_of

FIELD = "Member.tierHistory"
_CURRENT = f"""SELECT {prefixed(STANDING_COLUMNS, "s")} FROM member_tier t JOIN standing s
  ON s.merchant_id = t.merchant_id AND s.member_id = t.member_id AND s.track_id = t.track_id AND s.seq = t.seq
WHERE t.merchant_id = $1 AND """


@drawn(drawing_of_tier)
@reads(lambda ctx, **_: (TIERS,))
async def tier(ctx: ReadContext, members: Sequence[MemberRow], track: str | None = None) -> list[TierRow | None]:
    """The tier each member holds on a track now. Errors: NotFound for an unknown track."""
    ladder = track_of(ctx, track)
    if ladder is None:
        return [None] * len(members)
    standing, now = await ctx.parts.of([member.id for member in members], TIERS), ctx.now
    held = {
        member_id: row[1]
        for member_id, rows in standing.items()
        for row in rows
        if row[0] == ladder.id and row[1] is not None and not over(ladder, row[2], now)
    }
    found = await _tiers(ctx, list(held.values()))
    return [found.get(held.get(member.id, 0)) for member in members]


async def standings(ctx: ReadContext, members: Sequence[MemberRow]) -> list[list[Standing]]:
    """What each member holds now, one standing per track."""
    listed: dict[int, list[Standing]] = {}
    async with ctx.read() as session:
        sql = f"{_CURRENT}{session.any_of('t.member_id', 2)} AND s.tier_id IS NOT NULL ORDER BY t.track_id"
        rows = await session.fetch(sql, ctx.merchant_id, sorted({member.id for member in members}))
    for row in rows:
        track = ctx.program.track_by_id.get(row[2])
        if track is not None and not over(track, row[6], ctx.now):
            listed.setdefault(row[1], []).append(standing_of(row))
    return [listed.get(member.id, []) for member in members]


async def tier_history(
    ctx: ReadContext, members: Sequence[MemberRow], track: str | None = None, **page: Any
) -> list[Page]:
    """A page of each member's standings on a track, newest first. Errors: NotFound for an unknown track."""
    ladder = track_of(ctx, track)
    filters = {"track": track}
    part = ctx.slice(FIELD, filters, **page)
    beyond, order, key = keyset(part, ["seq"], 4)
    async with ctx.read() as session:
        source = (
            f"""standing WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} AND track_id = $3 AND {beyond}"""
        )
        sql = numbered(STANDING_COLUMNS, ["member_id"], order, source, part.limit)
        ids = sorted({member.id for member in members})
        found = await session.fetch(sql, ctx.merchant_id, ids, ladder.id if ladder else 0, *key)
    listed: dict[int, list[Standing]] = {}
    for each in found:
        listed.setdefault(each[1], []).append(standing_of(each))
    return [
        part.page(listed.get(row.id, []), lambda standing: (standing.seq,), counted=(count, row, filters))
        for row in members
    ]


async def count(ctx: ReadContext, members: Sequence[MemberRow], track: str | None = None) -> list[int]:
    """How many standings each member has had on a track."""
    ladder = track_of(ctx, track)
    async with ctx.read() as session:
        sql = f"""SELECT member_id, count(*) FROM standing
WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} AND track_id = $3 GROUP BY member_id"""
        ids = sorted({member.id for member in members})
        rows = await session.fetch(sql, ctx.merchant_id, ids, ladder.id if ladder else 0)
    counts = {row[0]: row[1] for row in rows}
    return [counts.get(row.id, 0) for row in members]


async def standings_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[Standing | None]:
    """Standings by id, past ones included."""
    async with ctx.read() as session:
        sql = f"SELECT {STANDING_COLUMNS} FROM standing WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
        found = {row[0]: standing_of(row) for row in await session.fetch(sql, ctx.merchant_id, sorted(set(ids)))}
    return [found.get(id_) for id_ in ids]


async def tiers_held(ctx: ReadContext, rows: Sequence[Standing]) -> list[TierRow | None]:
    """The tier of each standing; None for one that left the track."""
    found = await _tiers(ctx, [row.tier_id for row in rows if row.tier_id is not None])
    return [found.get(row.tier_id or 0) for row in rows]


async def _tiers(ctx: ReadContext, ids: Sequence[int]) -> dict[int, TierRow | None]:
    asked = sorted(set(ids))
    return dict(zip(asked, await tracks.tiers_by_id(ctx, asked), strict=True)) if asked else {}

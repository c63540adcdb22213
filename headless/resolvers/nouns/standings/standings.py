"""Standings: what members hold and have held, and why."""

from collections.abc import Sequence
from typing import Any

from headless.engine.member.records import Standing
from headless.models.tables.members import standing_reads
from headless.models.tables.members.member_reads import MemberRow
from headless.resolvers.nouns.configuration.tracks import track_of
from headless.resolvers.nouns.standings.tiers import over
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page

FIELD = "Member.tierHistory"


async def standings(ctx: ReadContext, members: Sequence[MemberRow]) -> list[list[Standing]]:
    """Return what each member holds now, one standing per track."""
    by_member: dict[int, list[Standing]] = {}
    async with ctx.read() as session:
        current = await standing_reads.standings_with_tiers(session, ctx.merchant_id, [row.id for row in members])
    for standing in current:
        track = ctx.program.track_by_id.get(standing.track_id)
        if track is not None and not over(track, standing.until_at, ctx.now):
            by_member.setdefault(standing.member_id, []).append(standing)
    return [by_member.get(member.id, []) for member in members]


async def tier_history(
    ctx: ReadContext, members: Sequence[MemberRow], track: str | None = None, **page: Any
) -> list[Page]:
    """Return a page of each member's standings on a track, newest first. Raise NotFound for an unknown track."""
    ladder = track_of(ctx, track)
    filters = {"track": track}
    part = ctx.slice(FIELD, filters, **page)
    ids = [member.id for member in members]
    async with ctx.read() as session:
        rows = await standing_reads.page_of_standings(
            session, ctx.merchant_id, ids, ladder.id if ladder else 0, part.range
        )
    by_member: dict[int, list[Standing]] = {}
    for standing in rows:
        by_member.setdefault(standing.member_id, []).append(standing)
    return [
        part.page(by_member.get(row.id, []), lambda standing: (standing.seq,), counted=(count, row, filters))
        for row in members
    ]


async def count(ctx: ReadContext, members: Sequence[MemberRow], track: str | None = None) -> list[int]:
    """Return how many standings each member has had on a track. Raise NotFound for an unknown track."""
    ladder = track_of(ctx, track)
    ids = [member.id for member in members]
    async with ctx.read() as session:
        counts = await standing_reads.count_standings(session, ctx.merchant_id, ids, ladder.id if ladder else 0)
    return [counts.get(row.id, 0) for row in members]


async def standings_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[Standing | None]:
    """Return standings by id, past ones included."""
    async with ctx.read() as session:
        known = await standing_reads.standings_by_id(session, ctx.merchant_id, ids)
    return [known.get(id_) for id_ in ids]

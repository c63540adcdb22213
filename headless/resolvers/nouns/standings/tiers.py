"""Tiers that members hold now, with the fast path of the field."""

from collections.abc import Iterable, Sequence
from typing import Any

from headless.engine.member.records import Standing
from headless.engine.program.tracks import Track
from headless.models.base.relations import RowsByMember
from headless.models.tables.members.member_reads import MemberRow
from headless.models.tables.members.standing_reads import HELD_TIERS, HeldTier
from headless.resolvers.executing.fast_path import FastPath, lasting_answer
from headless.resolvers.executing.plans import Step
from headless.resolvers.nouns.configuration import tracks
from headless.resolvers.nouns.configuration.tracks import TierRow, row_of, track_of
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.related import NoFastPath, fast_path, reads


def over(track: Track, until_at: int | None, now: int) -> bool:
    """Return True if a standing that was paid for has reached its end, swept or not."""
    return track.entered and until_at is not None and until_at <= now


def fast_tier(ctx: ReadContext, step: Step) -> FastPath:
    """Compile the tier each member holds on a track: what is asked of a tier is the same for all who hold it.

    Raise NoFastPath if the merchant has no track, and NotFound for an unknown one.
    """
    track = track_of(ctx, step.constant.get("track"))
    if track is None:
        raise NoFastPath("no_track")
    tiers = {tier.id: lasting_answer(ctx, step, row_of(ctx, track, tier)) for tier in track.tiers}

    def answer(ctx: ReadContext, ids: Sequence[int], rows: Sequence[RowsByMember]) -> list[Any]:
        now, held, track_id = ctx.now, rows[0], track.id
        answers: list[Any] = []
        for id_ in ids:
            tier = None
            # a row is a HeldTier
            for on, tier_id, ends_at in held[id_]:
                if on == track_id and tier_id is not None and not over(track, ends_at, now):
                    if tier_id not in tiers:
                        raise NoFastPath("tier_removed")
                    tier = tiers[tier_id]
            answers.append(tier)
        return answers

    return FastPath(lambda ctx: (HELD_TIERS,), answer)


@fast_path(fast_tier)
@reads(lambda ctx, **_: (HELD_TIERS,))
async def tier(ctx: ReadContext, members: Sequence[MemberRow], track: str | None = None) -> list[TierRow | None]:
    """Return the tier each member holds on a track now. Raise NotFound for an unknown track."""
    ladder = track_of(ctx, track)
    if ladder is None:
        return [None] * len(members)
    related, now = await ctx.related.of([member.id for member in members], HELD_TIERS), ctx.now
    held = {
        member_id: row.tier_id
        for member_id, rows in related.items()
        for row in map(HeldTier._make, rows)
        if row.track_id == ladder.id and row.tier_id is not None and not over(ladder, row.ends_at, now)
    }
    known = await tiers_by_id(ctx, held.values())
    return [known.get(held.get(member.id, 0)) for member in members]


async def tiers_held(ctx: ReadContext, rows: Sequence[Standing]) -> list[TierRow | None]:
    """Return the tier of each standing, None for one that left the track."""
    known = await tiers_by_id(ctx, [row.tier_id for row in rows if row.tier_id is not None])
    return [known.get(row.tier_id or 0) for row in rows]


async def tiers_by_id(ctx: ReadContext, ids: Iterable[int]) -> dict[int, TierRow | None]:
    """Return tiers by id, removed ones included."""
    wanted = sorted(set(ids))
    return dict(zip(wanted, await tracks.tiers_by_id(ctx, wanted), strict=True)) if wanted else {}

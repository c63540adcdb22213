"""Tier tracks and their tiers; a tier that was removed is still found, because histories name it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.program.tracks import Tier, Track
from headless.errors import NotFound
from headless.resolvers.reading.context import ReadContext

_COUNTS = """SELECT tier_id, count(*) FROM member_tier
WHERE merchant_id = $1 AND {tracks} AND tier_id IS NOT NULL GROUP BY tier_id"""
_REMOVED = "SELECT id, track_id, code, name, rank FROM tier WHERE merchant_id = $1 AND {tiers}"


@dataclass(frozen=True, slots=True)
class TierRow:
    """A tier with the track it belongs to; `attributes` is what the merchant added."""

    id: int
    tier: Tier
    track: Track
    attributes: Any = None


async def tracks(ctx: ReadContext, parents: Sequence[object]) -> list[list[Track]]:
    """Root: all tracks, oldest first."""
    listed = sorted(ctx.program.tracks.values(), key=lambda track: track.id)
    return [listed for _ in parents]


async def track(ctx: ReadContext, parents: Sequence[object], code: str) -> list[Track | None]:
    """Root: one track by its code."""
    return [ctx.program.tracks.get(code) for _ in parents]


async def tracks_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[Track | None]:
    """The tracks of these ids."""
    return [ctx.program.track_by_id.get(id_) for id_ in ids]


async def tiers_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[TierRow | None]:
    """The tiers of these ids, removed ones included."""
    wanted = set(ids)
    found = {
        tier.id: row_of(ctx, track, tier)
        for track in ctx.program.tracks.values()
        for tier in track.tiers
        if tier.id in wanted
    }
    missing = sorted(wanted - set(found))
    if missing:
        found |= await _removed(ctx, missing)
    return [found.get(id_) for id_ in ids]


def row_of(ctx: ReadContext, track: Track, tier: Tier) -> TierRow:
    """A tier as the API shows it."""
    document = ctx.stored["tier_track"].get(track.id, {})
    stored: Mapping[str, Any] = next((each for each in document.get("tiers", ()) if each.get("id") == tier.id), {})
    return TierRow(tier.id, tier, track, stored.get("attributes"))


def tiers_of(ctx: ReadContext, track: Track) -> list[TierRow]:
    """A track's tiers, lowest rank first."""
    return [row_of(ctx, track, tier) for tier in track.tiers]


def settings_of(ctx: ReadContext, track: Track) -> Any:
    """The settings of a track's rule, as they were saved."""
    return ctx.stored["tier_track"].get(track.id, {}).get("settings")


def track_of(ctx: ReadContext, code: str | None) -> Track | None:
    """The track of a code, the default one without; None if the merchant has none. Errors: NotFound."""
    found = ctx.program.track(code)
    if found is None and code is not None:
        known = ", ".join(sorted(ctx.program.tracks)) or "none"
        raise NotFound(f"there is no tier track {code!r}; there are: {known}", code="UNKNOWN_TRACK")
    return found


async def _removed(ctx: ReadContext, ids: Sequence[int]) -> dict[int, TierRow]:
    async with ctx.read() as session:
        rows = await session.fetch(_REMOVED.format(tiers=session.any_of("id", 2)), ctx.merchant_id, ids)
    return {
        row[0]: TierRow(row[0], Tier(row[0], row[2], row[3], row[4]), track)
        for row in rows
        if (track := ctx.program.track_by_id.get(row[1])) is not None
    }


async def member_counts(ctx: ReadContext, rows: Sequence[TierRow]) -> list[int]:
    """How many members stand on each tier now."""
    async with ctx.read() as session:
        sql = _COUNTS.format(tracks=session.any_of("track_id", 2))
        found = await session.fetch(sql, ctx.merchant_id, sorted({row.track.id for row in rows}))
    counts = {row[0]: row[1] for row in found}
    return [counts.get(row.id, 0) for row in rows]

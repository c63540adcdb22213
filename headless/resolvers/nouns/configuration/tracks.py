"""Tier tracks and their tiers. A tier that was removed is still found, because histories name it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.conditions.leaves import leaf_of
from headless.engine.conditions.trees import Test, may_hold, tests_of
from headless.engine.program.offers import Benefit
from headless.engine.program.tracks import Tier, Track
from headless.errors import NotFound
from headless.messages import Message
from headless.models.tables.configuration import tier_reads
from headless.models.tables.members.standing_reads import members_by_tier
from headless.resolvers.reading.context import ReadContext
from headless.services.configuration.tier_rules import without_secrets


@dataclass(frozen=True, slots=True)
class TierRow:
    """A tier with the track it belongs to. `attributes` is what the merchant added."""

    id: int
    tier: Tier
    track: Track
    attributes: Any = None


async def tracks(ctx: ReadContext, parents: Sequence[object]) -> list[list[Track]]:
    """Return all tracks, oldest first."""
    listed = sorted(ctx.program.tracks.values(), key=lambda track: track.id)
    return [listed for _ in parents]


async def track(ctx: ReadContext, parents: Sequence[object], code: str) -> list[Track | None]:
    """Return the track of a code."""
    return [ctx.program.tracks.get(code) for _ in parents]


async def tracks_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[Track | None]:
    """Return the tracks of these ids."""
    return [ctx.program.track_by_id.get(id_) for id_ in ids]


async def tiers_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[TierRow | None]:
    """Return the tiers of these ids, removed ones included."""
    wanted = set(ids)
    rows = {
        tier.id: row_of(ctx, track, tier)
        for track in ctx.program.tracks.values()
        for tier in track.tiers
        if tier.id in wanted
    }
    missing = sorted(wanted - set(rows))
    if missing:
        rows |= await _removed(ctx, missing)
    return [rows.get(id_) for id_ in ids]


def row_of(ctx: ReadContext, track: Track, tier: Tier) -> TierRow:
    """Return a tier as the API shows it."""
    document = ctx.stored["tier_track"].get(track.id, {})
    stored: Mapping[str, Any] = next((saved for saved in document.get("tiers", ()) if saved.get("id") == tier.id), {})
    return TierRow(tier.id, tier, track, stored.get("attributes"))


def tiers_of(ctx: ReadContext, track: Track) -> list[TierRow]:
    """Return a track's tiers, lowest rank first."""
    return [row_of(ctx, track, tier) for tier in track.tiers]


def settings_of(ctx: ReadContext, track: Track) -> Any:
    """Return the settings of a track's rule, as they were saved."""
    document = ctx.stored["tier_track"].get(track.id, {})
    return without_secrets(ctx.kernel.registry, document.get("rule"), document).get("settings")


def track_of(ctx: ReadContext, code: str | None) -> Track | None:
    """Return the track of a code, without one the default track, None if the merchant has none.

    Raise NotFound for an unknown code.
    """
    track = ctx.program.track(code)
    if track is None and code is not None:
        known = tuple(sorted(ctx.program.tracks))
        raise NotFound(
            Message("there is no tier track {code!r}; there are: {known}", code=code, known=known), code="UNKNOWN_TRACK"
        )
    return track


async def benefits_of(ctx: ReadContext, rows: Sequence[TierRow]) -> list[list[Benefit]]:
    """Return the benefits that each tier opens, oldest first. All else that a condition asks for counts as met."""
    benefits = sorted(ctx.program.benefits.values(), key=lambda benefit: benefit.id)
    return [[benefit for benefit in benefits if _opens(ctx, row, benefit)] for row in rows]


def _opens(ctx: ReadContext, row: TierRow, benefit: Benefit) -> bool:
    if benefit.condition is None:
        return False
    tests = {test for test in tests_of(benefit.condition) if _is_of_ladder(ctx, test, row.track)}
    met = {test for test in tests if leaf_of(test, ctx.program).passes(row.tier.rank)}
    return bool(tests) and may_hold(benefit.condition, lambda test: test in met if test in tests else None)


def _is_of_ladder(ctx: ReadContext, test: Test, track: Track) -> bool:
    named = ctx.program.track(test.query.arg("track")) if test.metric == "tier" else None
    return named is not None and named.id == track.id


async def _removed(ctx: ReadContext, ids: Sequence[int]) -> dict[int, TierRow]:
    async with ctx.read() as session:
        removed = await tier_reads.tiers_by_id(session, ctx.merchant_id, ids)
    return {
        row.id: TierRow(row.id, Tier(row.id, row.code, row.name, row.rank), track)
        for row in removed
        if (track := ctx.program.track_by_id.get(row.track_id)) is not None
    }


async def member_counts(ctx: ReadContext, rows: Sequence[TierRow]) -> list[int]:
    """Return how many members stand on each tier now."""
    async with ctx.read() as session:
        counts = await members_by_tier(session, ctx.merchant_id, [row.track.id for row in rows])
    return [counts.get(row.id, 0) for row in rows]

"""Tiers drawn from where members stand: what is asked of a tier is the same for all who hold it."""

from collections.abc import Sequence
from typing import Any

from headless.engine.program.tracks import Track
from headless.resolvers.executing.fast_path import Drawing, Rows, still
from headless.resolvers.executing.plans import Step
from headless.resolvers.nouns.configuration.tracks import row_of, track_of
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.parts import Part, Undrawn

TIERS = Part("tiers", "x.track_id, x.tier_id, x.until_at", "member_tier x")


def over(track: Track, until_at: int | None, now: int) -> bool:
    """Whether a paid standing has reached its end, swept or not."""
    return track.kind == "PAID" and until_at is not None and until_at <= now


def drawing_of_tier(ctx: ReadContext, step: Step) -> Drawing:
    """The tier each member holds on a track. Errors: Undrawn; NotFound for an unknown track."""
    track = track_of(ctx, step.constant.get("track"))
    if track is None:
        raise Undrawn
    tiers = {tier.id: still(ctx, step, row_of(ctx, track, tier)) for tier in track.tiers}

    def draw(ctx: ReadContext, ids: Sequence[int], read: Sequence[Rows]) -> list[Any]:
        now, rows, track_id = ctx.now, read[0], track.id
        found: list[Any] = []
        for id_ in ids:
            held = None
            for on, tier_id, until_at in rows[id_]:
                if on == track_id and tier_id is not None and not over(track, until_at, now):
                    # a tier that was removed from the track is asked of the database
                    held = tiers[tier_id]
            found.append(held)
        return found

    return Drawing(lambda ctx: (TIERS,), draw)

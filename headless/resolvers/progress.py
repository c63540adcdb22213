"""How near members are to their next tier, by the very conditions that decide it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from headless.engine.clauses import Clause
from headless.engine.conditions import Condition
from headless.engine.hiding import visible
from headless.engine.ladder import Progress, progress_on, text_of_progress
from headless.engine.program import Tier, Track
from headless.errors import NotFound
from headless.resolvers.context import ReadContext
from headless.resolvers.judged import Asked, asked_of, judged
from headless.resolvers.members import MemberRow
from headless.resolvers.parts import reads
from headless.resolvers.standings import track_of
from headless.resolvers.tracks import TierRow, row_of


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """Progress as the API shows it; clauses without the values that the token may not see."""

    current: TierRow | None
    next: TierRow | None
    fraction: Decimal
    nearest: Clause | None
    to_next: Clause | None
    keep_until: int | None
    text: str
    keeping: Callable[[], Clause | None]

    @property
    def to_keep(self) -> Clause | None:
        """What keeps the present tier; filled in when it is asked for."""
        return self.keeping()


def _asked(ctx: ReadContext, track: str | None) -> Asked:
    """What a track's conditions read: found once a day for each configuration."""
    ladder, today = track_of(ctx, track), ctx.program.zone.day_of(ctx.now)
    key = "progress", ladder.id if ladder else 0
    day, found = ctx.made.get(key, (0, None))
    if day != today:
        found = asked_of(ctx, _conditions(ladder))
        ctx.made[key] = today, found
    return cast(Asked, found)


def _conditions(ladder: Track | None) -> list[Condition]:
    """What decides a track, but where tiers are held by entering alone."""
    tiers = ladder.tiers if ladder else ()
    return [each for rung in tiers for each in (rung.condition, rung.keep) if each is not None]


@reads(lambda ctx, track=None, **_: _asked(ctx, track).parts)
async def tier_progress(
    ctx: ReadContext, members: Sequence[MemberRow], track: str | None = None, tier: str | None = None
) -> list[ProgressRow | None]:
    """Each member's progress on a track, to the next tier or the one asked for. Errors: NotFound for unknown ones."""
    ladder = track_of(ctx, track)
    if ladder is None:
        return [None] * len(members)
    goal = _tier_of(ladder, tier)
    states = await judged(ctx, {member.id for member in members}, _asked(ctx, track))
    today = ctx.program.zone.day_of(ctx.now)
    return [
        _row(ctx, progress_on(state, ladder, today, goal, ctx.judge))
        if (state := states.get(member.id)) is not None
        else None
        for member in members
    ]


def seen(ctx: ReadContext, clause: Clause | None) -> Clause | None:
    """A clause as this token may see it."""
    return None if clause is None else visible(clause, ctx.program.metrics, ctx.allows)


def _row(ctx: ReadContext, found: Progress) -> ProgressRow:
    shown = Progress(
        found.track,
        found.current,
        found.next,
        found.fraction,
        seen(ctx, found.to_next),
        found.keep_until,
        found.keeping,
    )
    return ProgressRow(
        row_of(ctx, found.track, found.current) if found.current else None,
        row_of(ctx, found.track, found.next) if found.next else None,
        found.fraction, shown.nearest, shown.to_next, found.keep_until, text_of_progress(shown, ctx.lang),
        lambda: seen(ctx, found.to_keep),
    )  # fmt: skip


def _tier_of(track: Track, code: str | None) -> Tier | None:
    found = track.by_code.get(code) if code is not None else None
    if code is not None and found is None:
        known = ", ".join(tier.code for tier in track.tiers) or "none"
        raise NotFound(f"there is no tier {code!r} on {track.code}; it has: {known}", code="UNKNOWN_TIER")
    return found

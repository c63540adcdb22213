"""How near members are to their next tier, by the very conditions that decide it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, cast

from headless.engine.conditions.clauses import Clause
from headless.engine.conditions.conditions import Condition
from headless.engine.conditions.redaction import visible
from headless.engine.explaining.tier_progress import Progress, progress_on, text_of_progress
from headless.engine.member.state import TIER
from headless.engine.program.tracks import Tier, Track
from headless.errors import NotFound
from headless.resolvers.executing.fast_path import Drawing, Rows, single, still, value_of
from headless.resolvers.executing.plans import Step
from headless.resolvers.nouns.conditions.judged import Asked, asked_of, judged, of_parts
from headless.resolvers.nouns.configuration.tracks import TierRow, row_of, track_of
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.parts import Undrawn, drawn, reads
from headless.resolvers.reading.rows import MemberRow


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """Progress as the API shows it to a token; clauses without the values that it may not see."""

    ctx: ReadContext
    found: Progress

    @property
    def current(self) -> TierRow | None:
        """The tier held now."""
        return self._row(self.found.current)

    @property
    def next(self) -> TierRow | None:
        """The tier to come, or the one asked for."""
        return self._row(self.found.next)

    @property
    def fraction(self) -> Decimal:
        """How near it is."""
        return self.found.fraction

    @property
    def keep_until(self) -> int | None:
        """When the present tier is reviewed or ends."""
        return self.found.keep_until

    @property
    def to_next(self) -> Clause | None:
        """What the tier to come asks for."""
        return seen(self.ctx, self.found.to_next)

    @property
    def to_keep(self) -> Clause | None:
        """What keeps the present tier; filled in when it is asked for."""
        return seen(self.ctx, self.found.to_keep)

    @property
    def nearest(self) -> Clause | None:
        """The unmet test that is nearest to being met."""
        return self._shown().nearest

    @property
    def text(self) -> str:
        """What is missing, in one sentence."""
        return text_of_progress(self._shown(), self.ctx.lang)

    def _shown(self) -> Progress:
        clause = self.to_next
        return self.found if clause is self.found.to_next else replace(self.found, to_next=clause)

    def _row(self, tier: Tier | None) -> TierRow | None:
        return None if tier is None else row_of(self.ctx, self.found.track, tier)


def _asked(ctx: ReadContext, track: str | None) -> Asked:
    """What a track's conditions read: found once a day for each configuration."""
    ladder, today = track_of(ctx, track), ctx.today
    key = "progress", ladder.id if ladder else 0
    day, found = ctx.made.get(key, (0, None))
    if day != today:
        found = asked_of(ctx, _conditions(ladder), TIER)
        ctx.keep(key, (today, found))
    return cast(Asked, found)


def _conditions(ladder: Track | None) -> list[Condition]:
    """What decides a track, but where tiers are held by entering alone."""
    tiers = ladder.tiers if ladder else ()
    return [each for rung in tiers for each in (rung.condition, rung.keep) if each is not None]


def _drawing(ctx: ReadContext, step: Step) -> Drawing:
    """The progress drawn from the parts that its conditions read. Errors: Undrawn; NotFound for unknown codes."""
    code = step.constant.get("track")
    ladder, level = track_of(ctx, code), single(step)
    if ladder is None or _asked(ctx, code).untracked:
        raise Undrawn
    goal = _tier_of(ladder, step.constant.get("tier"))
    rows = [each for each in level.steps if each.answer.name in ("current", "next")]
    tiers = {tier.id: {each.key: still(ctx, each, row_of(ctx, ladder, tier)) for each in rows} for tier in ladder.tiers}
    makers = [(each.key, each.answer.name, None if each in rows else value_of(ctx, each)) for each in level.steps]

    def draw(ctx: ReadContext, ids: Sequence[int], read: Sequence[Rows]) -> list[Any]:
        parts, today = _asked(ctx, code).parts, ctx.today
        answers = []
        for id_ in ids:
            state = of_parts(ctx, id_, parts, [rows[id_] for rows in read])
            found = progress_on(state, ladder, today, goal, ctx.judge)
            row = ProgressRow(ctx, found)
            answers.append({
                key: make(ctx, row) if make is not None else
                None if (tier := getattr(found, name)) is None else tiers[tier.id][key]
                for key, name, make in makers
            })  # fmt: skip
        return answers

    return Drawing(lambda ctx: _asked(ctx, code).parts, draw)


@drawn(_drawing)
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
    today = ctx.today
    return [
        ProgressRow(ctx, progress_on(state, ladder, today, goal, ctx.judge))
        if (state := states.get(member.id)) is not None
        else None
        for member in members
    ]


def seen(ctx: ReadContext, clause: Clause | None) -> Clause | None:
    """A clause as this token may see it."""
    return None if clause is None else visible(clause, ctx.program.metrics, ctx.allows)


def _tier_of(track: Track, code: str | None) -> Tier | None:
    found = track.by_code.get(code) if code is not None else None
    if code is not None and found is None:
        known = ", ".join(tier.code for tier in track.tiers) or "none"
        raise NotFound(f"there is no tier {code!r} on {track.code}; it has: {known}", code="UNKNOWN_TIER")
    return found

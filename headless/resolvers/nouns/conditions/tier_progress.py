"""How near members are to their next tier, by the very conditions that decide it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple, cast

from headless.engine.conditions.clauses import Clause
from headless.engine.conditions.conditions import Condition, keys_used
from headless.engine.conditions.redaction import visible
from headless.engine.explaining.tier_progress import Asks, Progress, progress_on, text_of_progress
from headless.engine.member.state import TIER, MemberState
from headless.engine.program.tracks import Tier, Track
from headless.engine.standings.tier_votes import asked_for, votes
from headless.errors import NotFound
from headless.messages import Message
from headless.models.base.relations import RowsByMember
from headless.models.tables.members.member_reads import MemberRow
from headless.models.tables.work.schedules import RANK, borders_of
from headless.resolvers.executing.fast_path import FastPath, lasting_answer, object_level, value_maker
from headless.resolvers.executing.plans import Step
from headless.resolvers.nouns.conditions.condition_states import Facts, facts_of, state_of, states_of
from headless.resolvers.nouns.conditions.states import read_states
from headless.resolvers.nouns.configuration.tracks import TierRow, row_of, track_of
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.related import NoFastPath, fast_path, reads
from headless.services.rejudging.untracked_totals import load_untracked


class ProgressRow(NamedTuple):
    """Progress as the API shows it: clauses lack the values that the token may not see."""

    ctx: ReadContext
    progress: Progress

    @property
    def current(self) -> TierRow | None:
        """The tier held now."""
        return self._row(self.progress.current)

    @property
    def next(self) -> TierRow | None:
        """The tier to come, or the one asked for."""
        return self._row(self.progress.next)

    @property
    def fraction(self) -> Decimal:
        """How near it is."""
        return self.progress.fraction

    @property
    def keep_until(self) -> int | None:
        """When the present tier is reviewed or ends: now, if that is over and the worker has not come to it yet."""
        until = self.progress.keep_until
        return None if until is None else max(until, self.ctx.now)

    @property
    def to_next(self) -> Clause | None:
        """What the tier to come asks for."""
        return seen(self.ctx, self.progress.to_next)

    @property
    def to_keep(self) -> Clause | None:
        """What keeps the present tier, computed when it is asked for."""
        return seen(self.ctx, self.progress.to_keep)

    @property
    def nearest(self) -> Clause | None:
        """The unmet test that is closest to being met."""
        return self._shown().nearest

    @property
    def text(self) -> str:
        """What is missing, in one sentence."""
        return text_of_progress(self._shown(), self.ctx.names)

    def _shown(self) -> Progress:
        clause = self.to_next
        return self.progress if clause is self.progress.to_next else self.progress._replace(to_next=clause)

    def _row(self, tier: Tier | None) -> TierRow | None:
        return None if tier is None else row_of(self.ctx, self.progress.track, tier)


def _facts(ctx: ReadContext, track: str | None) -> Facts:
    """Return what a track's conditions read, computed once a day for each configuration."""
    ladder, today = track_of(ctx, track), ctx.today
    key = "progress", ladder.id if ladder else 0
    day, facts = ctx.made.get(key, (0, None))
    if day != today:
        facts = facts_of(ctx, _conditions(ladder), TIER)
        ctx.keep(key, (today, facts))
    return cast(Facts, facts)


def _conditions(ladder: Track | None) -> list[Condition]:
    """Return what decides a track. Tiers that are held by entering alone have no condition."""
    tiers = ladder.tiers if ladder else ()
    return [condition for tier in tiers for condition in (tier.condition, tier.keep) if condition is not None]


def fast_progress(ctx: ReadContext, step: Step) -> FastPath:
    """Compile the progress from the relations that its conditions read.

    Raise NoFastPath if totals without counters are read, and NotFound for unknown codes.
    """
    code = step.constant.get("track")
    ladder, level = track_of(ctx, code), object_level(step)
    if ladder is None:
        raise NoFastPath("no_track")
    if ladder.rule is not None:
        raise NoFastPath("decided_by_a_rule")
    if _facts(ctx, code).untracked:
        raise NoFastPath("untracked_totals")
    goal = _tier_of(ladder, step.constant.get("tier"))
    of_tiers = [field for field in level.steps if field.answer.name in ("current", "next")]
    tiers = {
        tier.id: {field.key: lasting_answer(ctx, field, row_of(ctx, ladder, tier)) for field in of_tiers}
        for tier in ladder.tiers
    }
    makers = [
        (field.key, field.answer.name, None if field in of_tiers else value_maker(ctx, field)) for field in level.steps
    ]

    def answer(ctx: ReadContext, ids: Sequence[int], rows: Sequence[RowsByMember]) -> list[Any]:
        relations, today = _facts(ctx, code).relations, ctx.today
        answers = []
        for id_ in ids:
            state = state_of(ctx, id_, relations, [own[id_] for own in rows])
            progress = progress_on(state, ladder, today, goal, ctx.judge)
            row = ProgressRow(ctx, progress)
            answers.append({
                key: make(ctx, row) if make is not None else
                None if (tier := getattr(progress, name)) is None else tiers[tier.id][key]
                for key, name, make in makers
            })  # fmt: skip
        return answers

    return FastPath(lambda ctx: _facts(ctx, code).relations, answer)


@fast_path(fast_progress)
@reads(lambda ctx, track=None, **_: _facts(ctx, track).relations)
async def tier_progress(
    ctx: ReadContext, members: Sequence[MemberRow], track: str | None = None, tier: str | None = None
) -> list[ProgressRow | None]:
    """Return each member's progress on a track, to the next tier or the one asked for. Raise NotFound for unknown codes."""
    ladder = track_of(ctx, track)
    if ladder is None:
        return [None] * len(members)
    goal = _tier_of(ladder, tier)
    if ladder.rule is not None:
        return await _by_rule(ctx, members, ladder, goal)
    states = await states_of(ctx, {member.id for member in members}, _facts(ctx, track))
    today = ctx.today
    return [
        ProgressRow(ctx, progress_on(state, ladder, today, goal, ctx.judge))
        if (state := states.get(member.id)) is not None
        else None
        for member in members
    ]


async def _by_rule(
    ctx: ReadContext, members: Sequence[MemberRow], ladder: Track, goal: Tier | None
) -> list[ProgressRow | None]:
    """Return the progress on a track whose rule says what a tier asks for."""
    active, today, asked = ctx.program.voters.get(ladder.code), ctx.today, dict[tuple[int, int], Condition | None]()
    ranked = active is not None and not votes(active)
    async with ctx.read() as session:
        states = await read_states(ctx, session, {member.id for member in members})
        borders = await borders_of(session, ctx.merchant_id, RANK + ladder.code) if ranked else None
        if active is not None:
            for state in states.values():
                asked |= {
                    (state.id, tier.id): asked_for(ctx.judge, active, state, today, tier, borders)
                    for tier in ladder.tiers
                }
        conditions = [condition for condition in asked.values() if condition is not None]
        keys = frozenset[str]().union(*map(keys_used, conditions))
        await load_untracked(session, ctx.program, states, keys)

    def row(state: MemberState) -> ProgressRow:
        by_rule: Asks = lambda tier: asked.get((state.id, tier.id))  # noqa: E731
        return ProgressRow(ctx, progress_on(state, ladder, today, goal, ctx.judge, by_rule, ranked=ranked))

    rows = {id_: row(state) for id_, state in states.items()}
    return [rows.get(member.id) for member in members]


def seen(ctx: ReadContext, clause: Clause | None) -> Clause | None:
    """Return a clause as this token may see it."""
    return None if clause is None else visible(clause, ctx.program.metrics, ctx.shows_values)


def _tier_of(track: Track, code: str | None) -> Tier | None:
    tier = track.by_code.get(code) if code is not None else None
    if code is not None and tier is None:
        known = tuple(tier.code for tier in track.tiers)
        raise NotFound(
            Message("there is no tier {code!r} on {track}; it has: {known}", code=code, track=track.code, known=known),
            code="UNKNOWN_TIER",
        )
    return tier

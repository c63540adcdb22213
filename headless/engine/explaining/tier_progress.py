"""How far a member is on a track: what is missing for the next tier, and what keeps the present one."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from headless.engine.conditions.clause_texts import text_of_clause
from headless.engine.conditions.clauses import Clause, fill, nearest
from headless.engine.conditions.conditions import Condition
from headless.engine.evaluation.judge import Judge
from headless.engine.member.state import MemberState
from headless.engine.program.tracks import Tier, Track
from headless.engine.texts.names import Names, name_in, names_of
from headless.engine.texts.texts import Texts

_TEXTS = Texts("standings")
_NEXT_RANKING = Decimal("0.9999")
"""The most of the way before a ranking: what sufficed in the last one may not suffice in the next."""
Asks = Callable[[Tier], Condition | None]
"""What a tier asks for, by the rule that decides its track. None if it cannot be told."""


class Progress(NamedTuple):
    """The progress to the next tier, None at the top, and what keeps the present one.

    `fraction` is the share of the way, from 0 to 1. `keep_until` is in microseconds. `ranked`: the track is decided by a
    ranking, so that what is asked for is what sufficed in the last one.
    """

    track: Track
    current: Tier | None
    next: Tier | None
    fraction: Decimal
    to_next: Clause | None
    keep_until: int | None
    keeping: Callable[[], Clause | None]
    ranked: bool = False

    @property
    def to_keep(self) -> Clause | None:
        """What keeps the present tier, filled in on demand."""
        return self.keeping()

    @property
    def nearest(self) -> Clause | None:
        """The unmet test that is nearest to being met."""
        return nearest(self.to_next) if self.to_next is not None else None


def progress_on(
    state: MemberState,
    track: Track,
    today: int,
    asked: Tier | None = None,
    judge: Judge | None = None,
    by_rule: Asks | None = None,
    *,
    ranked: bool = False,
) -> Progress:
    """Return the progress to the tier above the present one, or to the one asked for.

    A judge has the conditions of tiers ready. If a rule decides the track, `by_rule` says what it asks for.
    """
    standing = state.standings.get(track.id)
    current = track.by_id.get(standing.tier_id) if standing and standing.tier_id is not None else None
    rank = current.rank if current else None
    above = next((tier for tier in track.tiers if rank is None or tier.rank > rank), None)
    goal = asked or above
    filled = _by_hand if judge is None or by_rule is not None else judge.clause
    up = None if goal is None else goal.condition if by_rule is None else by_rule(goal)
    keeps = None
    if current is not None and track.kind == "EARNED":
        keeps = current.keeps if by_rule is None else by_rule(current)
    to_next = None if up is None else filled(up, state, today)
    reached = goal is None or _reached(goal, current)
    fraction = Decimal(1) if reached else to_next.fraction if to_next is not None else Decimal(0)
    if ranked and not reached:
        fraction = min(fraction, _NEXT_RANKING)
    keep_until = standing.ends_at if standing and current else None
    return Progress(
        track,
        current,
        goal,
        fraction,
        to_next,
        keep_until,
        lambda: None if keeps is None else filled(keeps, state, today),
        ranked,
    )


def text_of_progress(progress: Progress, reader: Names | str) -> str:
    """Return one sentence for a reader: "spend ¥100 more within 365 days to reach Gold"."""
    names = names_of(reader)
    goal, current, lang = progress.next, progress.current, names.lang
    if goal is None:
        if current is None:
            return _TEXTS.text(lang, "progress.empty")
        return _TEXTS.text(lang, "progress.highest", tier=name_in(lang, current))
    tier = name_in(lang, goal)
    if progress.ranked and progress.to_next is not None and not _reached(goal, current):
        clause = text_of_clause(progress.to_next, names)
        key = "progress.ranked_enough" if progress.to_next.met else "progress.ranked_missing"
        return _TEXTS.text(lang, key, clause=clause, tier=tier)
    if progress.fraction == 1:
        return _TEXTS.text(lang, "progress.reached", tier=tier)
    if progress.to_next is None and progress.track.rule is not None:
        return _TEXTS.text(lang, "progress.by_rule", tier=tier, rule=names.rule(progress.track.rule))
    if progress.to_next is None:
        return _TEXTS.text(lang, "progress.not_earned", tier=tier)
    key = "progress.first" if current is None else "progress.missing"
    return _TEXTS.text(lang, key, clause=text_of_clause(progress.to_next, names), tier=tier)


def _reached(goal: Tier, current: Tier | None) -> bool:
    return current is not None and goal.rank <= current.rank


def _by_hand(condition: Condition, state: MemberState, today: int) -> Clause:
    return fill(condition, state, today, state.program)

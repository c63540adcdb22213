"""Tier rules that vote: a plugin says where a member stands on a track. A failed vote moves no member.

A vote counts at once, up or down; how long it holds is the vote's `until`, else the track's validity.
"""

from collections.abc import Mapping
from datetime import date
from inspect import isawaitable, iscoroutine
from typing import Any

from headless.engine.conditions.conditions import Condition, parse_condition
from headless.engine.declarations.rules import TierRule, Vote
from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.runner import Illegal, describe
from headless.engine.evaluation.views import context, member_view
from headless.engine.member.facts import FactsMissing
from headless.engine.member.journal import Fault
from headless.engine.member.state import MemberState
from headless.engine.program.active_declarations import Active
from headless.engine.program.program import Program
from headless.engine.program.tracks import Tier, Track
from headless.engine.standings import tiers
from headless.engine.standings.plugin_metrics import out_of_reach
from headless.engine.standings.rankings import border_test
from headless.engine.texts.told import Text, as_document, read_text
from headless.engine.turn import Turn
from headless.engine.values.limits import TEXT_CHARACTERS


def votes(active: Active) -> bool:
    """Return True if a tier rule votes for single members. Else it ranks all of them."""
    return type(active.declared).vote is not TierRule.vote


def voted_tracks(program: Program) -> tuple[Track, ...]:
    """Return the tracks whose tiers are voted."""
    return tuple(program.tracks[code] for code, active in program.voters.items() if votes(active))


def asked_for(
    judge: Judge, active: Active, state: MemberState, today: int, tier: Tier, borders: Mapping[str, Any] | None = None
) -> Condition | None:
    """Return what a track's rule asks for a tier, or None if it cannot tell, which includes an answer that is no condition.

    A rule that ranks and does not tell asks for what the tier took at least in the last ranking: its border.
    """
    if out_of_reach(active, state):
        return None
    program = judge.program
    try:
        answer = active.declared.progress(context(judge.needs(active), state, member_view(state), today), tier.code)
        if answer is None and borders is not None and tier.code in borders:
            answer = border_test(active, borders[tier.code])
        return None if answer is None else parse_condition(answer, program.metrics, program)
    except (Exception, SystemExit, KeyboardInterrupt):
        return None


def evaluate(turn: Turn, judge: Judge, track: Track, *, demote: bool = True) -> bool:
    """Ask the track's rule, and bring the standing up to its answer. Return True if it changed."""
    active = turn.program.voters[track.code]
    if out_of_reach(active, turn.state):
        return False
    today = turn.program.zone.day_of(turn.now)
    try:
        vote = _ask(turn, judge, active, today)
        tier, until_at = (None, None) if vote is None else _read(turn, track, vote)
    except FactsMissing:
        raise
    except (Exception, SystemExit, KeyboardInterrupt) as fault:
        named = f"tier_rule:{active.id}", active.plugin, active.plugin_version, active.id
        turn.journal.faults.append(Fault(*named, turn.state.id, turn.event.id, describe(fault)))
        return False
    return _follow(turn, judge, track, active, tier, until_at, vote.why if vote else "", demote)


def _ask(turn: Turn, judge: Judge, active: Active, today: int) -> Vote | None:
    needs = judge.needs(active)
    answer = active.declared.vote(context(needs, turn.state, member_view(turn.state), today))
    if iscoroutine(answer):
        answer.close()
    if isawaitable(answer):
        raise Illegal("the vote is asynchronous; it must be a plain function")
    if answer is not None and type(answer) is not Vote:
        raise Illegal(f"it gave {type(answer).__name__}; it must give a Vote or None")
    return answer


def _read(turn: Turn, track: Track, vote: Vote) -> tuple[Tier, int | None]:
    tier = track.by_code.get(vote.tier)
    if tier is None:
        raise Illegal(f"it voted for the tier {vote.tier!r}, which {track.code} lacks")
    if read_text(vote.why) is None or not (vote.until is None or isinstance(vote.until, date)):
        raise Illegal("Vote takes why as a text, or texts by language, and until as a date")
    if vote.until is None:
        return tier, None
    until_at = turn.program.zone.start_of(vote.until.toordinal())
    if until_at <= turn.now:
        raise Illegal(f"it voted until {vote.until}, which is not after today")
    return tier, until_at


def _follow(
    turn: Turn,
    judge: Judge,
    track: Track,
    active: Active,
    tier: Tier | None,
    until_at: int | None,
    why: Text,
    demote: bool,
) -> bool:
    here = tiers.place(turn, track)
    params: dict[str, Any] = {"rule": active.name, "why": as_document(why, TEXT_CHARACTERS)}
    if tier is not here.tier:
        if not demote and not tiers.above(tier, here.tier):
            return False
        if until_at is None and tier is not None:
            until_at = tiers.valid_until(turn, track)
        tiers.enter(turn, judge, track, tier, "voted" if tier else "voted_out", until_at, params=params)
        return True
    if tier is None or here.standing is None:
        return False
    if until_at is None:
        over = here.standing.until_at is not None and here.standing.until_at <= turn.now
        until_at = tiers.valid_until(turn, track) if over else here.standing.until_at
    if until_at == here.standing.until_at:
        return False
    tiers.extend(
        turn,
        judge,
        track,
        here.standing,
        tier,
        "voted",
        until_at,
        None,
        {"rule": active.name, "why": as_document(why, TEXT_CHARACTERS)},
    )
    return True

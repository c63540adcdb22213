"""What a back-test keeps: one row for each member whom the change touches, and the sums over all."""

from collections.abc import Iterable, Mapping
from typing import Any

from headless.engine.backtest.backtest import Bench, Portion
from headless.engine.backtest.gains import Difference
from headless.messages import Message
from headless.models.tables.members.lives.erasing import ErasedEvents
from headless.models.tables.work.backtests import TouchedMember
from headless.services.backtesting.candidates import Trial

TEXT_MOST = 300


def touched_members(differences: Iterable[Difference]) -> list[TouchedMember]:
    """Return members as they are stored."""
    return [
        TouchedMember(member.member_id, member.direction, {"changes": member.changes, "why": member.why})
        for member in differences
    ]


def results_of(trial: Trial, bench: Bench, portion: Portion, seconds: float, erased: ErasedEvents) -> Mapping[str, Any]:
    """Return the sums.

    totals: received by what is live and by the candidate, expired by both, in units, with the kind's decimals.
    tracks: the ladders of the tier moves as the candidate has them, which may never have been saved. scopes: of metrics that
    only the candidate has.
    """
    moves = sorted(portion.moves.items(), key=lambda move: (move[0][0], str(move[0][1]), str(move[0][2])))
    named = {track for (track, _, _), _ in moves}
    return {
        "members": portion.members,
        "events": portion.events,
        "seconds": round(seconds, 2),
        "totals": {code: {"sums": sums, **_kind(bench, code)} for code, sums in sorted(portion.totals.items())},
        "moves": [[*move, count] for move, count in moves],
        "tracks": {
            document["code"]: {**document, "id": id_}
            for id_, (_, document) in trial.candidate.tracks.items()
            if document["code"] in named
        },
        "tags": [[code, put_on, count] for (code, put_on), count in sorted(portion.tags.items())],
        "rewards": [[*key, *sums] for key, sums in sorted(portion.rewards.items()) if sums[0] != sums[1]],
        "failed": {name: [times, error[:TEXT_MOST]] for name, (times, error) in sorted(portion.failed.items())},
        "leftOut": [*bench.left_out, *([erased_members(erased.events, erased.members)] if erased.members else [])],
        "erased": {"members": erased.members, "events": erased.events},
        "scopes": bench.scopes(),
    }


def erased_members(events: int, members: int) -> Message:
    """Return what is said of members who were erased."""
    return Message("{events} events of {members} members who were erased", events=events, members=members)


def _kind(bench: Bench, code: str) -> Mapping[str, Any]:
    kind = bench.kind(code)
    return {"name": kind.name, "decimals": kind.decimals} if kind else {"name": code, "decimals": 0}

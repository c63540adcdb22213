"""Standings: an unbroken history on each track, and the projection that repeats its end."""

from collections.abc import Iterator, Sequence

from headless.messages import Message
from headless.models.tables.members.histories import StoredStanding
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.histories import History

_REPEATED = ("seq", "tier_id", "since_at", "until_at", "grace_until_at")


def check_standings(history: History) -> Iterator[Drift]:
    """Check that standings are numbered without gaps and name their events, and that `member_tier` repeats the last.

    Members who were merged into this one keep their standings as history, and stand on no track.
    """
    named = {(tier.member_id, tier.track_id) for tier in history.tiers}
    named |= {(standing.member_id, standing.track_id) for standing in history.standings}
    for member_id, track_id in sorted(named):
        track = history.program.track_by_id.get(track_id)
        what = track.code if track else f"track {track_id}"
        standings = [row for row in history.standings if (row.member_id, row.track_id) == (member_id, track_id)]
        yield from _numbered(history, what, standings)
        if member_id == history.id:
            yield from _current(history, what, track_id, standings)
        elif any((tier.member_id, tier.track_id) == (member_id, track_id) for tier in history.tiers):
            yield history.drift("tier", f"{what} of a merged member", None, Message("a tier"))


def _numbered(history: History, what: str, standings: Sequence[StoredStanding]) -> Iterator[Drift]:
    seq = 0
    for standing in standings:
        seq += 1
        if standing.seq != seq:
            yield history.drift("standing", f"{what} seq", seq, standing.seq)
        seq = standing.seq
        if standing.event_id is not None and standing.event_id not in history.event_by_id:
            yield history.drift("standing", f"{what} #{seq} event {standing.event_id}", Message("an event"), None)


def _current(history: History, what: str, track_id: int, standings: Sequence[StoredStanding]) -> Iterator[Drift]:
    last = standings[-1] if standings else None
    stored = next((tier for tier in history.tiers if (tier.member_id, tier.track_id) == (history.id, track_id)), None)
    if last is None or stored is None:
        expected = "a standing" if last is not None else None
        yield history.drift("tier", what, expected, None if stored is None else Message("one without a standing"))
        return
    track = history.program.track_by_id.get(track_id)
    tier = track.by_id.get(last.tier_id) if track and last.tier_id is not None else None
    repeated = {name: getattr(last, name) for name in _REPEATED}
    rank = {"rank": tier.rank if tier else None}
    yield from history.compare("tier", what, {"standing_id": last.id, **repeated, **rank}, stored)

"""Where a member stands: the tier held on a track, when it ends, and tags."""

from collections.abc import Sequence

from headless.engine.metrics.measure import Daily, Measure, Steady, Verdict
from headless.engine.metrics.spec import Argument, MetricSpec, Query
from headless.engine.metrics.subject import Subject, Terms
from headless.engine.values.comparisons import Op
from headless.messages import Message

_TRACK = Argument("track", Message("the tier track's code; the default track if absent"))


class TierHeld(Measure):
    """The rank of the tier held on a track. It may end at the standing's end."""

    def __init__(self, track: str | None) -> None:
        self._track = track

    def read(self, subject: Subject, today: int) -> int | None:
        """Return the rank, or None without a tier."""
        return subject.tier_rank(self._track)

    def flips(self, subject: Subject, today: int, verdict: Verdict, edges: Sequence[int]) -> int | None:
        until = subject.tier_until_day(self._track)
        return until if until is not None and until > today else None


class UntilTierEnds(Daily):
    """Days to the end of the standing on a track, 0 at least: a review may be due that is still to be done."""

    def __init__(self, track: str | None) -> None:
        self._track = track

    def read(self, subject: Subject, today: int) -> int | None:
        """Return the days from today, or None without an end."""
        until = subject.tier_until_day(self._track)
        return None if until is None else max(0, until - today)

    def moves(self, subject: Subject, today: int) -> int | None:
        return today + 1 if self.read(subject, today) else None

    def flips(self, subject: Subject, today: int, verdict: Verdict, edges: Sequence[int]) -> int | None:
        until = subject.tier_until_day(self._track)
        if until is None or until <= today:
            return None
        before = verdict(until - today)
        crossings = (until - edge + 1 for edge in edges)
        turns = (at for at in crossings if today < at < until and verdict(until - at) != before)
        # The standing itself may end at `until`, and the value with it.
        return min([*turns, until])


def _tier(query: Query, terms: Terms) -> Measure:
    return TierHeld(query.arg("track"))


def _tier_ends(query: Query, terms: Terms) -> Measure:
    return UntilTierEnds(query.arg("track"))


def _tag(query: Query, terms: Terms) -> Measure:
    return Steady(lambda subject, today: subject.tag_codes or None)


METRICS = (
    MetricSpec(
        "tier",
        "tier",
        Message("The tier held on a track, compared by rank."),
        _tier,
        source="tier",
        scope="tiers:read",
        arguments=(_TRACK,),
    ),
    MetricSpec(
        "tier_ends_in",
        "days",
        Message(
            "Days to the end of the standing on a track, grace included; 0 while a review is due, and missing without an end."
        ),
        _tier_ends,
        source="tier",
        scope="tiers:read",
        unit="days",
        arguments=(_TRACK,),
    ),
    MetricSpec(
        "tag",
        "set",
        Message("The codes of the member's tags."),
        _tag,
        source="tag",
        scope="tags:read",
        ops=(Op.EQ, Op.IN, Op.CONTAINS, Op.EXISTS),
    ),
)

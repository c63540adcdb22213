"""Where a member stands, as SQL: the tier held on a track, when it ends, and tags."""

from headless.engine.conditions.leaves import Leaf, edges, values_of
from headless.engine.program.tracks import Track
from headless.engine.values.comparisons import Op, Span
from headless.engine.values.zones import DAY_US
from headless.models.conditions.calendar_sql import EPOCH_DAY, FAR_DAY, or_never
from headless.models.conditions.sql import Twin, Writer, by_events, own
from headless.models.tables.members.standings import TIER_ENDS

_FIRST_DAY, _LAST_DAY = 700, 3_650_000
"""Far outside of any standing, and inside of what a time zone can say."""


def _tier(leaf: Leaf, writer: Writer) -> str:
    """Return the test of the tier: the tiers of the ladder whose rank passes."""
    track = _track(leaf, writer)
    passing = [tier.id for tier in track.tiers if leaf.passes(tier.rank)] if track is not None else []
    if track is None or not passing:
        return "FALSE"
    return f"EXISTS (SELECT 1 {_standing(track, writer)} AND s.tier_id IN ({writer.places(passing)}))"


def _rank(leaf: Leaf, writer: Writer) -> str:
    """Return the rank of the tier held."""
    track = _track(leaf, writer)
    if track is None or not track.tiers:
        return "NULL"
    ranks = " ".join(f"WHEN {writer.place(tier.id)} THEN {writer.place(tier.rank)}" for tier in track.tiers)
    return f"(SELECT CASE s.tier_id {ranks} END {_standing(track, writer)})"


def _tier_ends(leaf: Leaf, writer: Writer) -> str:
    """Return the test of the days to the end of the standing, by the instants at which those days start.

    What is over has 0 days left.
    """
    track = _track(leaf, writer)
    if track is None:
        return "FALSE"
    spans = [
        (None if low is None or low <= 0 else low, high) for low, high in leaf.spans or () if high is None or high > 0
    ]
    instants = tuple(span for days in spans if (span := _instants(days, writer)) is not None)
    ends = writer.within(TIER_ENDS.format("s"), instants)
    return f"EXISTS (SELECT 1 {_standing(track, writer)} AND s.tier_id IS NOT NULL AND ({ends}))"


def _tier_ends_moves(leaf: Leaf, writer: Writer) -> str | None:
    """Return the first day on which so many days to the end have passed."""
    track = _track(leaf, writer)
    if track is None:
        return None
    # 1 is the end itself.
    crossings = sorted({1, *(edge for edge in edges(leaf) if 0 < edge < FAR_DAY)})
    today, tomorrow = writer.place(writer.today), writer.place(writer.today + 1)
    # No offset is more than a day: the local day of the end is this one or a later one.
    ends = f"SELECT {TIER_ENDS.format('s')} / {DAY_US} + {EPOCH_DAY - 1} AS day FROM member_tier s WHERE {own('s')}"
    ends += (
        f" AND s.track_id = {writer.place(track.id)} AND s.tier_id IS NOT NULL AND {TIER_ENDS.format('s')} IS NOT NULL"
    )
    days = [f"e.day - {writer.place(edge)} + 1" for edge in reversed(crossings)]
    cases = " ".join(f"WHEN {day} > {tomorrow} THEN {day} WHEN {day} + 2 > {today} THEN {tomorrow}" for day in days)
    return or_never(f"(SELECT CASE {cases} END FROM ({ends}) e)")


def _tag(leaf: Leaf, writer: Writer) -> str:
    """Return the test of the tags that are on now."""
    now = writer.place(writer.now_us)
    tags = (
        f"SELECT 1 FROM member_tag g WHERE {own('g')} AND g.removed_at IS NULL "
        f"AND (g.expires_at IS NULL OR g.expires_at > {now})"
    )
    if leaf.test.op is Op.EXISTS:
        return f"EXISTS ({tags})"
    known = [kind.id for value in values_of(leaf.test) if (kind := writer.program.tags.get(str(value))) is not None]
    return f"EXISTS ({tags} AND g.tag_id IN ({writer.places(known)}))" if known else "FALSE"


def _track(leaf: Leaf, writer: Writer) -> Track | None:
    return writer.program.track(leaf.test.query.arg("track"))


def _standing(track: Track, writer: Writer) -> str:
    """Return the FROM clause of the member's standing on the track. One that was paid for ends at its end, swept or not."""
    standing = f"FROM member_tier s WHERE {own('s')} AND s.track_id = {writer.place(track.id)}"
    if track.entered:
        standing += f" AND (s.until_at IS NULL OR s.until_at > {writer.place(writer.now_us)})"
    return standing


def _instants(span: Span, writer: Writer) -> Span | None:
    """Return the instants that belong to the days so many days from today."""
    low, high = (None if edge is None else writer.today + edge for edge in span)
    if (low is not None and low > _LAST_DAY) or (high is not None and high < _FIRST_DAY):
        return None
    start_of = writer.program.zone.start_of
    return (
        None if low is None or low < _FIRST_DAY else start_of(low),
        None if high is None or high > _LAST_DAY else start_of(high),
    )


TWINS = {
    # The end of a standing is work of the clock, and stored as such.
    "tier": Twin(_tier, by_events, _rank),
    "tier_ends_in": Twin(_tier_ends, _tier_ends_moves),
    "tag": Twin(_tag, by_events),
}

"""Tests of what a member is and holds, as SQL: joining day, birthday, balance, tier, tags."""

from headless.engine.conditions.leaves import Leaf, values_of
from headless.engine.values.birthdays import next_birthday
from headless.engine.values.comparisons import Op, Span
from headless.models.conditions.calendar_sql import birthday_number
from headless.models.conditions.sql import Writer, own
from headless.models.conditions.totals import days_before

_DAYS_IN_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FIRST_DAY, _LAST_DAY = 700, 3_650_000
"""Far outside of any standing, and inside of what a time zone can say."""


def since_join_sql(leaf: Leaf, writer: Writer) -> str:
    """A test of the days since joining."""
    return writer.within("m.joined_on", days_before(leaf.spans or (), writer.today))


def birthday_sql(leaf: Leaf, writer: Writer) -> str:
    """A test of the days to the birthday: the birthdays that pass today, as ranges of month × 100 + day."""
    passing: list[list[int]] = []
    before = None
    for month, days in enumerate(_DAYS_IN_MONTHS, start=1):
        for day in range(1, days + 1):
            passes = leaf.passes(next_birthday(month, day, writer.today) - writer.today)
            if passes and before is True:
                passing[-1][1] = month * 100 + day
            elif passes:
                passing.append([month * 100 + day, month * 100 + day])
            before = passes
    number = birthday_number("m.birthday_on", writer.dialect)
    ranges = (f"{number} BETWEEN {writer.place(first)} AND {writer.place(last)}" for first, last in passing)
    return " OR ".join(ranges) or "FALSE"


def balance_sql(leaf: Leaf, writer: Writer) -> str:
    """A test of a balance; a member without an account holds 0."""
    kind = writer.program.kinds.get(leaf.test.query.arg("asset") or "")
    if kind is None:
        return "FALSE"
    balance = f"SELECT a.balance FROM account a WHERE {own('a')} AND a.kind_id = {writer.place(kind.id)}"
    return writer.within(f"COALESCE(({balance}), 0)", leaf.spans or ())


def tier_sql(leaf: Leaf, writer: Writer) -> str:
    """A test of the tier: the tiers of the ladder whose rank passes."""
    track = writer.program.track(leaf.test.query.arg("track"))
    passing = [tier.id for tier in track.tiers if leaf.passes(tier.rank)] if track is not None else []
    if not passing:
        return "FALSE"
    return f"EXISTS (SELECT 1 {_standing(leaf, writer)} AND s.tier_id IN ({writer.places(passing)}))"


def tier_ends_sql(leaf: Leaf, writer: Writer) -> str:
    """A test of the days to the end of the standing, by the instants at which those days start."""
    if writer.program.track(leaf.test.query.arg("track")) is None:
        return "FALSE"
    instants = tuple(found for span in leaf.spans or () if (found := _instants(span, writer)) is not None)
    ends = writer.within("s.until_at", instants)
    return f"EXISTS (SELECT 1 {_standing(leaf, writer)} AND s.tier_id IS NOT NULL AND ({ends}))"


def tag_sql(leaf: Leaf, writer: Writer) -> str:
    """A test of the tags that are on now."""
    now = writer.place(writer.now_us)
    tags = (
        f"SELECT 1 FROM member_tag g WHERE {own('g')} AND g.removed_at IS NULL "
        f"AND (g.expires_at IS NULL OR g.expires_at > {now})"
    )
    if leaf.test.op is Op.EXISTS:
        return f"EXISTS ({tags})"
    known = [kind.id for value in values_of(leaf.test) if (kind := writer.program.tags.get(str(value))) is not None]
    return f"EXISTS ({tags} AND g.tag_id IN ({writer.places(known)}))" if known else "FALSE"


def _standing(leaf: Leaf, writer: Writer) -> str:
    """The member's standing on the track; a paid one ends at its end, swept or not."""
    track = writer.program.track(leaf.test.query.arg("track"))
    assert track is not None
    standing = f"FROM member_tier s WHERE {own('s')} AND s.track_id = {writer.place(track.id)}"
    if track.kind == "PAID":
        standing += f" AND (s.until_at IS NULL OR s.until_at > {writer.place(writer.now_us)})"
    return standing


def _instants(span: Span, writer: Writer) -> Span | None:
    """The instants that belong to the days so many days from today."""
    low, high = (None if edge is None else writer.today + edge for edge in span)
    if (low is not None and low > _LAST_DAY) or (high is not None and high < _FIRST_DAY):
        return None
    start_of = writer.program.zone.start_of
    return (
        None if low is None or low < _FIRST_DAY else start_of(low),
        None if high is None or high > _LAST_DAY else start_of(high),
    )

"""Members whose tags and tiers may come out differently, and when the others' next may, as SQL over `member m`.

Every member whose result differs is found, and now and then one whose result does not:
`docs/decisions/0027-a-metric-is-one-object.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from headless.engine.program.tag_kinds import TagKind
from headless.engine.program.tracks import Tier, Track
from headless.engine.standings.tier_reviews import STEPPED, UNTIL_REVIEW
from headless.engine.values.zones import LAST_DAY
from headless.models.base.mapping import columns
from headless.models.conditions.calendar_sql import FAR_DAY, soonest, start_sql
from headless.models.conditions.conditions import condition_sql
from headless.models.conditions.forecast_sql import moves_sql
from headless.models.conditions.sql import Writer, own

NEVER_US = 2**62
AFTER, UP_TO = "‹after›", "‹up to›"


@dataclass(frozen=True, slots=True)
class Compared:
    """What is to be compared with what is stored.

    tiers: by earned track, those that are new or other than before. review: tracks that may demote now. reminders: tracks whose
    reminders come at another time. kinds: asset kinds of which the same is true.
    """

    tags: tuple[TagKind, ...] = ()
    tiers: tuple[tuple[Track, tuple[Tier, ...]], ...] = ()
    review: frozenset[int] = frozenset()
    reminders: tuple[Track, ...] = ()
    kinds: tuple[int, ...] = ()


class Differing(NamedTuple):
    """A member whose result differs, or whose next clock work comes sooner than is stored."""

    id: int
    differs: bool
    due_at: int


@dataclass(slots=True)
class _Statement:
    """The statement on its way: when a member is named, the days on which one may have to be, and what is joined."""

    differs: list[str] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)


def differing_sql(compared: Compared, writer: Writer) -> str:
    """Return the query for the members of merchant $1 that may differ, whose rows are `Differing`.

    It also finds the members whose next clock work may come sooner than is stored. The values of the conditions follow, from $2.
    `between` fills in a slice of the ids.
    """
    shared = writer.shared = dict[str, str]()
    statement = _Statement(differs=[f"m.due_at <= {writer.place(writer.now_us)}"])
    for number, tag in enumerate(compared.tags):
        _tag(tag, f"g{number}", statement, writer)
    for number, (track, tiers) in enumerate(compared.tiers):
        _track(track, tiers, track.id in compared.review, f"s{number}", statement, writer)
    for track in compared.reminders:
        ends = f"SELECT 1 FROM member_tier t WHERE {_own('t')} AND t.track_id = {writer.place(track.id)}"
        statement.differs.append(f"EXISTS ({ends} AND t.until_at IS NOT NULL)")
    for kind in compared.kinds:
        lots = f"SELECT 1 FROM lot l WHERE {_own('l')} AND l.kind_id = {writer.place(kind)}"
        statement.differs.append(f"EXISTS ({lots} AND l.remaining > 0 AND l.expires_at IS NOT NULL)")
    at = _start(soonest(statement.days, writer), writer)
    values = "".join(f", ({select}) AS {name}" for select, name in shared.items())
    # Materialized, so that nothing is worked out twice: for what is selected, and for what is asked.
    return f"""WITH m AS MATERIALIZED (SELECT m.*{values} FROM member m
  WHERE m.merchant_id = $1 AND m.id > {AFTER} AND m.id <= {UP_TO} AND m.merged_into IS NULL),
q AS MATERIALIZED (SELECT m.id, COALESCE({" OR ".join(statement.differs)}, FALSE) AS differs,
  {at} AS due_at, m.due_at AS stored FROM m {" ".join(statement.joins)})
SELECT {columns(Differing, "q")} FROM q
WHERE q.differs OR q.due_at < COALESCE(q.stored, {NEVER_US}) ORDER BY q.id"""


def between(sql: str, after_id: int, up_to_id: int) -> str:
    """Return the statement for a slice of the ids, as a text of its own.

    PostgreSQL would keep the plan that it made for the first slices, when hardly any member had the tag.
    """
    return sql.replace(AFTER, str(int(after_id))).replace(UP_TO, str(int(up_to_id)))


def _start(day: str | None, writer: Writer) -> str:
    """Return the instant at which to look at a member whose result may change on a day, null for never."""
    if day is None:
        return "NULL::bigint"
    # The limit keeps it from being worked out twice.
    return f"(SELECT CASE WHEN x.day <= {LAST_DAY} THEN {start_sql('x.day', writer)} END FROM (SELECT {day} AS day LIMIT 1) x)"


def _own(alias: str) -> str:
    """Return the condition that the rows of a table are the member's, and in the slice.

    Without the slice the database may first collect the rows of all members.
    """
    slice_ = f"{alias}.merchant_id = $1 AND {alias}.member_id > {AFTER} AND {alias}.member_id <= {UP_TO}"
    return f"{own(alias)} AND {slice_}"


def _tag(tag: TagKind, alias: str, statement: _Statement, writer: Writer) -> None:
    if tag.condition is None:
        return
    holds, id_ = condition_sql(tag.condition, writer), writer.place(tag.id)
    statement.joins.append(
        f"LEFT JOIN member_tag {alias} ON {_own(alias)} AND {alias}.tag_id = {id_} AND {alias}.removed_at IS NULL"
    )
    by_hand = (
        f"SELECT h.removed_by_hand FROM member_tag h WHERE {own('h')} AND h.tag_id = {id_} ORDER BY h.id DESC LIMIT 1"
    )
    statement.differs.append(
        f"CASE WHEN {alias}.id IS NULL THEN {holds} AND NOT COALESCE(({by_hand}), FALSE) "
        f"WHEN {alias}.origin = 1 THEN NOT {holds} ELSE FALSE END"
    )
    _add_day(statement, moves_sql(tag.condition, writer), None)


def _track(
    track: Track, tiers: Sequence[Tier], review: bool, alias: str, statement: _Statement, writer: Writer
) -> None:
    statement.joins.append(
        f"LEFT JOIN member_tier {alias} ON {_own(alias)} AND {alias}.track_id = {writer.place(track.id)}"
    )
    stepping = () if review or track.downgrade != "ONE_STEP" else track.tiers
    statement.differs += [_stepping(tier, alias, writer) for tier in stepping if tier not in tiers]
    for tier in tiers:
        below = f"({alias}.rank IS NULL OR {alias}.rank < {writer.place(tier.rank)})"
        reached = "TRUE" if tier.condition is None else condition_sql(tier.condition, writer)
        statement.differs.append(f"({below} AND {reached})")
        statement.differs.append(_failing(track, tier, review, alias, writer))
        if tier.condition is not None:
            _add_day(statement, moves_sql(tier.condition, writer), below)
        if tier.keeps is not None:
            open_end = f"({alias}.until_at IS NULL OR {alias}.grace_until_at IS NOT NULL)"
            held = f"{alias}.tier_id = {writer.place(tier.id)} AND {open_end}"
            _add_day(statement, moves_sql(tier.keeps, writer), held)


def _failing(track: Track, tier: Tier, review: bool, alias: str, writer: Writer) -> str:
    """Return who stands on a tier and may lose it, or is to be marked as kept until the next review."""
    held = f"{alias}.tier_id = {writer.place(tier.id)}"
    kept = "TRUE" if tier.keeps is None else condition_sql(tier.keeps, writer)
    marked = _standing_is(UNTIL_REVIEW, alias)
    if review:
        return f"({held} AND ({alias}.grace_until_at IS NOT NULL OR NOT {kept} OR {marked}))"
    if track.downgrade == "NONE":
        return f"({held} AND {alias}.grace_until_at IS NOT NULL)"
    unmarked = f"{alias}.until_at IS NULL AND NOT {kept} AND NOT {marked}"
    return f"({held} AND ({alias}.grace_until_at IS NOT NULL OR ({unmarked})))"


def _stepping(tier: Tier, alias: str, writer: Writer) -> str:
    """Return who is going down step by step: any change of the ladder keeps them until the next review."""
    kept = "TRUE" if tier.keeps is None else condition_sql(tier.keeps, writer)
    held = f"{alias}.tier_id = {writer.place(tier.id)} AND {alias}.until_at IS NULL"
    return f"({held} AND {_standing_is(STEPPED, alias)} AND NOT {kept})"


def _standing_is(code: str, alias: str) -> str:
    standing = f"SELECT 1 FROM standing n WHERE {_own('n')} AND n.track_id = {alias}.track_id AND n.seq = {alias}.seq"
    return f"EXISTS ({standing} AND n.code = '{code}')"


def _add_day(statement: _Statement, day: str | None, only: str | None) -> None:
    if day is not None:
        statement.days.append(day if only is None else f"CASE WHEN {only} THEN {day} ELSE {FAR_DAY} END")

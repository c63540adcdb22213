"""Tier tracks: ladders of tiers. A member stands on every track at once."""

from enum import StrEnum
from operator import attrgetter
from typing import Any

import strawberry

from headless.engine.conditions.condition_texts import text_of_condition
from headless.engine.conditions.parsing import to_json
from headless.engine.program.tracks import Track as TrackRow
from headless.ids import Prefix
from headless.resolvers.nouns.configuration import tracks
from headless.resolvers.reading.answers import by_language
from headless.resolvers.reading.context import ReadContext
from headless.schema.base.fields import batch, enum_type, identity, object_type, value
from headless.schema.base.names import name_field
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import JSON
from headless.schema.types.configuration.benefits import Benefit


@enum_type(
    {
        "EARNED": "Members climb by meeting conditions.",
        "PAID": "Members enter by paying for it.",
        "STORED_VALUE": "Members enter by paying money in.",
    }
)
class TrackKind(StrEnum):
    """How members get onto a track's tiers."""

    EARNED = "EARNED"
    PAID = "PAID"
    STORED_VALUE = "STORED_VALUE"


@enum_type(
    {
        "NONE": "The tier is kept.",
        "ONE_STEP": "One rank down.",
        "TO_QUALIFIED": "Down to the highest tier whose condition holds.",
    }
)
class Downgrade(StrEnum):
    """What a failed review does, once the grace is over."""

    NONE = "NONE"
    ONE_STEP = "ONE_STEP"
    TO_QUALIFIED = "TO_QUALIFIED"


@enum_type(
    {
        "KEEP_UNTIL_REVIEW": "Members keep their tier until its next review.",
        "REVIEW_NOW": "Every member is reviewed at once.",
    }
)
class TierChangePolicy(StrEnum):
    """What a change of the track means for members who are on it."""

    KEEP_UNTIL_REVIEW = "KEEP_UNTIL_REVIEW"
    REVIEW_NOW = "REVIEW_NOW"


def _condition(name: str, description: str) -> Any:
    def read(row: tracks.TierRow) -> Any:
        condition = getattr(row.tier, name)
        return None if condition is None else to_json(condition)

    return value(description, read=read, for_partner=False)


def _condition_text(name: str, description: str) -> Any:
    @by_language
    def told(ctx: ReadContext, row: tracks.TierRow) -> str | None:
        condition = getattr(row.tier, name)
        return None if condition is None else text_of_condition(condition, ctx.program, ctx.names)

    return value(description, told=told, for_partner=False)


def _duration(name: str, description: str) -> Any:
    def read(row: TrackRow) -> str | None:
        duration = getattr(row, name)
        return None if duration is None else str(duration)

    return value(description, read=read)


@object_type(
    scope="tiers:read",
    row=TrackRow,
    node=(Prefix.TRACK, tracks.tracks_by_id),
    published=True,
    for_member=True,
    for_partner=True,
)
class TierTrack(Node):
    """A ladder of tiers."""

    id: strawberry.ID = identity(Prefix.TRACK)
    code: str = value("What rules, conditions and requests call it.")
    name: str = name_field()
    names: JSON | None = value("Names by language, if there are several.", read=lambda row: dict(row.names) or None)
    kind: TrackKind = value("How members get onto its tiers.")
    default: bool = value("Whether it is meant where no track is named.")
    tiers: list["Tier"] = value("Its tiers, lowest rank first.", told=tracks.tiers_of, sized=5)
    downgrade: Downgrade = value("What a failed review does.")
    validity: str | None = _duration(
        "validity", 'How long a tier lasts before its review, such as "1y"; null: without end.'
    )
    grace: str | None = _duration("grace", "How long a member may stay after a failed review.")
    on_change: TierChangePolicy = value("What a change of this track means for members who are on it.")
    rule: str | None = value(
        "The plugin's tier rule that decides, as plugin.rule; null: the conditions do.", for_member=False
    )
    settings: JSON | None = value("The settings of that rule.", told=tracks.settings_of, for_member=False)
    remind_before: str = _duration("remind_before", "How long before a tier ends a reminder is sent.")
    version: int = value("Grows by one with each save.")


@object_type(
    scope="tiers:read",
    row=tracks.TierRow,
    node=(Prefix.TIER, tracks.tiers_by_id),
    published=True,
    for_member=True,
    for_partner=True,
)
class Tier(Node):
    """One tier of a track."""

    id: strawberry.ID = identity(Prefix.TIER)
    track: TierTrack = value("The ladder it belongs to.")
    code: str = value("What rules, conditions and requests call it.", read=lambda row: row.tier.code)
    name: str = name_field(attrgetter("tier"))
    names: JSON | None = value(
        "Names by language, if there are several.", read=lambda row: dict(row.tier.names) or None
    )
    rank: int = value("A larger rank is higher.", read=lambda row: row.tier.rank)
    condition: JSON | None = _condition(
        "condition", "Who climbs onto it, in the form of the input Condition; null: always, or only by entering."
    )
    condition_text: str | None = _condition_text(
        "condition", "The condition in the reader's language; null: as in condition."
    )
    keep: JSON | None = _condition("keep", "What keeps it at a review; null: its own condition.")
    keep_text: str | None = _condition_text("keep", "The same in the reader's language; null: its own condition.")
    benefits: list[Benefit] | None = batch(
        tracks.benefits_of,
        "The benefits whose condition asks for a tier of this ladder, and which this tier meets.",
        scope="benefits:read",
        sized=10,
    )
    attributes: JSON | None = value("The merchant's own data, such as a colour.")
    member_count: int | None = batch(
        tracks.member_counts, "How many members stand on it now.", scope="members:read", for_member=False
    )

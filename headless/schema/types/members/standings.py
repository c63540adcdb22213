"""Standings on tier tracks, and progress to the next tier."""

from decimal import Decimal

import strawberry

from headless.engine.conditions.clauses import from_json
from headless.engine.explaining.narration import standing_text
from headless.engine.member.records import Standing
from headless.ids import Prefix
from headless.resolvers.nouns.conditions import tier_progress
from headless.resolvers.nouns.events import events
from headless.resolvers.nouns.standings import standings, tiers
from headless.resolvers.reading.context import ReadContext
from headless.schema.base.connections import Connection, cursor
from headless.schema.base.fields import batch, identity, object_type, value
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import DateTime
from headless.schema.types.configuration.tracks import Tier, TierTrack
from headless.schema.types.events.events import Event
from headless.schema.types.members.clauses import Clause


def _clause(ctx: ReadContext, row: Standing) -> object:
    return None if row.clause is None else tier_progress.seen(ctx, from_json(row.clause))


def _why(ctx: ReadContext, row: Standing) -> str:
    clause = None if row.clause is None else tier_progress.seen(ctx, from_json(row.clause))
    return standing_text(ctx.program, row, clause, ctx.lang, ctx.allows)


@object_type(
    scope="tiers:read",
    row=Standing,
    node=(Prefix.STANDING, standings.standings_by_id),
    owner="member_id",
    for_partner=True,
)
class TierStanding(Node):
    """The tier that a member holds or held on a track: since when, until when, and why."""

    id: strawberry.ID = identity(Prefix.STANDING)
    track: TierTrack = value("The ladder.", told=lambda ctx, row: ctx.program.track_by_id[row.track_id])
    tier: Tier | None = batch(tiers.tiers_held, "The tier; null if the member left the track or lost its tier.")
    since: DateTime = value("Since when it is held.", read=lambda row: row.since_at)
    until: DateTime | None = value("When it is reviewed or ends; null: open.", read=lambda row: row.until_at)
    grace_until: DateTime | None = value(
        "After a failed review: until when the member may qualify again.", read=lambda row: row.grace_until_at
    )
    why: str = value("Why, in words.", told=_why)
    clause: Clause | None = value(
        "The condition that decided, with the member's values of then.", told=_clause, for_partner=False
    )
    event: Event | None = batch(events.causes, "The event that led to it.", scope="events:read")


@object_type(scope="tiers:read", for_member=True)
class TierStandingEdge:
    """A standing and its place."""

    cursor: str = cursor()
    node: TierStanding = value("The standing.")


@object_type(scope="tiers:read", for_member=True)
class TierStandingConnection(Connection):
    """Standings on a track, newest first."""

    edges: list[TierStandingEdge] = value("The standings of this page.", sized=20)


@object_type(scope="tiers:read", row=tier_progress.ProgressRow, for_member=True)
class TierProgress:
    """Progress to the next tier, by the condition that decides it."""

    current: Tier | None = value("The tier held now.")
    next: Tier | None = value("The next tier up, or the one asked for; null at the top.")
    fraction: Decimal = value("How close it is, from 0 to 1; 1 at the top.")
    nearest: Clause | None = value("The unmet test that is closest to being met.")
    to_next: Clause | None = value("What the next tier asks for, with the member's values.")
    to_keep: Clause | None = value("What keeps the present tier at its review, with the member's values.")
    keep_until: DateTime | None = value("When the present tier is reviewed or ends; never in the past.")
    text: str = value("What is missing, in one sentence.")

"""Back-tests: who would gain and who would lose."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from headless.ids import Prefix
from headless.models.tables.work.backtests import BacktestView
from headless.resolvers.nouns.events import backtests
from headless.resolvers.nouns.members import members
from headless.schema.base.connections import Connection, cursor, page_arguments
from headless.schema.base.fields import argument, batch, identity, object_type, value
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import JSON, DateTime
from headless.schema.types.configuration.tracks import Tier, TierTrack
from headless.schema.types.events.changes import Change
from headless.schema.types.events.jobs import JobStatus

if TYPE_CHECKING:
    from headless.schema.types.members.members import Member

LazyMember = Annotated["Member", strawberry.lazy("headless.schema.types.members.members")]
SCOPE = "plugins:try"


@object_type(scope=SCOPE)
class TierMove:
    """Members who would stand on another tier."""

    track: TierTrack = value("The ladder.", scope="tiers:read")
    from_: Tier | None = value("Their tier under the live configuration; null: none.", scope="tiers:read", name="from")
    to: Tier | None = value("Their tier after the change; null: none.", scope="tiers:read")
    members: int = value("How many.")


@object_type(scope=SCOPE)
class BacktestMember:
    """A member whom the change would affect."""

    member: LazyMember = batch(members.owners, "The member.", scope="members:read")
    changes: list[Change] = value("What would be otherwise: before is what is live, after the change.", sized=3)
    why: str = value("Why, in words: the condition with the member's values, and which rule would give what.")


@object_type(scope=SCOPE)
class BacktestMemberEdge:
    """A member and its place."""

    cursor: str = cursor()
    node: BacktestMember = value("The member.")


@object_type(scope=SCOPE)
class BacktestMemberConnection(Connection):
    """Members whom the change would affect, oldest first."""

    edges: list[BacktestMemberEdge] = value("The members of this page.", sized=20)


@object_type(scope=SCOPE, row=BacktestView, node=(Prefix.BACKTEST, backtests.by_id))
class Backtest(Node):
    """A trial of a change: the live and the changed configuration are run over all recorded events. Nothing else is written."""

    id: strawberry.ID = identity(Prefix.BACKTEST)
    status: JobStatus = value("How far it has come.", read=lambda row: row.status.name)
    percent: int = value("How much of it is done, 0 to 100.")
    gained: int | None = value("How many members would gain, and lose nothing.")
    lost: int | None = value("How many members would lose anything.")
    unchanged: int | None = value("How many members it would neither give nor take anything.")
    totals: list[Change] | None = value(
        "What all members together would get otherwise: given, less what was taken back and what expired.",
        told=backtests.totals, sized=3,
    )  # fmt: skip
    tier_moves: list[TierMove] | None = value(
        "Who would stand on another tier at the end.", scope="tiers:read", told=backtests.tier_moves, sized=5
    )
    members: BacktestMemberConnection | None = batch(
        backtests.members,
        "The members whom it would affect.",
        scope="members:read",
        arguments={
            "gained": argument(bool | None, "Only those who would gain, or who would lose.", default=None),
            **page_arguments(),
        },
    )
    error: str | None = value("Why it failed.", told=backtests.error)
    left_out: list[str] | None = value(
        "What could not be tried: it reads a plugin's own tables, ranks all members, or is a job that never ran.",
        told=backtests.left_out, sized=2,
    )  # fmt: skip
    failed: JSON | None = value("Rules that failed while they were tried: how often, and how.", read=backtests.failed)
    created_at: DateTime = value("When it was asked for.")

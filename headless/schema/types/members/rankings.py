"""Rankings of members, and the places in them."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from headless.engine.texts.languages import label_in
from headless.resolvers.nouns.members import members
from headless.resolvers.nouns.standings import rankings
from headless.schema.base.connections import Connection, cursor, page_arguments
from headless.schema.base.fields import argument, batch, object_type, value
from headless.schema.base.scalars import Date, DateTime

if TYPE_CHECKING:
    from headless.schema.types.members.members import Member

LazyMember = Annotated["Member", strawberry.lazy("headless.schema.types.members.members")]
WINDOW = {
    "on": argument(Date | None, "A day of the window that is asked for; left out: today.", default=None),
    "previous": argument(bool | None, "The window before, whose list is over.", default=None),
}


@object_type(scope="members:read", row=rankings.PlaceRow, for_member=True)
class RankingPlace:
    """A place in a ranking."""

    rank: int = value("1 is the first.")
    amount: Decimal = value("What the member is ranked by.", read=lambda row: row.value, name="value")
    since: DateTime = value("Since when it is this value. Of equal values, the one that was there first comes first.")
    member: LazyMember | None = batch(members.owners, "Whose it is; members read their own alone, others are null.")


@object_type(scope="members:read", for_member=True)
class RankingPlaceEdge:
    """A place of a ranking, and its cursor."""

    cursor: str = cursor()
    node: RankingPlace = value("The place in the ranking.")


@object_type(scope="members:read", for_member=True)
class RankingPlaceConnection(Connection):
    """Places of a ranking, the first one first."""

    edges: list[RankingPlaceEdge] = value("The places of this page.", sized=20)


@object_type(scope="members:read", row=rankings.RankingRow, for_member=True)
class Ranking:
    """A list of members of a plugin, the largest value first."""

    name: str = value('Its name, "<plugin>.<ranking>".', read=lambda row: row.ranking.name)
    label: str = value(
        "What people call it.", told=lambda ctx, row: label_in(ctx.lang, row.ranking.declared, row.ranking.name)
    )
    from_: Date | None = value(
        "The first day of its window; null: the list goes on.", read=lambda row: row.first_day, name="from"
    )
    to: Date | None = value("The last day of its window; null: the list goes on.", read=lambda row: row.last_day)
    places: RankingPlaceConnection | None = batch(
        rankings.places, "The places, the first one first.", arguments=page_arguments()
    )


@strawberry.type
class RankingQueries:
    """Rankings of members."""

    ranking: Ranking | None = batch(
        rankings.ranking,
        "A list of a plugin's ranking; null if there is no such ranking. Needs the scope of what members are ranked by, too.",
        scope="members:read",
        for_member=True,
        arguments={"name": argument(str, 'Its name, "<plugin>.<ranking>".'), **WINDOW},
    )

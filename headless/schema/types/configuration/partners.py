"""Partners: third parties with tokens and budgets of their own."""

from decimal import Decimal
from enum import StrEnum

import strawberry

from headless.engine.program.partners import Partner as PartnerRow
from headless.ids import Prefix
from headless.resolvers.nouns.configuration import partners
from headless.schema.base.connections import page_arguments
from headless.schema.base.fields import argument, batch, enum_type, identity, object_type, value
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import DateTime
from headless.schema.types.configuration.asset_kinds import AssetKind
from headless.schema.types.ledger.entries import EntryConnection


@enum_type(
    {
        "DAY": "Whole again at the start of each local day.",
        "MONTH": "Whole again at the start of each month.",
        "TOTAL": "Once and for all.",
    }
)
class BudgetPeriod(StrEnum):
    """How long a budget has to last."""

    DAY = "DAY"
    MONTH = "MONTH"
    TOTAL = "TOTAL"


@object_type(public=True, row=partners.BudgetRow, for_member=True)
class Budget:
    """How much of an asset kind a partner may give, to all members together or to each, and what is left of it."""

    kind: AssetKind = value("Of which kind.")
    amount: Decimal = value("How much there is in each period.")
    spent: Decimal = value("What was given in the present period, less what was taken back of it.")
    left: Decimal = value("What can still be given.")
    period: BudgetPeriod = value("How long it has to last, by the merchant's calendar and the real time.")
    per_member: bool = value("True if each member may be given so much. What is left is then told with each grant.")
    resets_at: DateTime | None = value("When it is there whole again; null: never.")


@object_type(public=True, row=PartnerRow, node=(Prefix.PARTNER, partners.partners_by_id), node_scope="partners:read")
class Partner(Node):
    """A third party. Its tokens touch what is listed here, and for them nothing else exists."""

    id: strawberry.ID = identity(Prefix.PARTNER)
    code: str = value("What requests call it. The source of its events is partner:<code>.")
    name: str = value("Its name.")
    asset_kinds: list[str] | None = value("The asset kinds it may see and move.", read=lambda row: sorted(row.kinds))
    event_types: list[str] | None = value("The event types it may send.", read=lambda row: sorted(row.event_types))
    tags: list[str] | None = value("The tags it may see and set.", read=lambda row: sorted(row.tags))
    budgets: list[Budget] | None = batch(
        partners.budgets,
        "What it may give, shared by all its tokens. A kind without a budget it cannot give.",
        sized=3,
    )
    entries: EntryConnection | None = batch(
        partners.entries,
        "What it gave, and what was taken back of it, newest first: the entries against its account.",
        scope="assets:read",
        for_partner=True,
        arguments={
            **page_arguments(),
            "from_": argument(DateTime | None, "Recorded at this instant or later.", default=None),
            "to": argument(DateTime | None, "Recorded before this instant.", default=None),
        },
    )
    version: int = value("Grows by one with each save.")


@strawberry.type
class PartnerQueries:
    """Third parties."""

    partners: list[Partner] | None = batch(partners.partners, "All partners.", scope="partners:read", sized=5)

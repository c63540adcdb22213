"""Assets: what a member holds of each kind."""

from decimal import Decimal
from operator import attrgetter
from typing import Any

import strawberry

from headless.engine.values.amounts import text_of
from headless.ids import Prefix, encode_pair
from headless.resolvers.nouns.ledger import assets, entries, expiries
from headless.resolvers.nouns.ledger import holds as reservations
from headless.resolvers.nouns.ledger.asset_rows import AssetRow
from headless.resolvers.nouns.ledger.expiries import ExpiryRow
from headless.schema.base.connections import page_arguments
from headless.schema.base.fields import argument, batch, object_type, value
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import Date, DateTime
from headless.schema.types.configuration.asset_kinds import AssetKind
from headless.schema.types.ledger.entries import EntryConnection, EntryType
from headless.schema.types.ledger.holds import Hold


def _units(description: str, column: str) -> Any:
    units_of = attrgetter(column)
    return value(description, read=lambda row: text_of(units_of(row), row.kind.decimals))


@object_type(scope="assets:read", row=ExpiryRow, for_member=True, for_partner=True)
class Expiry:
    """What expires on one day."""

    on: Date = value("At the start of this day.")
    amount: Decimal = value("So much, held parts included.")


@object_type(
    scope="assets:read", row=AssetRow, node=(Prefix.ASSET, assets.assets_by_id), owner="member_id", for_partner=True
)
class Asset(Node):
    """What a member holds of one kind. Every kind is there, with zeroes if nothing was ever posted."""

    id: strawberry.ID = value(
        "Opaque and stable.", read=lambda row: encode_pair(Prefix.ASSET, row.member_id, row.kind.id)
    )
    kind: AssetKind = value("Of which kind.")
    available: Decimal = _units("What can be used now: neither pending, expired nor held.", "available")
    pending: Decimal = _units("What was earned and cannot be used yet.", "pending")
    held: Decimal = _units("What is reserved by open holds.", "held")
    debt: Decimal = _units("What is owed; it is repaid by what is earned next.", "debt")
    earned: Decimal = _units("All that was ever earned and granted, less what was taken back.", "earned")
    spent: Decimal = _units("All that was ever spent, less what was given back.", "spent")
    expired: Decimal = _units("All that ever expired.", "expired")
    worth: Decimal | None = value("What is available, in money; null for kinds without a worth.", told=assets.worth)
    expiring: list[Expiry] | None = batch(
        expiries.expiring,
        "What expires soon, by day.",
        arguments={
            "within": argument(
                str | None,
                'Up to how long from today, such as "90d"; left out: the kind\'s remindBefore.',
                default=None,
            )
        },
    )
    holds: list[Hold] | None = batch(reservations.holds, "The open holds, oldest first.")
    balance_at: Decimal | None = batch(
        entries.balance_at,
        "The balance as it was recorded at an instant: all that was left less debt, pending and held included.",
        arguments={"time": argument(DateTime, "The instant.")},
    )
    entries: EntryConnection | None = batch(
        entries.entries,
        "The movements, newest first.",
        arguments={
            **page_arguments(),
            "types": argument(list[EntryType] | None, "Only these kinds of movements.", default=None),
            "from_": argument(DateTime | None, "Recorded at this instant or later.", default=None),
            "to": argument(DateTime | None, "Recorded before this instant.", default=None),
        },
    )

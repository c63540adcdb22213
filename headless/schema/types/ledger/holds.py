"""Holds: amounts reserved for what is not yet decided."""

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum

import strawberry

from headless.engine.member.records import Hold as HoldRow
from headless.engine.values.amounts import from_units
from headless.ids import Prefix
from headless.resolvers.nouns.ledger import holds
from headless.resolvers.reading.context import ReadContext
from headless.schema.base.fields import enum_type, identity, object_type, value
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import DateTime
from headless.schema.types.configuration.asset_kinds import AssetKind


@enum_type(
    {
        "OPEN": "Something is still reserved.",
        "SETTLED": "All of it was captured or released.",
        "EXPIRED": "It reached its end, and what was open went back.",
    }
)
class HoldStatus(StrEnum):
    """The outcome of a hold."""

    OPEN = "OPEN"
    SETTLED = "SETTLED"
    EXPIRED = "EXPIRED"


def _units(read: Callable[[HoldRow], int]) -> Callable[[ReadContext, HoldRow], Decimal]:
    return lambda ctx, row: from_units(read(row), ctx.program.kind_by_id[row.kind_id].decimals)


@object_type(
    scope="assets:read", row=HoldRow, node=(Prefix.HOLD, holds.holds_by_id), owner="member_id", for_partner=True
)
class Hold(Node):
    """An amount that is reserved until it is captured, released or timed out."""

    id: strawberry.ID = identity(Prefix.HOLD)
    kind: AssetKind = value("Of which kind.", told=lambda ctx, row: ctx.program.kind_by_id[row.kind_id])
    amount: Decimal = value("What was reserved.", told=_units(lambda row: row.amount))
    captured: Decimal = value("What of it was spent.", told=_units(lambda row: row.captured))
    released: Decimal = value("What of it went back.", told=_units(lambda row: row.released))
    status: HoldStatus = value("Its outcome.", read=lambda row: row.status.name)
    order: str | None = value("The order that it is for.", read=lambda row: row.order_ref)
    expires_at: DateTime = value("When what is open goes back by itself.")

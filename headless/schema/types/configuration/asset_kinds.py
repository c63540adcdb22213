"""Asset kinds: what members can hold."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

import strawberry

from headless.engine.declarations.asset_kinds import AssetKind as AssetKindRow
from headless.engine.program.documents import expiry_json
from headless.engine.values.amounts import text_of
from headless.ids import Prefix
from headless.resolvers.nouns.ledger import asset_kinds
from headless.schema.base.fields import enum_type, identity, object_type, value
from headless.schema.base.names import name_field
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import JSON


@enum_type(
    {
        "MAX": "The largest boost alone counts.",
        "ADD": "What the boosts add is added up: ×2 and ×3 give ×4.",
        "MULTIPLY": "Boosts multiply: ×2 and ×3 give ×6.",
    }
)
class Stacking(StrEnum):
    """How several boosts of one group combine."""

    MAX = "MAX"
    ADD = "ADD"
    MULTIPLY = "MULTIPLY"


@enum_type(
    {
        "DEBT": "What cannot be taken back is owed, and repaid by what is earned next.",
        "FORGIVE": "What cannot be taken back is forgiven.",
    }
)
class Clawback(StrEnum):
    """What a refund does when the points that the order earned are spent already."""

    DEBT = "DEBT"
    FORGIVE = "FORGIVE"


def _daily(row: AssetKindRow) -> str | None:
    return None if row.transfer_daily is None else text_of(row.transfer_daily, row.decimals)


def _text(duration: Any) -> str | None:
    return None if duration is None else str(duration)


@object_type(
    public=True,
    row=AssetKindRow,
    node=(Prefix.KIND, asset_kinds.asset_kinds_by_id),
    published=True,
    for_member=True,
    for_partner=True,
)
class AssetKind(Node):
    """Something that members earn and spend: points, growth value, stored balance and the like."""

    id: strawberry.ID = identity(Prefix.KIND)
    code: str = value("What rules, conditions and requests call it.")
    name: str = name_field()
    names: JSON | None = value("Names by language, if there are several.", read=lambda row: dict(row.names) or None)
    decimals: int = value("How many decimals its amounts have.")
    money: bool = value("True if it is money that was paid in: paying with it earns, and no spend cap limits it.")
    expiry: JSON = value(
        "When what was earned expires, in the form of ExpiryInput.", read=lambda row: expiry_json(row.expiry)
    )
    pending_for: str | None = value(
        'How long what was earned waits before it can be spent, such as "14d".', read=lambda row: _text(row.pending_for)
    )
    credit_limit: Decimal = value(
        "How far spending may go below zero.", read=lambda row: text_of(row.credit_limit, row.decimals)
    )
    worth: Decimal | None = value("What one unit is worth in the merchant's currency; null: it cannot pay.")
    stacking: Stacking = value("How boosts of one group combine.")
    clawback: Clawback = value("What a refund does when the points are spent already.")
    hold_for: str = value("How long a hold lasts unless it says otherwise.", read=lambda row: str(row.hold_for))
    restore_grace: str = value(
        "How long points live that a refund gives back after their expiry.", read=lambda row: str(row.restore_grace)
    )
    remind_before: str = value("How long before expiry a reminder is sent.", read=lambda row: str(row.remind_before))
    burn_first: list[str] = value("Which funding is spent first, in order.", read=lambda row: list(row.burn_first))
    transferable: bool = value("True if a member may transfer it to another.")
    transfer_daily: Decimal | None = value(
        "How much a member may transfer on one day of the merchant's; null: any amount.", read=_daily
    )
    version: int = value("Grows by one with each save.")

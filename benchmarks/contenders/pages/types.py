"""Types of the stock schema that stand below a member."""

from decimal import Decimal
from typing import Any

import strawberry

from benchmarks.contenders.pages.loaders import money
from headless.models.tables.ledger.accounts import Account

Info = strawberry.Info[dict[str, Any], None]


@strawberry.type
class KindType:
    code: str
    name: str
    decimals: int
    worth: strawberry.Private[Decimal | None]


@strawberry.type
class ExpiryType:
    on: str
    amount: Decimal


@strawberry.type
class AssetType:
    kind: KindType
    row: strawberry.Private[Account]

    @strawberry.field
    def available(self) -> Decimal:
        return self._amount(self.row.balance + self.row.debt - self.row.pending - self.row.held)

    @strawberry.field
    def pending(self) -> Decimal:
        return self._amount(self.row.pending)

    @strawberry.field
    def held(self) -> Decimal:
        return self._amount(self.row.held)

    @strawberry.field
    def debt(self) -> Decimal:
        return self._amount(self.row.debt)

    @strawberry.field
    def worth(self) -> Decimal | None:
        available = self.row.balance + self.row.debt - self.row.pending - self.row.held
        return None if self.kind.worth is None else money(self._amount(available) * self.kind.worth)

    @strawberry.field
    async def expiring(self, info: Info) -> list[ExpiryType]:
        ends = await info.context["lots"].load(self.row.member_id)
        found = ends.get(self.row.kind_id, {})
        return [ExpiryType(on=day, amount=self._amount(units)) for day, units in sorted(found.items())]

    def _amount(self, units: int) -> Decimal:
        return Decimal(units).scaleb(-self.kind.decimals)


@strawberry.type
class TierType:
    code: str
    name: str
    attributes: str | None = None


@strawberry.type
class NextType:
    name: str


@strawberry.type
class ProgressType:
    next: NextType
    fraction: str
    text: str
    keep_until: str | None = None


@strawberry.type
class TagType:
    code: str
    name: str


@strawberry.type
class MemberTagType:
    tag: TagType
    expires_at: str | None = None

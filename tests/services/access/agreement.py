"""A partner of a shop for tests of the services: saved with budgets, and giving through a token's principal."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any

from headless.engine.program.partners import ALL, BudgetKey, BudgetPeriod
from headless.ids import Prefix, encode
from headless.models.tables.ledger.budgets import spent_of
from headless.models.tables.ledger.partner_entries import PartnerFilter, booked_entries
from headless.services.configuration.access.partners import save_partner
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Performed
from headless.services.kernel.principals import Principal
from headless.services.kernel.scopes import PARTNER_SCOPES
from headless.services.members import assets
from tests.services.shop import Shop


def budget(amount: int, period: str = "DAY", *, each: bool = False, kind: str = "points") -> dict[str, Any]:
    return {"kind": kind, "amount": str(amount), "period": period, "perMember": each}


@dataclass
class Agreement:
    """What a shop has agreed with a partner."""

    shop: Shop
    code: str
    principal: Principal
    keys: Any = field(default_factory=lambda: count(1))

    @classmethod
    async def of(cls, shop: Shop, *budgets: dict[str, Any], code: str = "iqiyi") -> "Agreement":
        id_ = await agree(shop, *budgets, code=code)
        return cls(shop, code, partners_principal(shop.owner.merchant_id, shop.owner.slug, id_))

    async def grant(self, member: Lookup, amount: int, key: str | None = None) -> Performed:
        return await grant(self.shop.kernel, self.principal, member, amount, key or f"{self.code}-{next(self.keys)}")

    async def reverse(self, entry_id: int, amount: int, *, by_merchant: bool = False) -> Performed:
        asking = self.shop.owner if by_merchant else self.principal
        key = f"{self.code}-back-{next(self.keys)}"
        return await assets.reverse(
            self.shop.kernel, asking, encode(Prefix.ENTRY, entry_id), Decimal(amount), "mistake", key
        )

    async def booked(self) -> int:
        """What the entries against the partner's account add up to."""
        async with self.shop.kernel.db.read() as session:
            chosen = PartnerFilter(f"partner:{self.code}")
            entries = await booked_entries(session, self.shop.owner.merchant_id, 0, 10_000, chosen)
        return sum(entry.amount for entry in entries)

    async def spent(self, period: BudgetPeriod = BudgetPeriod.TOTAL, day: int = 0, member_id: int = ALL) -> int:
        """What is stored as spent in a period."""
        kernel, owner = self.shop.kernel, self.shop.owner
        async with kernel.db.read() as session:
            program = await kernel.programs.get(session, owner.merchant_id)
            partner_id, kind_id = program.partners[self.code].id, program.kinds["points"].id
            key = BudgetKey(member_id, partner_id, kind_id, period, period.start(day) if day else 0)
            return (await spent_of(session, owner.merchant_id, [key]))[key]


async def agree(shop: Shop, *budgets: dict[str, Any], code: str = "iqiyi") -> int:
    document = {"code": code, "name": code.title(), "assetKinds": ["points"], "budgets": list(budgets)}
    saved = await save_partner(shop.kernel, shop.owner, document)
    assert saved.problem is None, saved.problem
    assert saved.id is not None
    return saved.id


def partners_principal(merchant_id: int, slug: str, partner_id: int) -> Principal:
    return Principal(merchant_id, slug, 1, "partner's", PARTNER_SCOPES, partner_id=partner_id)


async def grant(kernel: Kernel, principal: Principal, member: Lookup, amount: int, key: str) -> Performed:
    return await assets.grant(
        kernel, principal, member, kind="points", amount=Decimal(amount), reason="thanks", key=key
    )  # fmt: skip

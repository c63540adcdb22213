"""A shop to tell stories with: orders, refunds, tiers and balances through the services, on a real database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from headless.clock import FixedClock
from headless.engine.member.state import MemberState
from headless.engine.values.amounts import text_of
from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.rules import save_rule
from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_member
from headless.services.kernel.outcomes import Performed, Recorded, Transferred
from headless.services.kernel.principals import Principal, system
from headless.services.members import assets
from headless.services.members.members import create_member
from headless.services.rejudging.due_work import run_due
from headless.services.settling.loading import load_states
from headless.services.verifying.replaying import differences
from headless.services.verifying.verifying import verify

ZONE = "Asia/Shanghai"


def instant(text: str) -> int:
    """Microseconds of a local time in the shop's zone."""
    local = datetime.fromisoformat(text)
    if local.tzinfo is None:
        local = local.replace(tzinfo=ZoneInfo(ZONE))
    return int(local.timestamp()) * 1_000_000


@dataclass
class Shop:
    """One merchant, driven through the services."""

    kernel: Kernel
    clock: FixedClock
    owner: Principal
    _numbers: Any = field(default_factory=lambda: count(1))

    @classmethod
    async def open(cls, kernel: Kernel, clock: FixedClock, slug: str = "tea") -> "Shop":
        merchant = await create_merchant(kernel, slug, currency="CNY", time_zone=ZONE)
        return cls(kernel, clock, system(merchant.id, merchant.slug))

    @classmethod
    async def at(cls, kernel: Kernel, clock: FixedClock, slug: str = "tea") -> "Shop":
        """The shop of that name, made where it is not there yet."""
        async with kernel.db.read() as session:
            id_ = await session.fetch_value("SELECT id FROM merchant WHERE slug = $1", slug)
        return await cls.open(kernel, clock, slug) if id_ is None else cls(kernel, clock, system(id_, slug))

    async def rule(self, rule: str, **settings: Any) -> None:
        saved = await save_rule(self.kernel, self.owner, {"rule": rule, "settings": settings})
        assert saved.problem is None, saved.problem

    async def ladder(self, *tiers: Mapping[str, Any], **options: Any) -> None:
        document = {"code": "main", "name": "Main", "kind": "EARNED", "tiers": list(tiers), **options}
        saved = await save_tier_track(self.kernel, self.owner, document)
        assert saved.problem is None, saved.problem

    async def member(self, number: str = "m1", **fields: Any) -> Lookup:
        created = await create_member(self.kernel, self.owner, {"number": number, **fields})
        assert created.problem is None, created.problem
        return Lookup("number", number)

    async def send(
        self, type_: str, member: Lookup, data: Any, on: str | None = None, key: str | None = None
    ) -> Recorded:
        external_id = key or f"e{next(self._numbers)}"
        at = None if on is None else instant(on)
        given = EventInput(type_, data, member, "shop", external_id, at)
        return (await record_events(self.kernel, self.owner, [given]))[0]

    async def order(
        self, member: Lookup, total: str, number: str | None = None, on: str | None = None, **more: Any
    ) -> Recorded:
        order_id = number or f"o{next(self._numbers)}"
        return await self.send(
            "order.paid", member, {"orderId": order_id, "total": total, **more}, on, f"paid-{order_id}"
        )

    async def refund(
        self, member: Lookup, amount: str, order: str | None = None, on: str | None = None, **more: Any
    ) -> Recorded:
        refund_id = f"r{next(self._numbers)}"
        data = {"refundId": refund_id, "amount": amount, **({"orderId": order} if order else {}), **more}
        return await self.send("order.refunded", member, data, on, refund_id)

    async def amend(self, member: Lookup, order: str, total: str, on: str | None = None, **more: Any) -> Recorded:
        amendment_id = more.pop("amendment", f"a{next(self._numbers)}")
        data = {"orderId": order, "amendmentId": amendment_id, "total": total, **more}
        return await self.send("order.amended", member, data, on, amendment_id)

    async def grant(self, member: Lookup, kind: str, amount: str, **more: Any) -> Performed:
        key = more.pop("key", f"g{next(self._numbers)}")
        return await assets.grant(
            self.kernel, self.owner, member, kind=kind, amount=Decimal(amount), reason="gift", key=key, **more
        )

    async def spend(self, member: Lookup, kind: str, amount: str, **more: Any) -> Performed:
        key = more.pop("key", f"s{next(self._numbers)}")
        return await assets.spend(
            self.kernel, self.owner, member, kind=kind, amount=Decimal(amount), reason="buy", key=key, **more
        )

    async def transfer(self, giver: Lookup, to: Lookup, amount: str, kind: str = "points", **more: Any) -> Transferred:
        key = more.pop("key", f"t{next(self._numbers)}")
        return await assets.transfer(
            self.kernel, self.owner, giver, {to.kind: to.value}, kind=kind, amount=Decimal(amount), reason="for you", key=key
        )  # fmt: skip

    async def pass_time(self, to: str) -> None:
        """Let the clock move on and the worker do what is due."""
        self.clock.set(instant(to))
        async with self.kernel.db.read() as session:
            merchant = await self.kernel.programs.merchant(session, self.owner.merchant_id)
        await run_due(self.kernel, merchant, self.clock.now_us())

    async def state(self, member: Lookup) -> MemberState:
        async with self.kernel.db.read() as session:
            program = await self.kernel.programs.get(session, self.owner.merchant_id)
            id_ = await find_member(session, self.owner.merchant_id, member, program.country)
            assert id_ is not None
            return (await load_states(session, program, [id_], now=self.clock.now_us(), lots=True))[id_]

    async def balance(self, member: Lookup, kind: str = "points") -> str:
        state = await self.state(member)
        found = state.program.kinds[kind]
        return text_of(state.account(found.id).balance, found.decimals)

    async def tier(self, member: Lookup) -> str | None:
        return (await self.state(member)).tier_code(None)

    async def drifts(self) -> list[str]:
        """What `verify` finds, and what comes out otherwise when it is decided again: nothing, if all is well."""
        async with self.kernel.db.read() as session:
            merchant = await self.kernel.programs.merchant(session, self.owner.merchant_id)
        drifts = [str(drift) for drift in await verify(self.kernel)]
        return drifts + [str(difference) async for difference in differences(self.kernel, merchant)]

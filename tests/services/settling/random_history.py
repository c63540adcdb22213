"""A shop to which anything happens in any order, from one seed: what is refused is part of it."""

import random
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

from headless.ids import encode
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.configuration.tag_kinds import save_tag
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.lookups import Lookup
from headless.services.members import assets
from headless.services.members.tags import assign_tag, remove_tag
from headless.services.worker.worker import work_once
from tests.services.busy import configure
from tests.services.shop import Shop

DAY_US = 86_400_000_000
EXPIRIES = ({"after": "20d"}, {"sweep": {"every": "MONTH", "minAge": "10d"}}, {"never": True})


def at_least(metric: str, value: Any, window: str | None = None, **args: str) -> dict[str, Any]:
    found = {"metric": metric, "op": "GTE", "value": value, "window": window, "args": args or None}
    return {"test": {name: each for name, each in found.items() if each is not None}}


TAGS = {
    "a": at_least("orders", 2, category="tea", brand="x"),
    "b": at_least("net_spend", "50", "30d", channel="web"),
    "c": at_least("refunded", "5", brand="x"),
    "d": at_least("events", 1, type="tier.changed"),
    "e": at_least("spent", "5", "60d", asset="balance"),
    "f": at_least("events", 1, "30d", type="asset.expired"),
    "h": at_least("days_since_order", 10),
}


class RandomHistory:
    """Draws what happens next; remembers orders, entries and holds to come back to."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self.shop, self.draw = shop, random.Random(seed)
        self.number = 0
        self.members: list[Lookup] = []
        self.orders: list[tuple[Lookup, str, int, list[Any]]] = []
        self.entries: list[str] = []
        self.holds: list[str] = []

    async def run(self, steps: int) -> None:
        """Configure the shop, then let things happen."""
        shop, draw = self.shop, self.draw
        await configure(shop)
        points = {"code": "points", "name": "P", "worth": "0.01", "expiry": draw.choice(EXPIRIES), "transferable": True}
        pending = draw.choice([{}, {"pendingFor": "5d"}])
        await save_asset_kind(
            shop.kernel, shop.owner, {**points, **pending, "clawback": draw.choice(["DEBT", "FORGIVE"])}
        )
        for code, condition in TAGS.items():
            saved = await save_tag(shop.kernel, shop.owner, {"code": code, "name": code, "condition": condition})
            assert saved.problem is None, saved.problem
        await shop.rule("spend_cap")
        self.members = [await shop.member(f"m{number}") for number in range(3)]
        happenings: list[Callable[[Lookup], Awaitable[Any]]] = [
            self.order, self.order, self.order, self.refund, self.refund, self.amend, self.move, self.early, self.batch,
            self.time, self.time, self.top_up, self.spend, self.grant, self.transfer, self.transfer,
            self.hold, self.settle, self.reverse, self.tag,
            self.check_in,
        ]  # fmt: skip
        for self.number in range(steps):
            await draw.choice(happenings)(draw.choice(self.members))

    def items(self, total: int) -> list[dict[str, str]]:
        found = []
        for number in range(self.draw.randint(1, 3)):
            part = self.draw.randint(0, total)
            total -= part
            kinds = {"category": self.draw.choice(["tea", "tin"]), "brand": self.draw.choice(["x", "y"])}
            found.append({"sku": f"s{number}", "quantity": "1", "amount": str(part), **kinds})
        return found

    async def order(self, member: Lookup) -> None:
        total, more = self.draw.choice([0, 5, 20, 100, 400]), {}
        items = self.items(total) if self.draw.random() < 0.6 else []
        if items:
            more["items"] = items
        if self.draw.random() < 0.5:
            more["channel"] = "web"
        if self.draw.random() < 0.3:
            more["payWith"] = [
                {"asset": self.draw.choice(["points", "balance"]), "amount": str(self.draw.randint(0, total))}
            ]
        elif self.holds and self.draw.random() < 0.2:
            more["payWith"] = [{"asset": "balance", "amount": "3", "hold": self.draw.choice(self.holds)}]
        recorded = await self.shop.order(member, str(total), f"o{self.number}", **more)
        if recorded.outcome == "RECORDED":
            self.orders.append((member, f"o{self.number}", total, items))

    async def refund(self, member: Lookup) -> None:
        if not self.orders or self.draw.random() < 0.2:
            await self.shop.refund(member, str(self.draw.randint(1, 50)))
            return
        owner, order, total, items = self.draw.choice(self.orders)
        more = {"items": [self.draw.choice(items)]} if items and self.draw.random() < 0.5 else {}
        await self.shop.refund(owner, str(self.draw.choice([total, total // 2, total // 3, 1])), order, **more)

    async def amend(self, member: Lookup) -> None:
        if not self.orders:
            return
        place = self.draw.randrange(len(self.orders))
        owner, order, before, items = self.orders[place]
        total = self.draw.choice([before, before // 2, before * 2, before + 7, 0, 30])
        lines = self.items(total) if items or self.draw.random() < 0.2 else []
        more = {"items": lines} if lines else {}
        amended = await self.shop.amend(owner, order, str(total), **more)
        if amended.outcome == "RECORDED":
            self.orders[place] = owner, order, total, lines

    async def move(self, member: Lookup) -> None:
        if not self.orders:
            return
        place = self.draw.randrange(len(self.orders))
        owner, order, total, items = self.orders[place]
        data = {"orderId": order, "to": {"number": member.value}}
        moved = await self.shop.send("order.moved", self.draw.choice([owner, self.orders[0][0]]), data)
        if moved.outcome == "RECORDED" and self.draw.random() < 0.5:
            # who sends the next thing about it may not know yet
            self.orders[place] = member, order, total, items

    async def early(self, member: Lookup) -> None:
        await self.shop.refund(member, "3", f"early{self.number}")
        if self.draw.random() < 0.7:
            await self.shop.order(member, self.draw.choice(["2", "10"]), f"early{self.number}")

    async def batch(self, member: Lookup) -> None:
        """Late orders and their refunds, not in order of time."""
        inputs = []
        for place in range(6):
            at = self.shop.clock.now_us() - self.draw.randint(0, 20) * DAY_US
            key, order = f"b{self.number}.{place}", f"b{self.number}.{self.draw.randint(0, 5)}"
            if self.draw.random() < 0.6:
                data: dict[str, Any] = {"orderId": key, "total": str(self.draw.randint(1, 60)), "items": self.items(10)}
                inputs.append(EventInput("order.paid", data, member, "shop", key, at))
            else:
                data = {"refundId": key, "amount": "1", "orderId": order}
                inputs.append(EventInput("order.refunded", data, member, "shop", key, at))
        await record_events(self.shop.kernel, self.shop.owner, inputs)

    async def time(self, member: Lookup) -> None:
        """Days pass; the worker may come late."""
        self.shop.clock.advance(self.draw.randint(1, 12) * DAY_US)
        if self.draw.random() < 0.5:
            await work_once(self.shop.kernel)

    async def top_up(self, member: Lookup) -> None:
        more = {"bonus": "2"} if self.draw.random() < 0.5 else {}
        data = {"paymentId": f"p{self.number}", "amount": str(self.draw.randint(1, 30)), **more}
        await self.shop.send("topup.paid", member, data)

    async def spend(self, member: Lookup) -> None:
        await self.shop.spend(member, self.draw.choice(["points", "balance"]), str(self.draw.randint(1, 20)))

    async def grant(self, member: Lookup) -> None:
        granted = await self.shop.grant(member, self.draw.choice(["points", "balance"]), str(self.draw.randint(1, 20)))
        if granted.entry_id is not None:
            self.entries.append(encode("ent", granted.entry_id))

    async def transfer(self, member: Lookup) -> None:
        await self.shop.transfer(member, self.draw.choice(self.members), str(self.draw.randint(1, 60)))

    async def hold(self, member: Lookup) -> None:
        kind, amount = self.draw.choice(["points", "balance"]), Decimal(self.draw.randint(1, 9))
        kernel, owner = self.shop.kernel, self.shop.owner
        held = await assets.hold(kernel, owner, member, kind=kind, amount=amount, reason="x", key=f"h{self.number}")
        if held.hold_id is not None:
            self.holds.append(encode("hold", held.hold_id))

    async def settle(self, member: Lookup) -> None:
        if self.holds:
            action, amount = self.draw.choice([assets.capture, assets.release]), self.draw.choice([None, Decimal(1)])
            hold = self.draw.choice(self.holds)
            await action(self.shop.kernel, self.shop.owner, hold, amount, f"c{self.number}")

    async def reverse(self, member: Lookup) -> None:
        if self.entries:
            entry, amount = self.draw.choice(self.entries), self.draw.choice([None, Decimal(1)])
            await assets.reverse(self.shop.kernel, self.shop.owner, entry, amount, "x", f"v{self.number}")

    async def tag(self, member: Lookup) -> None:
        act, tag = self.draw.choice([assign_tag, remove_tag]), self.draw.choice(["vip", "a", "h", "tea"])
        await act(self.shop.kernel, self.shop.owner, member, tag)

    async def check_in(self, member: Lookup) -> None:
        await self.shop.send("checkin", member, {})

"""Writers of every kind at once, through several processes."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from headless.clock import SystemClock
from headless.ids import Prefix, encode
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.configuration.tag_kinds import save_tag
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.kernel import build_kernel
from headless.services.kernel.lookups import Lookup
from headless.services.lives.exporting import export_member
from headless.services.members import assets
from headless.services.members.benefits import use_benefit
from headless.services.members.coupons import Codes, issue_coupons
from headless.services.members.members import update_member
from headless.services.members.tags import assign_tag, remove_tag
from headless.services.plugin_runs.actions import run_action
from headless.services.worker.worker import work_once
from tests.services.lives.test_canary import CANARY
from tests.services.members.giving import benefit, coupon_kind
from tests.services.shop import Shop

WRITERS, PROCESSES = 50, 3
CODES = {
    "ACTION_FAILED", "INSUFFICIENT_BALANCE", "HOLD_NOT_OPEN", "MEMBER_ERASED", "NOT_ELIGIBLE", "QUOTA_USED", "REFUND_TOO_LARGE",
    "REVERSAL_TOO_LARGE", "TAG_NOT_SET",
}  # fmt: skip
"""What writers may be told. Anything else, and every error, is a fault."""


@dataclass
class Crowd:
    """Writers on two members. What was acknowledged is kept, to be looked for afterwards."""

    shop: Shop
    members: list[Lookup]
    seed: int
    acknowledged: list[int] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    further_codes: frozenset[str] = frozenset()
    writes: int = 0

    def __post_init__(self) -> None:
        kernel = self.shop.kernel
        others = [
            build_kernel(kernel.db, kernel.registry, self.shop.clock, kernel.settings, SystemClock())
            for _ in range(PROCESSES - 1)
        ]
        self.shops = [self.shop, *(replace(self.shop, kernel=other) for other in others)]

    async def open(self) -> None:
        """What writers need: points that may be transferred, coupons, a benefit and a tag."""
        shop = self.shop
        points = {"code": "points", "name": "Points", "worth": "0.01", "transferable": True, "expectedVersion": 1}
        saved = await save_asset_kind(shop.kernel, shop.owner, points)
        assert saved.problem is None, saved.problem
        await coupon_kind(shop, "ten")
        await benefit(shop, "lounge")
        saved = await save_tag(shop.kernel, shop.owner, {"code": "vip", "name": "VIP"})
        assert saved.problem is None, saved.problem
        for member in self.members:
            await shop.grant(member, "points", "500")
            for number in range(3):
                await shop.order(member, "50", f"before-{member.value}-{number}")
            await self.hold(shop, member, f"before-{member.value}")
            await issue_coupons(shop.kernel, shop.owner, member, Codes("ten", 2, None, f"before-{member.value}"))

    async def write(self, meanwhile: Callable[[], Awaitable[Any]], rounds: int = 3) -> None:
        """Let all writers write, and do something else in their midst.

        It begins when as many have written as there are writers, and each one writes again when it is over: however slow the
        machine is, some come before, some come after, and most come meanwhile.
        """
        self.midst, self.over = asyncio.Event(), asyncio.Event()
        writers = [self._writer(number, rounds) for number in range(WRITERS)]

        async def midst() -> None:
            await self.midst.wait()
            await meanwhile()
            self.over.set()

        await asyncio.gather(*writers, midst(), self._work(), self._export())

    async def _writer(self, number: int, rounds: int) -> None:
        draw = random.Random(self.seed * 1000 + number)
        kinds = [
            self.order, self.order, self.refund, self.spend, self.hold, self.capture, self.grant, self.transfer, self.transfer,
            self.tag, self.update, self.coupon, self.gossip, self.action, self.use, self.batch,
        ]  # fmt: skip
        for round_ in range(rounds):
            if round_ == rounds - 1:
                await self.over.wait()
            shop, member = draw.choice(self.shops), self.members[number % 2]
            # Writers begin with different kinds, so that each kind is among them.
            act = kinds[(number // 2 + round_ * 7) % len(kinds)]
            await act(shop, member, f"{number}.{round_}")
            self.writes += 1
            if self.writes == WRITERS:
                self.midst.set()

    def note(self, problem: Any, *event_ids: int | None) -> None:
        """Keep an answer."""
        if problem is None:
            self.acknowledged += [id_ for id_ in event_ids if id_ is not None]
        else:
            assert problem.code in CODES | self.further_codes, problem
            self.told.add(problem.code)

    def said(self, member: Lookup) -> str:
        """What a writer says of a member: of the first one, the name."""
        return f"for {CANARY}" if member is self.members[0] else "for tea"

    async def order(self, shop: Shop, member: Lookup, key: str) -> None:
        more = {"payWith": [{"asset": "points", "amount": "7"}]} if key.endswith("1") else {}
        recorded = await shop.order(member, "30", f"o{key}", **more)
        self.note(recorded.problem, recorded.event_id)

    async def refund(self, shop: Shop, member: Lookup, key: str) -> None:
        """Linked, and without a member: the order names it."""
        whose = self.members[len(key) % 2]
        data = {"refundId": f"r{key}", "orderId": f"before-{whose.value}-1", "amount": "2"}
        (recorded,) = await record_events(
            shop.kernel, shop.owner, [EventInput("order.refunded", data, None, "shop", f"r{key}")]
        )
        self.note(recorded.problem, recorded.event_id)

    async def spend(self, shop: Shop, member: Lookup, key: str) -> None:
        done = await shop.spend(member, "points", "11", key=f"s{key}")
        self.note(done.problem, done.event_id)

    async def hold(self, shop: Shop, member: Lookup, key: str) -> str | None:
        held = await assets.hold(
            shop.kernel, shop.owner, member, kind="points", amount=Decimal(9), reason=self.said(member), key=f"h{key}"
        )
        self.note(held.problem, held.event_id)
        return None if held.hold_id is None else encode(Prefix.HOLD, held.hold_id)

    async def capture(self, shop: Shop, member: Lookup, key: str) -> None:
        hold = await self.hold(shop, member, key)
        if hold is not None:
            act = assets.release if key.endswith("0") else assets.capture
            done = await act(shop.kernel, shop.owner, hold, Decimal(4), f"c{key}")
            self.note(done.problem, done.event_id)

    async def grant(self, shop: Shop, member: Lookup, key: str) -> None:
        granted = await shop.grant(member, "points", "5", key=f"g{key}")
        self.note(granted.problem, granted.event_id)
        if granted.entry_id is not None:
            entry = encode(Prefix.ENTRY, granted.entry_id)
            done = await assets.reverse(shop.kernel, shop.owner, entry, Decimal(2), self.said(member), f"v{key}")
            self.note(done.problem, done.event_id)

    async def transfer(self, shop: Shop, member: Lookup, key: str) -> None:
        (other,) = (each for each in self.members if each != member)
        sent = await assets.transfer(
            shop.kernel, shop.owner, member, {"id": other.value}, kind="points", amount=Decimal(3), reason=self.said(member),
            key=f"t{key}",
        )  # fmt: skip
        self.note(sent.problem, sent.done.event_id)

    async def tag(self, shop: Shop, member: Lookup, key: str) -> None:
        done = await assign_tag(shop.kernel, shop.owner, member, "vip", self.said(member), key=f"ta{key}")
        self.note(done.problem, done.event_id)
        done = await remove_tag(shop.kernel, shop.owner, member, "vip", None, f"tr{key}")
        self.note(done.problem, done.event_id)

    async def update(self, shop: Shop, member: Lookup, key: str) -> None:
        fields = {"name": f"{CANARY} {key}", "attributes": {"nickname": CANARY}} if member is self.members[0] else {}
        done = await update_member(shop.kernel, shop.owner, member, {"source": "web", **fields}, f"u{key}")
        self.note(done.problem, done.event_id)

    async def coupon(self, shop: Shop, member: Lookup, key: str) -> None:
        issued = await issue_coupons(shop.kernel, shop.owner, member, Codes("ten", 1, None, f"ci{key}"))
        self.note(issued.problem)
        if issued.ids:
            async with shop.kernel.db.read() as session:
                code = await session.fetch_value("SELECT code FROM coupon WHERE id = $1", issued.ids[0])
            recorded = await shop.order(member, "40", f"oc{key}", coupons=[code])
            self.note(recorded.problem, recorded.event_id)

    async def gossip(self, shop: Shop, member: Lookup, key: str) -> None:
        """An event for the other member follows, and waits for the worker."""
        (other,) = (each for each in self.members if each != member)
        recorded = await shop.send(
            "gossip.heard", member, {"about": {other.kind: other.value}, "words": self.said(member)}, key=f"w{key}"
        )
        self.note(recorded.problem, recorded.event_id)

    async def action(self, shop: Shop, member: Lookup, key: str) -> None:
        done = await run_action(
            shop.kernel, shop.owner, "club", "choose", member, {"seat": self.said(member)}, f"a{key}"
        )
        self.note(done.problem)

    async def use(self, shop: Shop, member: Lookup, key: str) -> None:
        used = await use_benefit(shop.kernel, shop.owner, member, "lounge", f"b{key}")
        self.note(used.problem)

    async def batch(self, shop: Shop, member: Lookup, key: str) -> None:
        """Both members in one batch, the other one first."""
        inputs = [
            EventInput("order.paid", {"orderId": f"x{key}.{place}", "total": "10"}, other, "shop", f"x{key}.{place}")
            for place, other in enumerate(reversed(self.members))
        ]
        for recorded in await record_events(shop.kernel, shop.owner, inputs):
            self.note(recorded.problem, recorded.event_id)

    async def _work(self) -> None:
        for shop in self.shops:
            await work_once(shop.kernel)

    async def _export(self) -> None:
        for member in self.members:
            await export_member(self.shop.kernel, self.shop.owner, member)

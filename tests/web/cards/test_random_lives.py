"""Random lives of cards: no penny is made or lost on the way from the till over cards and accounts to the shop."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from random import Random

import pytest

from tests.web.cards.till import Till, code

STEPS = 60
MEMBERS = ("ada", "bob")
Step = Callable[[], Awaitable[None]]


class Life:
    """A few cards, and what was paid in, given on top, paid with and paid out, in money."""

    def __init__(self, till: Till, seed: int) -> None:
        self.till, self.random = till, Random(seed)
        self.numbers: list[str] = []
        self.paid_in = self.spent = self.paid_out = Decimal(0)
        self.orders: dict[str, tuple[str, str, Decimal]] = {}
        self.paid: list[tuple[str, str, Decimal]] = []
        self.holds: list[str] = []
        self.codes: set[str | None] = set()

    def amount(self, most: int = 100) -> Decimal:
        return Decimal(self.random.randint(1000, most * 100)) / 100

    def card(self) -> str:
        return self.random.choice(self.numbers)

    def member(self) -> str:
        return self.random.choice(MEMBERS)

    async def issue(self) -> None:
        self.numbers += [number for number, _ in await self.till.issue("gift", 2)]

    async def activate(self) -> None:
        amount = self.amount()
        if self._done(await self.till.change("cardActivate", self.card(), amount=str(amount))):
            self.paid_in += amount

    async def sell(self) -> None:
        amount, card, member = self.amount(), self.card(), self.member()
        order = f"o{len(self.orders)}-{self.random.random()}"
        if self._done(await self.till.sell(card, str(amount), order, member, goods="20")):
            self.paid_in += amount
            self.orders[order] = (card, member, amount)

    async def top_up(self) -> None:
        amount = self.amount()
        if self._done(await self.till.change("cardTopUp", self.card(), amount=str(amount))):
            self.paid_in += amount

    async def bind(self) -> None:
        self._done(await self.till.bind(self.card(), None, self.member()))

    async def spend(self) -> None:
        amount, member, order = self.amount(30), self.member(), f"p{self.random.random()}"
        tender = [{"asset": "balance", "amount": str(amount)}]
        if self._done(await self.till.record("order.paid", member, orderId=order, total=str(amount), payWith=tender)):
            self.spent += amount
            self.paid.append((order, member, amount))

    async def give_back(self) -> None:
        if self.paid:
            order, member, amount = self.paid.pop(self.random.randrange(len(self.paid)))
            if self._done(await self.till.refund(str(amount), order, member, sku=None)):
                self.spent -= amount

    async def hold(self) -> None:
        given = {
            "member": {"number": self.member()},
            "kind": "balance",
            "amount": str(self.amount(20)),
            "reason": "table",
        }
        answer = await self.till.shop.ask(
            "mutation($i: AssetHoldInput!) { assetHold(input: $i) { hold { id } userErrors { code } } }",
            {"i": {**given, "idempotencyKey": self.till.key()}},
        )
        if self._done(answer["assetHold"]):
            self.holds.append(answer["assetHold"]["hold"]["id"])

    async def release(self) -> None:
        if self.holds:
            answer = await self.till.shop.ask(
                "mutation($i: HoldSettleInput!) { holdRelease(input: $i) { userErrors { code } } }",
                {"i": {"hold": self.holds.pop(), "idempotencyKey": self.till.key()}},
            )
            self._done(answer["holdRelease"])

    async def refund(self) -> None:
        if self.orders:
            order = self.random.choice(list(self.orders))
            card, member, left = self.orders[order]
            part = left if self.random.random() < 0.6 else (left / 3).quantize(Decimal("0.01"))
            if part and self._done(await self.till.refund(str(part), order, member)):
                self.paid_out += part
                self.orders[order] = (card, member, left - part)

    async def change(self) -> None:
        """Unbind, block, unblock or replace a card."""
        name = self.random.choice(["cardUnbind", "cardBlock", "cardUnblock", "cardUnblock", "cardReplace"])
        card = self.card()
        answer = await self.till.change(name, card, reason="so it goes")
        if self._done(answer) and name == "cardReplace":
            self.numbers[self.numbers.index(card)] = answer["card"]["number"]

    def _done(self, answer: object) -> bool:
        assert isinstance(answer, dict)
        self.codes.add(code(answer))
        return code(answer) is None

    async def left(self) -> Decimal:
        """What is on cards and in accounts."""
        async with self.till.shop.kernel.db.read() as session:
            on_cards = await session.fetch_value("SELECT COALESCE(sum(balance), 0) FROM card")
            in_lots = await session.fetch_value("SELECT COALESCE(sum(remaining), 0) FROM lot l JOIN card_move v"
                " ON v.entry_id = COALESCE(l.origin_entry_id, l.entry_id) AND v.bound > 0")  # fmt: skip
        return Decimal(int(on_cards) + int(in_lots)) / 100


@pytest.mark.parametrize("seed", range(4))
async def test_no_penny_is_made_or_lost(till: Till, seed: int) -> None:
    life = Life(till, seed)
    await life.issue()
    steps: list[Step] = [
        life.issue, life.activate, life.sell, life.sell, life.top_up, life.bind, life.bind, life.bind, life.spend, life.spend,
        life.give_back, life.hold, life.release, life.refund, life.refund, life.change, life.change,
    ]  # fmt: skip

    for place in range(STEPS):
        await life.random.choice(steps)()
        assert life.paid_in == await life.left() + life.spent + life.paid_out, (place, life.codes)

    assert len(life.codes) > 4
    await till.clean()

"""Many uses of benefits at once, and many histories of them: no unit and no point is lost, and none is there twice."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import pytest

from headless.ids import Prefix, encode
from headless.plugins.loading.registry import Registry
from headless.services.configuration.tag_kinds import save_tag
from headless.services.kernel.lookups import Lookup
from headless.services.members import assets
from headless.services.members.benefits import Used, fail_use, fulfil_use, reverse_use, save_benefit, use_benefit
from headless.services.members.tags import assign_tag
from tests.services.members.giving import benefit, coupon_kind, stocks
from tests.services.shop import Shop

POINTS = [{"kind": "points", "amount": "10"}]
GOLD = {"test": {"metric": "tag", "op": "CONTAINS", "value": "gold"}}
STEPS = 40


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=())


async def use(shop: Shop, member: Lookup, code: str, key: str) -> Used:
    return await use_benefit(shop.kernel, shop.owner, member, code, key)


async def rich(shop: Shop, number: str, amount: str = "100") -> Lookup:
    member = await shop.member(number)
    done = await assets.grant(
        shop.kernel, shop.owner, member, kind="points", amount=int(amount), reason="gift", key=f"g-{number}"
    )
    assert done.problem is None
    return member


def codes(answers: list[Used]) -> Counter[str | None]:
    return Counter(answer.problem.code if answer.problem else None for answer in answers)


async def test_of_fifty_uses_of_the_last_one_succeeds(shop: Shop) -> None:
    await benefit(shop, "last", stock=1, price=POINTS)
    members = [await rich(shop, f"m{number}") for number in range(50)]
    answers = await asyncio.gather(*(use(shop, member, "last", f"k{at}") for at, member in enumerate(members)))

    assert codes(answers) == {None: 1, "EXHAUSTED": 49}
    assert {answer.problem.form for answer in answers if answer.problem} == {"Exhausted"}
    assert Counter([await shop.balance(member) for member in members]) == {"100": 49, "90": 1}
    assert (await stocks(shop))["benefit:last"] == (1, 1)
    assert await shop.drifts() == []


async def test_one_member_spends_its_last_points_once(shop: Shop) -> None:
    await benefit(shop, "cup", price=POINTS)
    member = await rich(shop, "m1", "10")
    answers = await asyncio.gather(*(use(shop, member, "cup", f"k{at}") for at in range(50)))

    assert codes(answers) == {None: 1, "INSUFFICIENT_BALANCE": 49}
    assert await shop.balance(member) == "0"
    assert await shop.drifts() == []


async def test_what_is_set_aside_is_exact_under_fifty_at_once(shop: Shop) -> None:
    """BN23: of 12 units 4 are kept for gold members: 20 of them and 30 others ask at once, others first."""
    await save_tag(shop.kernel, shop.owner, {"code": "gold", "name": "Gold"})
    await benefit(shop, "seat", stock=12, setAside=[{"condition": GOLD, "count": 4}])
    plain = [await shop.member(f"p{number}") for number in range(30)]
    gold = [await shop.member(f"g{number}") for number in range(20)]
    for at, member in enumerate(gold):
        done = await assign_tag(shop.kernel, shop.owner, member, "gold", key=f"t{at}")
        assert done.problem is None
    first = await asyncio.gather(*(use(shop, member, "seat", f"p{at}") for at, member in enumerate(plain)))
    then = await asyncio.gather(*(use(shop, member, "seat", f"g{at}") for at, member in enumerate(gold)))
    async with shop.kernel.db.read() as session:
        rows = await session.fetch("SELECT serial FROM benefit_use ORDER BY serial")

    assert codes(list(first)) == {None: 8, "EXHAUSTED": 22}
    assert codes(list(then)) == {None: 4, "EXHAUSTED": 16}
    assert [row["serial"] for row in rows] == list(range(1, 13))
    assert await shop.drifts() == []


async def test_both_kinds_of_members_at_once_take_all_there_is_and_no_more(shop: Shop) -> None:
    await save_tag(shop.kernel, shop.owner, {"code": "gold", "name": "Gold"})
    await benefit(shop, "seat", stock=12, setAside=[{"condition": GOLD, "count": 4}])
    plain = [await shop.member(f"p{number}") for number in range(25)]
    gold = [await shop.member(f"g{number}") for number in range(25)]
    for at, member in enumerate(gold):
        await assign_tag(shop.kernel, shop.owner, member, "gold", key=f"t{at}")
    both = [member for pair in zip(plain, gold, strict=True) for member in pair]
    answers = await asyncio.gather(*(use(shop, member, "seat", f"k{at}") for at, member in enumerate(both)))

    ones = codes(list(answers[1::2]))
    assert codes(list(answers)) == {None: 12, "EXHAUSTED": 38}
    assert ones[None] >= 4
    assert await shop.drifts() == []


async def test_what_is_set_aside_comes_back_to_whom_it_was_kept_for(shop: Shop) -> None:
    await save_tag(shop.kernel, shop.owner, {"code": "gold", "name": "Gold"})
    aside = [{"condition": GOLD, "count": 1}]
    await benefit(shop, "seat", stock=2, setAside=aside)
    plain, other, gold = await shop.member("p"), await shop.member("o"), await shop.member("g")
    await assign_tag(shop.kernel, shop.owner, gold, "gold", key="t")
    kept = await use(shop, gold, "seat", "1")
    await use(shop, plain, "seat", "2")
    await reverse_use(shop.kernel, shop.owner, encode(Prefix.BENEFIT_USE, kept.use_id or 0), "ill", "3")
    refused = await use(shop, other, "seat", "4")
    again = await use(shop, gold, "seat", "5")
    given_up = await reverse_use(shop.kernel, shop.owner, encode(Prefix.BENEFIT_USE, again.use_id or 0), "ill", "6")
    await benefit(shop, "seat", stock=2)
    for_all = await use(shop, other, "seat", "7")

    assert codes([kept, refused, again, given_up, for_all]) == {None: 4, "EXHAUSTED": 1}
    assert await shop.drifts() == []


async def test_what_is_kept_no_more_comes_back_to_everyone(shop: Shop) -> None:
    await save_tag(shop.kernel, shop.owner, {"code": "gold", "name": "Gold"})
    await benefit(shop, "seat", stock=1, setAside=[{"condition": GOLD, "count": 1}])
    other, gold = await shop.member("o"), await shop.member("g")
    await assign_tag(shop.kernel, shop.owner, gold, "gold", key="t")
    kept = await use(shop, gold, "seat", "1")
    await benefit(shop, "seat", stock=1)
    refused = await use(shop, other, "seat", "2")
    await reverse_use(shop.kernel, shop.owner, encode(Prefix.BENEFIT_USE, kept.use_id or 0), "ill", "3")
    taken = await use(shop, other, "seat", "4")

    assert codes([kept, refused, taken]) == {None: 2, "EXHAUSTED": 1}
    assert await shop.drifts() == []


async def test_fifty_reversals_of_one_use_give_back_once(shop: Shop) -> None:
    await benefit(shop, "cup", price=POINTS, stock=5)
    member = await rich(shop, "m1")
    used = await use(shop, member, "cup", "k")
    text = encode(Prefix.BENEFIT_USE, used.use_id or 0)
    answers = await asyncio.gather(
        *(reverse_use(shop.kernel, shop.owner, text, "mistake", f"r{at}") for at in range(50))
    )

    assert codes(list(answers)) == {None: 1, "USE_REVERSED": 49}
    assert (await shop.balance(member), (await stocks(shop))["benefit:cup"]) == ("100", (5, 0))
    assert await shop.drifts() == []


class RandomUses:
    """A random history of uses, what is said of them, and orders and time between them."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self.shop, self.draw, self.number = shop, Random(seed), 0
        self.uses: list[str] = []
        self.members: list[Lookup] = []

    async def run(self) -> None:
        shop, draw = self.shop, self.draw
        await save_tag(shop.kernel, shop.owner, {"code": "gold", "name": "Gold"})
        await coupon_kind(shop, "tea", stock=6, validity="20d")
        await benefit(shop, "tea", price=POINTS, gives="tea", quota=2, quotaPeriod="month")
        await benefit(
            shop, "cup", price=POINTS, stock=6, setAside=[{"condition": GOLD, "count": 2}], needsFulfilment=True
        )
        await benefit(shop, "cash", price=POINTS, grants=[{"kind": "growth", "amount": "3"}])
        await shop.rule("points_per_spend")
        self.members = [await rich(shop, f"m{number}", str(draw.randint(10, 80))) for number in range(3)]
        await assign_tag(shop.kernel, shop.owner, self.members[0], "gold", key="t")
        happenings: list[Callable[[Lookup], Awaitable[Any]]] = [
            self.use, self.use, self.use, self.reverse, self.fulfil, self.fail, self.order, self.time, self.resave,
        ]  # fmt: skip
        for self.number in range(STEPS):
            await draw.choice(happenings)(draw.choice(self.members))

    async def use(self, member: Lookup) -> None:
        code = self.draw.choice(["tea", "cup", "cash"])
        used = await use(self.shop, member, code, f"u{self.number}")
        if used.problem is None and used.use_id is not None:
            self.uses.append(encode(Prefix.BENEFIT_USE, used.use_id))

    async def reverse(self, member: Lookup) -> None:
        if self.uses:
            await reverse_use(self.shop.kernel, self.shop.owner, self.draw.choice(self.uses), "back", f"r{self.number}")

    async def fulfil(self, member: Lookup) -> None:
        if self.uses:
            await fulfil_use(self.shop.kernel, self.shop.owner, self.draw.choice(self.uses), "SF", f"f{self.number}")

    async def fail(self, member: Lookup) -> None:
        if self.uses:
            use = self.draw.choice(self.uses)
            await fail_use(self.shop.kernel, self.shop.owner, use, "broken", None, f"x{self.number}")

    async def order(self, member: Lookup) -> None:
        await self.shop.order(member, str(self.draw.randint(1, 30)), f"o{self.number}")

    async def time(self, member: Lookup) -> None:
        self.shop.clock.set(self.shop.clock.now_us() + self.draw.randint(1, 15) * 24 * 3600 * 1_000_000)

    async def resave(self, member: Lookup) -> None:
        """Keep another number of cups for gold members, if that many are there."""
        document = {
            "code": "cup", "name": "Cup", "value": "SERVICE", "price": POINTS, "stock": 6, "needsFulfilment": True,
            "setAside": [{"condition": GOLD, "count": self.draw.randint(1, 4)}],
        }  # fmt: skip
        saved = await save_benefit(self.shop.kernel, self.shop.owner, document)
        assert saved.problem is None or saved.problem.code == "STOCK_TOO_SMALL"


@pytest.mark.parametrize("seed", range(4))
async def test_random_uses_lose_no_unit_and_no_point(shop: Shop, seed: int) -> None:
    history = RandomUses(shop, seed)
    await history.run()

    assert await shop.drifts() == []
    for use in history.uses:
        await reverse_use(shop.kernel, shop.owner, use, "all back", f"last-{use}")
    async with shop.kernel.db.read() as session:
        standing = await session.fetch_value("SELECT count(*) FROM benefit_use WHERE reversed_at IS NULL")
        spent = await session.fetch_value("SELECT sum(spent) FROM account")
    assert (standing, int(spent)) == (0, 0)
    left = await stocks(shop)
    assert (left["benefit:cup"], left["coupon:tea"]) == ((6, 0), (6, 0))
    assert await shop.drifts() == []

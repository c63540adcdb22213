"""Through the services, on both databases: scores and gates, acceleration, quotas, miles or flights."""

from typing import Any

import pytest

from headless.models.tables.members.members import add_members
from headless.services.kernel.lookups import Lookup
from headless.services.members.benefits import save_benefit, use_benefit
from headless.services.members.members import new_member, update_member
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from tests.services.shop import Shop, instant

TIERS = tuple(
    {"code": code, "name": code.title(), "rank": rank}
    for rank, code in enumerate(("bronze", "silver", "gold", "diamond"), 1)
)


async def enable(shop: Shop, **settings: Any) -> None:
    saved = await enable_plugin(shop.kernel, shop.owner, "upgrade_rules", settings)
    assert saved.problem is None, saved.problem


async def test_a_high_score_with_a_failing_reputation_stays_outside_the_gates(shop: Shop) -> None:
    await enable(shop)
    settings = {"tiers": {"silver": 100, "gold": 300}, "needs_trust": ["gold"]}
    await shop.ladder(*TIERS, rule="upgrade_rules.by_score", settings=settings, downgrade="TO_QUALIFIED")
    member = await shop.member(attributes={"reputation": 40, "credit": 700})
    await shop.order(member, "20000")

    closed = (await shop.tier(member), (await shop.state(member)).stored)
    await update_member(shop.kernel, shop.owner, member, {"attributes": {"reputation": 90, "credit": 700}}, "k1")

    assert closed[0] == "silver"
    assert closed[1]["upgrade_rules.score"] == 512
    assert closed[1]["upgrade_rules.trusted"] is False
    assert await shop.tier(member) == "gold"


async def test_growth_is_accelerated_by_credit(shop: Shop) -> None:
    await enable(shop)
    await shop.rule("growth_per_spend")
    plain, good = await shop.member("plain"), await shop.member("good", attributes={"credit": 760})

    await shop.order(plain, "100")
    await shop.order(good, "100")

    assert (await shop.balance(plain, "growth"), await shop.balance(good, "growth")) == ("100", "130")


async def test_a_refund_without_an_order_takes_the_accelerated_growth_back(shop: Shop) -> None:
    await enable(shop)
    await shop.rule("growth_per_spend")
    good = await shop.member("good", attributes={"credit": 760})
    await shop.order(good, "100", "o1")

    await shop.refund(good, "40")
    assert await shop.balance(good, "growth") == "78"
    await shop.refund(good, "50", "o1")
    assert await shop.balance(good, "growth") == "13"


async def test_the_score_and_its_tier_go_when_the_year_is_over(shop: Shop) -> None:
    await enable(shop)
    settings = {"tiers": {"silver": 100, "gold": 300}}
    await shop.ladder(*TIERS, rule="upgrade_rules.by_score", settings=settings, downgrade="TO_QUALIFIED")
    member = await shop.member()
    await shop.order(member, "20000", on="2026-06-01T10:00")
    assert await shop.tier(member) == "gold"

    await shop.pass_time("2027-05-31T12:00")
    assert await shop.tier(member) == "gold"
    await shop.pass_time("2027-06-01T12:00")

    assert (await shop.tier(member), (await shop.state(member)).stored["upgrade_rules.score"]) == (None, 0)


async def test_miles_or_flights_whichever_gets_further(shop: Shop) -> None:
    await enable(shop)
    rungs = {"silver": {"miles": "25000", "flights": 3}, "gold": {"miles": "50000", "flights": 50}}
    await shop.ladder(
        *TIERS, rule="upgrade_rules.miles_or_flights", settings={"tiers": rungs}, downgrade="TO_QUALIFIED"
    )
    often, far = await shop.member("often"), await shop.member("far")

    for number in range(3):
        data = {"flightId": f"f{number}", "miles": "500"}
        before = await shop.tier(often)
        assert (await shop.send("upgrade_rules.flight", often, data)).outcome == "RECORDED"
    await shop.send("upgrade_rules.flight", far, {"flightId": "long", "miles": "25000", "cabin": "first"})

    assert (before, await shop.tier(often), await shop.tier(far)) == (None, "silver", "gold")
    assert await shop.balance(far, "miles") == "50000"


@pytest.mark.parametrize(("rule", "window"), [("quota_by_spend", "1y"), ("quota_by_orders", "3m")])
async def test_s11_quotas_of_a_population_are_exact_and_stay_so(shop: Shop, rule: str, window: str) -> None:
    await enable(shop)
    ids = await crowd(shop, 1111)
    settings = {"shares": {"diamond": 1, "gold": 10, "silver": 100, "bronze": 1000}, "window": window}
    await shop.ladder(*TIERS, rule=f"upgrade_rules.{rule}", settings=settings)

    await work_once(shop.kernel)
    first = await tiers(shop)
    await work_once(shop.kernel)

    assert {code: list(first.values()).count(code) for code in ("diamond", "gold", "silver", "bronze")} == {
        "diamond": 1, "gold": 10, "silver": 100, "bronze": 1000,
    }  # fmt: skip
    assert [first[id_] for id_ in ids[:2]] == ["diamond", "gold"]
    assert await tiers(shop) == first


async def buyers_of(shop: Shop, rule: str, count: int = 6) -> list[Lookup]:
    """Rank members of whom each one bought less than the one before: a third becomes gold, the others silver."""
    await enable(shop)
    buyers = [await shop.member(f"b{place}") for place in range(count)]
    for place, buyer in enumerate(buyers):
        for _ in range(count - place):
            await shop.order(buyer, "100")
    await shop.ladder(*TIERS, rule=f"upgrade_rules.{rule}", settings={"shares": {"gold": 1, "silver": 2}})
    await work_once(shop.kernel)
    return buyers


async def next_ranking(shop: Shop, first_of_month: str, buyers: list[Lookup]) -> list[str | None]:
    """The tiers after the ranking of a month."""
    shop.clock.set(instant(first_of_month))
    await work_once(shop.kernel)
    return [await shop.tier(buyer) for buyer in buyers]


@pytest.mark.parametrize("rule", ["quota_by_spend", "quota_by_orders"])
@pytest.mark.parametrize("status", ["FROZEN", "CLOSED"])
async def test_only_active_members_take_places(shop: Shop, rule: str, status: str) -> None:
    buyers = await buyers_of(shop, rule)
    assert ["gold", "gold", "silver", "silver", "silver", "silver"] == [await shop.tier(buyer) for buyer in buyers]

    await update_member(shop.kernel, shop.owner, buyers[0], {"status": status}, "away")

    # Five are ranked: 5/3 and 10/3 places are 2 and 3. The one who is away keeps what is theirs.
    assert ["gold", "gold", "gold", "silver", "silver", "silver"] == await next_ranking(
        shop, "2026-07-01T00:05", buyers
    )
    assert [] == await verify(shop.kernel, None)


async def test_a_member_who_is_back_is_ranked_again(shop: Shop) -> None:
    buyers = await buyers_of(shop, "quota_by_spend")
    await update_member(shop.kernel, shop.owner, buyers[0], {"status": "FROZEN"}, "away")
    await next_ranking(shop, "2026-07-01T00:05", buyers)

    await update_member(shop.kernel, shop.owner, buyers[0], {"status": "ACTIVE"}, "back")

    assert ["gold", "gold", "silver"] == (await next_ranking(shop, "2026-08-01T00:05", buyers))[:3]


@pytest.mark.parametrize("rule", ["quota_by_spend", "quota_by_orders"])
@pytest.mark.parametrize(
    ("margin", "track", "tiers"),
    [
        (0, None, ["gold", "silver", "gold", "silver"]),
        (1, None, ["gold", "gold", "silver", "silver"]),
        (1, "ranked", ["gold", "gold", "silver", "silver"]),
        (1, "main", ["gold", "silver", "gold", "silver"]),
    ],
)
async def test_a_margin_keeps_the_tiers_of_its_own_track_unless_another_is_named(
    shop: Shop, rule: str, margin: int, track: str | None, tiers: list[str]
) -> None:
    await enable(shop)
    await shop.ladder(*TIERS)
    settings = {"shares": {"gold": 1, "silver": 1}, "margin": margin, "track": track}
    buyers = [await shop.member(f"b{place}") for place in range(4)]
    for buyer, orders in zip(buyers, (4, 3, 2, 1), strict=True):
        for _ in range(orders):
            await shop.order(buyer, "10")
    await shop.ladder(*TIERS, code="ranked", rule=f"upgrade_rules.{rule}", settings=settings)
    await work_once(shop.kernel)

    # The third is now the first of four, with two places for gold.
    for _ in range(3):
        await shop.order(buyers[2], "10")
    shop.clock.set(instant("2026-07-01T00:05"))
    await work_once(shop.kernel)

    assert tiers == [(await shop.state(buyer)).tier_code("ranked") for buyer in buyers]


async def test_a_shop_with_everything_on_does_not_drift(shop: Shop) -> None:
    await enable(shop)
    await shop.rule("growth_per_spend")
    await shop.ladder(*TIERS, rule="upgrade_rules.by_score", settings={"tiers": {"silver": 1}})
    member = await shop.member(attributes={"reputation": 90, "credit": 700})
    await shop.order(member, "500", "o1")
    await shop.refund(member, "100", "o1")
    await shop.pass_time("2027-07-01T00:00")

    assert await verify(shop.kernel, None) == []


async def crowd(shop: Shop, count: int) -> list[int]:
    """Make members who spent and bought less the later they joined. The last ones bought nothing."""
    async with shop.kernel.db.transaction() as session:
        program = await shop.kernel.programs.get(session, shop.owner.merchant_id)
        now = instant("2026-05-01T12:00")
        ids = [shop.kernel.ids.new() for _ in range(count)]
        members = [new_member(program, id_, {"number": f"n{at}"}, now, now, now) for at, id_ in enumerate(ids)]
        await add_members(session, 1, members)
        columns = ("merchant_id", "member_id", "key", "day", "count", "amount", "less")
        totals = [
            (1, id_, "order", day, (count - at) // 3, (count - at) // 3 * 100, 0)
            for at, id_ in enumerate(ids)
            for day in (program.zone.day_of(now), 0)
        ]
        await session.insert("daily_total", columns, totals)
    return ids


async def tiers(shop: Shop) -> dict[int, str | None]:
    sql = """SELECT m.id, t.code FROM member m LEFT JOIN member_tier s ON s.merchant_id = m.merchant_id AND s.member_id = m.id
LEFT JOIN tier t ON t.merchant_id = s.merchant_id AND t.id = s.tier_id WHERE m.merchant_id = 1 ORDER BY m.id"""
    async with shop.kernel.db.read() as session:
        return {row[0]: row[1] for row in await session.fetch(sql)}


async def test_a_high_score_opens_no_costly_service_while_the_gates_are_closed(shop: Shop) -> None:
    await enable(shop)
    condition = {
        "all": [
            {"test": {"metric": "upgrade_rules.score", "op": "GTE", "value": 300}},
            {"test": {"metric": "upgrade_rules.trusted", "op": "EQ", "value": True}},
        ]
    }
    names = {"replacement": "以换代修", "instant_refund": "闪电退款", "hotline": "贵宾专线"}
    for code, name in names.items():
        document = {"code": code, "name": name, "value": "SERVICE", "condition": condition}
        assert (await save_benefit(shop.kernel, shop.owner, document)).problem is None
    member = await shop.member(attributes={"reputation": 40, "credit": 700})
    await shop.order(member, "20000")

    closed = [await use_benefit(shop.kernel, shop.owner, member, code, f"a-{code}") for code in names]
    await update_member(shop.kernel, shop.owner, member, {"attributes": {"reputation": 90, "credit": 700}}, "k1")
    open_ = [await use_benefit(shop.kernel, shop.owner, member, code, f"b-{code}") for code in names]

    assert [result.problem.code if result.problem else None for result in closed] == ["NOT_ELIGIBLE"] * 3
    assert [result.problem for result in open_] == [None] * 3

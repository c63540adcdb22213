"""What is owed to members, by kind, funding and month; it adds up to the accounts."""

from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.verifying.reports import KindLiability, Line, liability
from tests.services.shop import Shop


async def of_kind(shop: Shop, code: str) -> KindLiability:
    found = await liability(shop.kernel, "tea")
    return next(each for each in found.kinds if each.kind.code == code)


async def test_a_new_shop_owes_nothing(shop: Shop) -> None:
    found = await liability(shop.kernel, "tea")

    assert found.agrees
    assert {"balance": 0, "growth": 0, "points": 0} == {each.kind.code: each.balance for each in found.kinds}


async def test_lots_are_added_up_by_the_local_month_in_which_they_end(shop: Shop) -> None:
    points = {"code": "points", "name": "Points", "worth": "0.01", "expiry": {"after": "30d"}}
    await save_asset_kind(shop.kernel, shop.owner, points)
    first, second = await shop.member("m1"), await shop.member("m2")
    await shop.grant(first, "points", "100")
    await shop.grant(second, "points", "50")
    await shop.pass_time("2026-06-02T12:00")
    await shop.grant(second, "points", "7")

    found = await of_kind(shop, "points")

    assert [Line("house", "2026-07", 157)] == found.lines
    assert (157, 2, "1.57", True) == (found.balance, found.members, found.worth(found.balance), found.agrees)


async def test_money_paid_in_and_bonus_are_told_apart(shop: Shop) -> None:
    member = await shop.member()
    await shop.send("topup.paid", member, {"paymentId": "p1", "amount": "500", "bonus": "50"})
    await shop.spend(member, "balance", "20")

    found = await of_kind(shop, "balance")

    assert [Line("house", None, 5000), Line("member", None, 48000)] == found.lines
    assert "530.00" == found.worth(found.balance)


async def test_pending_and_debt_stand_apart(shop: Shop) -> None:
    await save_asset_kind(shop.kernel, shop.owner, {"code": "points", "name": "Points", "pendingFor": "14d"})
    await shop.rule("points_per_spend")
    owing, waiting = await shop.member("m1"), await shop.member("m2")
    await shop.order(waiting, "40", "o2")
    await shop.refund(owing, "25")

    found = await of_kind(shop, "points")

    assert ([], [Line("house", None, 40)]) == (found.lines, found.pending)
    assert (40, 25, 15, True) == (found.pending_total, found.debt, found.balance, found.agrees)


async def test_accounts_that_say_otherwise_are_told(shop: Shop) -> None:
    member = await shop.member()
    await shop.grant(member, "points", "5")
    async with shop.kernel.db.transaction() as session:
        await session.execute("UPDATE account SET balance = 6")

    found = await liability(shop.kernel, "tea")

    assert [False, True] == sorted({each.agrees for each in found.kinds})
    assert not found.agrees


async def test_the_report_for_programs_has_amounts_as_text(shop: Shop) -> None:
    member = await shop.member()
    await shop.send("topup.paid", member, {"paymentId": "p1", "amount": "12.30"})

    found = (await of_kind(shop, "balance")).to_json()

    assert {"funding": "member", "expires": None, "amount": "12.30", "worth": "12.30"} == found["lines"][0]
    assert ("12.30", "0.00", "0.00") == (found["outstanding"], found["pending"], found["debt"])

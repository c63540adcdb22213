"""S21: iQIYI gives its viewers points: it reads no phone number, and its day's budget ends at its last point."""

import asyncio
from decimal import Decimal

from headless.services.verifying.statements import statement
from headless.services.verifying.verifying import verify
from tests.web.access.partners import budget, furnish, partnership
from tests.web.shop import Shop

STATEMENT = """{ viewer { partner { budgets { amount spent left } entries(first: 100) { totalCount
  edges { node { amount funding type asset { code } } } } } } }"""


async def test_s21_iqiyi_reads_no_phone_and_spends_its_day_to_the_last_point(shop: Shop) -> None:
    await furnish(shop)
    iqiyi = await partnership(shop, budgets=[budget("300", "DAY"), budget("5000", "MONTH")])

    by_phone = await iqiyi.send('{ member(by: {phone: "+44123456"}) { number } }')
    phone = await iqiyi.send('{ member(by: {number: "1"}) { number phone } }')
    calls = [iqiyi.grant("7", member=str(1 + call % 2), key=f"episode-{call}") for call in range(50)]
    outcomes = await asyncio.gather(*calls)
    last = [await iqiyi.grant(amount, key=f"last-{amount}") for amount in ("7", "6", "1")]
    given = sum(Decimal(one["entry"]["amount"]) for one in (*outcomes, *last) if one["entry"])
    seen = (await iqiyi.ask(STATEMENT))["viewer"]["partner"]
    report = await statement(shop.kernel, "corner-shop", "iqiyi")

    assert ({"member": None}, "FORBIDDEN") == (by_phone["data"], by_phone["errors"][0]["extensions"]["code"])
    assert ({"number": "1", "phone": None}, "members:pii") == (
        phone["data"]["member"],
        phone["errors"][0]["extensions"]["requiredScope"],
    )
    assert 42 == sum(not one["userErrors"] for one in outcomes)
    assert {"BUDGET_EXHAUSTED"} == {error["code"] for one in (*outcomes, *last) for error in one["userErrors"]}
    assert [False, True, False] == [one["entry"] is not None for one in last]
    assert (Decimal(300), ["0", "4700"]) == (given, [one["left"] for one in seen["budgets"]])
    entries = [edge["node"] for edge in seen["entries"]["edges"]]
    assert (given, 43) == (sum(Decimal(one["amount"]) for one in entries), seen["entries"]["totalCount"])
    assert {("partner:iqiyi", "GRANT", "points")} == {
        (one["funding"], one["type"], one["asset"]["code"]) for one in entries
    }
    assert [{"kind": "points", "given": "300", "takenBack": "0", "net": "300"}] == report.to_json()["kinds"]
    assert [] == await verify(shop.kernel)


async def test_s21_a_statement_by_period_holds_what_the_ledger_holds(shop: Shop) -> None:
    await furnish(shop)
    iqiyi = await partnership(shop, budgets=[budget("1000", "TOTAL")])
    periods = """query($from: DateTime, $to: DateTime) { viewer { partner {
      entries(from: $from, to: $to) { edges { node { amount } } } } } }"""

    async def listed(since: str | None, until: str | None) -> list[str]:
        answer = await iqiyi.ask(periods, {"from": since, "to": until})
        return [edge["node"]["amount"] for edge in answer["viewer"]["partner"]["entries"]["edges"]]

    entry = (await iqiyi.grant("100"))["entry"]["id"]
    await shop.ask('mutation { clockAdvance(input: {to: "2026-03-15T12:00:00Z"}) { userErrors { code } } }')
    await iqiyi.grant("20")
    await iqiyi.reverse(entry, "30")

    assert ["-30", "20", "100"] == await listed(None, None)
    assert ["100"] == await listed(None, "2026-03-01T00:00:00Z")
    assert ["-30", "20"] == await listed("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z")
    assert [] == await listed("2026-04-01T00:00:00Z", None)

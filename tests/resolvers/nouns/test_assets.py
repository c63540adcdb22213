"""What members hold, judged now whether the clock's work was done or not, and how it came about."""

from decimal import Decimal
from typing import Any

from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.members.assets import hold
from tests.resolvers.reader import Reader
from tests.services.shop import Shop, instant

NUMBERS = "available pending held debt earned spent expired"


async def kind(shop: Shop, code: str, **settings: Any) -> None:
    saved = await save_asset_kind(shop.kernel, shop.owner, {"code": code, "name": code.title(), **settings})
    assert saved.problem is None, saved.problem


async def points(reader: Reader, fields: str, **given: Any) -> Any:
    return (await reader.of_member(f'asset(kind: "points") {{ {fields} }}', **given))["asset"]


async def test_every_kind_is_there_with_zeroes(shop: Shop, reader: Reader) -> None:
    await shop.member()

    found = await reader.of_member(f"assets {{ kind {{ code }} {NUMBERS} }}")

    codes = {each["kind"]["code"] for each in found["assets"]}
    assert {"points", "growth", "balance"} <= codes
    assert all(set(each.values()) <= {"0", "0.00"} for each in found["assets"] if each.pop("kind"))


async def test_expired_lots_are_not_available_though_nothing_has_swept_them(shop: Shop, reader: Reader) -> None:
    member = await shop.member()
    await shop.grant(member, "points", "100", expires_at=instant("2026-06-11T00:00"))
    await shop.grant(member, "points", "30")

    shop.clock.set(instant("2026-06-12T09:00"))

    assert {"available": "30", "expired": "0", "expiring": []} == await points(
        reader, 'available expired expiring(within: "1y") { on }'
    )
    await shop.pass_time("2026-06-12T10:00")
    assert {"available": "30", "expired": "100"} == await points(reader, "available expired")


async def test_pending_lots_become_available_on_their_day_though_nothing_has_swept_them(
    shop: Shop, reader: Reader
) -> None:
    await kind(shop, "points", pendingFor="7d")
    await shop.rule("points_per_spend")
    await shop.order(await shop.member(), "120")

    assert {"available": "0", "pending": "120"} == await points(reader, "available pending")
    shop.clock.set(instant("2026-06-09T00:00"))
    assert {"available": "120", "pending": "0"} == await points(reader, "available pending")


async def test_what_expires_is_grouped_by_the_merchants_days(shop: Shop, reader: Reader) -> None:
    member = await shop.member()
    for amount, end in (("10", "2026-06-11T00:00"), ("5", "2026-06-11T18:00"), ("7", "2026-07-20T00:00")):
        await shop.grant(member, "points", amount, expires_at=instant(end))

    soon = [{"on": "2026-06-11", "amount": "15"}]
    assert {"expiring": soon} == await points(reader, "expiring { on amount }")
    assert {"expiring": [*soon, {"on": "2026-07-20", "amount": "7"}]} == await points(
        reader, 'expiring(within: "2m") { on amount }'
    )


async def test_holds_are_listed_while_they_are_open(shop: Shop, reader: Reader) -> None:
    member = await shop.member()
    await shop.grant(member, "points", "100")
    done = await hold(shop.kernel, shop.owner, member, kind="points", amount=Decimal(40), reason="till", key="h1")
    assert done.problem is None, done.problem

    found = await points(reader, "available held holds { amount captured status kind { code } }")

    held = {"amount": "40", "captured": "0", "status": "OPEN", "kind": {"code": "points"}}
    assert {"available": "60", "held": "40", "holds": [held]} == found


async def test_an_entry_says_why_and_what_it_takes_back(shop: Shop, reader: Reader) -> None:
    await shop.rule("points_per_spend")
    member = await shop.member()
    await shop.order(member, "120", "o1")
    await shop.refund(member, "60", "o1")

    query = "entries { edges { node { type amount balanceAfter reason rule funding reverses { amount } } } }"
    back, earned = (edge["node"] for edge in (await points(reader, query))["entries"]["edges"])

    assert ("REVERSE", "-60", "60", "refund", None, {"amount": "120"}) == (
        back["type"], back["amount"], back["balanceAfter"], back["reason"], back["rule"], back["reverses"],
    )  # fmt: skip
    assert ("EARN", "120", "Points per spend: on ¥120", "points_per_spend", "house", None) == (
        earned["type"], earned["amount"], earned["reason"], earned["rule"], earned["funding"], earned["reverses"],
    )  # fmt: skip
    chinese = await points(reader, "entries { edges { node { reason } } }", lang="zh")
    assert ["退款扣回", "消费积分：消费¥120.00"] == [edge["node"]["reason"] for edge in chinese["entries"]["edges"]]


async def test_entries_are_paged_both_ways_and_counted_in_all(shop: Shop, reader: Reader) -> None:
    member = await shop.member()
    for amount in range(1, 6):
        await shop.grant(member, "points", str(amount))
    fields = "totalCount pageInfo { hasNextPage hasPreviousPage endCursor startCursor } edges { node { amount } }"

    first = (await points(reader, f"entries(first: 2) {{ {fields} }}"))["entries"]
    after = first["pageInfo"]["endCursor"]
    second = (await points(reader, f'entries(first: 2, after: "{after}") {{ {fields} }}'))["entries"]
    before = second["pageInfo"]["startCursor"]
    back = (await points(reader, f'entries(last: 2, before: "{before}") {{ {fields} }}'))["entries"]

    assert (["5", "4"], ["3", "2"], ["5", "4"]) == (amounts(first), amounts(second), amounts(back))
    assert (5, True, False) == (
        first["totalCount"], first["pageInfo"]["hasNextPage"], first["pageInfo"]["hasPreviousPage"],
    )  # fmt: skip
    other = f'asset(kind: "points") {{ entries(types: [EARN], after: "{after}") {{ totalCount }} }}'
    assert ["INVALID_CURSOR"] == await reader.errors(f'{{ member(by: {{number: "m1"}}) {{ {other} }} }}')


async def test_entries_are_narrowed_to_types_and_times(shop: Shop, reader: Reader) -> None:
    member = await shop.member()
    await shop.grant(member, "points", "10")
    shop.clock.set(instant("2026-06-05T12:00"))
    await shop.spend(member, "points", "4")

    spent = await points(reader, "entries(types: [SPEND, EARN]) { totalCount edges { node { amount } } }")
    early = await points(reader, 'entries(to: "2026-06-05T12:00:00+08:00") { totalCount edges { node { amount } } }')
    late = await points(reader, 'entries(from: "2026-06-05T12:00:00+08:00") { totalCount edges { node { amount } } }')

    assert (1, ["-4"]) == (spent["entries"]["totalCount"], amounts(spent["entries"]))
    assert (1, ["10"]) == (early["entries"]["totalCount"], amounts(early["entries"]))
    assert (1, ["-4"]) == (late["entries"]["totalCount"], amounts(late["entries"]))


async def test_a_balance_is_known_for_every_instant(shop: Shop, reader: Reader) -> None:
    member = await shop.member()
    await shop.grant(member, "points", "10")
    shop.clock.set(instant("2026-06-05T12:00"))
    await shop.grant(member, "points", "5")

    found = await points(
        reader,
        """before: balanceAt(time: "2026-05-31T00:00:00Z") between: balanceAt(time: "2026-06-05T11:59:59+08:00")
           now: balanceAt(time: "2026-06-05T12:00:00+08:00")""",
    )

    assert {"before": "0", "between": "10", "now": "15"} == found


async def test_worth_is_what_is_available_in_money(shop: Shop, reader: Reader) -> None:
    await kind(shop, "points", worth="0.015")
    member = await shop.member()
    await shop.grant(member, "points", "101")

    found = await reader.of_member("assets { kind { code } worth }")

    worth = {each["kind"]["code"]: each["worth"] for each in found["assets"]}
    assert ("1.51", None, "0.00") == (worth["points"], worth["growth"], worth["balance"])


async def test_an_unknown_kind_is_named_with_the_known_ones(shop: Shop, reader: Reader) -> None:
    await shop.member()
    query = '{ member(by: {number: "m1"}) { number asset(kind: "gems") { available } } }'

    response = await reader.answer(query)

    assert {"number": "m1", "asset": None} == response["data"]["member"]
    assert "there is no asset kind 'gems'" in response["errors"][0]["message"]


def amounts(connection: Any) -> list[str]:
    return [edge["node"]["amount"] for edge in connection["edges"]]

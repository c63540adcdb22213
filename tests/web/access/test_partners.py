"""A partner's token does exactly what was agreed: its kinds, types and tags, and its budgets to the last point."""

from datetime import UTC, datetime
from typing import Any

import pytest

from headless.services.configuration.tokens import create_token
from tests.web.access.partners import SCOPES, Partnership, budget, furnish, partnership, save
from tests.web.shop import Shop

SECOND = 1_000_000
DAY = 24 * 3600 * SECOND


async def test_a_partner_is_saved_whole_and_read_again(shop: Shop) -> None:
    await furnish(shop)
    lists = {"assetKinds": ["points", "stars"], "eventTypes": ["order.paid"], "tags": ["vip"]}
    first = await save(shop, **lists, budgets=[budget("100"), budget("2.50", "MONTH", "stars", each=True)])
    second = await save(shop, assetKinds=["stars"])
    listed = (await shop.ask("{ partners { code name assetKinds eventTypes tags budgets { left } version } }"))[
        "partners"
    ]
    found = "query($id: ID!) { node(id: $id) { ... on Partner { code } } }"

    assert ["points", "stars"] == first["partner"]["assetKinds"]
    assert [("points", "100", "100", "DAY", False), ("stars", "2.50", "2.50", "MONTH", True)] == [
        (one["kind"]["code"], one["amount"], one["left"], one["period"], one["perMember"])
        for one in first["partner"]["budgets"]
    ]
    assert (1, 2) == (first["partner"]["version"], second["partner"]["version"])
    assert [
        {
            "code": "iqiyi",
            "name": "Iqiyi",
            "assetKinds": ["stars"],
            "eventTypes": [],
            "tags": [],
            "budgets": [],
            "version": 2,
        }
    ] == listed
    assert {"node": {"code": "iqiyi"}} == await shop.ask(found, {"id": first["partner"]["id"]})


@pytest.mark.parametrize(
    ("lists", "code", "path"),
    [
        ({"assetKinds": ["gold"]}, "UNKNOWN_ASSET_KIND", ["assetKinds", "0"]),
        ({"eventTypes": ["order.eaten"]}, "UNKNOWN_EVENT_TYPE", ["eventTypes", "0"]),
        ({"eventTypes": ["order.paid", "checkin"]}, "UNKNOWN_EVENT_TYPE", ["eventTypes", "1"]),
        ({"tags": ["gone"]}, "UNKNOWN_TAG", ["tags", "0"]),
        ({"assetKinds": ["points"], "budgets": [budget("1", kind="stars")]}, "UNKNOWN_ASSET_KIND", ["budgets", "0", "kind"]),
        ({"assetKinds": ["points"], "budgets": [budget("-1")]}, "INVALID_AMOUNT", ["budgets", "0", "amount"]),
        ({"assetKinds": ["points"], "budgets": [budget("0.5")]}, None, ["budgets", "0", "amount"]),
        ({"assetKinds": ["points"], "budgets": [budget("1"), budget("2")]}, "TWO_BUDGETS", ["budgets", "1"]),
        ({"expectedVersion": 7}, "STALE_VERSION", ["expectedVersion"]),
    ],
)  # fmt: skip
async def test_what_is_wrong_with_a_partner_is_said_at_its_place(
    shop: Shop, lists: dict[str, Any], code: str | None, path: list[str]
) -> None:
    await furnish(shop)
    answer = await save(shop, **lists)

    assert None is answer["partner"]
    assert path == answer["userErrors"][0]["path"]
    assert code in (None, answer["userErrors"][0]["code"])


async def test_a_grant_is_booked_against_the_partners_account_and_spends_its_budget(partner: Partnership) -> None:
    done = await partner.grant("30")
    async with partner.shop.kernel.db.read() as session:
        row = await session.fetch_one("SELECT contra, funding, type FROM entry")
    (left,) = done["budgets"]

    assert ("partner:iqiyi", "partner:iqiyi") == (row["contra"], row["funding"])
    assert ("30", "30", "70") == (done["entry"]["amount"], left["spent"], left["left"])
    assert "partner:iqiyi" == done["entry"]["funding"]
    assert {("points", "DAY", False): "70"} == await partner.left()


async def test_a_budget_refuses_at_zero_and_says_what_is_left_and_until_when(partner: Partnership) -> None:
    await partner.grant("60")
    refused = await partner.grant("41")
    exact = await partner.grant("40")
    empty = await partner.grant("1")
    (error,) = refused["userErrors"]
    midnight = datetime.fromtimestamp(partner.shop.clock.now_us() / SECOND, UTC).replace(hour=0, minute=0, second=0)

    assert ("Exhausted", "BUDGET_EXHAUSTED", "40") == (error["__typename"], error["code"], error["left"])
    assert midnight.timestamp() + 24 * 3600 == datetime.fromisoformat(error["resetsAt"]).timestamp()
    assert "40" in error["message"]
    assert None is refused["entry"]
    assert [] == exact["userErrors"]
    assert "0" == empty["userErrors"][0]["left"]


async def test_a_refused_key_is_free_and_a_used_one_spends_once(partner: Partnership) -> None:
    refused = await partner.grant("101", key="one")
    done = await partner.grant("10", key="one")
    again = await partner.grant("10", key="one")
    other = await partner.grant("11", key="one")

    assert "BUDGET_EXHAUSTED" == refused["userErrors"][0]["code"]
    assert done["entry"] == again["entry"]
    assert "KEY_CONFLICT" == other["userErrors"][0]["code"]
    assert {("points", "DAY", False): "90"} == await partner.left()


async def test_all_tokens_of_a_partner_share_its_budgets_and_its_keys(partner: Partnership) -> None:
    _, secret = await create_token(partner.shop.kernel, partner.shop.merchant_id, "second", SCOPES, partner="iqiyi")
    second = Partnership(partner.shop, "iqiyi", secret)
    merchants = Partnership(partner.shop, "", partner.shop.secret)
    first = await partner.grant("10", key="k")
    same = await second.grant("10", key="k")
    house = await merchants.grant("7", key="k")

    assert first["entry"] == same["entry"]
    assert ("7", "house", None) == (house["entry"]["amount"], house["entry"]["funding"], house["budgets"])
    assert {("points", "DAY", False): "90"} == await second.left()


async def test_partners_have_keys_and_budgets_of_their_own(partner: Partnership) -> None:
    other = await partnership(partner.shop, "cafe")
    await partner.grant("10", key="k")
    theirs = await other.grant("20", key="k")

    assert "20" == theirs["entry"]["amount"]
    assert ("90", "80") == (
        (await partner.left())["points", "DAY", False],
        (await other.left())["points", "DAY", False],
    )


async def test_each_budget_bounds_by_itself(shop: Shop) -> None:
    await furnish(shop)
    budgets = [budget("100"), budget("150", "MONTH"), budget("170", "TOTAL"), budget("60", each=True)]
    partner = await partnership(shop, budgets=budgets)
    outcomes = [await code_of(partner, "60", "1"), await code_of(partner, "1", "1"), await code_of(partner, "50", "2"),
                await code_of(partner, "40", "2")]  # fmt: skip
    shop.clock.set(shop.clock.now_us() + DAY)
    outcomes += [await code_of(partner, "50", "1"), await code_of(partner, "1", "1")]
    shop.clock.set(shop.clock.now_us() + 31 * DAY)
    outcomes += [await code_of(partner, "21", "1"), await code_of(partner, "20", "1"), await code_of(partner, "1", "2")]

    no = "BUDGET_EXHAUSTED"
    assert [None, no, no, None, None, no, no, None, no] == outcomes


async def code_of(partner: Partnership, amount: str, member: str) -> str | None:
    errors = (await partner.grant(amount, member=member))["userErrors"]
    return errors[0]["code"] if errors else None


async def test_a_kind_without_a_budget_cannot_be_given(shop: Shop) -> None:
    await furnish(shop)
    partner = await partnership(shop, assetKinds=["points", "stars"])

    assert "NO_BUDGET" == (await partner.grant("1", "stars"))["userErrors"][0]["code"]


async def test_a_budget_that_is_saved_later_counts_what_was_spent_before(shop: Shop) -> None:
    await furnish(shop)
    partner = await partnership(shop)
    await partner.grant("80")
    await save(shop, assetKinds=["points"], budgets=[budget("100", "MONTH"), budget("90", each=True)])

    assert "BUDGET_EXHAUSTED" == await code_of(partner, "11", "1")
    assert "BUDGET_EXHAUSTED" == await code_of(partner, "21", "2")
    assert None is await code_of(partner, "20", "2")


async def test_what_is_taken_back_goes_back_to_the_day_on_which_it_was_spent(partner: Partnership) -> None:
    entry = (await partner.grant("100"))["entry"]["id"]
    same_day = await partner.reverse(entry, "40")
    assert [{"left": "40", "period": "DAY"}] == same_day["budgets"]
    partner.shop.clock.set(partner.shop.clock.now_us() + DAY)
    await partner.grant("10")
    next_day = await partner.reverse(entry)

    assert "-60" == next_day["entry"]["amount"]
    assert {("points", "DAY", False): "90"} == await partner.left()


async def test_the_merchant_takes_back_what_a_partner_gave_and_its_budget_gets_it(partner: Partnership) -> None:
    merchants = Partnership(partner.shop, "", partner.shop.secret)
    entry = (await partner.grant("100"))["entry"]["id"]
    await merchants.reverse(entry, "30")

    assert {("points", "DAY", False): "30"} == await partner.left()


async def test_a_partner_reverses_what_it_did_and_nothing_else(partner: Partnership) -> None:
    merchants = Partnership(partner.shop, "", partner.shop.secret)
    entry = (await merchants.grant("50"))["entry"]["id"]
    missing = entry[:-3] + "zzz"

    assert "UNKNOWN_ENTRY" == (await partner.reverse(entry))["userErrors"][0]["code"]
    assert "UNKNOWN_ENTRY" == (await partner.reverse(missing))["userErrors"][0]["code"]


async def test_what_was_given_to_members_who_are_one_counts_together(shop: Shop) -> None:
    await furnish(shop)
    partner = await partnership(shop, budgets=[budget("100", "TOTAL", each=True)])
    entry = (await partner.grant("60", member="1"))["entry"]["id"]
    await partner.grant("30", member="2")
    await shop.ask("""mutation { memberMerge(input: {from: {number: "1"}, into: {number: "2"}, idempotencyKey: "m"}) {
      userErrors { code } } }""")

    assert "BUDGET_EXHAUSTED" == await code_of(partner, "11", "2")
    assert [] == (await partner.reverse(entry, "50"))["userErrors"]
    assert None is await code_of(partner, "60", "2")
    assert "BUDGET_EXHAUSTED" == await code_of(partner, "1", "2")

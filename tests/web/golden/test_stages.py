"""TR12 to TR14 with their benefits: the base stage pays 9.9/10, the advanced one buys first, the peak meets the founder."""

from tests.web.golden.platform import Platform, having, item, on_tier, order_paid

BASE = {"any": [having("orders", 3), having("net_spend", "200")]}
ADVANCED = {"any": [having("orders_per_month", 2, "1y"), having("net_spend", "8000", "1y")]}
PEAK = having("net_spend", "30000", "1y")
MONTHS = [f"2025-{month:02}-{day:02}" for month in range(3, 13) for day in (5, 20)] + ["2026-01-05", "2026-01-20"]
KETTLE, SILK = item("kettle", "100.00", category="ware"), item("silk", "899.00", category="clothes")
NEW_GOODS = "2026-02-10T10:00:00+08:00"


async def open_stages(platform: Platform) -> None:
    """Save the ladder of a leading platform, and what each stage is for."""
    await platform.track(
        "stages",
        {"code": "base", "name": "Base", "rank": 1, "condition": BASE},
        {"code": "advanced", "name": "Advanced", "rank": 2, "condition": ADVANCED},
        {"code": "peak", "name": "Peak", "rank": 3, "condition": PEAK},
        default=True,
    )
    base, advanced, peak = on_tier("base"), on_tier("advanced"), on_tier("peak")
    await platform.save("member-price", condition=base, memberPrice={"percentOff": "1"})
    early = [{"condition": advanced, "days": 7}]
    await platform.save("new-goods", value="SERVICE", opensAt=NEW_GOODS, earlyAccess=early)
    await platform.save("own-adviser", value="SERVICE", condition=advanced)
    await platform.save("peak-price", condition=peak, memberPrice={"percentOff": "20"})
    await platform.save("founder", value="SOCIAL", condition=peak, quota=1, quotaPeriod="year", stock=30)
    await platform.save("global-group", value="SOCIAL", condition=peak)


async def test_tr12_to_tr14_each_stage_has_its_benefits_and_keeps_those_below(platform: Platform) -> None:
    await open_stages(platform)
    for number in ("guest", "three", "once", "often", "much", "top"):
        await platform.member(number)
    await platform.buys("guest", "100.00", "99.99", days=["2026-01-01", "2026-01-02"])
    await platform.buys("three", "1", "1", "1", days=["2026-01-01", "2026-01-02", "2026-01-03"])
    await platform.buys("once", "200", days=["2026-01-01"])
    await platform.buys("often", *["20"] * 22, "20", "20", days=[*MONTHS, "2026-01-25", "2026-01-26"])
    await platform.buys("much", "8000", days=["2026-01-01"])
    await platform.buys("top", "29999.99", "0.01", days=["2026-01-01", "2026-01-02"])
    await platform.clock("2026-02-03T10:00:00+08:00")

    tiers = {number: await platform.tier(number) for number in ("guest", "three", "once", "often", "much", "top")}
    assert tiers == {
        "guest": None, "three": "base", "once": "base", "often": "advanced", "much": "advanced", "top": "peak",
    }  # fmt: skip

    # TR12: 9.9/10 on everything; BN6: 8/10 for the highest. The member's price stands next to the plain one.
    shelves = {number: await platform.prices(number, KETTLE, SILK) for number in ("guest", "three", "often", "top")}
    assert shelves == {
        "guest": {"kettle": ("100.00", "100.00", None), "silk": ("899.00", "899.00", None)},
        "three": {"kettle": ("100.00", "99.00", "member-price"), "silk": ("899.00", "890.01", "member-price")},
        "often": {"kettle": ("100.00", "99.00", "member-price"), "silk": ("899.00", "890.01", "member-price")},
        "top": {"kettle": ("100.00", "80.00", "peak-price"), "silk": ("899.00", "719.20", "peak-price")},
    }

    # TR13: new goods a week earlier and an adviser of one's own; TR14: the founder and group buying all over the world
    prices = {"member-price"}
    advanced = prices | {"new-goods", "own-adviser"}
    usable = {number: await platform.usable(number) for number in tiers}
    assert usable == {
        "guest": set(), "three": prices, "once": prices, "often": advanced, "much": advanced,
        "top": advanced | {"peak-price", "founder", "global-group"},
    }  # fmt: skip
    opens = {number: (await platform.shown(number))["new-goods"]["why"] for number in ("three", "often")}
    assert opens == {"three": "New-Goods opens 10 February 10:00", "often": "New-Goods can be used"}

    met = [await platform.use("top", "founder") for _ in range(2)]
    refused = (await platform.use("much", "founder"))["userErrors"][0]
    assert [[error["code"] for error in answer["userErrors"]] for answer in met] == [[], ["QUOTA_USED"]]
    assert met[0]["use"]["serial"] == 1
    assert (refused["__typename"], refused["code"]) == ("NotEligible", "NOT_ELIGIBLE")
    assert refused["missing"]["text"] == "tier is Advanced, must be at least Peak"
    await platform.sound()


async def test_tr12_an_order_at_the_member_price_is_what_was_quoted(platform: Platform) -> None:
    await open_stages(platform)
    await platform.member("once")
    await platform.buys("once", "200", days=["2026-01-01"])

    quoted = await platform.quote("once", KETTLE, SILK)
    lines = [
        {**line, "list": to["list"], "amount": to["amount"]}
        for line, to in zip((KETTLE, SILK), quoted["lines"], strict=True)
    ]
    paid, differing = await platform.record(
        order_paid("once", "as-quoted", quoted["total"], data={"items": lines}),
        order_paid(
            "once", "in-full", "999.00", data={"items": [{**line, "list": line["amount"]} for line in (KETTLE, SILK)]}
        ),
    )

    assert (quoted["total"], quoted["left"], quoted["userErrors"]) == ("989.01", "989.01", [])
    assert [line["amount"] for line in quoted["lines"]] == ["99.00", "890.01"]
    told = [" ".join(decision["why"] for decision in one["decisions"]) for one in (paid, differing)]
    assert [paid["status"], differing["status"]] == ["RECORDED", "RECORDED"]
    assert "989.01" not in told[0]
    assert "989.01" in told[1], "the order counts as it was sent, and the difference is told"
    await platform.sound()


async def test_tr37_bn25_what_a_new_stage_brings_is_news_until_it_was_seen(platform: Platform) -> None:
    await open_stages(platform)
    await platform.member("top")
    await platform.buys("top", "200", days=["2026-01-01"])
    seen = 'mutation { benefitsSeen(input: {member: {number: "top"}}) { userErrors { code } } }'

    first = set(await platform.shown("top", unseen=True))
    await platform.shop.ask(seen)
    none = set(await platform.shown("top", unseen=True))
    await platform.buys("top", "30000")
    news = set(await platform.shown("top", unseen=True))
    await platform.shop.ask(seen)

    assert (first, none) == ({"member-price"}, set())
    assert news == {"own-adviser", "peak-price", "founder", "global-group"}, "new goods open in two days only"
    assert set(await platform.shown("top", unseen=True)) == set()

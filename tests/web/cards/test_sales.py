"""Cards sold by orders, and their refunds: each takes back its own card alone."""

from tests.web.cards.till import ISSUE, Till, code


async def test_an_order_activates_the_card_that_it_sells_and_its_line_earns_nothing(till: Till) -> None:
    ((number, pin),) = await till.issue("gift")

    sold = await till.sell(number, "100", goods="50")

    assert "RECORDED" == sold["status"], sold
    card = await till.card(number)
    assert ("ACTIVE", "100.00", "o1", "100.00") == (card["state"], card["balance"], card["order"], card["price"])
    line = sold["event"]["data"]["items"][1]
    assert (card["id"], number[-4:], False) == (line["card"], line["cardEnds"], line["earns"])
    assert "50" == (await till.of())["points"]
    await till.bind(number, pin, "bob")
    assert "100.00" == (await till.of("bob"))["balance"]
    await till.clean()


async def test_what_a_fixed_card_holds_beyond_its_price_is_bonus(till: Till) -> None:
    ((number, pin),) = await till.issue("fifty")
    await till.sell(number, "45")
    await till.bind(number, pin)

    async with till.shop.kernel.db.read() as session:
        lots = await session.fetch("SELECT funding, remaining FROM lot ORDER BY funding")
    assert [("house", 500), ("member", 4500)] == [(lot["funding"], lot["remaining"]) for lot in lots]
    await till.refund("45")
    assert ("0.00", [("REFUNDED", "0.00")]) == ((await till.of())["balance"], (await till.of())["cards"])
    await till.clean()


async def test_a_refund_of_the_goods_leaves_the_card_and_one_of_the_card_leaves_the_points(till: Till) -> None:
    ((number, _),) = await till.issue("gift")
    await till.sell(number, "100", goods="50")

    await till.refund("100")
    assert ("REFUNDED", "0.00") == ((await till.card(number))["state"], (await till.card(number))["balance"])
    assert "50" == (await till.of())["points"]

    await till.refund("20", sku="tea")
    assert "30" == (await till.of())["points"]
    await till.clean()


async def test_a_refund_takes_the_lots_of_its_own_card_and_no_others(till: Till) -> None:
    ((number, pin),) = await till.issue("gift")
    await till.sell(number, "100")
    other = await till.sold("gift", "70")
    await till.bind(*other)
    await till.bind(number, pin)

    assert "RECORDED" == (await till.refund("100"))["status"]

    has = await till.of()
    assert ("70.00", [("BOUND", "70.00"), ("REFUNDED", "0.00")]) == (has["balance"], sorted(has["cards"]))
    await till.clean()


async def test_a_spent_card_is_refunded_for_what_is_left_alone(till: Till) -> None:
    ((number, pin),) = await till.issue("gift")
    await till.sell(number, "100")
    await till.bind(number, pin)
    await till.record("order.paid", orderId="o2", total="30.00", payWith=[{"asset": "balance", "amount": "30.00"}])

    refused = await till.refund("100")
    assert ("CARD_SPENT", "REFUSED") == (code(refused), refused["status"])
    assert "70.00" == (await till.of())["balance"]

    assert "RECORDED" == (await till.refund("70"))["status"]
    assert ("0.00", "REFUNDED") == ((await till.of())["balance"], (await till.card(number))["state"])
    await till.clean()


async def test_a_card_of_another_member_is_unbound_before_its_sale_is_refunded(till: Till) -> None:
    ((number, pin),) = await till.issue("gift")
    await till.sell(number, "100")
    await till.bind(number, pin, "bob")

    refused = await till.refund("100")
    assert "CARD_BOUND" == code(refused)
    assert "cardUnbind" in refused["userErrors"][0]["message"]

    await till.change("cardUnbind", number, reason="sent back")
    assert "RECORDED" == (await till.refund("100"))["status"]
    assert "REFUNDED" == (await till.card(number))["state"]
    await till.clean()


async def test_a_part_of_a_card_is_refunded_and_the_whole_order_takes_the_rest(till: Till) -> None:
    ((number, _),) = await till.issue("gift")
    await till.sell(number, "100", goods="50")

    await till.refund("40")
    assert ("ACTIVE", "60.00") == ((await till.card(number))["state"], (await till.card(number))["balance"])
    assert "ITEMS_NEEDED" == code(await till.refund("10", sku=None))

    await till.refund("110", sku=None)
    assert ("REFUNDED", "0.00") == ((await till.card(number))["state"], (await till.card(number))["balance"])
    await till.clean()


async def test_counted_uses_go_back_in_proportion(till: Till) -> None:
    ((number, pin),) = await till.issue("washing")
    await till.sell(number, "200")
    await till.bind(number, pin)
    await till.shop.ask("""mutation { assetSpend(input: {member: {number: "ada"}, kind: "washes", amount: "3", reason: "wash",
      idempotencyKey: "w"}) { userErrors { message } } }""")

    assert "CARD_SPENT" == code(await till.refund("200"))
    assert "RECORDED" == (await till.refund("140"))["status"]

    assert "0" == (await till.of())["washes"]
    await till.clean()


async def test_a_discount_card_that_is_refunded_takes_its_tag_along(till: Till) -> None:
    ((number, pin),) = await till.issue("plus")
    await till.sell(number, "20")
    await till.bind(number, pin)
    assert ["card-holder"] == (await till.of())["tags"]

    await till.refund("20")

    assert [] == (await till.of())["tags"]
    await till.clean()


async def test_what_cannot_be_sold_or_changed_is_refused_whole(till: Till) -> None:
    (number, _), (second, _) = await till.issue("gift", 2)
    for amount, given, expected in (
        ("5", number, "CARD_AMOUNT"),
        ("600", number, "CARD_AMOUNT"),
        ("50", "1234567812345678", "UNKNOWN_CARD"),
    ):
        assert expected == code(await till.sell(given, amount, f"o{amount}"))
    assert "RECORDED" == (await till.sell(number, "100"))["status"]
    assert "CARD_ACTIVE" == code(await till.sell(number, "100", "again"))

    amended = await till.record(
        "order.amended", orderId="o1", amendmentId="a1", total="90.00",
        items=[{"sku": "card", "quantity": 1, "amount": "90.00", "card": number}],
    )  # fmt: skip
    moved = await till.record("order.moved", orderId="o1", to={"number": "bob"})
    unlinked = await till.record(
        "order.refunded", refundId="r9", amount="100",
        items=[{"sku": "card", "quantity": 1, "amount": "100", "card": number}],
    )  # fmt: skip

    assert ["ORDER_HAS_CARDS", "ORDER_HAS_CARDS", "CARD_NEEDS_ORDER"] == list(map(code, (amended, moved, unlinked)))
    assert ("ACTIVE", "100.00") == ((await till.card(number))["state"], (await till.card(number))["balance"])
    assert "INACTIVE" == (await till.card(second))["state"]
    await till.clean()


async def test_an_order_that_is_sent_again_is_a_duplicate_however_the_number_is_written(till: Till) -> None:
    ((number, _),) = await till.issue("gift")
    await till.sell(number, "100")
    spaced = " ".join(number[place : place + 4] for place in range(0, 16, 4))

    assert "DUPLICATE" == (await till.sell(number, "100"))["status"]
    assert "DUPLICATE" == (await till.sell(spaced, "100"))["status"]
    await till.clean()


async def test_cards_of_a_kind_whose_last_day_is_over_are_neither_issued_nor_activated_nor_sold(till: Till) -> None:
    ((number, _),) = await till.issue("gift")
    saved = await till.shop.ask("""mutation { cardKindSave(input: {code: "gift", name: "Gift card", type: STORED_VALUE,
      asset: "balance", least: "10", most: "500", expiresOn: "2026-02-01"}) { userErrors { code message } } }""")
    assert [] == saved["cardKindSave"]["userErrors"]

    issued = (await till.shop.ask(ISSUE, {"kind": "gift", "count": 1, "key": "late"}))["cardIssue"]
    activated = await till.change("cardActivate", number, amount="20")
    sold = await till.sell(number, "20")

    refused = [issued["userErrors"], activated["userErrors"], sold["userErrors"]]
    assert [["CARD_KIND_ENDED"]] * 3 == [[error["code"] for error in errors] for errors in refused]
    assert "INACTIVE" == (await till.card(number))["state"]
    await till.clean()

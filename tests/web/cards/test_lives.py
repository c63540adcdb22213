"""Cards from their issue to their end: sold, bound, spent, blocked, replaced and refunded."""

import asyncio
from collections import Counter

from headless.engine.member.cards.numbers import is_number
from tests.web.cards.till import Till, code


async def test_a_gift_card_is_sold_bound_and_spent(till: Till) -> None:
    number, pin = await till.sold("gift", "80")

    bound = await till.bind(number, pin)
    paid = await till.record(
        "order.paid", orderId="o1", total="30.00", payWith=[{"asset": "balance", "amount": "30.00"}]
    )

    assert ("BOUND", "80.00", []) == (bound["card"]["state"], bound["card"]["balance"], bound["userErrors"])
    assert "RECORDED" == paid["status"], paid
    has = await till.of()
    assert ("50.00", [("BOUND", "50.00")]) == (has["balance"], has["cards"])
    assert ["ISSUED", "ACTIVATED", "BOUND"] == [move["type"] for move in (await till.card(number))["moves"]]
    await till.clean()


async def test_numbers_check_themselves_and_say_nothing_of_one_another(till: Till) -> None:
    issued = await till.issue("gift", 50)

    numbers = [number for number, _ in issued]
    assert all(map(is_number, numbers))
    assert 50 == len(set(numbers))
    assert len({number[:6] for number in numbers}) > 40
    assert all(len(pin) == 6 for _, pin in issued)


async def test_a_pin_is_told_once(till: Till) -> None:
    first = await till.issue("gift", 3, "batch")
    again = await till.issue("gift", 3, "batch")

    assert [number for number, _ in first] == [number for number, _ in again]
    assert [None] * 3 == [pin for _, pin in again]


async def test_a_counted_card_gives_uses_and_a_discount_card_a_tag(till: Till) -> None:
    washing, plus = await till.sold("washing"), await till.sold("plus")

    await till.bind(*washing)
    await till.bind(*plus)

    has = await till.of()
    assert ("10", ["card-holder"]) == (has["washes"], has["tags"])
    assert [("BOUND", None), ("BOUND", "10")] == has["cards"]
    await till.clean()


async def test_a_card_must_be_active_to_be_bound_and_is_bound_once(till: Till) -> None:
    ((number, pin),) = await till.issue("fifty")
    assert "CARD_INACTIVE" == code(await till.bind(number, pin))
    await till.change("cardActivate", number)

    assert code(await till.bind(number, pin)) is None
    assert "CARD_BOUND" == code(await till.bind(number, pin, "bob"))
    assert "CARD_ACTIVE" != code(await till.change("cardActivate", number))
    await till.clean()


async def test_of_fifty_members_one_binds_a_card(till: Till) -> None:
    number, pin = await till.sold("gift", "80")
    members = [f"m{number}" for number in range(50)]
    for member in members:
        await till.member(member)

    answers = await asyncio.gather(*(till.bind(number, pin, member) for member in members))

    assert Counter({"CARD_BOUND": 49, None: 1}) == Counter(map(code, answers))
    await till.clean()


async def test_of_fifty_orders_one_is_paid_with_the_whole_of_a_card(till: Till) -> None:
    await till.bind(*await till.sold("gift", "80"))

    answers = await asyncio.gather(
        *(
            till.record(
                "order.paid", key=f"o{place}", orderId=f"o{place}", total="80.00",
                payWith=[{"asset": "balance", "amount": "80.00"}],
            )
            for place in range(50)
        )
    )  # fmt: skip

    assert Counter({"REFUSED": 49, "RECORDED": 1}) == Counter(answer["status"] for answer in answers)
    assert {"INSUFFICIENT_BALANCE", None} == set(map(code, answers))
    await till.clean()


async def test_a_repeated_request_is_answered_as_the_first_time(till: Till) -> None:
    number, pin = await till.sold("gift", "80")
    await till.change("cardTopUp", number, "top", amount="20")
    await till.change("cardTopUp", number, "top", amount="20")
    other = await till.change("cardTopUp", number, "top", amount="21")
    assert "KEY_CONFLICT" == code(other)

    first, again = await till.bind(number, pin, key="bind"), await till.bind(number, pin, key="bind")

    assert first == again
    assert ("100.00", [("BOUND", "100.00")]) == ((await till.of())["balance"], (await till.of())["cards"])
    await till.change("cardTopUp", number, "more", amount="5")
    await till.change("cardTopUp", number, "more", amount="5")
    assert "105.00" == (await till.of())["balance"]
    await till.clean()


async def test_a_key_is_for_one_request(till: Till) -> None:
    ((number, pin),) = await till.issue("fifty")
    await till.change("cardActivate", number, "one")

    assert "KEY_CONFLICT" == code(await till.bind(number, pin, key="one"))
    assert code(await till.bind(number, pin, key="two")) is None
    assert "KEY_CONFLICT" == code(await till.change("cardReplace", number, "two", reason="lost"))
    assert "KEY_CONFLICT" == code(await till.change("cardBlock", number, "two", reason="lost"))


async def test_blocking_takes_what_is_left_and_unblocking_gives_it_back(till: Till) -> None:
    number, pin = await till.sold("gift", "80")
    await till.bind(number, pin)
    await till.record("order.paid", orderId="o1", total="30.00", payWith=[{"asset": "balance", "amount": "30.00"}])

    blocked = await till.change("cardBlock", number, reason="lost")
    assert ("BLOCKED", "50.00") == (blocked["card"]["state"], blocked["card"]["balance"])
    assert "0.00" == (await till.of())["balance"]
    await till.clean()
    opened = await till.change("cardUnblock", number, reason="found")

    assert ("BOUND", "50.00") == (opened["card"]["state"], opened["card"]["balance"])
    assert "50.00" == (await till.of())["balance"]
    await till.clean()


async def test_what_is_held_keeps_a_card_from_being_blocked(till: Till) -> None:
    number, pin = await till.sold("gift", "80")
    await till.bind(number, pin)
    held = await till.shop.ask("""mutation { assetHold(input: {member: {number: "ada"}, kind: "balance", amount: "10",
      reason: "table", idempotencyKey: "h"}) { hold { id } userErrors { message } } }""")

    refused = await till.change("cardBlock", number, reason="lost")

    assert "CARD_HELD" == code(refused)
    assert held["assetHold"]["hold"]["id"] in refused["userErrors"][0]["message"]
    await till.clean()


async def test_a_replaced_card_keeps_its_value_its_member_and_its_id(till: Till) -> None:
    number, pin = await till.sold("gift", "80")
    await till.bind(number, pin)
    before = await till.card(number)

    done = await till.change("cardReplace", number, reason="lost")

    new = done["card"]["number"]
    assert new != number
    assert (before["id"], "BOUND", "80.00") == (done["card"]["id"], done["card"]["state"], done["card"]["balance"])
    old = await till.card(number)
    assert ("REPLACED", "0.00", new) == (old["state"], old["balance"], old["replacedBy"]["number"])
    await till.change("cardUnbind", new, reason="a gift")
    assert "CARD_REPLACED" == code(await till.bind(number, None, "bob"))
    assert "WRONG_PIN" == code(await till.bind(new, pin, "bob"))
    assert code(await till.bind(new, done["pin"], "bob")) is None
    await till.clean()


async def test_two_discount_cards_give_one_tag_until_both_are_gone(till: Till) -> None:
    first, second = await till.sold("plus"), await till.sold("plus")
    await till.bind(*first)
    await till.bind(*second)

    await till.change("cardUnbind", first[0], reason="given away")
    assert ["card-holder"] == (await till.of())["tags"]
    await till.change("cardBlock", second[0], reason="lost")

    assert [] == (await till.of())["tags"]
    await till.clean()


async def test_a_merged_member_brings_its_cards_along(till: Till) -> None:
    gift, plus = await till.sold("gift", "80"), await till.sold("plus")
    await till.bind(*gift)
    await till.bind(*plus)
    await till.shop.ask("""mutation { memberMerge(input: {from: {number: "ada"}, into: {number: "bob"},
      idempotencyKey: "m"}) { userErrors { message } } }""")

    has = await till.of("bob")
    assert ("80.00", ["card-holder"]) == (has["balance"], has["tags"])
    assert [("BOUND", None), ("BOUND", "80.00")] == has["cards"]
    await till.change("cardUnbind", gift[0], reason="given away")
    await till.change("cardUnbind", plus[0], reason="given away")

    assert ("0.00", []) == ((await till.of("bob"))["balance"], (await till.of("bob"))["tags"])
    await till.clean()


async def test_what_has_expired_is_neither_bound_nor_given_back(till: Till) -> None:
    number, pin = await till.sold("plus")
    gift = await till.sold("gift", "80")
    await till.bind(*gift)
    await till.shop.ask('mutation { clockAdvance(input: {to: "2027-06-01T00:00:00Z"}) { userErrors { message } } }')

    assert "CARD_EXPIRED" == code(await till.bind(number, pin))
    assert ("EXPIRED", "0.00") == ((await till.card(gift[0]))["state"], (await till.card(gift[0]))["balance"])
    assert "0.00" == (await till.of())["balance"]
    await till.clean()


async def test_erasing_a_member_leaves_its_cards_and_their_money_without_a_name(till: Till) -> None:
    number, pin = await till.sold("gift", "80")
    await till.bind(number, pin)
    await till.change("cardBlock", number, reason="the bag of Ada was stolen")
    erased = await till.shop.ask("""mutation { memberErase(input: {member: {number: "ada"},
      idempotencyKey: "e"}) { userErrors { code message } } }""")

    assert [] == erased["memberErase"]["userErrors"]
    assert ("BLOCKED", "80.00") == ((await till.card(number))["state"], (await till.card(number))["balance"])
    await till.clean()

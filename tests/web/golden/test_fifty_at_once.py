"""Fifty at once: the last item, a code that is used once, a coupon and a checkout each serve one, and 49 are told why not."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from tests.web.golden.platform import Platform, order_paid

HOLD = """mutation($input: CheckoutHoldInput!) { checkoutHold(input: $input) { holds { id amount } coupons { state }
  userErrors { __typename code message } } }"""
MANY = range(50)


def told(answers: Iterable[Mapping[str, Any]]) -> Counter[Any]:
    """Count what was answered: the form and the code of the one error of each, None if there is none."""
    counted: Counter[Any] = Counter()
    for answer in answers:
        errors = [(error["__typename"], error["code"]) for error in answer["userErrors"]]
        assert len(errors) < 2
        counted[errors[0] if errors else None] += 1
    return counted


async def crowd(platform: Platform, points: str | None = None) -> list[str]:
    """Create fifty members."""
    numbers = [f"m{number}" for number in MANY]
    for number in numbers:
        await platform.member(number, points=points)
    return numbers


async def orders(platform: Platform, *events: Mapping[str, Any]) -> list[Any]:
    """Send orders at once, each in a request of its own."""
    answers = await asyncio.gather(*(platform.record(event) for event in events))
    return [answer[0] for answer in answers]


async def test_the_last_item_goes_to_one_of_fifty(platform: Platform) -> None:
    await platform.save("panda", name="A panda", stock=1, price=[{"kind": "points", "amount": 10}])
    numbers = await crowd(platform, "10")

    answers = await asyncio.gather(*(platform.use(number, "panda") for number in numbers))

    assert told(answers) == {None: 1, ("Exhausted", "EXHAUSTED"): 49}
    assert [answer["use"]["serial"] for answer in answers if answer["use"]] == [1]
    assert Counter([await platform.held(number) for number in numbers]) == {"10": 49, "0": 1}
    await platform.sound()


async def test_a_code_that_is_used_once_serves_one_of_fifty_members(platform: Platform) -> None:
    await platform.coupon_kind("leaflet", discount={"amount": "5"})
    (code,) = await platform.issue("leaflet")
    numbers = await crowd(platform)

    answers = await orders(
        platform, *(order_paid(number, f"o-{number}", "20", data={"coupons": [code]}) for number in numbers)
    )

    assert told(answers) == {None: 1, ("Problem", "COUPON_OF_ANOTHER"): 49}
    assert Counter(answer["status"] for answer in answers) == {"RECORDED": 1, "REFUSED": 49}
    await platform.sound()


async def test_a_coupon_serves_one_of_fifty_orders(platform: Platform) -> None:
    await platform.coupon_kind("five", discount={"amount": "5"})
    await platform.member("ann")
    (code,) = await platform.issue("five", "ann")

    answers = await orders(platform, *(order_paid("ann", f"o-{at}", "20", data={"coupons": [code]}) for at in MANY))

    assert told(answers) == {None: 1, ("Problem", "COUPON_USED"): 49}
    await platform.sound()


async def test_a_coupon_is_kept_for_one_of_fifty_checkouts(platform: Platform) -> None:
    await platform.coupon_kind("five", discount={"amount": "5"})
    await platform.member("ann")
    (code,) = await platform.issue("five", "ann")

    answers = await asyncio.gather(*(hold(platform, f"o-{at}", coupons=[code]) for at in MANY))

    assert told(answers) == {None: 1, ("Problem", "COUPON_HELD"): 49}
    await platform.sound()


async def test_a_checkout_is_captured_by_one_of_fifty_payments(platform: Platform) -> None:
    await platform.coupon_kind("five", discount={"amount": "5"})
    await platform.member("ann", balance="30")
    (code,) = await platform.issue("five", "ann")
    kept = await hold(platform, "o-1", coupons=[code], payWith=[{"kind": "balance", "amount": "15"}])
    assert (kept["userErrors"], len(kept["holds"])) == ([], 1)

    sent = [{**order_paid("ann", "o-1", "15"), "externalId": f"payment-{at}"} for at in MANY]
    answers = await orders(platform, *sent)

    assert Counter(answer["status"] for answer in answers) == {"RECORDED": 1, "CONFLICT": 49}
    assert len(told(answers)) == 2
    assert await platform.held("ann", "balance") == "15.00"
    await platform.sound()


async def test_fifty_checkouts_of_one_order_keep_it_once(platform: Platform) -> None:
    await platform.member("ann", balance="30")

    answers = await asyncio.gather(
        *(hold(platform, "o-1", payWith=[{"kind": "balance", "amount": "20"}]) for _ in MANY)
    )

    assert told(answers)[None] == 50, "each replaces the one before"
    assert await platform.held("ann", "balance") == "10.00"
    await platform.sound()


async def hold(platform: Platform, order: str, **more: Any) -> Any:
    given = {
        "member": {"number": "ann"},
        "order": {"orderId": order, "total": "20"},
        "idempotencyKey": platform.key(),
        **more,
    }
    return (await platform.shop.ask(HOLD, {"input": given}))["checkoutHold"]


async def test_what_checkouts_give_up_is_known_to_verify(platform: Platform) -> None:
    """A checkout that is replaced, one that is cancelled, and an order that uses less than its checkout keeps."""
    await platform.member("ann", balance="30")
    release = """mutation { checkoutRelease(input: {member: {number: "ann"}, order: "o-1", idempotencyKey: "r"}) {
      userErrors { code } } }"""
    for amount in ("20", "30"):
        await hold(platform, "o-1", payWith=[{"kind": "balance", "amount": amount}])
    await platform.shop.ask(release)
    await hold(platform, "o-2", payWith=[{"kind": "balance", "amount": "15"}])
    held = await platform.held("ann", "balance")
    await platform.record(order_paid("ann", "o-2", "20", data={"payWith": []}))

    assert (held, await platform.held("ann", "balance")) == ("15.00", "30.00")
    await platform.sound()

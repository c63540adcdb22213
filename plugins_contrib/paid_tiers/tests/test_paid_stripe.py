"""Stripe's webhooks become events, checked by Stripe's own library. Requests to Stripe are as it expects."""

import time
from typing import Any

import pytest

stripe = pytest.importorskip("stripe")

from paid_tiers.payments import Checkout  # noqa: E402
from stripe_kit import SECRET, Answers, fixture, of, signed  # noqa: E402

from headless.plugins import NewEvent, Rejected  # noqa: E402

MEMBER = "mem_0000000000001"


async def told(name: str, http: Any = None, **changed: Any) -> list[NewEvent]:
    body = fixture(name, **changed)
    return list(await of(http).notices(signed(body), body))


def short(event: NewEvent) -> tuple[str, str, str, dict[str, Any]]:
    return event.type, str(event.member), event.key, dict(event.data)


async def test_an_invoice_that_is_paid_pays_the_plan_of_its_price_with_a_day_of_leeway() -> None:
    (event,) = await told("invoice_paid")

    # until noon of 31 January 2027 in Shanghai, and a day for the renewal to come in
    data = {
        "paymentId": "in_1",
        "plan": "plus",
        "provider": "stripe",
        "until": "2027-02-01",
        "amount": "149.00",
        "currency": "CNY",
    }
    assert ("subscription.paid", MEMBER, "stripe:in_1", data) == short(event)
    assert event.occurred_at is not None
    assert "2026-01-31T04:00:00+00:00" == event.occurred_at.isoformat()


async def test_older_versions_of_the_api_are_read_as_well() -> None:
    (event,) = await told("invoice_paid_old")

    assert ("subscription.paid", MEMBER, "plus") == (event.type, event.member, event.data["plan"])


async def test_an_invoice_of_nothing_pays_nothing() -> None:
    assert [] == await told("invoice_paid", amount_paid=0)


async def test_an_invoice_of_something_else_is_no_concern() -> None:
    assert [] == await told("invoice_paid", parent=None)


async def test_a_plan_that_is_paid_once_is_paid_at_checkout() -> None:
    (event,) = await told("checkout_session_completed")

    assert ("subscription.paid", "stripe:pi_1", "pi_1") == (event.type, event.key, event.data["paymentId"])


@pytest.mark.parametrize("changed", [{"mode": "subscription"}, {"payment_status": "unpaid"}, {"metadata": {}}])
async def test_other_checkouts_are_left_to_their_invoices(changed: dict[str, Any]) -> None:
    assert [] == await told("checkout_session_completed", **changed)


async def test_a_failed_payment_a_trial_and_a_cancellation_are_told() -> None:
    names = ("invoice_payment_failed", "customer_subscription_created", "customer_subscription_deleted")

    types = [(await told(name))[0].type for name in names]

    assert ["subscription.payment_failed", "subscription.trial_started", "subscription.cancelled"] == types


@pytest.mark.parametrize(
    ("changed", "types"),
    [({}, ["subscription.cancelled"]), ({"cancel_at_period_end": False}, ["subscription.resumed"])],
)
async def test_cancelled_at_the_period_end_and_taken_up_again(changed: dict[str, Any], types: list[str]) -> None:
    assert types == [event.type for event in await told("customer_subscription_updated", **changed)]


async def test_a_subscription_that_begins_without_a_trial_waits_for_its_invoice() -> None:
    assert [] == await told("customer_subscription_created", status="active")


async def test_a_refund_of_an_invoice_finds_the_member_through_the_api() -> None:
    invoice = {"id": "in_1", "object": "invoice", "parent": {"subscription_details": {"metadata": {"member": MEMBER}}}}
    payments = {"object": "list", "data": [{"id": "inpay_1", "object": "invoice_payment", "invoice": "in_1"}]}
    http = Answers(invoice_payments=(200, payments), invoices_in_1=(200, invoice))

    (event,) = await told("charge_refunded", http)

    assert {"refundId": "evt_7", "paymentId": "in_1", "amount": "100.00"} == event.data


async def test_a_refund_of_what_was_paid_once_needs_nobody() -> None:
    (event,) = await told("charge_refunded", metadata={"member": MEMBER, "plan": "once"})

    assert ("pi_9", "100.00") == (event.data["paymentId"], event.data["amount"])


async def test_a_refund_of_another_charge_is_no_concern() -> None:
    http = Answers(invoice_payments=(200, {"object": "list", "data": []}))

    assert [] == await told("charge_refunded", http)


FORGED = {
    "another secret": lambda body: signed(body, "whsec_other"),
    "another body": lambda body: signed(b"{}"),
    "an old signature": lambda body: signed(body, at=int(time.time()) - 3600),
    "no signature": lambda body: {},
}


@pytest.mark.parametrize("how", FORGED)
async def test_what_stripe_has_not_signed_is_refused(how: str) -> None:
    body = fixture("invoice_paid")

    with pytest.raises(Rejected) as refusal:
        await of().notices(FORGED[how](body), body)

    assert "BAD_SIGNATURE" == refusal.value.code


async def test_a_signed_body_that_is_no_json_is_refused() -> None:
    with pytest.raises(Rejected):
        await of().notices(signed(b"nonsense"), b"nonsense")


async def test_without_a_secret_nothing_is_believed() -> None:
    body = fixture("invoice_paid")

    with pytest.raises(Rejected) as refusal:
        await of(stripe_webhook_secret=None).notices(signed(body, SECRET), body)

    assert "NOT_SET_UP" == refusal.value.code


def wanted(plan: str, success: str | None = "https://shop.example/thanks") -> Checkout:
    chosen = of()._settings.plan(plan)
    assert chosen is not None
    return Checkout(MEMBER, chosen, chosen.price, "ref-1", success)


SESSION = {"id": "cs_1", "object": "checkout.session", "url": "https://checkout.stripe.com/c/1"}


async def test_checkout_of_a_recurring_plan_marks_the_subscription() -> None:
    http = Answers(checkout_sessions=(200, SESSION))

    answer = await of(http).checkout(wanted("plus"))

    assert {"provider": "stripe", "plan": "plus", "url": SESSION["url"], "session": "cs_1"} == answer
    asked = http.asked[0][2]
    assert "mode=subscription" in asked
    assert f"subscription_data[metadata][member]={MEMBER}" in asked.replace("%5B", "[").replace("%5D", "]")


async def test_checkout_of_a_plan_without_a_price_of_stripes_is_paid_once_in_fen() -> None:
    http = Answers(checkout_sessions=(200, SESSION))

    await of(http).checkout(wanted("once"))

    asked = http.asked[0][2].replace("%5B", "[").replace("%5D", "]")
    assert "mode=payment" in asked
    assert "line_items[0][price_data][unit_amount]=1500" in asked


async def test_checkout_needs_a_place_to_come_back_to() -> None:
    with pytest.raises(Rejected) as refusal:
        await of().checkout(wanted("plus", None))

    assert "SUCCESS_URL_MISSING" == refusal.value.code


def test_a_recurring_plan_is_changed_where_stripe_keeps_it() -> None:
    with pytest.raises(Rejected) as refusal:
        of().check_change(wanted("plus").plan)

    assert "CHANGE_IN_PORTAL" == refusal.value.code
    of().check_change(wanted("once").plan)


async def test_what_stripe_refuses_is_told() -> None:
    http = Answers(checkout_sessions=(400, {"error": {"type": "invalid_request_error", "message": "No such price"}}))

    with pytest.raises(Rejected) as refusal:
        await of(http).checkout(wanted("plus"))

    assert "PAYMENT_PROVIDER" == refusal.value.code

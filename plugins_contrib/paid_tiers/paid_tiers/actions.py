"""Actions that front ends ask for: a checkout."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from headless.plugins import Action, Code, Do, EventData, NewEvent, Rejected
from paid_tiers.money import written
from paid_tiers.payments import Checkout, Payments, find
from paid_tiers.settings import PaidSettings, Plan
from paid_tiers.texts import TEXTS

Url = Annotated[str, Field(pattern=r"^https?://\S+$", max_length=2000)]


class CheckoutInput(EventData):
    """Which plan to pay, and where the member comes back to."""

    plan: Code
    success_url: Url | None = None
    cancel_url: Url | None = None


class CheckoutAction(Action):
    """Begin to pay a plan: a new one, another period, or a change.

    A change that costs nothing today is made at once. The payment itself is recorded as subscription.paid.
    """

    name = "checkout"
    input = CheckoutInput
    settings_of = "membership"

    async def run(self, input: CheckoutInput, member: str | None, do: Do) -> Mapping[str, Any]:  # noqa: A002
        """Ask the provider for a payment of what the plan costs this member today."""
        settings: PaidSettings = do.settings
        plan = settings.plan(input.plan)
        if plan is None or not plan.offered:
            raise Rejected(TEXTS.told("there is no plan {plan}", plan=input.plan), "UNKNOWN_PLAN")
        if member is None:
            raise Rejected(TEXTS.told("say which member pays"), "MEMBER_MISSING")
        payments = find(settings.provider)(settings, do.merchant)
        charge = await _charge(plan, member, payments, do)
        if charge is None:
            return {"provider": settings.provider, "plan": plan.code, "changed": True}
        reference = f"{plan.code}-{member}-{do.now:%Y%m%d%H%M%S}"
        return await payments.checkout(
            Checkout(member, plan, written(charge, plan.currency), reference, input.success_url, input.cancel_url)
        )


async def _charge(plan: Plan, member: str, payments: Payments, do: Do) -> Decimal | None:
    """Return what the plan costs today, or None if the change was made without a payment."""
    present = (await do.read(["paid_tiers.plan"], member))[0]
    if present is None or present == plan.code:
        return plan.price
    payments.check_change(plan)
    asked = NewEvent("subscription.plan_changed", member, f"checkout:{plan.code}:{do.now:%Y%m%d}", {"plan": plan.code})
    outcome = (await do.record([asked]))[0]
    if outcome.code == "PAYMENT_REQUIRED":
        return Decimal(str(_found(outcome.data, "charge") or plan.price))
    if outcome.status == "REFUSED":
        return plan.price
    return None


def _found(data: Mapping[str, Any], name: str) -> Any:
    """Return a value of a refusal, which may lie one level down."""
    inner = data.get("data")
    return data.get(name, inner.get(name) if isinstance(inner, Mapping) else None)


ACTIONS: tuple[type[Action], ...] = (CheckoutAction,)

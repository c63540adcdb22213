"""A shop with a ladder and points, whose benefits are saved, shown and used over GraphQL."""

from collections.abc import Mapping
from typing import Any

from headless.services.verifying.replaying import differences
from headless.services.verifying.verifying import verify
from tests.web.shop import Shop

SAVE = """mutation($input: BenefitSaveInput!) { benefitSave(input: $input) {
  benefit { id code opensAt closesAt season { firstDay lastDay } earlyAccess stock left setAside { condition count left }
    price { kind { code } amount } grants { kind { code } amount } needsFulfilment quota quotaPeriod }
  userErrors { code message path } } }"""
USE = """mutation($input: BenefitUseInput!) { benefitUse(input: $input) {
  use { id serial by fulfilment reversedAt coupon { id code state } entry { amount asset { code } }
    entries { type amount asset { code } } }
  benefit { status why used remaining opensAt missing { text } lacks { kind { code } amount } }
  userErrors { __typename code message path ... on NotEligible { opensAt missing { text } }
    ... on InsufficientBalance { available required } ... on Exhausted { left } } } }"""
REVERSE = """mutation($use: ID!, $key: String!) {
  benefitUseReverse(input: {use: $use, reason: "sent back", idempotencyKey: $key}) {
  use { id reversedAt coupon { state } } benefit { status used remaining } userErrors { code message path } } }"""
FULFIL = """mutation($input: BenefitUseFulfilInput!) { benefitUseFulfil(input: $input) {
  use { fulfilment fulfilledAt reference reversedAt } benefit { status } userErrors { code message path } } }"""
BENEFITS = """query($number: String!, $rewards: Boolean, $unseen: Boolean) { member(by: {number: $number}) {
  benefits(rewards: $rewards, unseen: $unseen) { benefit { code name } status why opensAt closesAt unseen seenAt
    missing { text remaining unit } lacks { kind { code } amount } used remaining } } }"""
ORDER = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results { status
  userErrors { code message } } } }"""


class Centre:
    """The shop in the words of its benefits."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._keys = 0

    def key(self) -> str:
        self._keys += 1
        return f"k{self._keys}"

    async def save(self, code: str, **more: Any) -> Mapping[str, Any]:
        """Save a benefit that must be taken."""
        saved = await self.try_to_save(code, **more)
        assert saved["userErrors"] == [], saved["userErrors"]
        benefit: Mapping[str, Any] = saved["benefit"]
        return benefit

    async def try_to_save(self, code: str, **more: Any) -> Any:
        given = {"code": code, "name": code.title(), "value": "ECONOMIC", **more}
        return (await self.shop.ask(SAVE, {"input": given}))["benefitSave"]

    async def member(
        self, number: str, points: str | None = None, tag: str | None = None, balance: str | None = None
    ) -> None:
        """Create a member, with what it holds."""
        await self.shop.ask(f'mutation {{ memberCreate(input: {{number: "{number}"}}) {{ userErrors {{ code }} }} }}')
        for kind, amount in (("points", points), ("balance", balance)):
            if amount is not None:
                await self.grant(number, amount, kind)
        if tag is not None:
            given = f'{{member: {{number: "{number}"}}, tag: "{tag}"}}'
            await self.shop.ask(f"mutation {{ memberTagAssign(input: {given}) {{ userErrors {{ code }} }} }}")

    async def grant(self, number: str, amount: str, kind: str = "points") -> None:
        await self.shop.ask(
            f"""mutation {{ assetGrant(input: {{member: {{number: "{number}"}}, kind: "{kind}", amount: "{amount}",
  reason: "gift", idempotencyKey: "{self.key()}"}}) {{ userErrors {{ code }} }} }}"""
        )

    async def tags(self, *codes: str) -> None:
        for code in codes:
            await self.shop.ask(
                f'mutation {{ tagSave(input: {{code: "{code}", name: "{code.title()}"}}) {{ userErrors {{ code }} }} }}'
            )

    async def use(self, number: str, code: str, key: str | None = None, secret: str | None = None) -> Any:
        given = {"member": {"number": number}, "benefit": code, "idempotencyKey": key or self.key()}
        return (await self.shop.ask(USE, {"input": given}, secret))["benefitUse"]

    async def reverse(self, use: str, key: str | None = None) -> Any:
        return (await self.shop.ask(REVERSE, {"use": use, "key": key or self.key()}))["benefitUseReverse"]

    async def fulfil(self, use: str, outcome: str, **more: Any) -> Any:
        given = {"use": use, "outcome": outcome, "idempotencyKey": self.key(), **more}
        return (await self.shop.ask(FULFIL, {"input": given}))["benefitUseFulfil"]

    async def shown(self, number: str, **arguments: Any) -> dict[str, Any]:
        """Return a member's benefits by code."""
        answer = await self.shop.ask(BENEFITS, {"number": number, **arguments})
        return {row["benefit"]["code"]: row for row in answer["member"]["benefits"]}

    async def held(self, number: str, kind: str = "points") -> str:
        asked = f'{{ member(by: {{number: "{number}"}}) {{ asset(kind: "{kind}") {{ available }} }} }}'
        available: str = (await self.shop.ask(asked))["member"]["asset"]["available"]
        return available

    async def order(self, number: str, total: str, order: str) -> None:
        event = {"type": "order.paid", "member": {"number": number}, "source": "till", "externalId": order}
        sent = {**event, "data": {"orderId": order, "total": total}}
        (result,) = (await self.shop.ask(ORDER, {"events": [sent]}))["eventsRecord"]["results"]
        assert result["status"] == "RECORDED", result

    async def clock(self, to: str) -> None:
        """Set the merchant's clock to a time."""
        moved = await self.shop.ask(
            f'mutation {{ clockAdvance(input: {{to: "{to}"}}) {{ merchant {{ now }} userErrors {{ code message }} }} }}'
        )
        assert moved["clockAdvance"]["userErrors"] == []

    async def sound(self) -> None:
        """Everything stored follows from its history, and would come out the same again."""
        assert [str(drift) for drift in await verify(self.shop.kernel)] == []
        async with self.shop.kernel.db.read() as session:
            merchant = await self.shop.kernel.programs.merchant(session, self.shop.merchant_id)
        assert [str(difference) async for difference in differences(self.shop.kernel, merchant)] == []


def tagged(tag: str) -> dict[str, Any]:
    """The condition of the members with a tag."""
    return {"test": {"metric": "tag", "op": "CONTAINS", "value": tag}}

"""A shop whose rules have limits, in the words of its merchant."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from headless.services.verifying.replaying import differences
from headless.services.verifying.verifying import chosen_merchants, verify
from tests.web.shop import Shop

KINDS = """mutation {
  points: assetKindSave(input: {code: "points", name: "Points", names: {zh: "积分"}}) { userErrors { message } }
  regulars: tagSave(input: {code: "vip", name: "VIP"}) { userErrors { message } } }"""
MEMBER = "mutation($number: String!) { memberCreate(input: {number: $number}) { userErrors { code } } }"
RULE = """mutation($input: RuleSaveInput!) { ruleSave(input: $input) { userErrors { code message path }
  rule { id version limits { where stores channels hours { days from to } perMember { times per } inAll { times per }
    budgets { asset amount per } } } } }"""
RECORD = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results { status
  decisions { rule fired code why params } userErrors { code message } } } }"""
SIMULATE = RECORD.replace("eventsRecord", "eventsSimulate")
BALANCE = """query($number: String!) { member(by: {number: $number}) { asset(kind: "points") { available } } }"""
QUOTE = """query($number: String!, $order: OrderInput!) { member(by: {number: $number}) { quote(order: $order) {
  earns { code amount } } } }"""


@dataclass
class House:
    """The shop, and what is told of what it records."""

    shop: Shop
    numbers: Any

    @classmethod
    async def of(cls, shop: Shop, *members: str) -> "House":
        await shop.ask(KINDS)
        house = cls(shop, count(1))
        for number in members or ("1",):
            await house.member(number)
        return house

    async def member(self, number: str) -> None:
        await self.shop.ask(MEMBER, {"number": number})

    async def save(self, rule: str = "points_per_spend", **given: Any) -> Any:
        return (await self.shop.ask(RULE, {"input": {"rule": rule, **given}}))["ruleSave"]

    async def rule(self, rule: str = "points_per_spend", **given: Any) -> Any:
        saved = await self.save(rule, **given)
        assert saved["userErrors"] == [], saved["userErrors"]
        return saved["rule"]

    def event(self, type_: str, number: str, data: Mapping[str, Any], at: str | None = None) -> dict[str, Any]:
        sent = {"type": type_, "member": {"number": number}, "source": "till", "externalId": f"e{next(self.numbers)}"}
        return {**sent, "data": dict(data), **({} if at is None else {"occurredAt": at})}

    def order(self, total: str, number: str = "1", at: str | None = None, **more: Any) -> dict[str, Any]:
        return self.event("order.paid", number, {"orderId": f"o{next(self.numbers)}", "total": total, **more}, at)

    async def record(self, *events: Mapping[str, Any], lang: str = "en", query: str = RECORD) -> list[Any]:
        answer = await self.shop.send(query, {"events": list(events)}, **{"Accept-Language": lang})
        assert "errors" not in answer, answer
        results: list[Any] = next(iter(answer["data"].values()))["results"]
        return results

    async def says(self, event: Mapping[str, Any], rule: str = "points_per_spend", lang: str = "en") -> str:
        """Record an event, and return what is said of a rule: why it fired or did not."""
        (result,) = await self.record(event, lang=lang)
        assert result["status"] == "RECORDED", result
        return str(next(decision["why"] for decision in result["decisions"] if decision["rule"] == rule))

    async def fires(self, event: Mapping[str, Any], rule: str = "points_per_spend") -> bool:
        (result,) = await self.record(event)
        assert result["status"] == "RECORDED", result
        return bool(next(decision["fired"] for decision in result["decisions"] if decision["rule"] == rule))

    async def buys(self, total: str, number: str = "1", at: str | None = None, **more: Any) -> bool:
        return await self.fires(self.order(total, number, at, **more))

    async def refund(self, order: str, amount: str, number: str = "1", at: str | None = None) -> None:
        data = {"orderId": order, "refundId": f"r{next(self.numbers)}", "amount": amount}
        (result,) = await self.record(self.event("order.refunded", number, data, at))
        assert result["status"] == "RECORDED", result

    async def points(self, number: str = "1") -> str:
        return str((await self.shop.ask(BALANCE, {"number": number}))["member"]["asset"]["available"])

    async def earns(self, total: str, number: str = "1", **more: Any) -> list[str]:
        """What a quote says that an order would earn."""
        quote = (await self.shop.ask(QUOTE, {"number": number, "order": {"total": total, **more}}))["member"]["quote"]
        return [change["amount"] for change in quote["earns"]]

    async def is_right(self) -> None:
        """Nothing stored contradicts its history, and deciding again comes out the same."""
        assert [] == list(map(str, await verify(self.shop.kernel)))
        for merchant in await chosen_merchants(self.shop.kernel, None):
            found = [str(one) async for one in differences(self.shop.kernel, merchant)]
            assert [] == found, found

"""A Chinese e-commerce platform: its ladder of three stages, its orders, its shelf and its checkout."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import paid_tiers

from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.tokens import create_token
from tests.web.benefits.centre import Centre
from tests.web.shop import open_shop

ZONE = ZoneInfo("Asia/Shanghai")
OPENED = datetime(2026, 2, 1, 12, tzinfo=ZONE)
TRACK = "mutation($input: TierTrackSaveInput!) { tierTrackSave(input: $input) { userErrors { code message path } } }"
COUPON_KIND = "mutation($input: CouponKindSaveInput!) { couponKindSave(input: $input) { userErrors { message path } } }"
ISSUE = """mutation($input: CouponIssueInput!) { couponIssue(input: $input) { coupons { code } userErrors { code message } } }"""
RULE = "mutation($input: RuleSaveInput!) { ruleSave(input: $input) { userErrors { code message path } } }"
RECORD = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results {
  status changes { kind code amount } decisions { why } userErrors { __typename code message } } } }"""
MEMBER = """query($number: String!, $items: [OrderItemInput!]!) { member(by: {number: $number}) {
  tier { code } prices(items: $items) { sku list price benefit { code } } } }"""
QUOTE = """query($number: String!, $order: OrderInput!, $coupons: [String!]) { member(by: {number: $number}) {
  quote(order: $order, coupons: $coupons) { prices { sku list price benefit { code } } lines { sku list amount }
    coupons { coupon { code kind { code } } usable saves why } best total delivery left userErrors { code message } } } }"""


class Platform(Centre):
    """The platform in the words of its programme."""

    async def track(self, code: str, *tiers: Mapping[str, Any], kind: str = "EARNED", **more: Any) -> None:
        """Save a ladder."""
        given = {"code": code, "name": code.title(), "kind": kind, "tiers": list(tiers), **more}
        await self._saved(TRACK, given)

    async def coupon_kind(self, code: str, **more: Any) -> None:
        await self._saved(COUPON_KIND, {"code": code, "name": code, **more})

    async def rule(self, rule: str, **settings: Any) -> None:
        await self._saved(RULE, {"rule": rule, "settings": settings})

    async def issue(self, kind: str, number: str | None = None, count: int = 1) -> list[str]:
        """Give coupons to a member, or make codes without an owner. Return the codes."""
        member = {} if number is None else {"member": {"number": number}}
        given = {"kind": kind, **member, "count": count, "idempotencyKey": self.key()}
        answer = (await self.shop.ask(ISSUE, {"input": given}))["couponIssue"]
        assert answer["userErrors"] == [], answer["userErrors"]
        return [coupon["code"] for coupon in answer["coupons"]]

    async def buys(self, number: str, *totals: str, days: Sequence[str] = ()) -> None:
        """Record orders of a member: on those days, or now."""
        sent = [
            order_paid(number, self.key(), total, **({"occurredAt": f"{days[at]}T10:00:00+08:00"} if days else {}))
            for at, total in enumerate(totals)
        ]
        results = await self.record(*sent)
        assert {result["status"] for result in results} == {"RECORDED"}, results

    async def happens(self, type_: str, number: str, data: Mapping[str, Any] | None = None) -> None:
        """Record something that a member did."""
        sent = {
            "type": type_,
            "member": {"number": number},
            "source": "app",
            "externalId": self.key(),
            "data": data or {},
        }
        (result,) = await self.record(sent)
        assert result["status"] == "RECORDED", result

    async def record(self, *events: Mapping[str, Any]) -> list[Any]:
        answer = await self.shop.ask(RECORD, {"events": list(events)})
        results: list[Any] = answer["eventsRecord"]["results"]
        return results

    async def prices(self, number: str, *items: Mapping[str, Any]) -> dict[str, tuple[str, str, str | None]]:
        """Return the plain price, the member's price and the benefit that makes it, by sku."""
        rows = (await self.shop.ask(MEMBER, {"number": number, "items": list(items)}))["member"]["prices"]
        return {row["sku"]: (row["list"], row["price"], (row["benefit"] or {}).get("code")) for row in rows}

    async def tier(self, number: str) -> str | None:
        tier = (await self.shop.ask(f'{{ member(by: {{number: "{number}"}}) {{ tier {{ code }} }} }}'))["member"][
            "tier"
        ]
        return None if tier is None else str(tier["code"])

    async def quote(self, number: str, *items: Mapping[str, Any], **more: Any) -> Any:
        """Return what goods would cost a member."""
        coupons = more.pop("coupons", None)
        order = {"total": total_of(items), "items": list(items), **more}
        given = {"number": number, "order": order, "coupons": coupons}
        return (await self.shop.ask(QUOTE, given))["member"]["quote"]

    async def usable(self, number: str) -> set[str]:
        """Return the codes of the benefits that a member can use now."""
        return {code for code, row in (await self.shown(number)).items() if row["status"] == "AVAILABLE"}

    async def _saved(self, mutation: str, given: Mapping[str, Any]) -> None:
        (answer,) = (await self.shop.ask(mutation, {"input": given})).values()
        assert answer["userErrors"] == [], answer["userErrors"]


def order_paid(number: str, order: str, total: str, **more: Any) -> dict[str, Any]:
    """Return the event of a paid order. data: more of it."""
    data = {"orderId": order, "total": total, **more.pop("data", {})}
    return {
        "type": "order.paid", "member": {"number": number}, "source": "till", "externalId": order, "data": data, **more
    }  # fmt: skip


def item(sku: str, amount: str, **more: Any) -> dict[str, Any]:
    """Return one piece of an article."""
    return {"sku": sku, "quantity": "1", "amount": amount, **more}


def total_of(items: Sequence[Mapping[str, Any]]) -> str:
    cents = sum(round(float(line["amount"]) * 100) for line in items)
    return f"{cents // 100}.{cents % 100:02}"


def on_tier(tier: str, track: str | None = None) -> dict[str, Any]:
    """Return the condition of a tier and those above it."""
    test = {"metric": "tier", "op": "GTE", "value": tier}
    return {"test": {**test, "args": {"track": track}} if track else test}


def having(metric: str, value: str | int, window: str | None = None, **args: str) -> dict[str, Any]:
    """Return the condition of having at least so much of a metric."""
    test: dict[str, Any] = {"metric": metric, "op": "GTE", "value": value}
    if window:
        test["window"] = window
    return {"test": {**test, "args": args} if args else test}


@asynccontextmanager
async def open_platform(database_url: str) -> AsyncIterator[Platform]:
    """Open a sandbox merchant in Shanghai that keeps yuan, on 1 February 2026 at noon."""
    async with open_shop(database_url, paid_tiers=paid_tiers) as opened:
        merchant = await create_merchant(
            opened.kernel, "platform", currency="CNY", time_zone="Asia/Shanghai", sandbox=True,
            clock_at=int(OPENED.timestamp()) * 1_000_000,
        )  # fmt: skip
        secret = (await create_token(opened.kernel, merchant.id, "ann", ["admin"]))[1]
        yield Platform(replace(opened, merchant_id=merchant.id, secret=secret))

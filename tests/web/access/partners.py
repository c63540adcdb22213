"""Partners for tests to speak with: a shop with two kinds, tags and members, and partners with tokens of their own."""

from dataclasses import dataclass, field
from typing import Any

from headless.services.configuration.tokens import create_token
from tests.web.shop import Shop

SAVE = """mutation($input: PartnerSaveInput!) { partnerSave(input: $input) {
  partner { id code assetKinds eventTypes tags version budgets { kind { code } amount left period perMember } }
  userErrors { code path message } } }"""
GRANT = """mutation($input: AssetGrantInput!) { assetGrant(input: $input) {
  entry { id amount funding asset { code } }
  asset { available }
  budgets { kind { code } amount spent left period perMember resetsAt }
  userErrors { __typename code message path ... on Exhausted { left resetsAt } } } }"""
REVERSE = """mutation($input: EntryReverseInput!) { entryReverse(input: $input) {
  entry { amount reverses { id } } budgets { left period } userErrors { code message } } }"""
SEND = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results {
  status event { id source type } member { id } changes { code text } decisions { rule } userErrors { code message path } } } }"""
SCOPES = (
    "members:read", "assets:read", "assets:write", "events:read", "events:write", "tags:read", "tags:write", "config:read",
)  # fmt: skip
MEMBERS = """mutation { a: memberCreate(input: {number: "1", name: "Ada", phone: "+44123456"}) { member { id } }
  b: memberCreate(input: {number: "2", name: "Bob"}) { member { id } } }"""
SHOP = """mutation {
  stars: assetKindSave(input: {code: "stars", name: "Stars", decimals: 2}) { userErrors { message } }
  vip: tagSave(input: {code: "vip", name: "VIP"}) { userErrors { message } }
  secret: tagSave(input: {code: "late-payer", name: "Late payer"}) { userErrors { message } }
  earn: ruleSave(input: {rule: "points_per_spend"}) { userErrors { message } }
}"""


@dataclass
class Partnership:
    """A partner, and a token of its."""

    shop: Shop
    code: str
    secret: str
    number: list[int] = field(default_factory=lambda: [0])

    async def ask(self, query: str, variables: dict[str, Any] | None = None) -> Any:
        return await self.shop.ask(query, variables, self.secret)

    async def send(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        return await self.shop.send(query, variables, self.secret)

    async def grant(
        self, amount: str, kind: str = "points", member: str = "1", key: str | None = None, **more: Any
    ) -> Any:
        self.number[0] += 1
        given = {
            "member": {"number": member}, "kind": kind, "amount": amount, "reason": "thanks",
            "idempotencyKey": key or f"key-{self.number[0]}", **more,
        }  # fmt: skip
        return (await self.ask(GRANT, {"input": given}))["assetGrant"]

    async def reverse(self, entry: str, amount: str | None = None, key: str | None = None) -> Any:
        self.number[0] += 1
        given = {"entry": entry, "reason": "mistake", "idempotencyKey": key or f"back-{self.number[0]}"}
        return (await self.ask(REVERSE, {"input": {**given, **({"amount": amount} if amount else {})}}))["entryReverse"]

    async def left(self) -> dict[tuple[str, str, bool], str]:
        """What is left of each budget, by kind, period and whether it is one per member."""
        asked = "{ viewer { partner { budgets { kind { code } left period perMember } } } }"
        budgets = (await self.ask(asked))["viewer"]["partner"]["budgets"]
        return {(one["kind"]["code"], one["period"], one["perMember"]): one["left"] for one in budgets}


def budget(amount: str, period: str = "DAY", kind: str = "points", *, each: bool = False) -> dict[str, Any]:
    return {"kind": kind, "amount": amount, "period": period, "perMember": each}


async def furnish(shop: Shop) -> None:
    """Set up what partners are told apart by."""
    await shop.ask(SHOP)
    await shop.ask(MEMBERS)


async def save(shop: Shop, code: str = "iqiyi", **lists: Any) -> Any:
    answer: Any = (await shop.ask(SAVE, {"input": {"code": code, "name": code.title(), **lists}}))["partnerSave"]
    return answer


async def partnership(shop: Shop, code: str = "iqiyi", scopes: tuple[str, ...] = SCOPES, **lists: Any) -> Partnership:
    """Return a partner that may touch points and what else is listed."""
    saved = await save(shop, code, **{"assetKinds": ["points"], "budgets": [budget("100")], **lists})
    assert [] == saved["userErrors"], saved
    _, secret = await create_token(shop.kernel, shop.merchant_id, f"{code}'s", scopes, partner=code)
    return Partnership(shop, code, secret)

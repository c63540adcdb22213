"""A shop that sells cards, over GraphQL."""

from collections.abc import Mapping
from typing import Any

from headless.services.verifying.replaying import differences
from headless.services.verifying.verifying import verify
from tests.web.shop import Shop

KINDS = """mutation {
  uses: assetKindSave(input: {code: "washes", name: "Washes"}) { userErrors { message } }
  tag: tagSave(input: {code: "card-holder", name: "Card holder"}) { userErrors { message } }
  gift: cardKindSave(input: {code: "gift", name: "Gift card", type: STORED_VALUE, asset: "balance", least: "10", most: "500",
    validity: "1y", topUp: true}) { cardKind { code asset { code } least most validity } userErrors { message path } }
  fifty: cardKindSave(input: {code: "fifty", name: "Fifty", type: STORED_VALUE, asset: "balance", amount: "50"}) {
    userErrors { message path } }
  washing: cardKindSave(input: {code: "washing", name: "Ten washes", type: COUNTED, asset: "washes", amount: "10"}) {
    userErrors { message path } }
  plus: cardKindSave(input: {code: "plus", name: "Plus", type: DISCOUNT, tag: "card-holder", validity: "30d"}) {
    userErrors { message path } }
  spend: ruleSave(input: {rule: "points_per_spend"}) { userErrors { message } }
}"""
CARD = "card { id number state balance expiresAt member { number } } userErrors { __typename code message path }"
ISSUE = """mutation($kind: String!, $count: Int!, $key: String!) { cardIssue(input: {kind: $kind, count: $count,
  idempotencyKey: $key}) { issued { pin card { id number state balance } } userErrors { code message path } } }"""
BIND = """mutation($number: String!, $pin: String, $member: MemberLookup, $key: String!) { cardBind(input: {number: $number,
  pin: $pin, member: $member, idempotencyKey: $key}) { card { id number state balance } member { number }
  userErrors { __typename code message path } } }"""
ORDER = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results { status event { data }
  userErrors { code message path } } } }"""
MEMBER = """query($number: String!) { member(by: {number: $number}) { tags { tag { code } } assets { kind { code } available }
  cards { number state balance kind { code } } } }"""
READ = """query($number: String!) { card(number: $number) { id number state balance order price reason
  replacedBy { number } moves { type amount order reason } member { number } } }"""


class Till:
    """The shop in the words of its cards."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._keys = 0

    def key(self) -> str:
        self._keys += 1
        return f"k{self._keys}"

    async def open(self, *members: str) -> None:
        """Save the kinds, and create members."""
        saved = await self.shop.ask(KINDS)
        assert not any(part["userErrors"] for part in saved.values()), saved
        for number in members:
            await self.member(number)

    async def member(self, number: str) -> None:
        await self.shop.ask(f'mutation {{ memberCreate(input: {{number: "{number}"}}) {{ userErrors {{ code }} }} }}')

    async def issue(self, kind: str, count: int = 1, key: str | None = None) -> list[tuple[str, str]]:
        """Issue cards, and return their numbers and PINs."""
        given = {"kind": kind, "count": count, "key": key or self.key()}
        answer = (await self.shop.ask(ISSUE, given))["cardIssue"]
        assert not answer["userErrors"], answer["userErrors"]
        return [(issued["card"]["number"], issued["pin"]) for issued in answer["issued"]]

    async def change(self, name: str, card: str, key: str | None = None, **more: Any) -> Any:
        """Activate, top up, block … a card."""
        fields = "pin " + CARD if name == "cardReplace" else CARD
        type_ = name[0].upper() + name[1:] + "Input!"
        given = {"card": card, "idempotencyKey": key or self.key(), **more}
        query = f"mutation($input: {type_}) {{ {name}(input: $input) {{ {fields} }} }}"
        return (await self.shop.ask(query, {"input": given}))[name]

    async def sold(self, kind: str, amount: str | None = None) -> tuple[str, str]:
        """Issue a card and activate it by hand."""
        ((number, pin),) = await self.issue(kind)
        more = {} if amount is None else {"amount": amount}
        done = await self.change("cardActivate", number, **more)
        assert not done["userErrors"], done["userErrors"]
        return number, pin

    async def bind(
        self,
        number: str,
        pin: str | None,
        member: str | None = "ada",
        secret: str | None = None,
        key: str | None = None,
    ) -> Any:
        given = {"number": number, "pin": pin, "key": key or self.key()}
        if member is not None:
            given["member"] = {"number": member}  # type: ignore[assignment]
        return (await self.shop.ask(BIND, given, secret))["cardBind"]

    async def record(self, type_: str, member: str = "ada", key: str | None = None, **data: Any) -> Any:
        event = {
            "type": type_, "member": {"number": member}, "source": "till", "externalId": key or self.key(), "data": data,
        }  # fmt: skip
        return (await self.shop.ask(ORDER, {"events": [event]}))["eventsRecord"]["results"][0]

    async def sell(self, number: str, amount: str, order: str = "o1", member: str = "ada", goods: str = "0") -> Any:
        """An order with a card on its second line."""
        total = f"{float(amount) + float(goods):.2f}"
        items = [
            {"sku": "tea", "quantity": 1, "amount": goods},
            {"sku": "card", "quantity": 1, "amount": amount, "card": number},
        ]
        return await self.record("order.paid", member, order, orderId=order, total=total, items=items)

    async def refund(self, amount: str, order: str = "o1", member: str = "ada", sku: str | None = "card") -> Any:
        items = {} if sku is None else {"items": [{"sku": sku, "quantity": 1, "amount": amount}]}
        number = self.key()
        return await self.record("order.refunded", member, refundId=number, orderId=order, amount=amount, **items)

    async def of(self, member: str = "ada") -> Mapping[str, Any]:
        """What a member has: assets by code, tags, and cards by state and balance."""
        read = (await self.shop.ask(MEMBER, {"number": member}))["member"]
        return {
            "tags": [worn["tag"]["code"] for worn in read["tags"]],
            "cards": [(card["state"], card["balance"]) for card in read["cards"]],
            **{asset["kind"]["code"]: asset["available"] for asset in read["assets"]},
        }

    async def card(self, number: str) -> Any:
        return (await self.shop.ask(READ, {"number": number}))["card"]

    async def clean(self) -> None:
        """Check that everything follows from its history, and that a replay ends the same."""
        drifts = await verify(self.shop.kernel)
        assert drifts == [], drifts
        async with self.shop.kernel.db.read() as session:
            merchant = await self.shop.kernel.programs.merchant(session, self.shop.merchant_id)
        replayed = [drift async for drift in differences(self.shop.kernel, merchant)]
        assert replayed == [], replayed


def code(answer: Any) -> str | None:
    """The code of what stood against a change, or None."""
    errors = answer["userErrors"]
    return errors[0]["code"] if errors else None

"""A shop with two members who have everything. What is the second one's, or the shop's alone, is marked."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from headless.plugins import Context, Field, hookimpl
from tests.web.shop import LADDER, Shop, open_shop

MARK = "loulou"
"""No id holds these letters: they stand in every text that the member who asks may not read."""
CONFIGURATION = """mutation {
  ten: couponKindSave(input: {code: "ten", name: "Ten off", discount: {amount: "10.00"}, validity: "30d", stock: 7013})
    { userErrors { message } }
  lounge: benefitSave(input: {code: "lounge", name: "Lounge", value: SERVICE, gives: "ten"}) { userErrors { message } }
  tier: benefitSave(input: {code: "vip", name: "VIP", value: SOCIAL,
    condition: {test: {metric: "orders", op: GTE, value: 50}}}) { userErrors { message } }
  gifts: assetKindSave(input: {code: "gifts", name: "Gifts", transferable: true}) { userErrors { message } }
  watched: tagSave(input: {code: "watch-loulou", name: "Watched loulou",
    condition: {test: {metric: "attribute", args: {name: "risk-loulou"}, op: EQ, value: "high"}}}) { userErrors { message } }
  friend: tagSave(input: {code: "friend", name: "Friend of the house"}) { userErrors { message } }
  club: tierTrackSave(input: {code: "club", name: "Club", kind: EARNED, tiers: [
    {code: "bronze", name: "Bronze", rank: 1},
    {code: "silver", name: "Silver", rank: 2, condition: {test: {metric: "orders", op: GTE, value: 2}}}]}) {
      userErrors { message } }
  ruled: ruleSave(input: {rule: "growth_per_spend", name: "Growth loulou"}) { userErrors { message } }
  card: cardKindSave(input: {code: "card", name: "Gift card", type: STORED_VALUE, asset: "balance", amount: "20"}) {
    userErrors { message } }
  plugin: pluginEnable(input: {name: "diary"}) { userErrors { message } }
  hook: webhookEndpointSave(input: {url: "https://loulou.example", topics: ["order.paid"]}) { userErrors { message } }
}"""
CREATE = "mutation($input: MemberCreateInput!) { memberCreate(input: $input) { member { id } userErrors { message } } }"
RECORD = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) {
  results { status event { id } userErrors { message } } } }"""
GIVE = """mutation($member: MemberLookup!, $reason: String!) {
  grant: assetGrant(input: {member: $member, kind: "gifts", amount: 7013, reason: $reason, idempotencyKey: "KEY-0"})
    { entry { id } userErrors { message } }
  hold: assetHold(input: {member: $member, kind: "gifts", amount: 13, reason: $reason, idempotencyKey: "KEY-1"})
    { hold { id } userErrors { message } }
  tag: memberTagAssign(input: {member: $member, tag: "friend", reason: "loulou owes us", idempotencyKey: "KEY-2"})
    { member { id } userErrors { message } }
  coupon: couponIssue(input: {kind: "ten", member: $member, idempotencyKey: "KEY-3"})
    { coupons { id code } userErrors { message } }
  used: benefitUse(input: {member: $member, benefit: "lounge", idempotencyKey: "KEY-4"})
    { use { id coupon { code } } benefit { id } userErrors { message } }
}"""
ISSUE = """mutation($key: String!) { cardIssue(input: {kind: "card", idempotencyKey: $key}) {
  issued { card { id number } } userErrors { message } } }"""
BIND = """mutation($card: String!, $number: String!, $member: MemberLookup!, $key: String!, $bind: String!) {
  sold: cardActivate(input: {card: $card, idempotencyKey: $key}) { userErrors { message } }
  bound: cardBind(input: {member: $member, number: $number, idempotencyKey: $bind}) { userErrors { message } } }"""
SEND = """mutation($from: MemberLookup!, $to: MemberLookup!) { assetTransfer(input: {from: $from, to: $to, kind: "gifts",
  amount: 10, reason: "a gift", idempotencyKey: "gift"}) { userErrors { message } } }"""
IDS = """query($by: MemberLookup!) { member(by: $by) { id
  standings { id } assets { id holds { id } entries(first: 100) { edges { node { id } } } } tags { id }
  benefits { id uses { edges { node { id coupon { id } } } } } coupons(first: 100) { edges { node { id code } } } cards { id }
  events(first: 100) { edges { node { id } } } } }"""
SHOPS = """{ tags { id } rules { id } tierTracks { id tiers { id } } benefits { id } couponKinds { id } cardKinds { id }
  assetKinds { id }
  viewer { id } partners { id } webhookEndpoints { id deliveries { edges { node { id } } } } }"""

JOB = """mutation { couponIssue(input: {kind: "ten", where: {test: {metric: "orders", op: GTE, value: 1000000}},
  idempotencyKey: "to no one"}) { job { id } } }"""


class Mood(Field):
    """What the member's own app shows."""

    id = "mood"
    type = str
    for_member = True

    def resolve(self, ctx: Context[Any]) -> str:
        """Return it."""
        return "merry"


class Risk(Field):
    """What the shop keeps to itself."""

    id = "risk"
    type = str

    def resolve(self, ctx: Context[Any]) -> str:
        """Return it."""
        return MARK


class Diary:
    """A plugin with a field for members and one for the shop."""

    @hookimpl
    def register_fields(self) -> list[Any]:
        """Declare the fields."""
        return [Mood, Risk]


@dataclass
class World:
    """The shop, both members, the token of the first, and the ids of all that is there."""

    shop: Shop
    token: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    nodes: dict[str, list[str]] = field(default_factory=dict)
    coupons: dict[str, list[str]] = field(default_factory=dict)
    shops: list[str] = field(default_factory=list)

    @property
    def marks(self) -> list[str]:
        """All that only others may read: ids and codes of the second member, and marked texts."""
        return [MARK, "7013.37", "900177", *self.nodes["bob"], *self.coupons["bob"]]

    async def send(self, query: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the answer to the first member."""
        return await self.shop.send(query, variables, self.token)


def profile(name: str) -> dict[str, Any]:
    """Return what is known of a member. The second one's is marked."""
    own, last = ("", "1") if name == "ada" else (f"-{MARK}", "7")
    return {
        "number": f"{name}{own}", "externalId": f"x-{name}{own}", "name": f"{name}{own}", "phone": f"+4477009001{last}7",
        "email": f"{name}{own}@shop.example", "birthday": f"199{last}-07-17", "gender": f"g{own}", "source": f"s{own}",
        "identities": [{"system": "wechat", "id": f"o-{name}{own}"}], "attributes": {"note": f"n{own}"},
    }  # fmt: skip


def lookups(world: World, name: str) -> list[dict[str, Any]]:
    """Return every way to name a member."""
    known = profile(name)
    named = [{kind: known[kind]} for kind in ("number", "externalId", "phone", "email")]
    return [{"id": world.ids[name]}, *named, {"identity": known["identities"][0]}]


@asynccontextmanager
async def open_world(database_url: str) -> AsyncIterator[World]:
    """Open a shop in which both members have everything."""
    async with open_shop(database_url, diary=Diary()) as shop:
        world = World(shop)
        for query in (LADDER, CONFIGURATION):
            done = await shop.ask(query)
            assert not [answer["userErrors"] for answer in done.values() if answer["userErrors"]], done
        for name in ("ada", "bob"):
            await _fill(world, name)
        for name in ("ada", "bob"):
            await _list(world, name)
        await shop.ask('mutation { partnerSave(input: {code: "cafe", name: "Café"}) { userErrors { message } } }')
        read = await shop.ask(SHOPS)
        world.shops = sorted({*_values(read, "id"), *_values(await shop.ask(JOB), "id")})
        made = await shop.ask(
            """mutation($by: MemberLookup!) { memberTokenCreate(input: {member: $by}) { token userErrors { message } } }""",
            {"by": {"id": world.ids["ada"]}},
        )
        world.token = made["memberTokenCreate"]["token"]
        yield world


async def _fill(world: World, name: str) -> None:
    shop, own = world.shop, "" if name == "ada" else f"-{MARK}"
    created = (await shop.ask(CREATE, {"input": profile(name)}))["memberCreate"]
    assert [] == created["userErrors"]
    world.ids[name] = created["member"]["id"]
    by, total = {"id": world.ids[name]}, "99.00" if name == "ada" else "7013.37"
    events: list[dict[str, Any]] = [
        _event("order.paid", by, f"o{number}-{name}{own}", {"orderId": f"o{number}-{name}{own}", "total": total})
        for number in (1, 2)
    ]
    events.append(_event("review.posted", by, f"r-{name}{own}", {"text": f"I like it{own}"}))
    if name == "bob":
        events.append(_event("referral.joined", {"id": world.ids["ada"]}, "f-ada", {"referred": by}))
    results = (await shop.ask(RECORD, {"events": events}))["eventsRecord"]["results"]
    assert {"RECORDED"} == {result["status"] for result in results}, results
    given = await shop.ask(GIVE.replace("KEY", name), {"member": by, "reason": f"welcome{own}"})
    assert not [answer for answer in given.values() if answer["userErrors"]], given
    (card,) = (await shop.ask(ISSUE, {"key": f"{name}-6"}))["cardIssue"]["issued"]
    bound = {
        "card": card["card"]["id"],
        "number": card["card"]["number"],
        "member": by,
        "key": f"{name}-7",
        "bind": f"{name}-8",
    }
    assert not [answer for answer in (await shop.ask(BIND, bound)).values() if answer["userErrors"]]
    if name == "bob":
        sent = await shop.ask(SEND, {"from": by, "to": {"id": world.ids["ada"]}})
        assert [] == sent["assetTransfer"]["userErrors"]


async def _list(world: World, name: str) -> None:
    read = await world.shop.ask(IDS, {"by": {"id": world.ids[name]}})
    world.nodes[name] = sorted(set(_values(read, "id")))
    world.coupons[name] = sorted(set(_values(read, "code")))


def _event(type_: str, by: Mapping[str, Any], number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": type_, "member": by, "source": "till", "externalId": number, "data": data}


def _values(document: Any, name: str) -> Sequence[Any]:
    if isinstance(document, dict):
        here = [document[name]] if name in document else []
        return [*here, *(value for part in document.values() for value in _values(part, name))]
    return [value for part in document for value in _values(part, name)] if isinstance(document, list) else []

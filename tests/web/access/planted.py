"""A shop in which every fact of a member is planted: what marks each, and the scope that opens it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from headless.plugins import (
    Context,
    Earn,
    Enter,
    Field,
    Grant,
    Issue,
    Metric,
    Refuse,
    Remember,
    Rule,
    Skip,
    Tag,
    TierRule,
    Value,
    Vote,
    hookimpl,
)
from headless.services.backtesting.running import run_queued
from tests.web.access.planted_history import make_history
from tests.web.shop import Shop, open_shop

WORDS = "for the Mauve Heron of Zirconia with 4321 points, one Quokka and a Narwhal"
SUMS = [4321 * times for times in range(1, 16)]
BALANCES = tuple(told for sum_ in SUMS for told in (f"{sum_}", f"{sum_:,}", f"{9999999 - sum_}", f"{9999999 - sum_:,}"))
FACTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "tier": ("tiers:read", ("zirconia",)),
    "tags": ("tags:read", ("mauve",)),
    "balance": ("assets:read", BALANCES),
    "coupons": ("coupons:read", ("quokka",)),
    "benefits": ("benefits:read", ("narwhal",)),
    "personal": ("members:pii", ("xanthippe", "7700900123", "1987-11-23")),
}
"""What is planted, and the scope that opens it."""
MANY = '{test: {metric: "balance", op: GTE, value: 9999999, args: {asset: "points"}}}'
OPEN = f"""mutation {{
  kind: assetKindSave(input: {{code: "points", name: "Points", transferable: true, worth: "0.0001"}}) {{
    userErrors {{ message }} }}
  track: tierTrackSave(input: {{code: "plus", name: "Plus", kind: PAID, tiers: [
    {{code: "zirconia", name: "Zirconia", rank: 1}}]}}) {{ userErrors {{ message }} }}
  ladder: tierTrackSave(input: {{code: "club", name: "Club", kind: EARNED, tiers: [
    {{code: "top", name: "Top", rank: 1, condition: {MANY}}}]}}) {{ userErrors {{ message }} }}
  tag: tagSave(input: {{code: "mauve-heron", name: "Mauve Heron"}}) {{ userErrors {{ message }} }}
  badge: tagSave(input: {{code: "mauve-badge", name: "Mauve Badge"}}) {{ userErrors {{ message }} }}
  rich: tagSave(input: {{code: "rich", name: "Rich", condition: {MANY}}}) {{ userErrors {{ message }} }}
  coupon: couponKindSave(input: {{code: "quokka", name: "Quokka", discount: {{amount: "1"}}}}) {{ userErrors {{ message }} }}
  benefit: benefitSave(input: {{code: "narwhal", name: "Narwhal", value: SERVICE, quota: 3}}) {{ userErrors {{ message }} }}
  lounge: benefitSave(input: {{code: "lounge", name: "Lounge", value: SERVICE, condition: {MANY}}}) {{
    userErrors {{ message }} }}
  plugin: pluginEnable(input: {{name: "giver"}}) {{ userErrors {{ message }} }}
  voted: tierTrackSave(input: {{code: "voted", name: "Voted", kind: EARNED, rule: "giver.chooser", tiers: [
    {{code: "chosen", name: "Chosen", rank: 1}}]}}) {{ userErrors {{ message }} }}
  member: memberCreate(input: {{number: "1", name: "Xanthippe", phone: "+447700900123", email: "xanthippe@example.org",
    birthday: "1987-11-23"}}) {{ userErrors {{ message }} }}
}}"""
EVENT = (
    '{type: "order.paid", member: {number: "1"}, source: "till", externalId: "%s", data: {orderId: "%s", total: "10"}}'
)


class Giver(Rule):
    """Gives one of everything for an order."""

    id = "giver"
    on = ("order.paid",)
    assets = ("points",)

    def evaluate(self, ctx: Any) -> Any:
        if "small" in ctx.event.data.order_id:
            return Skip(WORDS)
        return [
            Earn("points", 4321, why=WORDS),
            Tag("mauve-heron", why=WORDS),
            Enter("plus", "zirconia", why=WORDS),
            Issue("quokka"),
            Grant("narwhal"),
            Remember({"note": WORDS}, why=WORDS),
        ]


class Keeper(Rule):
    """Refuses whom it likes, and says why."""

    id = "keeper"
    on = ("checkin",)
    assets = ()
    stage = "gate"

    def evaluate(self, ctx: Any) -> Any:
        return [Refuse("NOT_NOW", WORDS, {"note": WORDS})]


class Chooser(TierRule):
    """Votes, and says why."""

    id = "chooser"

    def vote(self, ctx: Context[Any]) -> Vote:
        return Vote("chosen", WORDS)


class Wealth(Field):
    """Tells of facts that it needs. Its author has said nothing of scopes."""

    id = "wealth"
    type = str
    needs = {"points": Value("balance", args={"asset": "points"}), "tier": Value("tier", args={"track": "plus"})}

    def resolve(self, ctx: Context[Any]) -> str:
        return f"{ctx.facts['points']} {ctx.facts['tier']}"


class Worth(Metric):
    """A metric of the same sort."""

    id = "worth"
    type = int
    needs = {"points": Value("balance", args={"asset": "points"})}

    def compute(self, ctx: Context[Any]) -> int:
        return int(ctx.facts["points"])


class GiverPlugin:
    """The plugin that brings the rule."""

    @hookimpl
    def register_rules(self) -> list[type[Rule]]:
        return [Giver, Keeper]

    @hookimpl
    def register_tier_rules(self) -> list[type[TierRule]]:
        return [Chooser]

    @hookimpl
    def register_fields(self) -> list[type[Field]]:
        return [Wealth]

    @hookimpl
    def register_metrics(self) -> list[type[Metric]]:
        return [Worth]


@asynccontextmanager
async def planted(database_url: str, *, history: bool = False) -> AsyncIterator[tuple[Shop, Mapping[str, str]]]:
    """A shop in which the facts are, and the ids of where they are. history: with an event of each type that tells one."""
    async with open_shop(database_url, giver=GiverPlugin()) as shop:
        made = await shop.ask(OPEN)
        assert [[]] * len(made) == [answer["userErrors"] for answer in made.values()]
        record = (
            f"mutation {{ eventsRecord(input: {{events: [{EVENT % ('1', '1')}]}}) {{ results {{ event {{ id }} }} }} }}"
        )
        event = (await shop.ask(record))["eventsRecord"]["results"][0]["event"]["id"]
        member = (await shop.ask('{ member(by: {number: "1"}) { id } }'))["member"]["id"]
        by_hand = """mutation {
          memberTagAssign(input: {member: {number: "1"}, tag: "mauve-badge"}) { userErrors { code } }
          couponIssue(input: {member: {number: "1"}, kind: "quokka", idempotencyKey: "c"}) { userErrors { code } }
          memberUpdate(input: {member: {number: "1"}, name: "Xanthippe II"}) { userErrors { code } }
          assetGrant(input: {member: {number: "1"}, kind: "points", amount: 4321, reason: "x",
          idempotencyKey: "g"}) { userErrors { code } } }"""
        assert [[]] * 4 == [answer["userErrors"] for answer in (await shop.ask(by_hand)).values()]
        try_ = """mutation { backtestStart(input: {changes: [{rule: {rule: "giver", enabled: false}}]}) {
          backtest { id } userErrors { message } } }"""
        codes = await make_history(shop) if history else ()
        yield shop, {"event": event, "member": member, "backtest": await tried(shop, try_), "codes": " ".join(codes)}


async def tried(shop: Shop, query: str) -> str:
    """The id of a back-test that has been run."""
    await shop.ask('mutation { clockAdvance(input: {to: "2026-03-01T00:00:00Z"}) { userErrors { message } } }')
    answer = (await shop.ask(query))["backtestStart"]
    assert [] == answer["userErrors"]
    await run_queued(shop.kernel, 1)
    return str(answer["backtest"]["id"])

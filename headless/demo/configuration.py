"""What the demo's grocer has configured: asset kinds, tracks, rules, tags, plugins and tokens."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Document = Mapping[str, Any]
Words = Mapping[str, str]
Named = Callable[[str], Document]
"""Gives the name of a code in both languages, as `name` and `names`."""


def leaf(metric: str, op: str, value: object, window: str | None = None, **args: str) -> Document:
    """Return one test of a condition."""
    parts = {"metric": metric, "op": op, "value": value, "window": window, "args": args or None}
    return {"test": {name: part for name, part in parts.items() if part is not None}}


PLUGIN_KINDS = {"green_points": "green", "upgrade_rules": "miles"}
"""The asset kinds that plugins add, by plugin."""


MEMBERS_MAY = ("CLAIM", "REDEEM", "HOLD")
"""What members may do by their own tokens: take benefits and rewards, and keep what pays for an order."""
COLOURS = {
    "bronze": "#7a4a21", "silver": "#56616e", "gold": "#7a5c0f", "platinum": "#3b4a63", "diamond": "#1f4e79", "plus": "#6b2145",
    "prepaid": "#2f5d3a", "prepaid-year": "#1d4a4f",
}  # fmt: skip
"""The colours of the tiers' cards, which front ends read as the tiers' attributes. White is legible on each."""


def asset_kinds(named: Named) -> Sequence[Document]:
    """Return points, worth a cent each, that expire at the end of a quarter once they are 90 days old, growth and balance."""
    sweep = {"sweep": {"every": "QUARTER", "minAge": "90d"}}
    return (
        {"code": "points", **named("points"), "expiry": sweep, "worth": "0.01"},
        {"code": "growth", **named("growth"), "expiry": {"never": True}},
        {"code": "balance", **named("balance"), "expiry": {"never": True}},
    )


def tier_tracks(named: Named) -> Sequence[Document]:
    """Return a ladder of five tiers, and the tracks of those who pay for a membership and of those who pay in.

    The first two tiers are reached once and for all, the others by the orders of a year. Bronze takes one of two thresholds,
    silver both. Gold is for members who come often, platinum for members who spend.
    """
    often, much = leaf("orders", "GTE", 3), leaf("net_spend", "GTE", "200")
    tiers = {
        "bronze": {"any": [often, much]},
        "silver": {"all": [often, much]},
        "gold": leaf("orders_per_month", "GTE", "2", "365d"),
        "platinum": leaf("net_spend", "GTE", "8000", "365d"),
        "diamond": leaf("net_spend", "GTE", "30000", "365d"),
    }
    ladder = [
        {"code": code, **named(code), "rank": rank, "condition": condition, "attributes": {"colour": COLOURS[code]}}
        for rank, (code, condition) in enumerate(tiers.items(), 1)
    ]
    earned = {"code": "main", **named("track"), "kind": "EARNED", "default": True, "downgrade": "TO_QUALIFIED"}
    return (
        {**earned, "tiers": ladder},
        {"code": "paid", **named("paid"), "kind": "PAID", "tiers": _without_condition(named, "plus")},
        {
            "code": "stored_value", **named("stored_value"), "kind": "STORED_VALUE",
            "tiers": _without_condition(named, "prepaid", "prepaid-year"),
        },
    )  # fmt: skip


def _without_condition(named: Named, *codes: str) -> Sequence[Document]:
    return [
        {"code": code, **named(code), "rank": rank, "attributes": {"colour": COLOURS[code]}}
        for rank, code in enumerate(codes, 1)
    ]


def rules() -> Sequence[Document]:
    """Return rules: points and growth value for spending, more for higher tiers and on Wednesdays, gifts for promotions."""
    times = {"silver": "1.2", "gold": "1.5", "platinum": "2", "diamond": "3"}
    gifts = {"gold": "500", "platinum": "2000", "diamond": "10000"}
    settings: Mapping[str, Document] = {
        "points_per_spend": {"per": "1"},
        "growth_per_spend": {"per": "1"},
        "growth_per_activity": {},
        "joining_points": {"amount": "100"},
        "tier_multiplier": {"times": times},
        "member_day": {"times": "2", "weekdays": [3]},
        "spend_cap": {"assets": ["points"], "share": "0.5"},
        "topup_bonus": {"steps": [{"from": "200", "bonus": "20"}]},
        "upgrade_gift": {"gifts": {tier: {"asset": "points", "amount": amount} for tier, amount in gifts.items()}},
    }
    return [{"rule": rule, "settings": document} for rule, document in settings.items()]


def tags(named: Named, words: Words) -> Sequence[Document]:
    """Return tags that members get and lose by conditions."""
    conditions: Mapping[str, Document] = {
        "weekly-shopper": leaf("streak", "GTE", 4, type="order.paid", period="week"),
        "lapsing": {"all": [leaf("orders", "GTE", 3), leaf("days_since_order", "GTE", 30)]},
        "big-basket": leaf("average_order", "GTE", "60", "90d"),
        "greengrocer": leaf("net_spend", "GTE", "50", "90d", category=words["PRODUCE"]),
    }
    return [{"code": code, **named(code), "condition": condition} for code, condition in conditions.items()]


def tags_by_hand(named: Named) -> Sequence[Document]:
    """Return the tag of those who prefer green, which is put on by hand."""
    return [{"code": "eco", **named("eco")}]


def plugins(named: Named, words: Words, currency: str) -> Mapping[str, Document]:
    """Return the settings of the plugins in plugins_contrib, by plugin."""
    return {
        "gamified_tasks": _tasks(named),
        "green_points": _green(named, words),
        "paid_tiers": _paid(named, currency),
        "upgrade_rules": {},
    }


def _tasks(named: Named) -> Document:
    goals = {
        "first_order": leaf("orders", "GTE", 1),
        "three_months": leaf("streak", "GTE", 3, type="order.paid", period="month"),
        "refer_a_friend": leaf("events", "GTE", 1, type="gamified_tasks.referral_succeeded"),
    }
    tasks = {
        "first_order": {**named("first_order"), "amount": "50"},
        "three_months": {**named("three_months"), "requires": ["first_order"], "coupon": "a-coffee"},
        "refer_a_friend": {**named("refer_a_friend"), "requires": ["three_months"], "amount": "500"},
    }
    return {
        "growth_tree": {"goals": goals, "tasks": tasks},
        "order_streak": {"orders": 3, "benefit": "free-delivery", "valid": "30d"},
        "limited_grab": {"grabs": {"bouquet": {**named("bouquet"), "stock": "bouquet", "benefit": "bouquet"}}},
    }


def _green(named: Named, words: Words) -> Document:
    actions = {
        "own_bag": {**named("own_bag"), "amount": "5", "a_day": 2, "grams": 20},
        "no_receipt": {**named("no_receipt"), "amount": "1", "a_day": 5, "grams": 3},
    }
    cup = {**named("bamboo-cup"), "price": "30", "stock": "bamboo-cup", "each": 1}
    return {
        "eco_actions": {"tag": "eco", "actions": actions},
        "sustainable_products": {"tag": "eco", "categories": [words["PRODUCE"]]},
        "eco_rewards": {"tag": "eco", "rewards": {"bamboo_cup": cup}},
    }


def _paid(named: Named, currency: str) -> Document:
    plan = {
        "code": "plus-year", **named("plus-year"), "price": "99", "currency": currency, "period": "1y", "tier": "plus",
        "trial": "30d", "times": "2", "welcome": {"assets": [{"asset": "points", "amount": "500"}], "worth": "5"},
    }  # fmt: skip
    steps = [
        {"from": "200", "tier": "prepaid", "validity": "6m"},
        {"from": "1000", "tier": "prepaid-year", "validity": "1y"},
    ]
    return {"membership": {"grace": "7d", "plans": [plan]}, "top_up": {"steps": steps}}


PARTNER = "cafe"


def partner(words: Words) -> Document:
    """Return the partner next door: it sees and gives points, within budgets, and reports its own orders."""
    budgets = ((1_000, "DAY", False), (10_000, "MONTH", False), (100, "DAY", True))
    return {
        "code": PARTNER, "name": words["cafe"], "assetKinds": ["points"], "eventTypes": ["order.paid", "order.refunded"],
        "budgets": [
            {"kind": "points", "amount": str(amount), "period": period, "perMember": per_member}
            for amount, period, per_member in budgets
        ],
    }  # fmt: skip


TOKENS: Mapping[str, tuple[Sequence[str], str | None]] = {
    "admin": (("admin",), None),
    "front end": (
        ("members:read", "assets:read", "tiers:read", "tags:read", "events:read", "coupons:read", "benefits:read",
         "config:read", "schema:read"),
        None,
    ),
    "sign-in": (("members:impersonate",), None),
    "partner": (
        ("members:read", "assets:read", "assets:write", "events:read", "events:write", "config:read", "schema:read"), PARTNER,
    ),
}  # fmt: skip
"""The scopes of each token, and the partner whose it is."""

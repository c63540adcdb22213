"""What the demo's grocer has configured: asset kinds, a ladder of five tiers, rules and tags."""

from collections.abc import Mapping, Sequence
from typing import Any

Document = Mapping[str, Any]

SLUG = "demo"
NAME = "The Complete Journey grocer (demo)"
CURRENCY, TIME_ZONE = "USD", "America/New_York"
CLOCK = "2017-12-31T23:59:59-05:00"


def leaf(metric: str, op: str, value: object, window: str | None = None, **args: str) -> Document:
    """Return one test of a condition."""
    parts = {"metric": metric, "op": op, "value": value, "window": window, "args": args or None}
    return {"test": {name: part for name, part in parts.items() if part is not None}}


def asset_kinds() -> Sequence[Document]:
    """Return points, worth a cent each, that expire at the end of a quarter once they are 90 days old, and growth value."""
    sweep = {"sweep": {"every": "QUARTER", "minAge": "90d"}}
    return (
        {"code": "points", "name": "Points", "expiry": sweep, "worth": "0.01"},
        {"code": "growth", "name": "Growth value", "expiry": {"never": True}},
    )


def tier_track() -> Document:
    """Return a ladder of five tiers. The first two are reached once and for all, the others by the orders of a year.

    Bronze takes one of two thresholds, silver both. Gold is for members who come often, platinum for members who spend.
    """
    often, much = leaf("orders", "GTE", 3), leaf("net_spend", "GTE", "200")
    tiers = (
        ("bronze", "Bronze", {"any": [often, much]}),
        ("silver", "Silver", {"all": [often, much]}),
        ("gold", "Gold", leaf("orders_per_month", "GTE", "2", "365d")),
        ("platinum", "Platinum", leaf("net_spend", "GTE", "8000", "365d")),
        ("diamond", "Diamond", leaf("net_spend", "GTE", "30000", "365d")),
    )
    return {
        "code": "main",
        "name": "Main",
        "kind": "EARNED",
        "default": True,
        "downgrade": "TO_QUALIFIED",
        "tiers": [
            {"code": code, "name": name, "rank": rank, "condition": condition}
            for rank, (code, name, condition) in enumerate(tiers, 1)
        ],
    }


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
        "upgrade_gift": {"gifts": {tier: {"asset": "points", "amount": amount} for tier, amount in gifts.items()}},
    }
    return [{"rule": rule, "settings": document} for rule, document in settings.items()]


def tags() -> Sequence[Document]:
    """Return tags that members get and lose by conditions."""
    produce = leaf("net_spend", "GTE", "50", "90d", category="PRODUCE")
    conditions: Mapping[str, tuple[str, Document]] = {
        "weekly-shopper": ("Weekly shopper", leaf("streak", "GTE", 4, type="order.paid", period="week")),
        "lapsing": (
            "Lapsing",
            {"all": [leaf("orders", "GTE", 3), leaf("days_since_order", "GTE", 30)]},
        ),
        "big-basket": ("Big basket", leaf("average_order", "GTE", "60", "90d")),
        "greengrocer": ("Greengrocer's customer", produce),
    }
    return [{"code": code, "name": name, "condition": condition} for code, (name, condition) in conditions.items()]


TOKENS: Mapping[str, tuple[Sequence[str], Sequence[str] | None]] = {
    "admin": (("admin",), None),
    "front end, read only": (
        ("members:read", "members:pii", "assets:read", "tiers:read", "tags:read", "events:read", "config:read", "schema:read"),
        None,
    ),
    "partner, a café next door": (("members:read", "events:write"), ("cafe",)),
}  # fmt: skip

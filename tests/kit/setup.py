"""What a merchant has configured, in the words of the mutations that save it, so that every driver can set it up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from headless.plugins import Rule

Json = Mapping[str, Any]

POINTS: Json = {"code": "points", "name": "Points"}
GROWTH: Json = {"code": "growth", "name": "Growth value"}
BALANCE: Json = {"code": "balance", "name": "Balance", "money": True, "decimals": 2}


@dataclass(frozen=True)
class Ruling:
    """An instance of a rule: a built-in's id, or a class of the story's own; settings as JSON."""

    rule: str | type[Rule]
    settings: Json = field(default_factory=dict)
    name: str = ""
    position: int = 0
    saved: str | None = None
    active_from: str | None = None
    active_until: str | None = None
    paused: bool = False

    @property
    def title(self) -> str:
        """How decisions name it."""
        return self.name or (self.rule if isinstance(self.rule, str) else self.rule.id)


@dataclass(frozen=True)
class Setup:
    """A merchant's configuration; `kinds`, `tracks` and `tags` are documents as their save mutations take them."""

    kinds: Sequence[Json] = ()
    tracks: Sequence[Json] = ()
    tags: Sequence[Json] = ()
    rules: Sequence[Ruling] = ()
    event_types: Sequence[Any] = ()
    coupons: Sequence[Json] = ()
    benefits: Sequence[Json] = ()
    currency: str = "CNY"
    decimals: int = 2
    time_zone: str = "Asia/Shanghai"


def kind(code: str, **more: Any) -> Json:
    """An asset kind; one of the three that every merchant has, or another, with more said about it."""
    known = {"points": POINTS, "growth": GROWTH, "balance": BALANCE}
    return {**known.get(code, {"code": code, "name": code.title()}), **more}


def where(metric: str, op: str, value: Any = None, window: str | None = None, **args: str) -> Json:
    """One test of a condition."""
    found = {"metric": metric, "op": op, "value": value, "window": window, "args": args or None}
    return {"test": {key: part for key, part in found.items() if part is not None}}


def tier(code: str, rank: int, condition: Json | None = None, keep: Json | None = None) -> Json:
    """A rung of a ladder."""
    return {"code": code, "name": code.title(), "rank": rank, "condition": condition, "keep": keep}


def ladder(*tiers: Json, code: str = "main", kind: str = "EARNED", **more: Any) -> Json:
    """A tier track; the default one."""
    return {"code": code, "name": code.title(), "kind": kind, "default": code == "main", "tiers": tiers, **more}


def spent(amount: str, window: str | None = "365d") -> Json:
    """At least so much net spend."""
    return where("net_spend", "GTE", amount, window)


def points(name: str = "", **settings: Any) -> Ruling:
    """Points per spend."""
    return Ruling("points_per_spend", settings, name)

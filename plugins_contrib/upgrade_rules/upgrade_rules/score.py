"""The composite score (京享值): account, consumption and activity add up. Reputation and credit only open or close gates.

Each part grows in proportion to its measure over a rolling year, up to its full value: most x min(1, value / full), cut
to a whole number. Reputation and credit are risk controls: they are never a source of growth.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from headless.plugins import Context, Field, Metric, Texts, Value
from upgrade_rules.scalars import number_of
from upgrade_rules.score_settings import Part, ScoreSettings

TEXTS = Texts("score", package="upgrade_rules.texts")
YEAR = "365d"
ACCOUNT, ACTIVITY = "account", ("reviews", "shares", "checkins")
CONSUMPTION = ("spend", "orders", "average", "regularity")


NEEDS = {
    "account": Value("events", args={"type": "profile.completed"}),
    "spend": Value("net_spend", YEAR),
    "orders": Value("orders", YEAR),
    "average": Value("average_order", YEAR),
    "regularity": Value("streak", args={"type": "order.paid", "period": "month"}),
    "reviews": Value("events", YEAR, {"type": "review.posted"}),
    "shares": Value("events", YEAR, {"type": "share.posted"}),
    "checkins": Value("events", YEAR, {"type": "checkin"}),
}


def parts_of(settings: ScoreSettings, facts: Mapping[str, Any]) -> dict[str, int]:
    """Return the points of each part. Reviews and shares count only after a purchase."""
    bought = bool(facts["orders"])
    points = {}
    for name in (ACCOUNT, *CONSUMPTION, *ACTIVITY):
        part: Part = getattr(settings, name)
        value = max(Decimal(0), Decimal(facts[name] or 0))
        counts = bought or name not in ("reviews", "shares")
        points[name] = int(part.most * min(Decimal(1), value / part.full)) if counts else 0
    return points


def closed_because(settings: ScoreSettings, attributes: Mapping[str, Any], lang: str = "en") -> str | None:
    """Return why the gates are closed, in words, or None if they are open."""
    for attribute, least in (("reputation", settings.reputation_least), ("credit", settings.credit_least)):
        value = number_of(attributes.get(attribute))
        name = TEXTS.text(lang, attribute)
        if value is None:
            return TEXTS.text(lang, "unknown", name=name, least=least)
        if value < least:
            return TEXTS.text(lang, "too_low", name=name, value=value, least=least)
    return None


class Score(Metric):
    """The composite score: the points of account, consumption and activity over the last year."""

    id = "score"
    label, label_zh = "Composite score", "综合评分"
    type = int
    needs = NEEDS
    Settings = ScoreSettings

    def compute(self, ctx: Context[ScoreSettings]) -> int:
        """Return the sum of all parts."""
        return sum(parts_of(ctx.settings, ctx.facts).values())


class Trusted(Metric):
    """True if reputation and credit open the gates to services that cost much."""

    id = "trusted"
    label, label_zh = "Trusted", "信用达标"
    type = bool
    settings_of = Score.id

    def compute(self, ctx: Context[ScoreSettings]) -> bool:
        """Return True if both are known and high enough."""
        return closed_because(ctx.settings, ctx.member.attributes) is None


@dataclass(frozen=True, slots=True)
class PartView:
    """One part: its points, and the most it can give."""

    name: str
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class ScoreView:
    """The score with its parts. `closed` says why the gates are closed."""

    total: int
    parts: list[PartView]
    trusted: bool
    closed: str | None


class ScoreParts(Field):
    """The composite score, part by part, and whether the gates are open."""

    id = "score_parts"
    type = ScoreView
    settings_of = Score.id
    needs = NEEDS

    def resolve(self, ctx: Context[ScoreSettings]) -> ScoreView:
        """Return the score as of today."""
        points = parts_of(ctx.settings, ctx.facts)
        closed = closed_because(ctx.settings, ctx.member.attributes, ctx.lang)
        views = [PartView(name, value, getattr(ctx.settings, name).most) for name, value in points.items()]
        return ScoreView(sum(points.values()), views, closed is None, closed)

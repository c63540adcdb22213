"""Quota tiers: each tier is a fixed share of all active members, such as 1:10:100:1000, by rank over a window.

Ties at a border are decided by who joined first, then by id: the population comes in that order. If the population is not a
multiple of the shares, it is split by largest remainders, the higher tier first. With `margin`, a member keeps a tier while
ranked no more than so many places below its border, and the lowest newcomer waits. The sizes stay exact.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import Field as Setting

from headless.plugins import Code, Need, Population, RuleSettings, TierRule, Value
from upgrade_rules.scalars import words


class QuotaSettings(RuleSettings):
    """The shares, highest tier first, the window, and the margin."""

    shares: Mapping[Code, Annotated[int, Setting(ge=1, le=10**9)]] = Setting(
        default={"diamond": 1, "gold": 10, "silver": 100, "bronze": 1000},
        title="Shares, highest tier first", description="How many members of one tier there are to those of the others.",
        json_schema_extra=words("各等级配额"), min_length=1, max_length=50,
    )  # fmt: skip
    window: str = Setting(
        default="365d",
        title="Window",
        description='Over which time members are ranked, such as "1y" or "3m".',
        json_schema_extra=words("统计周期"),
    )
    margin: int = Setting(
        default=0, ge=0, le=10**9, title="Margin", json_schema_extra=words("保级缓冲名次"),
        description="Places below a border up to which a tier is kept.",
    )  # fmt: skip
    track: Code | None = Setting(
        default=None,
        title="Track",
        description="The track whose tiers are kept by the margin; the track of these settings if left out.",
        json_schema_extra=words("等级体系"),
    )


def sizes(shares: Mapping[str, int], count: int) -> dict[str, int]:
    """Return how many members each tier takes: exact shares, largest remainders, the higher tier first."""
    whole = sum(shares.values())
    places = {tier: count * share // whole for tier, share in shares.items()}
    left = count - sum(places.values())
    by_remainder = sorted(shares, key=lambda tier: -(count * shares[tier] % whole))
    for tier in by_remainder[:left]:
        places[tier] += 1
    return places


def placed(current: list[str | None], wanted: Mapping[str, int], margin: int) -> list[str | None]:
    """Return a tier for each rank, best first. Holders within the margin come first, then rank decides."""
    places: list[str | None] = [None] * len(current)
    free = list(range(len(current)))
    for tier, size in wanted.items():
        border = free[: size + margin]
        holders = [rank for rank in border if current[rank] == tier][:size]
        kept = set(holders)
        others = [rank for rank in border if rank not in kept][: size - len(holders)]
        taken = kept | set(others)
        for rank in taken:
            places[rank] = tier
        free = [rank for rank in free if rank not in taken]
    return places


class QuotaBySpend(TierRule):
    """Tiers of fixed shares by what members spent over the window."""

    id = "quota_by_spend"
    label, label_zh = "Quota tiers by spend", "按消费金额配额定级"
    needs: ClassVar[Mapping[str, Need]] = {
        "measure": Value("net_spend", "$window"),
        "tier": Value("tier", args={"track": "$track"}),
    }
    by = ("measure",)
    every = "1m"
    Settings = QuotaSettings

    def rank(self, population: Population) -> Iterator[str | None]:
        """Yield a tier for each member, in the order of the population."""
        settings: QuotaSettings = population.settings
        current = [row["tier"] for row in population]
        yield from placed(current, sizes(settings.shares, len(current)), settings.margin)


class QuotaByOrders(QuotaBySpend):
    """Tiers of fixed shares by how often members bought over the window."""

    id = "quota_by_orders"
    label, label_zh = "Quota tiers by orders", "按消费频次配额定级"
    needs: ClassVar[Mapping[str, Need]] = {
        "measure": Value("orders", "$window"),
        "tier": Value("tier", args={"track": "$track"}),
    }

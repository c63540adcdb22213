"""A plugin that brings all that it needs: a reading circle with its own asset kind, tag, coupon kind, benefit and ladder."""

from typing import Any

from headless.plugins import (
    AssetKind,
    Benefit,
    CouponKind,
    Earn,
    EventData,
    EventType,
    Metric,
    Rule,
    RuleSettings,
    TagKind,
    Tier,
    TierRule,
    Track,
    Value,
    Vote,
    hookimpl,
)

READER = {"test": {"metric": "circle.pages", "op": "GTE", "value": 100}}


class BookRead(EventData):
    """A book was read."""

    pages: int


class Leaves(Rule):
    """A leaf for each page."""

    id = "leaves"
    on = ("book.read", "order.paid")

    class Settings(RuleSettings):
        """What is given."""

        asset: str = "leaves"

    def evaluate(self, ctx: Any) -> Any:
        """As many as the book has pages, or as was paid for it."""
        data = ctx.event.data
        return [Earn(ctx.settings.asset, data.pages if ctx.event.type == "book.read" else int(data.total))]


class Pages(Metric):
    """How many pages a member has read."""

    id = "pages"
    type = int
    needs = {"leaves": Value("balance", args={"asset": "leaves"})}

    def compute(self, ctx: Any) -> Any:
        """One for each leaf."""
        return int(ctx.facts["leaves"] or 0)


class Shelf(TierRule):
    """The shelf on which a member stands."""

    id = "shelf"
    needs = {"leaves": Value("balance", args={"asset": "leaves"})}

    class Settings(RuleSettings):
        """How much it takes."""

        pages: int = 200

    def vote(self, ctx: Any) -> Any:
        """The upper one for those who have read enough."""
        return Vote("upper" if (ctx.facts["leaves"] or 0) >= ctx.settings.pages else "lower", "pages read")


class Circle:
    """The plugin."""

    __version__ = "1.0"
    benefit = Benefit(
        "reading_hour", "Reading hour", "阅读时光", condition={"test": {"metric": "tag", "op": "EQ", "value": "reader"}},
        gives="book_voucher", price={"leaves": 50}, quota=1, quota_period="month",
    )  # fmt: skip

    @hookimpl
    def register_assets(self) -> Any:
        return [AssetKind("leaves", "Leaves")]

    @hookimpl
    def register_tags(self) -> Any:
        return [TagKind("reader", "Reader", "读者", condition=READER)]

    @hookimpl
    def register_coupon_kinds(self) -> Any:
        return [CouponKind("book_voucher", "Book voucher", "图书券", amount="5", validity="30d")]

    @hookimpl
    def register_benefits(self) -> Any:
        return [self.benefit]

    @hookimpl
    def register_tracks(self) -> Any:
        tiers = [Tier("lower", "Lower shelf", "下层"), Tier("upper", "Upper shelf", "上层")]
        return [Track("shelves", "Shelves", tiers, "书架", rule="circle.shelf", settings={"pages": 150})]

    @hookimpl
    def register_events(self) -> Any:
        return [EventType("book.read", BookRead)]

    @hookimpl
    def register_rules(self) -> Any:
        return [Leaves]

    @hookimpl
    def register_metrics(self) -> Any:
        return [Pages]

    @hookimpl
    def register_tier_rules(self) -> Any:
        return [Shelf]

"""A plugin of the tests: a score, a mood and a badge as metrics; votes and a ranking; a job; fields; facts of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from headless.plugins import (
    Context,
    Earn,
    Effect,
    EventData,
    Events,
    EventType,
    Field,
    Job,
    Meets,
    Merchant,
    Metric,
    Need,
    Own,
    Population,
    Remember,
    Rule,
    RuleContext,
    RuleSettings,
    TierRule,
    Value,
    Vote,
    hookimpl,
)


async def diaries(merchant: Merchant, members: Sequence[str]) -> Mapping[str, Any]:
    """What the plugin keeps of its own."""
    Diary.asked.append((merchant.slug, len(members)))
    if Diary.broken:
        raise ValueError("no diaries today")
    return {member: {"pages": Diary.pages} for member in members}


class Diary:
    """Stands for a table of the plugin's own."""

    asked: list[tuple[str, int]] = []
    broken: bool = False
    pages: int = 3


class Applause(EventData):
    """Somebody clapped."""

    loudness: int = 1


class Nudge(EventData):
    """A job nudges."""


class Remembering(Rule):
    """Keep how loud the last applause was, and thank for nudges."""

    id = "remembering"
    on = ("scores.applause", "scores.nudge")

    class Settings(RuleSettings):
        asset: str = "points"

    def evaluate(self, ctx: RuleContext[Any]) -> list[Effect]:
        if ctx.event.type == "scores.nudge":
            return [Earn(ctx.settings.asset, 7)]
        return [Remember({"loudness": ctx.event.data.loudness}, shared=True)]


class Reading(Rule):
    """A point for each page of the diary."""

    id = "reading"
    on = ("scores.applause",)
    assets = ("points",)
    needs: ClassVar[Mapping[str, Need]] = {"diary": Own(diaries)}

    def evaluate(self, ctx: RuleContext[Any]) -> list[Effect]:
        return [Earn("points", ctx.facts["diary"]["pages"])]


class Score(Metric):
    """Spend of the window by a weight, and the applause."""

    id = "score"
    type = Decimal
    unit = "score"
    scope = "assets:read"
    needs: ClassVar[Mapping[str, Need]] = {
        "spend": Value("net_spend", "$window"),
        "claps": Events("scores.applause", window="30d"),
        "goals": Meets("$goals"),
    }

    class Settings(RuleSettings):
        window: str = "30d"
        weight: Decimal = Decimal("0.1")
        goals: dict[str, Any] = {}

    def compute(self, ctx: Context[Any]) -> Decimal:
        if ctx.shared.get("loudness") == 13:
            raise ValueError("thirteen")
        met = sum(1 for goal in ctx.facts["goals"].values() if goal.met)
        return Decimal(ctx.facts["spend"] * ctx.settings.weight) + len(ctx.facts["claps"]) + 100 * met


class Mood(Metric):
    """Loud or quiet; needs another metric of the same plugin, declared later."""

    id = "mood"
    type = str
    needs: ClassVar[Mapping[str, Need]] = {"star": Value("scores.star")}

    def compute(self, ctx: Context[Any]) -> str | None:
        if not ctx.shared:
            return None
        return "star" if ctx.facts["star"] else "loud" if ctx.shared["loudness"] > 5 else "quiet"


class Star(Metric):
    """Whether the score is 50 or more."""

    id = "star"
    type = bool
    needs: ClassVar[Mapping[str, Need]] = {"score": Value("scores.score")}

    def compute(self, ctx: Context[Any]) -> bool:
        return bool(ctx.facts["score"] >= 50)


class ByScore(TierRule):
    """Gold from a score on; fails where it is told to."""

    id = "by_score"
    needs: ClassVar[Mapping[str, Need]] = {"score": Value("scores.score"), "spend": Value("net_spend", "30d")}

    class Settings(RuleSettings):
        gold_from: int = 10

    def vote(self, ctx: Context[Any]) -> Vote | None:
        if ctx.shared.get("loudness") == 99:
            raise ValueError("ninety-nine")
        if ctx.shared.get("loudness") == 98:
            return Vote("platinum", "no such tier")
        if ctx.facts["score"] >= ctx.settings.gold_from:
            return Vote("gold", f"a score of {ctx.facts['score']}", until=ctx.after("90d"))
        return Vote("member", "every one") if ctx.facts["spend"] else None


class Quota(TierRule):
    """1000 : 100 : 10 : 1, or as the settings say: the best few on top."""

    id = "quota"
    by = ("spend",)
    every = "1m"
    needs: ClassVar[Mapping[str, Need]] = {
        "spend": Value("gross_spend", "1y"),
        "held": Value("tier", args={"track": "$track"}),
    }

    class Settings(RuleSettings):
        track: str = "main"
        shares: dict[str, int] = {"diamond": 1, "gold": 10, "silver": 100}
        fails: str = ""

    def rank(self, population: Population) -> Iterator[str | None]:
        places = [tier for tier, count in population.settings.shares.items() for _ in range(count)]
        for at, _ in enumerate(population):
            if population.settings.fails == "raises" and at == 3:
                raise ValueError("dizzy")
            if population.settings.fails == "stops" and at == 3:
                return
            yield places[at] if at < len(places) else "member"


class Nudging(Job):
    """Nudge members who have spent enough, once a month."""

    id = "nudging"
    emit = "scores.nudge"
    at = "09:00"
    once = "1m"

    class Settings(RuleSettings):
        spent: str = "100"
        broken: bool = False

    def where(self, settings: Any) -> Mapping[str, Any]:
        if settings.broken:
            raise ValueError("broken")
        return {"test": {"metric": "gross_spend", "op": "GTE", "value": settings.spent, "window": "30d"}}


class Pages(Metric):
    """How many pages the diary has."""

    id = "pages"
    type = int
    needs: ClassVar[Mapping[str, Need]] = {"diary": Own(diaries)}

    def compute(self, ctx: Context[Any]) -> int:
        return int(ctx.facts["diary"]["pages"])


@dataclass
class Medal:
    """One medal."""

    name: str
    of_gold: bool = False


@dataclass
class Cabinet:
    """All medals."""

    medals: list[Medal]
    best: Medal | None
    worth: Decimal


class Loudness(Field):
    """How loud the last applause was."""

    id = "last_loudness"
    type = int

    def resolve(self, ctx: Context[Any]) -> Any:
        if ctx.shared.get("loudness") == 13:
            raise ValueError("thirteen")
        return "much" if ctx.shared.get("loudness") == 14 else ctx.shared.get("loudness")


class Cabinets(Field):
    """What was won."""

    id = "cabinet"
    type = Cabinet | None
    needs: ClassVar[Mapping[str, Need]] = {
        "score": Value("scores.score"),
        "diary": Own(diaries),
        "spend": Value("gross_spend", "7d", {"category": "tea"}),
    }

    def resolve(self, ctx: Context[Any]) -> Cabinet | None:
        if not ctx.facts["score"]:
            return None
        medals = [Medal("first", of_gold=True), Medal(f"{ctx.facts['diary']['pages']} pages")]
        return Cabinet(medals, medals[0], ctx.facts["spend"])


class Secret(Field):
    """What not everybody may read."""

    id = "secret"
    type = list[str]
    scope = "members:pii"

    def resolve(self, ctx: Context[Any]) -> list[str]:
        return ["hush", ctx.member.id[:4]]


class Scores:
    """The plugin."""

    __version__ = "2.1"

    @hookimpl
    def register_events(self) -> list[EventType]:
        return [EventType("scores.applause", Applause), EventType("scores.nudge", Nudge, sent_by={"engine"})]

    @hookimpl
    def register_rules(self) -> list[type[Rule]]:
        return [Remembering, Reading]

    @hookimpl
    def register_metrics(self) -> list[type[Metric]]:
        return [Mood, Star, Score, Pages]

    @hookimpl
    def register_tier_rules(self) -> list[type[TierRule]]:
        return [ByScore, Quota]

    @hookimpl
    def register_jobs(self) -> list[type[Job]]:
        return [Nudging]

    @hookimpl
    def register_fields(self) -> list[type[Field]]:
        return [Loudness, Cabinets, Secret]

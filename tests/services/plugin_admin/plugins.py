"""Plugins for stories: a quiz with a rule, an event type and an asset kind of its own, in two versions."""

from typing import Any

from headless.plugins import AssetKind, Earn, EventData, Events, EventType, Remember, Rule, RuleSettings, hookimpl


class Answer(EventData):
    """A question was answered."""

    question: str
    right: bool = True


class QuizStars(Rule):
    """Stars for right answers."""

    id = "quiz_stars"
    on = ("quiz.answered",)

    class Settings(RuleSettings):
        """How many."""

        asset: str = "stars"
        amount: int = 2

    def evaluate(self, ctx: Any) -> Any:
        """So many for each right answer."""
        answered = ctx.state.get("answered", 0) + 1
        return [Earn(ctx.settings.asset, ctx.settings.amount), Remember({"answered": answered})]


class Quiz:
    """The plugin."""

    __version__ = "1.0"
    rule: type[Rule] = QuizStars

    @hookimpl
    def register_rules(self) -> Any:
        return [self.rule]

    @hookimpl
    def register_events(self) -> Any:
        return [EventType("quiz.answered", Answer)]

    @hookimpl
    def register_assets(self) -> Any:
        return [AssetKind("stars", "Stars", expires="1y")]


class RenamedStars(QuizStars):
    """Stars for right answers, as version 2 has it: `amount` is called `stars`, and must be given."""

    class Settings(RuleSettings):
        """How many."""

        asset: str = "stars"
        stars: int

    def evaluate(self, ctx: Any) -> Any:
        """So many for each right answer."""
        return [Earn(ctx.settings.asset, ctx.settings.stars)]


class Quiz2(Quiz):
    """Version 2: other settings, and another payload under the same type."""

    __version__ = "2.0"
    rule = RenamedStars

    @hookimpl
    def register_events(self) -> Any:
        return [AnswerType("quiz.answered", Answer2, version=2)]


class Answer2(EventData):
    """A question was answered, as version 2 has it."""

    question: str
    score: int


class AnswerType(EventType):
    """Reads answers of version 1, too."""

    def upgrade(self, data: dict[str, Any]) -> dict[str, Any]:
        """Right is a full score."""
        return {"question": data["question"], "score": 100 if data.get("right", True) else 0}


class EarlierScores(QuizStars):
    """Remembers the scores of earlier answers, those of version 1 too."""

    needs = {"earlier": Events("quiz.answered")}

    def evaluate(self, ctx: Any) -> Any:
        """Newest first."""
        return [Remember({"scores": [each.data.score for each in ctx.facts["earlier"]]})]


class Scores(Quiz2):
    """Version 2 with another rule."""

    rule = EarlierScores

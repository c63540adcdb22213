"""Medals for purchases in a category. They are tags, which benefits can ask for."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from gamified_tasks.events import GIVEN_BACK
from gamified_tasks.rewards import Reward, given
from gamified_tasks.scalars import Condition, Names, Spent, Text, named, spent_setting, words
from gamified_tasks.texts import TEXTS
from headless.plugins import Code, Effect, Meets, Remember, Rule, RuleContext, RuleSettings, Skip, Tag, Undo, Untag

MEDALS_MOST = 30


class Medal(Reward):
    """A medal, kept as the tag of its code, and what is given with it, once."""

    name: Text = Field(
        default="",
        title="Name",
        description="How members know it; the code if empty.",
        json_schema_extra=words("勋章名称"),
    )
    names: Names = Field(
        default={},
        title="Names by language",
        description='How members know it in a language: {"zh": "茶叶达人"}; the name if left out.',
        json_schema_extra=words("各语言名称"),
    )
    lost: bool = Field(
        default=False,
        title="Can be lost",
        description="It is taken off where its goal is met no more after a refund.",
        json_schema_extra=words("可收回"),
    )


class MedalSettings(RuleSettings):
    """Medals by the code of their tag, with their goals: so many orders, or so much spend, of a category."""

    goals: Annotated[Mapping[Code, Condition], Field(max_length=MEDALS_MOST)] = Field(
        default={},
        title="Goals, by medal",
        description="The condition that wins a medal.",
        json_schema_extra=words("勋章目标", "condition"),
    )
    medals: Annotated[Mapping[Code, Medal], Field(max_length=MEDALS_MOST)] = Field(
        default={},
        title="Medals, by tag",
        description="What is given with it, by the code of the medal's tag.",
        json_schema_extra=words("勋章", "tag"),
    )
    spent: Spent = spent_setting()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if set(self.goals) != set(self.medals):
            wrong = sorted(set(self.goals) ^ set(self.medals))
            raise ValueError(TEXTS.told("each medal needs a goal and each goal a medal: {wrong}", wrong=wrong))
        return self


class CategoryMedals(Rule):
    """A medal for members who buy much of a category. Benefits can be for its holders."""

    id = "category_medals"
    label, label_zh = "Medals", "品类勋章"
    on = ("order.paid", *GIVEN_BACK)
    single = True
    assets = ("$medals.asset",)
    needs = {"goals": Meets("$goals")}
    Settings = MedalSettings

    def evaluate(self, ctx: RuleContext[MedalSettings]) -> Iterable[Effect] | Skip:
        """Add medals that are won, and remove those that are lost."""
        won, lost = list[str](), list[str]()
        for code, medal in ctx.settings.medals.items():
            met, held = ctx.facts["goals"][code].met, code in ctx.member.tags
            if met and not held:
                won.append(code)
            elif held and not met and medal.lost:
                lost.append(code)
        return _changed(ctx, won, lost) if won or lost else ctx.skip(TEXTS.told("no medal is won or lost by this"))


def _changed(ctx: RuleContext[MedalSettings], won: list[str], lost: list[str]) -> list[Effect]:
    """Add and remove medals.

    What was given for lost medals is taken back as a whole. What came with it is given again.
    """
    by = {code: event for code, event in ctx.state.items() if code in ctx.settings.medals}
    undone = {by.pop(code) for code in lost if code in by}
    spared = [code for code, event in by.items() if event in undone]
    # What came with a lost medal is taken back with it and given again, so that nothing is given twice.
    owed = ctx.settings.spent == "OWED" or bool(spared)
    effects: list[Effect] = [Undo(event, owed=owed, why=TEXTS.told("its medal is lost")) for event in sorted(undone)]
    effects += [Untag(code, why=TEXTS.told("its goal is met no more")) for code in lost]
    for code in (*spared, *won):
        medal = ctx.settings.medals[code]
        why = TEXTS.told("medal {medal}", medal=named(medal, code))
        effects.append(Tag(code, why=why, keep=True))
        if code in spared or code not in by:
            once = f"medal/{code}/{ctx.event.id}" if medal.lost or code in spared else f"medal/{code}"
            effects += given(ctx, medal, why, once=once, keep=True)
            by[code] = ctx.event.id
    return [*effects, Remember(by)]

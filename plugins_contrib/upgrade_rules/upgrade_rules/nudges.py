"""Nudges for near goals: "one more order to gold", "spend 100 more"."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field as Setting

from headless.plugins import Code, Context, Field, Meets, RuleSettings
from upgrade_rules.scalars import words


class NudgeSettings(RuleSettings):
    """The goals, and how near a member must be."""

    goals: Mapping[Code, Mapping[str, Any]] = Setting(
        default={}, title="Goals", json_schema_extra=words("目标条件"), max_length=50,
        description="A condition by name, such as that of a tier.",
    )  # fmt: skip
    nearest: Annotated[Decimal, Setting(ge=0, le=1)] = Setting(
        default=Decimal("0.5"),
        title="From fraction",
        description="How near a goal must be to be shown, from 0 to 1.",
        json_schema_extra=words("完成度达到多少开始提醒"),
    )


@dataclass(frozen=True, slots=True)
class Nudge:
    """A goal that is not met yet: how near (0 to 1), and what is missing in words."""

    goal: str
    fraction: Decimal
    text: str


class Nudges(Field):
    """Goals that are nearly reached, nearest first."""

    id = "nudges"
    type = list[Nudge]
    for_member = True
    needs = {"goals": Meets("$goals")}
    Settings = NudgeSettings

    def resolve(self, ctx: Context[NudgeSettings]) -> list[Nudge]:
        """Return the goals that are not met yet, from the fraction on."""
        near = [
            Nudge(name, goal.fraction, goal.told(ctx.lang))
            for name, goal in ctx.facts["goals"].items()
            if not goal.met and goal.fraction >= ctx.settings.nearest
        ]
        return sorted(near, key=lambda nudge: (-nudge.fraction, nudge.goal))

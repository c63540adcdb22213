"""The members to whom green points are offered: all, or those who have said or shown that they care."""

from typing import Any

from pydantic import Field

from green_points.scalars import Text, words
from headless.plugins import Code, Context, RuleSettings, Texts, Told

GREEN = "green"
PREFERENCES = Texts("green", package="green_points.texts")


class GreenSettings(RuleSettings):
    """The asset, and who may take part: all if neither a tag nor an attribute is named, otherwise those who have either."""

    asset: Code = Field(
        default=GREEN,
        title="Asset kind",
        description="What is earned and spent.",
        json_schema_extra=words("资产类型", "assetKind"),
    )
    tag: Code | None = Field(
        default=None,
        title="Offered to members with the tag",
        description="A tag set by hand or by a condition.",
        json_schema_extra=words("适用标签", "tag"),
    )
    attribute: Text | None = Field(
        default=None,
        title="Offered to members with the attribute",
        description="Such as prefersGreen: it counts when it is true, or a text or a list that is not empty.",
        json_schema_extra=words("适用属性"),
    )


def barrier(ctx: Context[Any]) -> Told | None:
    """Return why the member does not take part, or None if they do."""
    settings: GreenSettings = ctx.settings
    if settings.tag is None and settings.attribute is None:
        return None
    tagged = settings.tag is not None and settings.tag in ctx.member.tags
    chosen = settings.attribute is not None and bool(ctx.member.attributes.get(settings.attribute))
    if tagged or chosen:
        return None
    return PREFERENCES.told("not_preferred")

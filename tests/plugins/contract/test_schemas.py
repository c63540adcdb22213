"""JSON Schemas are read in the reader's language: their titles and descriptions, and nothing else."""

from typing import Annotated

from pydantic import Field

from headless.plugins.builtin.rules.spending import PointsPerSpend
from headless.plugins.contract.declarations import Declaration, RuleDeclaration
from headless.plugins.contract.schemas import package_of, schema_in
from headless.plugins.contract.settings import RuleSettings


class Odd(RuleSettings):
    """Settings whose names are words of JSON Schema."""

    title: Annotated[str, Field(description="All tags.", json_schema_extra={"titleZh": "标题"})] = "All tags."
    default: Annotated[str, Field(title="All rules", description="All tags.")] = "x"
    enum: Annotated[
        str,
        Field(
            title="Kind", description="Its kind.", json_schema_extra={"titleZh": "类型", "descriptionZh": "哪一种。"}
        ),
    ] = "y"


def test_what_stands_next_to_a_text_counts_before_the_texts_of_the_package() -> None:
    properties = schema_in(Odd.settings_schema(), "zh", "headless")["properties"]

    assert ("标题", "全部标签。", "All tags.") == tuple(
        properties["title"][name] for name in ("title", "description", "default")
    )
    assert ("All rules", "全部标签。") == (properties["default"]["title"], properties["default"]["description"])
    assert ("类型", "哪一种。", "Kind") == (
        properties["enum"]["title"], properties["enum"]["description"], Odd.settings_schema()["properties"]["enum"]["title"],
    )  # fmt: skip


def test_english_is_what_the_class_says() -> None:
    assert Odd.settings_schema() == schema_in(Odd.settings_schema(), "en", "headless")


def test_a_schema_bears_the_label_of_what_it_sets() -> None:
    rule = RuleDeclaration("builtin", "1", PointsPerSpend(), PointsPerSpend.Settings)

    assert ("消费积分", "SpendSettings") == (rule.schema_in("zh")["title"], rule.schema_in("en")["title"])
    assert "每消费1元（本位币）获得的数量。" == rule.schema_in("zh")["properties"]["per"]["description"]
    assert "headless" == package_of(PointsPerSpend)


def test_a_rule_may_give_its_description_in_chinese_itself() -> None:
    class Stamps(PointsPerSpend):
        """A stamp for each cup."""

        description_zh = "一杯一章。"
        label_zh = "集章"

    told = Declaration("stamps", "1", Stamps(), Stamps.Settings)

    assert ("A stamp for each cup.", {"zh": "一杯一章。"}) == (told.description, dict(told.description.given))

"""A rule whose settings name what is not there says so where it is read."""

from typing import Any

from pydantic import Field

from headless.plugins import Rule, RuleSettings, Tag, hookimpl
from tests.web.shop import open_shop

SET_UP = 'mutation { pluginEnable(input: {name: "labels"}) { userErrors { message } } }'
SAVE = 'mutation { tagSave(input: {code: "regular", name: "Regular"}) { userErrors { message } } }'
ASK = "{ rules { rule problem { code message path } } }"


class Label(Rule):
    """A tag for each order."""

    id = "label"
    on = ("order.paid",)
    assets = ()

    class Settings(RuleSettings):
        """Which one."""

        tag: str = Field("regular", title="Label", json_schema_extra={"choose": "tag"})

    def evaluate(self, ctx: Any) -> Any:
        """The tag that is set."""
        return [Tag(ctx.settings.tag)]


class Labels:
    """The plugin."""

    __version__ = "1.0"

    @hookimpl
    def register_rules(self) -> Any:
        return [Label]


async def test_a_rule_says_what_its_settings_name_that_is_not_there(database_url: str) -> None:
    async with open_shop(database_url, labels=Labels()) as shop:
        assert [] == (await shop.ask(SET_UP))["pluginEnable"]["userErrors"]
        (before,) = [rule["problem"] for rule in (await shop.ask(ASK))["rules"] if rule["rule"] == "label"]
        await shop.ask(SAVE)
        (after,) = [rule["problem"] for rule in (await shop.ask(ASK))["rules"] if rule["rule"] == "label"]

        said = "tag of label names the tag regular, which does not exist; there are: none"
        assert ({"code": "NOT_THERE", "message": said, "path": ["settings"]}, None) == (before, after)

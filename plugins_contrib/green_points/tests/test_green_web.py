"""As a front end sees it: the plan, its balance and what there is for it."""

from pathlib import Path

from headless.services.kernel.principals import system
from headless.services.members.benefits import save_benefit
from tests.web.shop import Shop

ENABLE = """mutation($settings: JSON) {
  pluginEnable(input: {name: "green_points", settings: $settings}) { plugin { enabled } userErrors { message path } }
  memberCreate(input: {number: "m1"}) { userErrors { message } }
}"""
PLAN = """{ member(by: {number: "m1"}) { ext { greenPoints { plan {
  offered why asset balance rewards { code name price affordable benefit coupon until }
} } } } }"""


async def test_the_plan_is_shown_to_whom_it_is_offered(served: Shop) -> None:
    owner = system(served.merchant_id, "corner-shop")
    await save_benefit(served.kernel, owner, {"code": "cup", "name": "Bamboo cup", "value": "ECONOMIC", "stock": 3})
    rewards = {"cup": {"name": "Bamboo cup", "price": "50", "stock": "cup"}}
    await served.ask(ENABLE, {"settings": {"eco_rewards": {"attribute": "prefersGreen", "rewards": rewards}}})
    hidden = (await served.ask(PLAN))["member"]["ext"]["greenPoints"]["plan"]
    assert (False, "green points are for members who prefer them", []) == (
        hidden["offered"],
        hidden["why"],
        hidden["rewards"],
    )

    chosen = (
        'memberUpdate(input: {member: {number: "m1"}, attributes: {prefersGreen: true}}) { userErrors { message } }'
    )
    await served.ask(f"mutation {{ {chosen} }}")

    shown = (await served.ask(PLAN))["member"]["ext"]["greenPoints"]["plan"]
    assert (True, None, "green", "0") == tuple(shown[name] for name in ("offered", "why", "asset", "balance"))
    assert [("cup", "50", False)] == [
        (reward["code"], reward["price"], reward["affordable"]) for reward in shown["rewards"]
    ]


async def test_a_shop_set_up_as_the_readme_says_has_the_cup_and_tells_it_in_the_readers_language(served: Shop) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    answer = await served.ask(readme.split("```graphql\n")[1].split("```")[0])
    assert [[], [], []] == [answer[name]["userErrors"] for name in ("tagSave", "benefitSave", "pluginEnable")]
    await served.ask('mutation { memberCreate(input: {number: "m1"}) { userErrors { message } } }')

    hidden = await served.send(PLAN, **{"Accept-Language": "zh"})
    assert "绿色积分面向偏好环保的会员" == hidden["data"]["member"]["ext"]["greenPoints"]["plan"]["why"]
    chosen = 'memberTagAssign(input: {member: {number: "m1"}, tag: "eco", reason: "asked"}) { userErrors { message } }'
    await served.ask(f"mutation {{ {chosen} }}")

    shown = (await served.ask(PLAN))["member"]["ext"]["greenPoints"]["plan"]
    assert (True, ["bamboo_cup"]) == (shown["offered"], [reward["code"] for reward in shown["rewards"]])

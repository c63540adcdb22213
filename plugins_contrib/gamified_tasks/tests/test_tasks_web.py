"""As a front end sees it: Member.ext, and the refusal of a claim."""

from pathlib import Path
from typing import Any

from headless.services.kernel.principals import system
from headless.services.members.benefits import save_benefit
from tests.web.shop import Shop

SETTINGS = {
    "order_streak": {"benefit": "free_delivery"},
    "category_medals": {
        "goals": {"tea_lover": {"test": {"metric": "orders", "op": "GTE", "value": 2, "args": {"category": "tea"}}}},
        "medals": {"tea_lover": {"name": "Tea lover"}},
    },
}
ENABLE = """mutation($settings: JSON) {
  tagSave(input: {code: "tea_lover", name: "Tea lover"}) { userErrors { message } }
  pluginEnable(input: {name: "gamified_tasks", settings: $settings}) { plugin { enabled } userErrors { message path } }
}"""
RECORD = """mutation($type: String!, $id: String!, $data: JSON!) { eventsRecord(input: {events: [
  {type: $type, source: "till", externalId: $id, member: {number: "m1"}, data: $data}
]}) { results { status userErrors { code message ... on Refused { data } } } } }"""
PAGE = """{ member(by: {number: "m1"}) { ext { gamifiedTasks {
  tasks { code name state progress text lockedBy deadline doneOn daily reward { asset amount benefit coupon tag } }
  checkin { days today next asset }
  ordersInARow { orders of deadline reward { benefit } }
  medals { code name held progress text }
} } } }"""


async def open_tasks(shop: Shop) -> None:
    owner = system(shop.merchant_id, "corner-shop")
    await save_benefit(shop.kernel, owner, {"code": "free_delivery", "name": "Free delivery", "value": "ECONOMIC"})
    await shop.ask(ENABLE, {"settings": SETTINGS})
    await shop.ask('mutation { memberCreate(input: {number: "m1"}) { userErrors { message } } }')


async def record(shop: Shop, type_: str, id_: str, **data: Any) -> Any:
    answer = await shop.ask(RECORD, {"type": type_, "id": id_, "data": data})
    return answer["eventsRecord"]["results"][0]


async def page(shop: Shop) -> Any:
    return (await shop.ask(PAGE))["member"]["ext"]["gamifiedTasks"]


async def test_a_new_member_sees_what_is_open_and_what_locks_the_rest(served: Shop) -> None:
    await open_tasks(served)

    shown = await page(served)

    assert [("first_order", "OPEN", []), ("three_months", "LOCKED", ["first_order"])] == [
        (task["code"], task["state"], task["lockedBy"]) for task in shown["tasks"]
    ][:2]
    assert {"asset": "points", "amount": "50", "benefit": None, "coupon": None, "tag": None} == shown["tasks"][0][
        "reward"
    ]
    assert {"days": 0, "today": False, "next": "1", "asset": "points"} == shown["checkin"]
    assert {"orders": 0, "of": 3, "deadline": None, "reward": {"benefit": "free_delivery"}} == shown["ordersInARow"]
    assert ("tea_lover", False, "0") == tuple(shown["medals"][0][name] for name in ("code", "held", "progress"))


async def test_it_moves_with_what_the_member_does(served: Shop) -> None:
    await open_tasks(served)
    tea = [{"sku": "t", "category": "tea", "quantity": "1", "amount": "5"}]
    for number in ("o1", "o2"):
        await record(served, "order.paid", number, orderId=number, total="5", items=tea)
    await record(served, "checkin", "c1")

    shown = await page(served)

    assert ["CLAIMABLE", "OPEN", "LOCKED"] == [task["state"] for task in shown["tasks"]]
    assert (1, True, 2, True) == (
        shown["checkin"]["days"], shown["checkin"]["today"], shown["ordersInARow"]["orders"], shown["medals"][0]["held"],
    )  # fmt: skip


async def test_a_quote_tells_what_the_last_order_of_a_row_brings(served: Shop) -> None:
    await open_tasks(served)
    for number in ("o1", "o2"):
        await record(served, "order.paid", number, orderId=number, total="5")

    answer = await served.ask("""{ member(by: {number: "m1"}) {
      quote(order: {total: "5"}) { earns { kind code } userErrors { code } } } }""")

    quoted = answer["member"]["quote"]
    assert [] == quoted["userErrors"]
    assert {"kind": "BENEFIT", "code": "free_delivery"} in quoted["earns"]


async def test_a_claim_that_is_too_early_says_what_is_missing(served: Shop) -> None:
    await open_tasks(served)

    refused = await record(served, "gamified_tasks.claim", "c1", task="three_months")

    assert "REFUSED" == refused["status"]
    (error,) = refused["userErrors"]
    assert ("TASK_LOCKED", {"missing": ["first_order"]}) == (error["code"], error["data"])
    assert "Buy 3 months in a row is locked: do First order first" in error["message"]


async def test_a_merchant_who_has_not_enabled_it_sees_the_member_all_the_same(served: Shop) -> None:
    await served.ask('mutation { memberCreate(input: {number: "m1"}) { userErrors { message } } }')

    answer = await served.send(PAGE)

    assert {"member": {"ext": {"gamifiedTasks": None}}} == answer["data"]
    assert ["PLUGIN_NOT_ENABLED"] == [error["extensions"]["code"] for error in answer["errors"]]


async def test_a_shop_set_up_as_the_readme_says_gives_free_delivery(served: Shop) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    answer = await served.ask(readme.split("```graphql\n")[1].split("```")[0])
    assert ([], []) == (answer["benefitSave"]["userErrors"], answer["pluginEnable"]["userErrors"])
    await served.ask('mutation { memberCreate(input: {number: "m1"}) { userErrors { message } } }')

    for id_ in ("o1", "o2", "o3"):
        await record(served, "order.paid", id_, orderId=id_, total="10")

    answer = await served.ask('{ member(by: {number: "m1"}) { benefits { benefit { code } status } } }')
    assert [{"benefit": {"code": "free_delivery"}, "status": "AVAILABLE"}] == answer["member"]["benefits"]


async def test_what_is_missing_is_told_in_the_readers_language(served: Shop) -> None:
    await open_tasks(served)

    answer = await served.send(PAGE, **{"Accept-Language": "zh"})

    shown = answer["data"]["member"]["ext"]["gamifiedTasks"]
    assert ("再下1单", "再下2单（tea）") == (shown["tasks"][0]["text"], shown["medals"][0]["text"])

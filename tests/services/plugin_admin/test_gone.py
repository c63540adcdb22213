"""A plugin with data is taken away, disabled, upgraded, brought back on a populated database: pages render, nothing is lost."""

from typing import Any

from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from tests.services.plugin_admin.club import Club
from tests.services.plugin_admin.garden import Garden
from tests.web.shop import Shop, open_shop

HEIGHT = {"test": {"metric": "garden.height", "op": "GTE", "value": 10}}
SET_UP = """mutation($height: Condition!, $watered: Condition!) {
  garden: pluginEnable(input: {name: "garden"}) { userErrors { message } }
  club: pluginEnable(input: {name: "club"}) { userErrors { message } }
  tag: tagSave(input: {code: "green", name: "Green", condition: $height}) { userErrors { message } }
  often: tagSave(input: {code: "often", name: "Often", condition: $watered}) { userErrors { message } }
  ladder: tierTrackSave(input: {code: "ladder", name: "Ladder", kind: EARNED, tiers: [
    {code: "seed", name: "Seed", rank: 1}, {code: "tall", name: "Tall", rank: 2, condition: $height}]}) { userErrors { message } }
  growers: tierTrackSave(input: {code: "growers", name: "Growers", kind: EARNED, rule: "garden.growers", tiers: [
    {code: "grower", name: "Grower", rank: 1}]}) { userErrors { message } }
  points: ruleSave(input: {rule: "points_per_spend"}) { userErrors { message } }
  member: memberCreate(input: {number: "7"}) { userErrors { message } }
  seat: pluginAction(input: {plugin: "club", action: "choose", member: {number: "7"}, input: {seat: "A1"}, idempotencyKey: "1"}) {
    userErrors { message } }
}"""
WATERED = {"test": {"metric": "events", "args": {"type": "garden.watered"}, "op": "GTE", "value": 1}}
RECORD = """mutation($id: String!, $type: String!, $data: JSON!) { eventsRecord(input: {events: [
  {type: $type, member: {number: "7"}, source: "app", externalId: $id, data: $data}]}) { results { status } } }"""
PAGE = """{ member(by: {number: "7"}) {
  number asset(kind: "drops") { available } points: asset(kind: "points") { available } tags { tag { code } }
  standings { track { code } tier { code } } height: metric(name: "garden.height") ext { garden { plant } }
  events(first: 20) { edges { node { type data decisions { plugin rule code why } } } }
  asset(kind: "drops") { entries(first: 3) { edges { node { amount } } } }
} plugins { name state enabled error rules { rule state settings } health } rules { rule state } metrics { name } }"""


async def record(shop: Shop, type_: str, id_: str, **data: Any) -> str:
    found = await shop.ask(RECORD, {"type": type_, "id": id_, "data": data})
    status: str = found["eventsRecord"]["results"][0]["status"]
    return status


async def set_up(shop: Shop) -> None:
    answer = await shop.ask(SET_UP, {"height": HEIGHT, "watered": WATERED})
    assert {name: [] for name in answer} == {name: found["userErrors"] for name, found in answer.items()}
    assert ["RECORDED", "RECORDED"] == [
        await record(shop, "garden.watered", f"w{each}", plant="fern") for each in (1, 2)
    ]
    await work_once(shop.kernel)


async def page(shop: Shop) -> tuple[dict[str, Any], list[Any]]:
    answer = await shop.send(PAGE)
    assert "data" in answer, answer
    return answer["data"], answer.get("errors", [])


def held(data: dict[str, Any]) -> Any:
    member = data["member"]
    tags = sorted(each["tag"]["code"] for each in member["tags"])
    tiers = {each["track"]["code"]: each["tier"] and each["tier"]["code"] for each in member["standings"]}
    return member["asset"]["available"], tags, tiers


WHOLE = ("2", ["green", "often"], {"ladder": "tall", "growers": "grower"})


async def test_a_page_renders_when_a_plugin_with_data_is_gone_and_says_so(database_url: str) -> None:
    async with open_shop(database_url, garden=Garden(), club=Club()) as shop:
        await set_up(shop)
        data, errors = await page(shop)
        assert (WHOLE, 20, "tree", []) == (
            held(data),
            data["member"]["height"],
            data["member"]["ext"]["garden"]["plant"],
            errors,
        )

    async with open_shop(database_url) as shop:
        assert "RECORDED" == await record(shop, "order.paid", "o1", orderId="o1", total="30")
        await work_once(shop.kernel)
        data, errors = await page(shop)

        assert (WHOLE, "30") == (held(data), data["member"]["points"]["available"])
        assert None is data["member"]["ext"]["garden"]
        assert ["garden" in error["message"] for error in errors if error["path"][1:3] == ["ext", "garden"]] == [True]
        missing = {each["name"]: each for each in data["plugins"] if each["state"] == "MISSING"}
        assert {"club", "garden"} == set(missing)
        assert ("FAILED", [("drops", "MISSING", {"asset": "drops"})]) == (
            missing["garden"]["health"]["status"],
            [(each["rule"], each["state"], each["settings"]) for each in missing["garden"]["rules"]],
        )
        assert {"garden.watered", "order.paid", "member.joined"} <= {
            each["node"]["type"] for each in data["member"]["events"]["edges"]
        }

    async with open_shop(database_url, garden=Garden(), club=Club()) as shop:
        assert "RECORDED" == await record(shop, "garden.watered", "w3", plant="fern")
        data, errors = await page(shop)
        assert (("3", *WHOLE[1:]), 30, []) == (held(data), data["member"]["height"], errors)


async def test_what_stands_is_verified_whether_its_plugin_is_there_or_not(database_url: str) -> None:
    async with open_shop(database_url, garden=Garden(), club=Club()) as shop:
        await set_up(shop)
        assert [] == await verify(shop.kernel)
    async with open_shop(database_url) as shop:
        assert [] == await verify(shop.kernel)


async def test_a_disabled_plugin_keeps_what_it_gave(database_url: str) -> None:
    async with open_shop(database_url, garden=Garden(), club=Club()) as shop:
        await set_up(shop)
        await shop.ask('mutation { pluginDisable(input: {name: "garden"}) { userErrors { message } } }')

        assert "INVALID" == await record(shop, "garden.watered", "w3", plant="fern")
        assert "RECORDED" == await record(shop, "order.paid", "o1", orderId="o1", total="30")
        await work_once(shop.kernel)
        data, _ = await page(shop)

        assert WHOLE == held(data)
        await shop.ask('mutation { pluginEnable(input: {name: "garden"}) { userErrors { message } } }')
        assert "RECORDED" == await record(shop, "garden.watered", "w3", plant="fern")
        data, errors = await page(shop)
        assert (("3", *WHOLE[1:]), 30, []) == (held(data), data["member"]["height"], errors)

"""What members do for the environment is kept, even if it earned nothing. It is shown, exported and erased."""

from typing import Any

import green_points
import pytest

from headless.ids import Prefix, decode
from headless.services.plugin_admin.plugin_personal import erase_member, export_member
from headless.services.plugin_admin.plugin_tables import purge_tables
from headless.services.worker.worker import work_once
from tests.web.shop import Shop, open_shop

CUP = {"name": "Own cup", "amount": "5", "grams": 25}
ENABLE = """mutation($actions: JSON) {
  pluginEnable(input: {name: "green_points", settings: {eco_actions: {actions: $actions}}}) { userErrors { message } }
}"""
MEMBERS = """mutation {
  m1: memberCreate(input: {number: "m1"}) { member { id } }
  m2: memberCreate(input: {number: "m2"}) { member { id } }
}"""
RECORD = """mutation($number: String!, $key: String!, $data: JSON!) { eventsRecord(input: {events: [
  {type: "green_points.action", member: {number: $number}, source: "till", externalId: $key, data: $data}]}) {
  results { status } } }"""
IMPACT = """{ members(first: 5) { edges { node { number asset(kind: "green") { available }
  ext { greenPoints { impact { kilograms since deeds { action name times kilograms } } } } } } } }"""


@pytest.fixture
async def club(served: Shop) -> Shop:
    """Make two members. Ann has brought her own cup twice in one day, of which one earns, and given things back."""
    await served.ask(ENABLE, {"actions": {"own_cup": CUP, "recycled": {"amount": "1", "a_day": 0}}})
    await served.ask(MEMBERS)
    for key, data in (
        ("a", {"action": "own_cup"}),
        ("b", {"action": "own_cup"}),
        ("c", {"action": "recycled", "count": 3}),
    ):
        await did(served, "m1", key, **data)
    await work_once(served.kernel)
    return served


async def did(shop: Shop, number: str, key: str, **data: Any) -> str:
    answer = await shop.ask(RECORD, {"number": number, "key": key, "data": data})
    status: str = answer["eventsRecord"]["results"][0]["status"]
    return status


async def impacts(shop: Shop) -> dict[str, Any]:
    edges = (await shop.ask(IMPACT))["members"]["edges"]
    return {edge["node"]["number"]: edge["node"]["ext"]["greenPoints"]["impact"] for edge in edges}


async def kept(shop: Shop, number: str) -> Any:
    """Return what the plugin exports of a member."""
    return (await export_member(shop.kernel, await merchant(shop), await member_id(shop, number)))["green_points"]


async def merchant(shop: Shop) -> Any:
    async with shop.kernel.db.read() as session:
        return await shop.kernel.programs.merchant(session, shop.merchant_id)


async def member_id(shop: Shop, number: str) -> int:
    asked = await shop.ask("query($number: String!) { member(by: {number: $number}) { id } }", {"number": number})
    return decode(Prefix.MEMBER, asked["member"]["id"])


async def test_all_that_was_done_counts_for_the_impact_and_only_some_of_it_earns(club: Shop) -> None:
    shown = (await club.ask(IMPACT))["members"]["edges"]

    assert {"m1": "8", "m2": "0"} == {edge["node"]["number"]: edge["node"]["asset"]["available"] for edge in shown}
    assert {
        "m1": {
            "kilograms": "0.05",
            "since": "2026-02-02",
            "deeds": [
                {"action": "own_cup", "name": "Own cup", "times": 2, "kilograms": "0.05"},
                {"action": "recycled", "name": "recycled", "times": 3, "kilograms": "0"},
            ],
        },
        "m2": {"kilograms": "0", "since": None, "deeds": []},
    } == await impacts(club)


async def test_a_deed_that_is_told_again_is_kept_once(club: Shop) -> None:
    async with club.kernel.db.transaction() as session:
        await session.execute("UPDATE outbox SET delivered_at = NULL, leased_until = NULL")

    await work_once(club.kernel)

    assert [1, 1, 3] == sorted(deed["times"] for deed in (await kept(club, "m1"))["deeds"])


async def test_what_is_kept_is_given_out_and_deleted_twice(club: Shop) -> None:
    await did(club, "m2", "d", action="own_cup", place="Leeds")
    await work_once(club.kernel)
    (deed,) = (await kept(club, "m2"))["deeds"]
    assert ("own_cup", 1, "Leeds", "2026-02-02") == tuple(deed[name] for name in ("action", "times", "place", "day"))

    forgotten = [await erase_member(club.kernel, await merchant(club), await member_id(club, "m2")) for _ in range(2)]

    assert [{}, {}] == forgotten
    assert [0, 3] == [len((await kept(club, number))["deeds"]) for number in ("m2", "m1")]


async def test_what_an_action_saves_can_be_said_later_and_what_is_set_no_longer_saves_nothing(club: Shop) -> None:
    await club.ask(ENABLE, {"actions": {"recycled": {"amount": "1", "grams": 1200}}})

    ann = (await impacts(club))["m1"]

    assert ("3.6", [("own_cup", "0"), ("recycled", "3.6")]) == (
        ann["kilograms"], [(deed["action"], deed["kilograms"]) for deed in ann["deeds"]],
    )  # fmt: skip


async def test_disabled_taken_away_and_brought_back_nothing_is_lost(database_url: str) -> None:
    async with with_plugin(database_url) as shop:
        await shop.ask(ENABLE, {"actions": {"own_cup": CUP}})
        await shop.ask(MEMBERS)
        await did(shop, "m1", "a", action="own_cup")
        # taken away before the observer was told of it

    async with open_shop(database_url) as shop:
        await work_once(shop.kernel)
        answer = await shop.send(
            '{ member(by: {number: "m1"}) { number asset(kind: "green") { available } ext { __typename } } }'
        )
        assert ("m1", "5") == (answer["data"]["member"]["number"], answer["data"]["member"]["asset"]["available"])
        missing = (await shop.ask("{ plugins { name state enabled } }"))["plugins"]
        assert {"name": "green_points", "state": "MISSING", "enabled": True} in missing

    async with with_plugin(database_url) as shop:
        await work_once(shop.kernel)
        assert "0.025" == (await impacts(shop))["m1"]["kilograms"]


async def test_its_table_goes_down_again(club: Shop) -> None:
    await club.ask('mutation { pluginDisable(input: {name: "green_points"}) { userErrors { message } } }')

    assert 1 == await purge_tables(club.kernel.db, "green_points")

    await club.ask('mutation { pluginEnable(input: {name: "green_points"}) { userErrors { message } } }')
    assert "0" == (await impacts(club))["m1"]["kilograms"]


def with_plugin(database_url: str) -> Any:
    return open_shop(database_url, green_points=green_points)


async def test_what_all_members_did_is_added_up_for_the_merchant(club: Shop) -> None:
    await did(club, "m2", "d", action="own_cup", count=2)
    await work_once(club.kernel)
    found = await club.ask(
        "{ merchant { ext { greenPoints { communityImpact { kilograms deeds { action times } } } } } }"
    )

    deeds = [{"action": "own_cup", "times": 4}, {"action": "recycled", "times": 3}]
    assert {"kilograms": "0.1", "deeds": deeds} == found["merchant"]["ext"]["greenPoints"]["communityImpact"]

"""Actions as mutations of their own: typed inputs, answers and user errors, as pluginAction does it."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from tests.plugins.served.draws import Board, Draws
from tests.web.live.client import connect
from tests.web.shop import Shop, open_shop

RECEIPT = (
    "result { won paid on at friend { number } everyone { number } } member { number } userErrors { code path message }"
)
PLAY = f"mutation ($input: DrawsPlayGameInput!) {{ play: drawsPlayGame(input: $input) {{ {RECEIPT} }} }}"
UNTYPED = """mutation ($input: JSON!, $key: String!) { pluginAction(input: {plugin: "draws", action: "play_game",
  member: {number: "m1"}, input: $input, idempotencyKey: $key}) { result userErrors { code path } } }"""


@pytest.fixture
async def served(database_url: str) -> AsyncIterator[Shop]:
    async with open_shop(database_url, draws=Draws()) as opened:
        await opened.ask('mutation { pluginEnable(input: {name: "draws"}) { userErrors { message } } }')
        for number in ("m1", "m2"):
            await opened.ask(
                f'mutation {{ memberCreate(input: {{number: "{number}", phone: "+44 20 7946 000{number[1]}"}}) '
                "{ userErrors { message } } }"
            )
        yield opened


def bet(key: str = "k1", **more: Any) -> Any:
    return {"input": {"member": {"number": "m1"}, "idempotencyKey": key, "stake": "2.50", **more}}


async def play(shop: Shop, given: Any, **more: Any) -> Any:
    return (await shop.ask(PLAY, given, **more))["play"]


async def test_an_action_is_a_mutation_with_a_typed_input_and_answer(served: Shop) -> None:
    done = await play(
        served,
        bet(
            colour="blue",
            friend={"number": "m2"},
            nested={"on": "2026-02-01"},
            until="2026-02-03T00:00:00Z",
            words=["a", "b"],
        ),
    )
    (asked,) = Board.asked

    assert (True, "2.50", {"number": "m2"}, [{"number": "m1"}, {"number": "m2"}]) == (
        done["result"]["won"], done["result"]["paid"], done["result"]["friend"], done["result"]["everyone"],
    )  # fmt: skip
    assert ("2026-02-02", "2026-02-02T02:40:00Z") == (done["result"]["on"], done["result"]["at"])
    assert ({"number": "m1"}, []) == (done["member"], done["userErrors"])
    assert (Decimal("2.50"), "blue", ("a", "b"), 3) == (
        asked.stake, asked.colour.value, asked.words, asked.until.day,
    )  # fmt: skip
    assert asked.friend.startswith("mem_")


async def test_a_key_is_answered_as_the_first_time_through_both_doors(served: Shop) -> None:
    first = await play(served, bet(friend={"number": "m2"}))
    again = await play(served, bet(stake=2.5, friend={"number": "m2"}))
    untyped = await served.ask(UNTYPED, {"input": {"stake": "2.50", "friend": {"number": "m2"}}, "key": "k1"})
    other = await play(served, bet(stake="3"))

    assert 1 == len(Board.asked)
    assert first == again
    assert ("2.50", []) == (untyped["pluginAction"]["result"]["paid"], untyped["pluginAction"]["userErrors"])
    assert untyped["pluginAction"]["result"]["friend"].startswith("mem_")
    assert [("KEY_CONFLICT", ["idempotencyKey"])] == [(each["code"], each["path"]) for each in other["userErrors"]]


async def test_what_can_be_corrected_is_a_user_error_at_its_place(served: Shop) -> None:
    async def problem(given: Any) -> tuple[str, list[str] | None]:
        done = await play(served, given)
        assert None is done["result"]
        (error,) = done["userErrors"]
        return error["code"], error["path"]

    assert ("INVALID_DATA", ["stake"]) == await problem(bet(stake="0"))
    assert ("UNKNOWN_MEMBER", ["friend"]) == await problem(bet(friend={"number": "m9"}))
    assert ("INVALID_DATA", ["friend"]) == await problem(bet(friend={"code": "123"}))
    assert ("UNKNOWN_MEMBER", ["member"]) == await problem(bet(member={"number": "m9"}))
    assert ("NOBODY", None) == await problem(bet(member=None))
    assert ("ACTION_FAILED", None) == await problem(bet(key="k2", words=["broken"]))
    untyped = await served.ask(UNTYPED, {"input": {"stake": "1", "friend": {"number": "m9"}}, "key": "k9"})
    assert [{"code": "UNKNOWN_MEMBER", "path": ["input", "friend"]}] == untyped["pluginAction"]["userErrors"]


async def test_an_action_needs_its_scope_through_both_doors(served: Shop) -> None:
    reset = 'mutation { drawsReset(input: {idempotencyKey: "r"}) { result userErrors { code } } }'
    by_name = (
        'mutation { pluginAction(input: {plugin: "draws", action: "reset", input: {}, idempotencyKey: "r"}) '
        "{ result userErrors { code } } }"
    )
    events, tags = await served.token("events:write", "members:read"), await served.token("tags:write")

    assert {"result": {"reset": True}, "userErrors": []} == (await served.ask(reset, secret=tags))["drawsReset"]
    assert [("FORBIDDEN", ["drawsReset"])] == await served.errors(reset, secret=events)
    assert [("FORBIDDEN", ["pluginAction"])] == await served.errors(by_name, secret=events)
    assert [("FORBIDDEN", ["pluginAction"])] == await served.errors(by_name, secret=tags)
    assert [("FORBIDDEN", ["play"])] == await served.errors(PLAY, bet(), secret=tags)
    assert {"reset": True} == (await served.ask(by_name))["pluginAction"]["result"]


async def test_a_friend_is_not_found_by_what_the_token_may_not_see(served: Shop) -> None:
    narrow = await served.token("events:write", "members:read")
    for phone in ("+44 20 7946 0002", "+44 20 7946 0009"):
        done = await play(served, bet(friend={"phone": phone}), secret=narrow)
        assert [("FORBIDDEN", ["friend"])] == [(each["code"], each["path"]) for each in done["userErrors"]]
    assert [] == Board.asked
    assert [] == (await play(served, bet(friend={"phone": "+44 20 7946 0002"})))["userErrors"]


async def test_members_and_partners_tokens_may_not_ask_for_one(served: Shop) -> None:
    made = await served.ask('mutation { memberTokenCreate(input: {member: {number: "m1"}}) { token } }')
    refused = await served.errors(PLAY, bet(), secret=made["memberTokenCreate"]["token"])

    assert [("FORBIDDEN", ["play"])] == refused
    assert [] == Board.asked


async def test_an_input_with_a_field_of_our_name_is_reached_by_plugin_action_alone(served: Shop) -> None:
    names = await served.ask("{ __schema { mutationType { fields { name } } } }")
    listed = {field["name"] for field in names["__schema"]["mutationType"]["fields"]}
    asked = (
        'mutation { pluginAction(input: {plugin: "draws", action: "apart", input: {member: "x"}, idempotencyKey: "a"})'
    )

    assert (True, True, False) == ("drawsPlayGame" in listed, "drawsReset" in listed, "drawsApart" in listed)
    assert {"said": "x"} == (await served.ask(f"{asked} {{ result }} }}"))["pluginAction"]["result"]


async def test_introspection_describes_them_in_both_languages(served: Shop) -> None:
    query = """{ action: __type(name: "Mutation") { fields { name description } } input: __type(name: "DrawsPlayGameInput") {
  inputFields { name description } } field: __type(name: "MerchantExtDraws") { fields { name args { name description } } }
  echo: __type(name: "ExtDraws") { fields { name args { name description } } } }"""

    async def told(lang: str) -> list[str]:
        data = (await served.send(query, None, None, **{"Accept-Language": lang}))["data"]
        (action,) = [field["description"] for field in data["action"]["fields"] if field["name"] == "drawsPlayGame"]
        (stake,) = [field["description"] for field in data["input"]["inputFields"] if field["name"] == "stake"]
        (key,) = [field["description"] for field in data["input"]["inputFields"] if field["name"] == "idempotencyKey"]
        arguments = {
            argument["name"]: argument["description"]
            for type_ in ("field", "echo")
            for field in data[type_]["fields"]
            for argument in field["args"]
        }
        return [
            action.partition("\n")[0],
            stake,
            key[:4],
            arguments["least"],
            arguments["count"],
            arguments["first"][:2],
        ]

    english, chinese = await told("en"), await told("zh")
    assert ["Play a game.", "How much.", "The least score.", "Count"] == [english[at] for at in (0, 1, 3, 4)]
    assert ["玩一局。", "多少。", "最低分。", "个数"] == [chinese[at] for at in (0, 1, 3, 4)]
    assert (english[2], english[5]) != (chinese[2], chinese[5])


async def test_a_subscription_tells_a_plugins_change(served: Shop) -> None:
    watch = """subscription { memberChanged(by: {number: "m1"}) {
  event { type } member { ext { draws { played { totalCount edges { node } } } } } } }"""
    async with connect(served, served.secret) as client:
        await client.subscribe("a", watch)
        assert await client.silent(0.3)
        for count in (1, 2):
            await play(served, bet(key=f"k{count}", stake=str(count)))
            told = (await client.hear())["payload"]["data"]["memberChanged"]
            played = told["member"]["ext"]["draws"]["played"]
            assert ("draws.played", count) == (told["event"]["type"], played["totalCount"])
        assert [{"node": "game 0"}, {"node": "game 1"}] == played["edges"]


async def test_an_answer_names_no_member_to_a_token_that_reads_none(served: Shop) -> None:
    narrow = await served.token("events:write")
    answer = await served.send(PLAY, bet(friend={"number": "m2"}), narrow)

    assert "2.50" == answer["data"]["play"]["result"]["paid"]
    assert "m1" not in str(answer)
    assert "m2" not in str(answer)
    assert {"FORBIDDEN"} == {each["extensions"]["code"] for each in answer["errors"]}

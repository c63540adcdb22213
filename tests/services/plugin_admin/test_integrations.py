"""Webhooks, actions, observers and tables of plugins, over HTTP and through the worker."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from headless.engine.values.limits import ADDRESS_REFUSALS_A_MINUTE
from headless.ids import Prefix, decode
from headless.services.plugin_admin.plugin_personal import erase_member, export_member
from headless.services.worker.worker import work_once
from tests.services.plugin_admin.club import KEY, Club
from tests.web.shop import Shop, bearer, open_shop

MEMBER = 'mutation { memberCreate(input: {number: "7"}) { member { id } userErrors { message } } }'
ENABLE = """mutation($settings: JSON) { pluginEnable(input: {name: "club", settings: $settings}) {
  plugin { name version state enabled error health rules { rule name state settings } } userErrors { code message path } } }"""
CHOOSE = """mutation($seat: String!, $key: String!) {
  pluginAction(input: {plugin: "club", action: "choose", member: {number: "7"}, input: {seat: $seat}, idempotencyKey: $key}) {
    result member { number } userErrors { __typename code message path } } }"""


BID = """mutation($input: JSON!, $key: String!) {
  pluginAction(input: {plugin: "club", action: "choose", member: {number: "7"}, input: $input, idempotencyKey: $key}) {
    result userErrors { code message path } } }"""


@pytest.fixture
def club() -> Club:
    return Club()


@pytest.fixture
async def shop(database_url: str, club: Club) -> AsyncIterator[Shop]:
    async with open_shop(database_url, club=club) as opened:
        await opened.ask(MEMBER)
        yield opened


async def visit(
    shop: Shop, body: bytes, key: str = KEY, path: str = "/in/club/tickets?merchant=corner-shop"
) -> httpx.Response:
    signature = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    return await shop.client.post(path, content=body, headers={"X-Signature": signature})


def code(response: httpx.Response) -> Any:
    return response.json()["errors"][0]["extensions"]["code"]


SENT = json.dumps({"id": "v1", "card": "7", "seat": "A1"}).encode()
VISITS = '{ member(by: {number: "7"}) { metric(name: "events", args: {type: "club.visited"}) } }'


@pytest.mark.parametrize(
    ("bid", "currency", "answer"),
    [("5", None, "5.00"), (7.5, "GBP", "7.50"), ("5", "JPY", "5"), ("5.5", "KWD", "5.500")],
)
async def test_money_in_the_input_of_an_action_is_written_as_in_events(
    shop: Shop, bid: Any, currency: str | None, answer: str
) -> None:
    await shop.ask(ENABLE)

    done = await shop.ask(BID, {"input": {"seat": "A1", "bid": bid, "currency": currency}, "key": "k1"})

    assert answer == done["pluginAction"]["result"]["bid"]


@pytest.mark.parametrize(("bid", "currency"), [("5.005", None), ("5.5", "JPY"), ("5.0005", "KWD")])
async def test_money_in_the_input_of_an_action_has_the_decimals_of_its_currency(
    shop: Shop, bid: str, currency: str | None
) -> None:
    await shop.ask(ENABLE)

    done = await shop.ask(BID, {"input": {"seat": "A1", "bid": bid, "currency": currency}, "key": "k1"})

    (error,) = done["pluginAction"]["userErrors"]
    assert ("AMOUNT_NOT_EXACT", ["input", "bid"]) == (error["code"], error["path"])


async def test_a_webhook_takes_what_bears_the_right_signature_once(shop: Shop) -> None:
    await shop.ask(ENABLE)

    assert [204, 204] == [(await visit(shop, SENT)).status_code, (await visit(shop, SENT)).status_code]
    assert {"member": {"metric": 1}} == await shop.ask(VISITS)


async def test_a_forged_signature_is_refused_and_records_nothing(shop: Shop) -> None:
    await shop.ask(ENABLE)

    forged = await visit(shop, SENT, key="a guess")

    assert (400, "FORGED") == (forged.status_code, code(forged))
    assert {"member": {"metric": 0}} == await shop.ask(VISITS)


async def test_where_nothing_is_enabled_nobody_learns_what_there_is(shop: Shop) -> None:
    paths = [
        "/in/club/tickets?merchant=corner-shop", "/in/club/tickets?merchant=other", "/in/club/other?merchant=corner-shop",
    ]  # fmt: skip
    answers = [await visit(shop, SENT, path=path) for path in paths]
    nobody = await visit(shop, SENT, path="/in/club/tickets")

    assert {(404, "WEBHOOK_NOT_FOUND")} == {(each.status_code, code(each)) for each in answers}
    assert (400, "MERCHANT_MISSING") == (nobody.status_code, code(nobody))


async def test_who_is_refused_again_and_again_has_to_wait(shop: Shop) -> None:
    await shop.ask(ENABLE)
    forged = [await visit(shop, SENT, key="a guess") for _ in range(ADDRESS_REFUSALS_A_MINUTE)]
    assert {400} == {each.status_code for each in forged}

    late = await visit(shop, SENT)

    assert (429, "TOO_MANY_REFUSALS") == (late.status_code, code(late))
    assert 1 <= int(late.headers["Retry-After"]) <= 60
    assert {"member": {"metric": 0}} == await shop.ask(VISITS)


async def test_a_webhooks_body_has_a_limit_and_a_fault_of_its_own_is_named(shop: Shop) -> None:
    await shop.ask(ENABLE)

    large = await visit(shop, b"x" * 1_000_001)
    broken = await visit(shop, b"no json")
    health = (await shop.ask(ENABLE))["pluginEnable"]["plugin"]["health"]

    assert [(413, "BODY_TOO_LARGE"), (500, "WEBHOOK_FAILED")] == [
        (large.status_code, code(large)), (broken.status_code, code(broken)),
    ]  # fmt: skip
    assert "WELL" == health["status"]


async def test_secrets_in_settings_are_masked_and_kept(shop: Shop) -> None:
    await shop.ask(ENABLE, {"settings": {"tickets": {"key": "another key"}}})
    masked = {"tickets": {"key": "**********"}}
    shown = (await shop.ask(ENABLE, {"settings": masked}))["pluginEnable"]["plugin"]["rules"]

    assert [("tickets", "ON", {"key": "**********"})] == [
        (each["rule"], each["state"], each["settings"]) for each in shown
    ]
    assert 204 == (await visit(shop, SENT, key="another key")).status_code


async def test_an_action_runs_once_under_its_key(shop: Shop) -> None:
    await shop.ask(ENABLE)
    await visit(shop, SENT)
    chosen = {"result": {"seat": "B2", "visits": 1, "spend": "0.00"}, "member": {"number": "7"}, "userErrors": []}

    first = (await shop.ask(CHOOSE, {"seat": "B2", "key": "k1"}))["pluginAction"]
    await visit(shop, json.dumps({"id": "v2", "card": "7", "seat": "A1"}).encode())
    again = (await shop.ask(CHOOSE, {"seat": "B2", "key": "k1"}))["pluginAction"]
    other = (await shop.ask(CHOOSE, {"seat": "C3", "key": "k1"}))["pluginAction"]

    assert [chosen, chosen] == [first, again]
    assert [("KeyConflict", "KEY_CONFLICT")] == [(each["__typename"], each["code"]) for each in other["userErrors"]]


async def test_an_action_refuses_in_words_and_its_input_is_checked(shop: Shop) -> None:
    early = (await shop.ask(CHOOSE, {"seat": "B2", "key": "k0"}))["pluginAction"]
    await shop.ask(ENABLE)
    taken = (await shop.ask(CHOOSE, {"seat": "royal box", "key": "k1"}))["pluginAction"]
    wrong = (await shop.ask(CHOOSE.replace("{seat: $seat}", "{chair: $seat}"), {"seat": "B2", "key": "k2"}))[
        "pluginAction"
    ]
    errors = [each["userErrors"][0] for each in (early, taken, wrong)]

    assert ["UNKNOWN_ACTION", "TAKEN", "INVALID_DATA"] == [each["code"] for each in errors]
    assert "the royal box is taken" == errors[1]["message"]
    assert "input" == errors[2]["path"][0]


async def test_an_observer_is_told_of_each_event_after_its_commit(shop: Shop, club: Club) -> None:
    await shop.ask(ENABLE)
    await shop.ask('mutation { ruleSave(input: {rule: "joining_points"}) { userErrors { message } } }')
    made = await shop.ask('mutation { memberCreate(input: {number: "8"}) { member { id } } }')
    assert [] == club.seen

    await work_once(shop.kernel)
    await work_once(shop.kernel)

    assert [("member.joined", made["memberCreate"]["member"]["id"])] == [(type_, who) for type_, who, _ in club.seen]
    assert [("ASSET", "points")] == [(each["kind"], each["code"]) for each in club.seen[0][2]]


async def test_what_a_plugin_keeps_of_a_member_is_exported_and_erased(shop: Shop) -> None:
    await shop.ask(ENABLE)
    await shop.ask(CHOOSE, {"seat": "B2", "key": "k1"})
    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.merchant_id)
    member = decode(Prefix.MEMBER, (await shop.ask('{ member(by: {number: "7"}) { id } }'))["member"]["id"])

    assert {"club": {"seats": ["B2"]}} == await export_member(shop.kernel, merchant, member)
    assert [{}, {}] == [await erase_member(shop.kernel, merchant, member) for _ in range(2)]
    assert {"club": {"seats": []}} == await export_member(shop.kernel, merchant, member)


async def test_managers_see_all_plugins_with_what_they_declare_and_how_they_fare(shop: Shop) -> None:
    await shop.ask(ENABLE)
    secret = await shop.token("plugins:read")

    denied = await shop.client.get("/-/plugins", headers=bearer(secret))
    found = (await shop.client.get("/-/plugins", headers=bearer(shop.secret))).json()["plugins"]

    assert (403, "FORBIDDEN") == (denied.status_code, code(denied))
    assert ["builtin", "club"] == [each["name"] for each in found]
    declared = {
        "eventTypes": ["club.visited"], "tables": ["club_seat"], "inbound": ["/in/club/tickets"], "actions": ["choose"],
        "observers": ["event_settled", "export_member", "erase_member"],
    }  # fmt: skip
    assert (declared, "WELL", True) == (found[1]["declares"], found[1]["health"]["status"], found[1]["enabled"])

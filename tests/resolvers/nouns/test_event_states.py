"""Events by their state: what waits and for how long, what failed, why, and what caused it."""

from typing import Any

import pytest

from headless.engine.member.provenance import cause_of
from headless.ids import Prefix, decode, encode
from headless.plugins.loading.registry import Registry
from headless.services.members.members import update_member
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.worker.worker import work_once
from tests.resolvers.reader import Reader
from tests.services.intake.mates import Mates
from tests.services.shop import Shop, instant

PAGE = "totalCount pageInfo { endCursor hasNextPage } edges { node { externalId state } }"


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"mates": Mates()})


async def events(reader: Reader, arguments: str, fields: str = PAGE, **given: Any) -> Any:
    return (await reader.ask(f"{{ events({arguments}) {{ {fields} }} }}", **given))["events"]


def numbers(connection: Any) -> list[str]:
    return [edge["node"]["externalId"] for edge in connection["edges"]]


async def test_what_waits_comes_oldest_first_with_its_age_page_by_page(shop: Shop, reader: Reader) -> None:
    ann, ben = await shop.member("m1"), await shop.member("m2")
    for day, member in (("02", ann), ("03", ben), ("04", ann)):
        shop.clock.set(instant(f"2026-06-{day}T12:00"))
        data = {"refundId": f"r{day}", "orderId": "mistyped", "amount": "1"}
        await shop.send("order.refunded", member, data, key=f"r{day}")
    await shop.order(ann, "10", "o1")
    shop.clock.set(instant("2026-06-05T12:00"))

    first = await events(reader, "states: [DEFERRED], first: 2")
    cursor = first["pageInfo"]["endCursor"]
    rest = await events(reader, f'states: [DEFERRED], after: "{cursor}"')
    ages = await events(reader, "states: [DEFERRED]", "edges { node { waitingSeconds problem { code } cause { id } } }")

    assert (["r02", "r03"], ["r04"]) == (numbers(first), numbers(rest))
    assert (3, True, False) == (first["totalCount"], first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"])
    day = 24 * 3600
    assert [{"waitingSeconds": age * day, "problem": None, "cause": None} for age in (3, 2, 1)] == [
        edge["node"] for edge in ages["edges"]
    ]
    assert ["INVALID_CURSOR"] == await reader.errors(f'{{ events(after: "{cursor}") {{ totalCount }} }}')


async def test_events_are_chosen_by_state_type_and_time(shop: Shop, reader: Reader) -> None:
    member = await shop.member()
    await shop.refund(member, "100.01", "o1")
    shop.clock.set(instant("2026-06-02T12:00"))
    await shop.order(member, "100", "o1")
    shop.clock.set(instant("2026-06-03T12:00"))
    await shop.order(member, "100", "o2")

    assert ["r1"] == numbers(await events(reader, "states: [FAILED, DEFERRED]"))
    assert ["paid-o1", "paid-o2"] == numbers(await events(reader, 'states: [RECORDED], types: ["order.paid"]'))
    assert ["r1", "paid-o1"] == numbers(
        await events(reader, 'from: "2026-06-02T00:00:00+08:00", to: "2026-06-03T00:00:00+08:00"')
    )
    assert [] == numbers(await events(reader, "states: []"))
    page = f'events(from: "2026-06-03T00:00:00+08:00") {{ {PAGE} }}'
    of_member = (await reader.of_member(page))["events"]
    assert (["paid-o2"], 1) == (numbers(of_member), of_member["totalCount"])


async def test_a_failed_event_is_found_by_its_number_with_its_problem(shop: Shop, reader: Reader) -> None:
    member = await shop.member()
    deferred = await shop.refund(member, "100.01", "o1")
    await shop.order(member, "100", "o1")
    query = """{ event(source: "shop", externalId: "r1") { id state problem { code message path } waitingSeconds
      entries { id } explained: member { explain(what: {event: "%s"}) { code text } } } }"""
    assert deferred.event_id is not None

    failed = (await reader.ask(query % id_of(deferred.event_id)))["event"]

    assert ("FAILED", "REFUND_TOO_LARGE", None, []) == (
        failed["state"], failed["problem"]["code"], failed["waitingSeconds"], failed["entries"],
    )  # fmt: skip
    explained = failed["explained"]["explain"]
    assert "failed" == explained["code"]
    assert failed["problem"]["message"] in explained["text"]
    assert (
        "处理失败"
        in (await reader.ask(query % id_of(deferred.event_id), lang="zh"))["event"]["explained"]["explain"]["text"]
    )


async def test_the_event_that_holds_a_number_comes_before_one_that_failed_under_it(shop: Shop, reader: Reader) -> None:
    member = await shop.member()
    data = {"refundId": "r1", "orderId": "o1", "amount": "100.01"}
    await shop.send("order.refunded", member, data, key="r1")
    await shop.order(member, "100", "o1")
    await shop.send("order.refunded", member, {**data, "amount": "5"}, key="r1")

    event = (await reader.ask('{ event(source: "shop", externalId: "r1") { state problem { code } } }'))["event"]

    assert {"state": "RECORDED", "problem": None} == event
    assert ["FAILED", "RECORDED"] == [
        edge["node"]["state"] for edge in (await events(reader, 'types: ["order.refunded"]'))["edges"]
    ]


async def test_a_refused_request_says_why(shop: Shop, reader: Reader) -> None:
    saved = await enable_plugin(shop.kernel, shop.owner, "mates")
    assert saved.problem is None
    await shop.send("mates.asked", await shop.member(), {})

    refused = await events(reader, "states: [REFUSED]", "edges { node { problem { code message } cause { id } } }")

    assert [{"problem": {"code": "SHY", "message": "rather not"}, "cause": None}] == [
        edge["node"] for edge in refused["edges"]
    ]


async def test_an_event_that_a_rule_emitted_names_its_cause_and_the_cause_names_it(shop: Shop, reader: Reader) -> None:
    saved = await enable_plugin(shop.kernel, shop.owner, "mates")
    assert saved.problem is None
    ann, ben, cleo = [await shop.member(f"m{number}") for number in (1, 2, 3)]
    await update_member(shop.kernel, shop.owner, ben, {"status": "CLOSED"})
    for friend in (ben, cleo):
        state = await shop.state(friend)
        await shop.send("mates.greeted", ann, {"friend": id_of(state.id, Prefix.MEMBER)})
    await work_once(shop.kernel)

    page = "edges { node { externalId state problem { code } cause { externalId failedEmits { state member { number } } } } }"
    emitted = await events(reader, 'types: ["mates.thanked"]', page)
    greeted = await events(reader, 'types: ["mates.greeted"]', "edges { node { id failedEmits { problem { code } } } }")

    failed, recorded = sorted((edge["node"] for edge in emitted["edges"]), key=lambda node: node["state"])
    assert ("FAILED", "MEMBER_CLOSED") == (failed["state"], failed["problem"]["code"])
    assert [{"state": "FAILED", "member": {"number": "m2"}}] == failed["cause"]["failedEmits"]
    assert ("RECORDED", None, []) == (recorded["state"], recorded["problem"], recorded["cause"]["failedEmits"])
    causes = [cause_of("engine", node["externalId"]) for node in (failed, recorded)]
    assert causes == [decode(Prefix.EVENT, edge["node"]["id"]) for edge in greeted["edges"]]
    assert [[{"problem": {"code": "MEMBER_CLOSED"}}], []] == [edge["node"]["failedEmits"] for edge in greeted["edges"]]
    told = await reader.of_member(f'explain(what: {{event: "{greeted["edges"][0]["node"]["id"]}"}}) {{ text params }}')
    assert "An event that it caused failed: the member is closed" in told["explain"]["text"]
    assert 1 == len(told["explain"]["params"]["failedEmits"])


async def test_a_problem_tells_what_the_member_has_only_to_those_who_may_read_it(shop: Shop, reader: Reader) -> None:
    saved = await enable_plugin(shop.kernel, shop.owner, "mates")
    assert saved.problem is None
    ann, ben = await shop.member("m1"), await shop.member("m2")
    await shop.grant(ben, "points", "37")
    friend = id_of((await shop.state(ben)).id, Prefix.MEMBER)
    await shop.send("mates.greeted", ann, {"friend": friend, "emits": "mates.bought"})
    await work_once(shop.kernel)
    query = "{ events(states: [FAILED]) { edges { node { problem { code message } } } } }"

    told, kept_back = [await reader.ask(query, scopes={"events:read", *more}) for more in (["assets:read"], [])]

    assert "37" in str(told)
    assert "INSUFFICIENT_BALANCE" in str(kept_back)
    assert "37" not in str(kept_back)


async def test_lists_of_events_need_the_scope(shop: Shop, reader: Reader) -> None:
    assert ["FORBIDDEN"] == await reader.errors("{ events { totalCount } }", scopes={"members:read"})


def id_of(number: int, prefix: Prefix = Prefix.EVENT) -> str:
    return encode(prefix, number)

"""Coupons for all members who meet a condition: given once to each, in the background, and told as they go."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from headless.models.base.session import Session
from headless.services.scheduling import coupon_jobs
from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from tests.web.shop import LADDER, Shop

ISSUE = """mutation($where: Condition, $key: String!, $kind: String!, $count: Int, $member: MemberLookup) {
  couponIssue(input: {kind: $kind, where: $where, count: $count, member: $member, idempotencyKey: $key}) {
    coupons { code } member { number }
    job { id status percent total done skipped kind { code } error doneAt }
    userErrors { __typename code message path } } }"""
JOB = """query($id: ID!) { node(id: $id) { ... on BulkJob { status percent total done skipped error } } }"""
HELD = """{ members(first: 100) { edges { node { number coupons { edges { node { kind { code } serial state } } } } } } }"""
EVERYONE = {"test": {"metric": "orders", "op": "GTE", "value": 0}}
BUYERS = {"test": {"metric": "orders", "op": "GTE", "value": 1}}


@pytest.fixture
async def town(shop: Shop) -> Shop:
    """A shop with two coupon kinds and ten members, of whom the first six have bought."""
    await shop.ask(LADDER)
    await shop.ask("""mutation {
      hello: couponKindSave(input: {code: "hello", name: "Hello", discount: {amount: 5}}) { userErrors { code } }
      few: couponKindSave(input: {code: "few", name: "Few", discount: {amount: 5}, stock: 4}) { userErrors { code } }
      one: couponKindSave(input: {code: "one", name: "One", discount: {amount: 5}, perMember: 1}) { userErrors { code } } }""")
    for number in range(1, 11):
        await member(shop, number)
    for number in range(1, 7):
        await buy(shop, number)
    return shop


async def member(shop: Shop, number: int) -> None:
    await shop.ask(f'mutation {{ memberCreate(input: {{number: "{number}"}}) {{ userErrors {{ code }} }} }}')


async def buy(shop: Shop, number: int) -> None:
    record = "mutation($e: [EventInput!]!) { eventsRecord(input: {events: $e}) { results { status } } }"
    data = {"orderId": f"o{number}", "total": "60"}
    event = {"type": "order.paid", "member": {"number": str(number)}, "source": "till", "externalId": f"o{number}"}
    await shop.ask(record, {"e": [{**event, "data": data}]})


async def issue(shop: Shop, key: str = "k", kind: str = "hello", where: Any = None, **more: Any) -> Any:
    given = {"where": BUYERS if where is None else where, "key": key, "kind": kind, **more}
    return (await shop.ask(ISSUE, given))["couponIssue"]


async def job(shop: Shop, id_: str) -> Any:
    return (await shop.ask(JOB, {"id": id_}))["node"]


async def told(shop: Shop, id_: str, *names: str) -> tuple[Any, ...]:
    """Some of what is told of a job."""
    read = await job(shop, id_)
    return tuple(read[name] for name in names)


class Killed(BaseException):
    """The process is no more."""


async def held(shop: Shop, kind: str = "hello") -> dict[str, int]:
    """How many coupons of a kind the members have, by number, those without any left out."""
    edges = (await shop.ask(HELD))["members"]["edges"]
    counts = {
        edge["node"]["number"]: sum(one["node"]["kind"]["code"] == kind for one in edge["node"]["coupons"]["edges"])
        for edge in edges
    }
    return {number: count for number, count in sorted(counts.items()) if count}


async def sound(shop: Shop) -> None:
    assert [] == [str(drift) for drift in await verify(shop.kernel)]


async def test_a_condition_gives_each_member_who_meets_it_a_coupon(town: Shop) -> None:
    asked = await issue(town)

    assert ([], None, []) == (asked["coupons"], asked["member"], asked["userErrors"])
    queued = asked["job"]
    assert {
        "status": "QUEUED", "percent": 0, "total": None, "done": 0, "skipped": 0, "kind": {"code": "hello"}, "error": None,
        "doneAt": None,
    } == {name: queued[name] for name in queued if name != "id"}  # fmt: skip
    assert {} == await held(town), "nothing is given before the worker comes"

    await work_once(town.kernel, told=True)

    assert {"status": "DONE", "percent": 100, "total": 6, "done": 6, "skipped": 0, "error": None} == await job(
        town, queued["id"]
    )
    assert {str(number): 1 for number in range(1, 7)} == await held(town)
    assert not await work_once(town.kernel, told=True)
    await sound(town)


async def test_several_coupons_each(town: Shop) -> None:
    asked = await issue(town, count=3)
    await work_once(town.kernel, told=True)

    assert {str(number): 3 for number in range(1, 7)} == await held(town)
    assert 6 == (await job(town, asked["job"]["id"]))["done"]


async def test_no_one_meets_the_condition(town: Shop) -> None:
    asked = await issue(town, where={"test": {"metric": "orders", "op": "GTE", "value": 9}})
    await work_once(town.kernel, told=True)

    done = await job(town, asked["job"]["id"])
    assert ("DONE", 100, 0, 0) == (done["status"], done["percent"], done["total"], done["done"])


async def test_a_repeated_key_is_answered_with_the_job_and_another_request_is_refused(town: Shop) -> None:
    first = await issue(town)
    await work_once(town.kernel, told=True)

    again = await issue(town)
    await work_once(town.kernel, told=True)

    assert first["job"]["id"] == again["job"]["id"]
    assert "DONE" == again["job"]["status"]
    assert {str(number): 1 for number in range(1, 7)} == await held(town)
    for other in (await issue(town, count=2), await issue(town, kind="few"), await issue(town, where=EVERYONE)):
        assert other["job"] is None
        assert [("KeyConflict", "KEY_CONFLICT", ["idempotencyKey"])] == [
            (error["__typename"], error["code"], error["path"]) for error in other["userErrors"]
        ]


async def test_fifty_requests_at_once_with_one_key_are_one_job(town: Shop) -> None:
    asked = await asyncio.gather(*(issue(town) for _ in range(50)))

    assert 1 == len({one["job"]["id"] for one in asked})
    await work_once(town.kernel, told=True)
    assert {str(number): 1 for number in range(1, 7)} == await held(town)


async def test_members_who_may_have_no_more_are_skipped_and_counted(town: Shop) -> None:
    await town.ask(ISSUE, {"kind": "one", "key": "a", "member": {"number": "2"}})

    asked = await issue(town, kind="one")
    await work_once(town.kernel, told=True)

    assert ("DONE", 5, 1, 6) == await told(town, asked["job"]["id"], "status", "done", "skipped", "total")
    assert {str(number): 1 for number in range(1, 7)} == await held(town, "one")


async def test_an_exhausted_stock_ends_the_job(town: Shop) -> None:
    asked = await issue(town, kind="few")
    await work_once(town.kernel, told=True)

    ended = await job(town, asked["job"]["id"])
    assert ("EXHAUSTED", 66, 4, 0) == tuple(ended[name] for name in ("status", "percent", "done", "skipped"))
    assert "left" in ended["error"]
    assert 4 == sum((await held(town, "few")).values())
    assert not await work_once(town.kernel, told=True)
    await sound(town)


async def test_who_joins_after_it_was_asked_for_gets_none(town: Shop) -> None:
    await issue(town, where=EVERYONE)
    await member(town, 11)
    await work_once(town.kernel, told=True)

    assert "11" not in await held(town)
    assert 10 == len(await held(town))


async def test_closed_members_get_none_and_frozen_ones_do(town: Shop) -> None:
    set_ = """mutation($status: MemberStatus!, $number: String!) { memberUpdate(input: {member: {number: $number},
      status: $status}) { userErrors { code } } }"""
    await town.ask(set_, {"status": "CLOSED", "number": "1"})
    await town.ask(set_, {"status": "FROZEN", "number": "2"})

    await issue(town)
    await work_once(town.kernel, told=True)

    assert ["2", "3", "4", "5", "6"] == sorted(await held(town))


# ── chunks, crashes and races


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coupon_jobs, "CHUNK", 2)


async def test_progress_is_told_between_chunks(town: Shop, small_chunks: None) -> None:
    asked = await issue(town)

    await work_once(town.kernel, chunks=1, told=True)

    assert {"status": "RUNNING", "percent": 33, "total": 6, "done": 2, "skipped": 0, "error": None} == await job(
        town, asked["job"]["id"]
    )


@pytest.mark.parametrize("after", ["settle_inputs", "write_progress"])
async def test_a_worker_that_dies_in_a_chunk_gives_nothing_twice_and_leaves_no_one_out(
    town: Shop, small_chunks: None, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    asked = await issue(town)
    await work_once(town.kernel, chunks=1, told=True)
    true: Callable[..., Awaitable[Any]] = getattr(coupon_jobs, after)

    async def dies(*given: Any) -> Any:
        await true(*given)
        raise Killed

    monkeypatch.setattr(coupon_jobs, after, dies)
    with pytest.raises(Killed):
        await coupon_jobs.run_coupon_jobs(town.kernel, await merchant(town))
    assert 2 == sum((await held(town)).values())

    monkeypatch.setattr(coupon_jobs, after, true)
    await work_once(town.kernel, told=True)

    assert {str(number): 1 for number in range(1, 7)} == await held(town)
    assert ("DONE", 6) == await told(town, asked["job"]["id"], "status", "done")
    await sound(town)


async def merchant(shop: Shop) -> Any:
    async with shop.kernel.db.read() as session:
        return await shop.kernel.programs.merchant(session, shop.merchant_id)


async def test_workers_at_once_give_each_member_one(town: Shop, small_chunks: None) -> None:
    first, second = await issue(town, where=EVERYONE), await issue(town, "k2", "one", EVERYONE)
    row = await merchant(town)

    await asyncio.gather(*(coupon_jobs.run_coupon_jobs(town.kernel, row) for _ in range(8)))
    await work_once(town.kernel, told=True)

    for kind in ("hello", "one"):
        assert {str(number): 1 for number in range(1, 11)} == dict(sorted((await held(town, kind)).items(), key=str))
    for one in (first, second):
        assert ("DONE", 10) == await told(town, one["job"]["id"], "status", "done")
    await sound(town)


async def test_a_member_who_was_merged_meanwhile_gets_no_second_one(town: Shop, small_chunks: None) -> None:
    await issue(town)
    await work_once(town.kernel, chunks=1, told=True)
    merged = await town.ask("""mutation { memberMerge(input: {from: {number: "1"}, into: {number: "6"},
      idempotencyKey: "m"}) { userErrors { code message } } }""")
    assert [] == merged["memberMerge"]["userErrors"]

    await work_once(town.kernel, told=True)

    assert {str(number): 1 for number in range(2, 7)} == await held(town)


# ── who may


async def test_the_token_must_hold_the_scope_of_what_is_tested(town: Shop) -> None:
    poor = await town.token("coupons:write", "coupons:read")
    silver = {"test": {"metric": "tier", "args": {"track": "club"}, "op": "EQ", "value": "silver"}}

    answer = await town.send(ISSUE, {"where": silver, "key": "k", "kind": "hello"}, poor)

    (error,) = answer["errors"]
    assert ("FORBIDDEN", "tiers:read") == (error["extensions"]["code"], error["extensions"]["requiredScope"])
    assert answer["data"]["couponIssue"] is None
    richer = await town.token("coupons:write", "coupons:read", "members:read", "tiers:read")
    assert (
        []
        == (await town.ask(ISSUE, {"where": silver, "key": "k", "kind": "hello"}, richer))["couponIssue"]["userErrors"]
    )


async def test_a_job_is_read_with_coupons_read_and_not_by_other_merchants_tokens(town: Shop) -> None:
    id_ = (await issue(town))["job"]["id"]

    assert [("FORBIDDEN", ["node"])] == await town.errors(JOB, {"id": id_}, await town.token("members:read"))
    assert "QUEUED" == (await town.ask(JOB, {"id": id_}, await town.token("coupons:read")))["node"]["status"]


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"kind": "none"}, "UNKNOWN_COUPON_KIND", ["kind"]),
        ({"count": 0}, "INVALID_COUNT", ["count"]),
        ({"count": 1001}, "INVALID_COUNT", ["count"]),
        ({"member": {"number": "1"}}, "ONE_RECEIVER", ["where"]),
        ({"where": {"test": {"metric": "nothing", "op": "GTE", "value": 1}}}, "INVALID_CONDITION", None),
        (
            {"where": {"test": {"metric": "events", "args": {"type": "login"}, "op": "GTE", "value": 1}}},
            "NOT_TRACKED",
            ["where"],
        ),
        ({"key": ""}, "KEY_MISSING", ["idempotencyKey"]),
    ],
)
async def test_what_cannot_be_given_is_named(town: Shop, given: dict[str, Any], code: str, path: Any) -> None:
    asked = await issue(town, **given)

    (error,) = asked["userErrors"]
    assert asked["job"] is None
    assert code == error["code"]
    assert path is None or path == error["path"]


async def test_a_kind_whose_last_day_is_over_is_given_to_no_one(town: Shop) -> None:
    await town.ask("""mutation { couponKindSave(input: {code: "hello", name: "Hello", discount: {amount: 5},
      expiresOn: "2026-01-31"}) { userErrors { code } } }""")

    asked = await issue(town)
    codes = await town.ask(ISSUE, {"kind": "hello", "key": "c"})

    assert ["COUPON_KIND_ENDED"] == [error["code"] for error in asked["userErrors"]]
    assert ["COUPON_KIND_ENDED"] == [error["code"] for error in codes["couponIssue"]["userErrors"]]


async def test_a_condition_that_means_nothing_any_more_ends_the_job(town: Shop) -> None:
    asked = await issue(town)
    async with town.kernel.db.transaction() as session:
        await _forget_condition(session)
    await work_once(town.kernel, told=True)

    ended = await job(town, asked["job"]["id"])
    assert ("FAILED", 0) == (ended["status"], ended["done"])
    assert "gone" in ended["error"]


async def _forget_condition(session: Session) -> None:
    gone = '{"where":{"test":{"metric":"gone","op":"GTE","value":1}},"count":1,"expiresAt":null}'
    await session.execute("UPDATE bulk_job SET document = $1", gone)


async def test_the_audit_trail_tells_the_job_once(town: Shop) -> None:
    asked = await issue(town)
    await work_once(town.kernel, told=True)

    read = await town.ask('{ audit(noun: "BulkJob") { edges { node { action code after } } } }')
    (record,) = [edge["node"] for edge in read["audit"]["edges"]]
    assert ("created", asked["job"]["id"]) == (record["action"].lower(), record["code"])
    assert {"kind": "hello", "where": BUYERS, "count": 1} == record["after"]

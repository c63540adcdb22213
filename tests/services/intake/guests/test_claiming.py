"""Events of guests: kept under a hash of an identifier that no member has, and settled when its owner joins and proves it."""

import asyncio
from typing import Any

import pytest

from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Recorded
from headless.services.members.members import create_member, update_member
from tests.services.intake.guests.waiting import ANN, NUMBER, PHONE, code_of, events, join, prove, run, waiting
from tests.services.shop import Shop

LADDER = (
    {"code": "guest", "name": "Guest", "rank": 0},
    {
        "code": "silver",
        "name": "Silver",
        "rank": 1,
        "condition": {"test": {"metric": "net_spend", "op": "GTE", "value": "100"}},
    },
)


def outcome(answer: Recorded) -> tuple[str, str, bool]:
    return answer.outcome, code_of(answer), answer.member_id is None and answer.event_id is None


async def test_a_guest_who_joins_with_a_proven_phone_gets_what_was_bought_before(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    await shop.ladder(*LADDER)
    kept = [
        await shop.order(ANN, "80.00", "o1", "2026-05-10T12:00"),
        await shop.order(Lookup("phone", "+44 (20) 79460958"), "70.00", "o2", "2026-05-20T12:00"),
        await shop.refund(ANN, "30.00", "o1", "2026-05-21T12:00"),
        await shop.refund(Lookup("phone", PHONE), "10.00", "o2", "2026-05-22T12:00"),
    ]
    assert [("DEFERRED", "WAITS_FOR_GUEST", True)] * 4 == [outcome(answer) for answer in kept]

    joined = await join(shop, "PHONE")

    assert ("", 4, 0) == (code_of(joined), len(joined.claimed), await waiting(shop))
    assert ("110", "silver") == (await shop.balance(ANN), await shop.tier(ANN))
    settled = await events(shop, "order.paid", "order.refunded", "member.joined")
    assert ["member.joined", "order.paid", "order.paid", "order.refunded", "order.refunded"] == [
        event[0] for event in settled
    ]
    assert [] == await shop.drifts()


async def test_orders_of_a_guest_count_on_the_days_of_then(shop: Shop) -> None:
    test = {"metric": "streak", "op": "GTE", "value": "3", "args": {"type": "order.paid", "period": "day"}}
    await shop.ladder(LADDER[0], {**LADDER[1], "condition": {"test": test}})
    for day in ("2026-05-30", "2026-05-31", "2026-06-01"):
        await shop.order(ANN, "10.00", on=f"{day}T11:00")

    await join(shop, "PHONE")

    late = "SELECT count(*) FROM event WHERE type = 'order.paid' AND recorded_at > occurred_at"
    assert ("silver", 3) == (await shop.tier(ANN), await run(shop, late))
    assert [] == await shop.drifts()


async def test_what_was_earned_and_has_expired_since_expires_at_once(shop: Shop) -> None:
    saved = await save_asset_kind(
        shop.kernel, shop.owner, {"code": "points", "name": "Points", "expiry": {"after": "30d"}}
    )
    assert saved.problem is None
    await shop.rule("points_per_spend")
    await shop.order(ANN, "10.00", on="2026-04-01T12:00")
    await shop.order(ANN, "5.00", on="2026-05-20T12:00")

    await join(shop, "PHONE")

    assert "5" == await shop.balance(ANN)
    assert 1 == len(await events(shop, "asset.expired"))
    assert [] == await shop.drifts()


async def test_who_joins_without_proof_gets_nothing_and_may_prove_it_later(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    await shop.order(ANN, "80.00", "o1", "2026-05-10T12:00")

    joined = await join(shop)
    assert ([], "0", 1) == (joined.claimed, await shop.balance(ANN), await waiting(shop))
    await shop.order(ANN, "5.00", "o2")
    assert "5" == await shop.balance(ANN)

    proven = await prove(shop, "PHONE", key="k")
    again = await prove(shop, "PHONE", key="k")

    assert ("", 1, "85") == (code_of(proven), len(proven.claimed), await shop.balance(ANN))
    assert proven.claimed == again.claimed
    assert [] == await shop.drifts()


async def test_only_what_is_proven_claims(shop: Shop) -> None:
    by = {
        "PHONE": ANN, "EMAIL": Lookup("email", "Ann@Example.org"), "EXTERNAL_ID": Lookup("externalId", "a1"),
        "IDENTITY": Lookup.of({"identity": {"system": "wechat", "id": "oA"}}), "NUMBER": NUMBER,
    }  # fmt: skip
    for lookup in by.values():
        assert "DEFERRED" == (await shop.order(lookup, "1.00")).outcome
    fields: dict[str, Any] = {
        "email": "ann@example.org", "externalId": "a1", "identities": [{"system": "wechat", "id": "oA"}],
    }  # fmt: skip

    assert 1 == len((await join(shop, "EMAIL", **fields)).claimed)

    for kind in ("PHONE", "EXTERNAL_ID", "IDENTITY", "NUMBER"):
        assert 1 == len((await prove(shop, kind)).claimed), kind
    assert 0 == await waiting(shop)


async def test_what_a_member_does_not_have_cannot_be_proven_and_nothing_is_changed(shop: Shop) -> None:
    joined = await join(shop, "EMAIL")
    assert ("NOTHING_TO_PROVE", None) == (code_of(joined), joined.member_id)
    await join(shop)

    changed = await prove(shop, "EMAIL", name="Ann")
    added = await prove(shop, "EMAIL", email="a@b.org")

    assert ("NOTHING_TO_PROVE", "") == (code_of(changed), code_of(added))
    assert 0 == await run(shop, "SELECT count(*) FROM member WHERE name IS NOT NULL")


async def test_it_is_off_by_default(open_shop: Shop) -> None:
    answer = await open_shop.order(ANN, "80.00", "o1")

    assert ("INVALID", "UNKNOWN_MEMBER") == (answer.outcome, code_of(answer))
    assert answer.problem is not None
    assert "there is no member with this phone; create it first" == answer.problem.message
    nameless = await open_shop.send("order.refunded", ANN, {"refundId": "r", "orderId": "o1", "amount": "1"})
    assert ("INVALID", "UNKNOWN_MEMBER") == (nameless.outcome, code_of(nameless))
    assert [] == (await join(open_shop, "PHONE")).claimed


async def test_another_key_keeps_nothing_that_could_not_be_found_again(shop: Shop) -> None:
    async with shop.kernel.db.transaction() as session:
        await session.execute("UPDATE merchant SET claim_key = 'of another key'")

    assert "UNKNOWN_MEMBER" == code_of(await shop.order(ANN, "80.00"))


@pytest.mark.parametrize(
    ("type_", "data", "lookup"),
    [
        ("checkin", {}, ANN),
        ("order.paid", {"orderId": "o", "total": "1"}, Lookup("id", "mem_000000000000g")),
        ("order.paid", {"orderId": "o", "total": "9", "payWith": [{"asset": "points", "amount": "1"}]}, ANN),
    ],
)
async def test_requests_and_what_names_an_id_or_a_tender_are_refused_as_ever(
    shop: Shop, type_: str, data: Any, lookup: Lookup
) -> None:
    answer = await shop.send(type_, lookup, data)

    assert ("INVALID", "UNKNOWN_MEMBER", 0) == (answer.outcome, code_of(answer), await waiting(shop))


async def test_what_could_not_be_taken_for_any_member_is_said_at_once(shop: Shop) -> None:
    answer = await shop.send("order.paid", ANN, {"orderId": "o", "total": "-1"})

    assert ("INVALID", "INVALID_DATA", 0) == (answer.outcome, code_of(answer), await waiting(shop))


# ── the same again


async def test_the_same_again_is_answered_as_the_first_time_and_something_else_is_a_conflict(shop: Shop) -> None:
    first = await shop.order(ANN, "80.00", "o1", "2026-05-10T12:00")
    again = await shop.order(Lookup("phone", "+442079460958"), "80", "o1", "2026-05-10T12:00")
    other = await shop.order(ANN, "81.00", "o1", "2026-05-10T12:00")
    taken = await shop.send("order.paid", ANN, {"orderId": "o1", "total": "80.00"}, key="new")
    for_other = await shop.order(Lookup("phone", "+44 20 7946 0000"), "80.00", "o1", "2026-05-10T12:00")
    await shop.member("m2")
    of_member = await shop.send("order.paid", Lookup("number", "m2"), {"orderId": "o1", "total": "1"})

    assert ["DUPLICATE", "WAITS_FOR_GUEST"] == [again.outcome, code_of(again)]
    assert (first.problem, 1) == (again.problem, await waiting(shop))
    answers = [(answer.outcome, code_of(answer)) for answer in (other, taken, for_other, of_member)]
    assert [
        ("CONFLICT", code) for code in ("KEY_CONFLICT", "ALREADY_RECORDED", "KEY_CONFLICT", "ALREADY_RECORDED")
    ] == answers


async def test_the_same_again_after_joining_is_a_duplicate_with_or_without_proof(shop: Shop) -> None:
    await shop.order(ANN, "80.00", "o1")
    await join(shop)
    waits = await shop.order(ANN, "80.00", "o1")
    await prove(shop, "PHONE")
    settled = await shop.order(ANN, "80.00", "o1")

    assert ["DUPLICATE", "DUPLICATE"] == [waits.outcome, settled.outcome]
    assert (None, True) == (waits.event_id, settled.event_id is not None)


async def test_a_number_that_is_used_already_conflicts(shop: Shop) -> None:
    await shop.member("m2")
    await shop.order(Lookup("number", "m2"), "80.00", "o1")

    answer = await shop.send("order.paid", ANN, {"orderId": "o1", "total": "80.00"}, key="new")

    assert ("CONFLICT", 0) == (answer.outcome, await waiting(shop))


async def test_a_batch_is_judged_in_order_and_a_simulation_keeps_nothing(shop: Shop) -> None:
    sent = [
        EventInput("order.paid", {"orderId": "o1", "total": "9"}, ANN, "shop", "e1"),
        EventInput("order.refunded", {"refundId": "r1", "orderId": "o1", "amount": "2"}, None, "shop", "e2"),
        EventInput("order.paid", {"orderId": "o1", "total": "9"}, ANN, "shop", "e1"),
        EventInput("order.refunded", {"refundId": "r2", "orderId": "none", "amount": "2"}, None, "shop", "e3"),
    ]
    tried = await record_events(shop.kernel, shop.owner, sent, simulate=True)
    assert 0 == await waiting(shop)
    undone = await record_events(shop.kernel, shop.owner, sent, everything=True)
    assert (["SKIPPED"] * 3, 0) == ([answer.outcome for answer in undone[:3]], await waiting(shop))

    kept = await record_events(shop.kernel, shop.owner, sent)

    outcomes = ["DEFERRED", "DEFERRED", "DUPLICATE", "INVALID"]
    assert (outcomes, outcomes) == ([answer.outcome for answer in tried], [answer.outcome for answer in kept])
    assert ("MEMBER_MISSING", 2) == (code_of(kept[3]), await waiting(shop))


# ── what changes an order


async def test_amendments_and_moves_wait_with_their_order(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    await shop.member("m2")
    await shop.order(ANN, "80.00", "o1", "2026-05-10T12:00")
    await shop.order(ANN, "50.00", "o2", "2026-05-11T12:00")
    to = {"number": "m2"}
    moved = await shop.send("order.moved", ANN, {"orderId": "o2", "to": to}, "2026-05-12T12:00")
    amended = await shop.amend(ANN, "o1", "60.00", "2026-05-12T12:00")
    other = await shop.refund(Lookup("phone", "+44 20 7946 0000"), "1.00", "o1")
    unknown = await shop.send("order.moved", ANN, {"orderId": "none", "to": to})
    assert ["DEFERRED", "DEFERRED"] == [moved.outcome, amended.outcome]
    assert ["ORDER_OF_ANOTHER_MEMBER", "UNKNOWN_ORDER"] == [code_of(other), code_of(unknown)]

    joined = await join(shop, "PHONE")

    assert (4, "60", "50") == (len(joined.claimed), await shop.balance(ANN), await shop.balance(Lookup("number", "m2")))
    assert [] == await shop.drifts()


async def test_a_refund_of_an_order_that_a_member_has_does_not_wait_for_a_guest(shop: Shop) -> None:
    await shop.member("m2")
    await shop.order(Lookup("number", "m2"), "80.00", "o1")

    assert "UNKNOWN_MEMBER" == code_of(await shop.refund(ANN, "1.00", "o1"))


async def test_a_refund_beyond_its_order_fails_and_is_told_when_the_guest_joins(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    await shop.order(ANN, "80.00", "o1", "2026-05-10T12:00")
    await shop.refund(ANN, "90.00", "o1", "2026-05-11T12:00")

    joined = await join(shop, "PHONE")

    assert (1, "80", 0) == (len(joined.claimed), await shop.balance(ANN), await waiting(shop))
    assert [3] == [status for _, _, status in await events(shop, "order.refunded")]
    assert [] == await shop.drifts()


async def test_what_cannot_be_accepted_now_goes_on_waiting(shop: Shop) -> None:
    await shop.member("m2")
    await shop.order(ANN, "80.00", "o1", "2026-05-10T12:00")
    await shop.send("order.moved", ANN, {"orderId": "o1", "to": {"number": "m2"}}, "2026-05-11T12:00")
    await update_member(shop.kernel, shop.owner, Lookup("number", "m2"), {"status": "CLOSED"})

    joined = await join(shop, "PHONE")
    await update_member(shop.kernel, shop.owner, Lookup("number", "m2"), {"status": "ACTIVE"})
    again = await prove(shop, "PHONE")

    assert (1, 1, 0) == (len(joined.claimed), len(again.claimed), await waiting(shop))
    assert [] == await shop.drifts()


async def test_a_number_that_was_used_in_the_meantime_settles_once(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    await shop.order(ANN, "80.00", "o1", "2026-05-10T12:00")
    await shop.member("m2")
    async with shop.kernel.db.transaction() as session:
        await session.execute("UPDATE merchant SET claim_for = NULL")
    await shop.order(Lookup("number", "m2"), "80.00", "o1", "2026-05-10T12:00")
    async with shop.kernel.db.transaction() as session:
        await session.execute("UPDATE merchant SET claim_for = 90")

    joined = await join(shop, "PHONE")

    assert ([], "0", 0) == (joined.claimed, await shop.balance(ANN), await waiting(shop))
    assert [0] == [status for _, _, status in await events(shop, "order.paid")]
    assert [] == await shop.drifts()


# ── one of many


async def test_of_many_who_join_at_once_one_gets_it(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    for place in range(5):
        await shop.order(ANN, "10.00", f"o{place}", "2026-05-10T12:00")

    async def joining(place: int) -> int:
        given = {"number": f"n{place}", "phone": PHONE, "proven": ["PHONE"]}
        return len((await create_member(shop.kernel, shop.owner, given)).claimed)

    claimed = await asyncio.gather(*(joining(place) for place in range(20)))

    assert ([5, *[0] * 19], "50", 0) == (sorted(claimed, reverse=True), await shop.balance(ANN), await waiting(shop))
    assert [] == await shop.drifts()


async def test_events_that_come_while_their_guest_joins_are_not_lost(shop: Shop) -> None:
    await shop.rule("points_per_spend")

    async def buying(place: int) -> str:
        return (await shop.order(ANN, "1.00", f"o{place}", "2026-05-10T12:00")).outcome

    outcomes = await asyncio.gather(
        *(buying(place) for place in range(10)), join(shop, "PHONE"), *(buying(place) for place in range(10, 20))
    )

    assert {"DEFERRED", "RECORDED"} >= {answer for answer in outcomes if isinstance(answer, str)}
    assert ("20", 0) == (await shop.balance(ANN), await waiting(shop))
    assert [] == await shop.drifts()


async def test_many_prove_the_same_at_once_and_it_settles_once(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    await shop.order(ANN, "10.00", "o1", "2026-05-10T12:00")
    await join(shop)

    claimed = await asyncio.gather(*(prove(shop, "PHONE") for _ in range(20)))

    assert (1, "10") == (sum(len(answer.claimed) for answer in claimed), await shop.balance(ANN))


async def test_who_joins_again_under_the_same_key_is_told_the_same_claims(shop: Shop) -> None:
    await shop.order(ANN, "80.00", "o1")
    await shop.order(ANN, "20.00", "o2")
    given = {"number": "m1", "phone": PHONE, "proven": ["PHONE"]}

    first, again = [await create_member(shop.kernel, shop.owner, given, "join-1") for _ in range(2)]

    assert (2, first.claimed, first.event_id) == (len(first.claimed), again.claimed, again.event_id)
    assert "KEY_CONFLICT" == code_of(await create_member(shop.kernel, shop.owner, {**given, "name": "Ann"}, "join-1"))


async def test_a_repeated_proof_claims_nothing_new_and_tells_what_it_claimed(shop: Shop) -> None:
    await join(shop)
    await shop.order(Lookup("email", "ann@example.org"), "80.00", "o1")
    first = await prove(shop, "EMAIL", key="prove-1", email="ann@example.org")
    await update_member(shop.kernel, shop.owner, NUMBER, {"email": None})
    await shop.order(Lookup("email", "ann@example.org"), "20.00", "o2")

    again = await prove(shop, "EMAIL", key="prove-1", email="ann@example.org")

    assert (1, first.claimed, 1) == (len(first.claimed), again.claimed, await waiting(shop))

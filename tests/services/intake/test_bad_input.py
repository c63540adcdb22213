"""Bad input: each a clear problem that names what was found, and its neighbours unharmed."""

from datetime import UTC
from decimal import Decimal
from typing import Any

import pytest
from graphql import GraphQLError

from headless.schema.base.scalars import read_instant
from headless.services.importing.files.cells import instant as read_cell
from headless.services.importing.files.problems import Unreadable
from headless.services.intake.acceptance import EventInput
from headless.services.intake.events import record_events
from headless.services.kernel.lookups import Lookup
from headless.services.members.assets import grant
from tests.services.shop import Shop, instant

ORDER = {"orderId": "o1", "total": "10.00"}


@pytest.mark.parametrize(
    ("given", "code", "named"),
    [
        ({"type": "order.lost"}, "UNKNOWN_EVENT_TYPE", "order.lost"),
        ({"type": "tier.changed"}, "UNKNOWN_EVENT_TYPE", "tier.changed"),
        ({"member": Lookup("number", "nobody")}, "UNKNOWN_MEMBER", "nobody"),
        ({"member": None}, "MEMBER_MISSING", "member"),
        ({"source": None}, "SOURCE_MISSING", "source"),
        ({"source": "engine"}, "RESERVED_SOURCE", "engine"),
        ({"external_id": None}, "EXTERNAL_ID_MISSING", "externalId"),
        ({"occurred_at": instant("2027-06-01T00:00")}, "IN_THE_FUTURE", "2027"),
        ({"data": "paid"}, "INVALID_DATA", "object"),
        ({"data": {"orderId": "o1"}}, "INVALID_DATA", "total"),
        ({"data": {**ORDER, "total": "-1"}}, "INVALID_DATA", "negative"),
        ({"data": {**ORDER, "total": "1e400"}}, "INVALID_DATA", "total"),
        ({"data": {**ORDER, "total": "99999999999999999999"}}, "INVALID_DATA", "total"),
        ({"data": {**ORDER, "total": "1.001"}}, "AMOUNT_NOT_EXACT", "1.001"),
        ({"data": {**ORDER, "totel": "1"}}, "INVALID_DATA", "totel"),
        ({"data": {**ORDER, "currency": "USD"}}, "WRONG_CURRENCY", "USD"),
        ({"data": {**ORDER, "payWith": [{"asset": "gold", "amount": "1"}]}}, "UNKNOWN_ASSET_KIND", "gold"),
        ({"data": {**ORDER, "payWith": [{"asset": "points", "amount": "1"}]}}, "NO_WORTH", "points"),
        ({"data": {**ORDER, "payWith": [{"asset": "balance", "amount": "11"}]}}, "TENDERS_EXCEED_TOTAL", "10.00"),
        ({"data": {**ORDER, "payWith": [{"asset": "balance", "amount": "5"}]}}, "INSUFFICIENT_BALANCE", "5.00"),
    ],
)
async def test_one_bad_event_is_named_and_the_others_stand(
    shop: Shop, given: dict[str, Any], code: str, named: str
) -> None:
    member = await shop.member()
    fields: dict[str, Any] = {
        "type": "order.paid",
        "data": ORDER,
        "member": member,
        "source": "till",
        "external_id": "b",
    }
    bad = EventInput(**{**fields, **given})
    good = EventInput("order.paid", {"orderId": "o2", "total": "5.00"}, member, "till", "g")

    answers = await record_events(shop.kernel, shop.owner, [bad, good])

    assert answers[0].problem is not None
    assert answers[0].problem.code == code
    assert named in answers[0].problem.message + ".".join(answers[0].problem.path)
    assert answers[1].outcome == "RECORDED"


async def test_reject_everything_keeps_nothing(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    member = await shop.member()
    good = EventInput("order.paid", ORDER, member, "till", "g")
    bad = EventInput("order.paid", {"orderId": "o2"}, member, "till", "b")

    answers = await record_events(shop.kernel, shop.owner, [good, bad], everything=True)

    assert [each.outcome for each in answers] == ["SKIPPED", "INVALID"]
    assert await shop.balance(member) == "0"


async def test_a_simulation_keeps_nothing_and_tells_the_same(shop: Shop) -> None:
    await shop.rule("points_per_spend")
    member = await shop.member()
    order = EventInput("order.paid", ORDER, member, "till", "g")

    simulated = (await record_events(shop.kernel, shop.owner, [order], simulate=True))[0]
    balance = await shop.balance(member)
    recorded = (await record_events(shop.kernel, shop.owner, [order]))[0]

    assert simulated.outcome == "SIMULATED"
    assert balance == "0"
    assert [each.amount for each in simulated.changes] == [each.amount for each in recorded.changes] == [10]


async def test_a_mutation_names_its_own_fields(shop: Shop) -> None:
    member = await shop.member()
    await shop.grant(member, "points", "5", key="k1")

    negative = (await shop.grant(member, "points", "-1")).problem
    conflict = (await shop.grant(member, "points", "6", key="k1")).problem

    assert negative is not None
    assert (negative.path, negative.message) == (("amount",), "amount must be greater than 0")
    assert conflict is not None
    assert (conflict.path, conflict.data["key"]) == (("idempotencyKey",), "k1")


async def test_a_refund_of_somebody_elses_order_is_refused(shop: Shop) -> None:
    ann, ben = await shop.member("ann"), await shop.member("ben")
    await shop.order(ann, "10", "o1")

    answer = await shop.refund(ben, "5", "o1")

    assert answer.outcome == "INVALID"
    assert answer.problem is not None
    assert answer.problem.code == "ORDER_OF_ANOTHER_MEMBER"


async def test_no_more_is_restored_than_is_refunded(shop: Shop) -> None:
    member = await shop.member()
    await shop.grant(member, "balance", "100")
    await shop.order(member, "100", "o1", payWith=[{"asset": "balance", "amount": "100"}])

    answers = [
        await shop.refund(member, amount, "o1", restore=[{"asset": "balance", "amount": back}])
        for amount, back in (("0", "100"), ("10", "11"), ("10", "10"))
    ]

    assert [each.outcome for each in answers] == ["REFUSED", "REFUSED", "RECORDED"]
    assert await shop.balance(member, "balance") == "10.00"


async def test_nobody_refers_itself(shop: Shop) -> None:
    member = await shop.member()

    answer = await shop.send("referral.joined", member, {"referred": {"number": member.value}})

    assert answer.problem is not None
    assert answer.problem.code == "SELF_REFERRAL"


@pytest.mark.parametrize(("reason", "key", "code"), [(" ", "k1", "INVALID_DATA"), ("gift", " ", "KEY_MISSING")])
async def test_a_grant_says_why_and_has_a_key(shop: Shop, reason: str, key: str, code: str) -> None:
    member = await shop.member()

    given = await grant(shop.kernel, shop.owner, member, kind="points", amount=Decimal(5), reason=reason, key=key)

    assert given.problem is not None
    assert given.problem.code == code


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_the_ends_of_the_calendar_are_refused(at: str) -> None:
    with pytest.raises(GraphQLError, match="out of range"):
        read_instant(at)
    with pytest.raises(Unreadable, match="outside the years"):
        read_cell(at, UTC)

"""A member's fields change one by one: what is null is cleared, what is left out stays, and what is released is free."""

from datetime import date
from typing import Any

import pytest

from headless.models.tables.members.member_reads import MemberRow, members_by_id
from headless.services.kernel.lookups import Lookup
from headless.services.members.members import create_member, update_member
from tests.services.shop import Shop

FULL: dict[str, Any] = {
    "number": "m1", "externalId": "x1", "name": "Ann", "phone": "+44 20 7946 0000", "email": "ann@example.com",
    "birthday": date(1990, 5, 1).toordinal(), "gender": "F", "attributes": {"club": "tea"},
}  # fmt: skip
COLUMNS = {"externalId": "external_id", "birthday": "birthday_on", "attributes": "document"}


async def row(shop: Shop, id_: int) -> MemberRow:
    async with shop.kernel.db.read() as session:
        return (await members_by_id(session, shop.owner.merchant_id, [id_]))[id_]


async def make(shop: Shop, **fields: Any) -> int:
    created = await create_member(shop.kernel, shop.owner, fields)
    assert created.member_id is not None, created.problem
    return created.member_id


async def change(shop: Shop, id_: int, **fields: Any) -> str:
    """The code of what stands against a change, empty if it is made."""
    lookup = Lookup.of({"number": (await row(shop, id_)).number or ""})
    done = await update_member(shop.kernel, shop.owner, lookup, fields)
    return "" if done.problem is None else done.problem.code


@pytest.mark.parametrize("name", [name for name in FULL if name != "number"])
async def test_a_field_that_is_null_is_cleared_and_all_others_stay(shop: Shop, name: str) -> None:
    id_ = await make(shop, **FULL)
    before = await row(shop, id_)

    assert "" == await change(shop, id_, **{name: None})

    after, column = await row(shop, id_), COLUMNS.get(name, name)
    assert getattr(after, column) is None
    assert before == after._replace(**{column if column != "document" else "attributes": (
        before.attributes if column == "document" else getattr(before, column)
    )})  # fmt: skip
    assert [] == await shop.drifts()


async def test_a_number_is_released_and_belongs_to_another(shop: Shop) -> None:
    ann = await make(shop, **FULL)
    ben = await make(shop, number="m2")
    assert "TAKEN" == await change(shop, ben, phone="+442079460000")
    assert "TAKEN" == await change(shop, ben, externalId="x1")

    assert "" == await change(shop, ann, phone=None, externalId=None)

    assert "" == await change(shop, ben, phone="+442079460000", externalId="x1", number="m3")
    assert (None, None, "m3") == (
        (await row(shop, ann)).phone,
        (await row(shop, ann)).external_id,
        (await row(shop, ben)).number,
    )


async def test_what_is_cleared_is_another_request_than_what_is_left_out(shop: Shop) -> None:
    ann = Lookup("number", "m1")
    await make(shop, **FULL)

    done = [
        await update_member(shop.kernel, shop.owner, ann, fields, "k1")
        for fields in ({"name": "Anne", "phone": None}, {"name": "Anne", "phone": None}, {"name": "Anne"})
    ]

    assert [None, None, "KEY_CONFLICT"] == [answer.problem and answer.problem.code for answer in done]


async def test_a_closed_member_gives_its_phone_up_and_nothing_else_changes_until_it_is_opened(shop: Shop) -> None:
    ann = await make(shop, **FULL)
    assert "" == await change(shop, ann, status="CLOSED")

    assert "MEMBER_CLOSED" == await change(shop, ann, name="Anne")
    assert "MEMBER_CLOSED" == await change(shop, ann, name="Anne", phone=None)
    assert "" == await change(shop, ann, phone=None)
    assert "" == await change(shop, ann, status="ACTIVE", name="Anne")

    after = await row(shop, ann)
    assert ("ACTIVE", "Anne", None) == (after.state, after.name, after.phone)
    await shop.rule("points_per_spend")
    await shop.order(Lookup("number", "m1"), "10")
    assert ("10", []) == (await shop.balance(Lookup("number", "m1")), await shop.drifts())


async def test_a_member_that_is_opened_again_is_reviewed(shop: Shop) -> None:
    spent = {"test": {"metric": "net_spend", "window": "30d", "op": "GTE", "value": "100"}}
    await shop.ladder({"code": "gold", "name": "Gold", "rank": 1, "condition": spent}, downgrade="TO_QUALIFIED")
    ann = Lookup("number", "m1")
    id_ = await make(shop, **FULL)
    await shop.order(ann, "100")
    assert "gold" == await shop.tier(ann)
    await change(shop, id_, status="CLOSED")
    await shop.pass_time("2026-12-01T12:00")
    assert "gold" == await shop.tier(ann)

    await change(shop, id_, status="ACTIVE")
    await shop.pass_time("2026-12-02T12:00")

    assert (None, []) == (await shop.tier(ann), await shop.drifts())


async def test_attributes_are_kept_apart_from_what_others_may_read_of_the_event(shop: Shop) -> None:
    id_ = await make(shop, number="m1")
    await change(shop, id_, attributes={"nickname": "Canary"})

    async with shop.kernel.db.read() as session:
        data = await session.fetch_value("SELECT data FROM event WHERE type = 'member.updated'")
        kept = await session.fetch_value("SELECT fields FROM event_personal")
    assert ("Canary" in data, "Canary" in kept, []) == (False, True, await shop.drifts())

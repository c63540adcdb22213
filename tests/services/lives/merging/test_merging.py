"""Merging two members: the one has everything of both, and the other is a name of it."""

import pytest

from headless.ids import Prefix, encode
from headless.models.base.mapping import names
from headless.models.tables.catalogue import TABLES
from headless.models.tables.members.lives.exporting import is_exported
from headless.models.tables.members.lives.merging import FATES
from headless.services.kernel.lookups import Lookup
from headless.services.lives.erasing import erase_member
from headless.services.lives.exporting import export_member
from headless.services.members.members import create_member, update_member
from headless.services.worker.worker import work_once
from tests.services.lives.merging.merges import ANN, BOB, CID, amounts, at_least, merge, merged, tag, two
from tests.services.shop import Shop, instant


async def test_balances_are_added_and_every_lookup_finds_the_survivor(shop: Shop) -> None:
    await two(shop)
    known = {"phone": "+44 20 7946 0958", "email": "Cid@x.org", "externalId": "c-1"}
    await shop.member("cid", identities=[{"system": "market", "id": "77"}], **known)
    await shop.order(ANN, "30.00", "A")
    await shop.order(CID, "12.00", "B")
    old = Lookup("id", encode(Prefix.MEMBER, (await shop.state(CID)).id))

    assert "" == await merge(shop, CID)

    lookups = (
        ANN, CID, old, Lookup("phone", "+442079460958"), Lookup("email", "cid@x.org"), Lookup("externalId", "c-1"),
        Lookup.of({"identity": "market:77"}),
    )  # fmt: skip
    for member in lookups:
        assert "42" == await shop.balance(member)
    for fields in ({"number": "cid"}, {"phone": "+44 (0)20 7946 0958"}, {"email": "cid@x.org"}):
        made = await create_member(shop.kernel, shop.owner, fields)
        assert made.problem is not None
        assert "TAKEN" == made.problem.code
    assert (await shop.order(CID, "1.00", "C")).outcome == "RECORDED"
    assert {"balance": 43, "earned": 43} == await amounts(shop)
    assert [] == await shop.drifts()


async def test_what_the_survivor_leaves_empty_is_taken_over_and_can_be_changed(shop: Shop) -> None:
    await two(shop)
    await shop.member(
        "cid", name="Cid", phone="+44 20 7946 0958", birthday=726_000, attributes={"size": 9, "shoe": "x"}
    )
    await shop.member("dan", name="Dan", attributes={"size": 7})
    dan = Lookup("number", "dan")

    assert "" == await merge(shop, CID, dan)
    state = await shop.state(dan)
    assert (726_000, {"size": 7, "shoe": "x"}) == (state.birthday_on, dict(state.attributes))
    # A number of the merged member is free for the survivor alone.
    changed = await update_member(shop.kernel, shop.owner, dan, {"number": "cid", "phone": None})
    assert changed.problem is None
    assert (await shop.state(CID)).id == state.id
    assert [] == await shop.drifts()


async def test_a_number_of_the_merged_member_is_freed_by_giving_it_to_the_survivor_first(shop: Shop) -> None:
    await two(shop)
    await shop.member("cid", phone="+44 20 7946 0958")
    await update_member(shop.kernel, shop.owner, ANN, {"phone": "+44 20 7946 0111"})
    await merge(shop, CID)

    async def newcomer() -> str:
        made = await create_member(shop.kernel, shop.owner, {"phone": "+442079460958"})
        return "" if made.problem is None else made.problem.code

    assert "TAKEN" == await newcomer()
    for phone in (None, "+442079460958", "+44 20 7946 0111"):
        changed = await update_member(shop.kernel, shop.owner, ANN, {"phone": phone})
        assert changed.problem is None
        assert ("" if phone and phone.endswith("0111") else "TAKEN") == await newcomer()
    assert [] == await shop.drifts()


async def test_the_member_joined_when_the_first_of_both_did(shop: Shop) -> None:
    await two(shop)
    sooner = instant("2024-03-01T10:00")
    await shop.member("cid", joinedAt=sooner)

    await merge(shop, CID)

    assert sooner == (await shop.state(ANN)).joined_at
    assert [] == await shop.drifts()


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [
        (BOB, "FROZEN", "MEMBER_FROZEN"), (ANN, "FROZEN", "MEMBER_FROZEN"), (ANN, "CLOSED", "MEMBER_CLOSED"),
        (BOB, "CLOSED", ""), (BOB, "ERASED", "UNKNOWN_MEMBER"),
    ],
)  # fmt: skip
async def test_frozen_closed_and_erased_members(shop: Shop, who: Lookup, status: str, code: str) -> None:
    await two(shop)
    await shop.order(BOB, "12.00", "B")
    if status == "ERASED":
        await erase_member(shop.kernel, shop.owner, who)
    else:
        await update_member(shop.kernel, shop.owner, who, {"status": status})

    assert code == await merge(shop)
    assert ("0" if code else "12") == await shop.balance(ANN)
    assert [] == await shop.drifts()


async def test_one_member_twice_an_unknown_one_and_a_receipt_without_a_key(shop: Shop) -> None:
    await two(shop)

    assert "UNKNOWN_MEMBER" == await merge(shop, Lookup("number", "no one"))
    assert "SAME_MEMBER" == await merge(shop, ANN)
    assert "" == await merge(shop, key=None)
    assert "SAME_MEMBER" == await merge(shop, key=None)


async def test_the_same_request_is_answered_as_the_first_time_and_another_one_conflicts(shop: Shop) -> None:
    await two(shop)
    await shop.member("cid", phone="+44 20 7946 0958")
    old = Lookup("id", encode(Prefix.MEMBER, (await shop.state(CID)).id))
    first = await merged(shop, Lookup("phone", "+44 20 7946 0958"))

    for source in (Lookup("phone", "+442079460958"), CID, old):
        again = await merged(shop, source)
        assert (None, first.event_id, first.member_id) == (again.problem, again.event_id, again.member_id)
    assert "KEY_CONFLICT" == await merge(shop, BOB)
    assert "KEY_CONFLICT" == await merge(shop, CID, BOB)
    assert "KEY_CONFLICT" == await merge(shop, ANN, BOB)


async def test_keys_of_the_merged_member_go_on_being_known(shop: Shop) -> None:
    await two(shop)
    first = await shop.grant(BOB, "points", "5", key="gift")
    sent = await shop.send("checkin", BOB, {}, key="c1")
    await merge(shop)

    again = await shop.grant(BOB, "points", "5", key="gift")
    assert (None, first.event_id, first.entry_id) == (again.problem, again.event_id, again.entry_id)
    assert "DUPLICATE" == (await shop.send("checkin", ANN, {}, key="c1")).outcome
    assert sent.outcome == "RECORDED"
    assert {"balance": 5, "earned": 5} == await amounts(shop)


def test_every_table_with_a_members_rows_is_thought_of() -> None:
    owned = {
        table for table, model in TABLES.items() if is_exported(table, names(model)) and "member_id" in names(model)
    }

    assert owned == FATES.keys()


async def test_erasing_and_giving_out_cover_the_members_who_were_merged(shop: Shop) -> None:
    await two(shop)
    await shop.member("cid", name="Cid Canary", phone="+44 20 7946 0958", email="cid@canary.org")
    await shop.order(CID, "12.00", "C")
    await merge(shop, CID)

    document = await export_member(shop.kernel, shop.owner, ANN)
    assert {"ann", "cid"} == {row["number"] for row in document["tables"]["member"]}
    assert {"C"} == {row["subject"] for row in document["tables"]["event"] if row["type"] == "order.paid"}
    assert (await erase_member(shop.kernel, shop.owner, CID)).problem is None

    async with shop.kernel.db.read() as session:
        for table in ("member", "event", "event_personal", "decision", "standing", "entry"):
            for row in await session.fetch(f"SELECT * FROM {table} WHERE merchant_id = $1", shop.owner.merchant_id):
                assert "anary" not in str(tuple(row))
    assert [] == await shop.drifts()


async def test_nothing_of_a_merge_is_left_for_the_worker(shop: Shop) -> None:
    await two(shop, expiry={"after": "30d"})
    await shop.order(BOB, "12.00", "B")
    await merge(shop)

    for day in ("2026-06-20", "2026-08-01", "2027-01-01"):
        await shop.pass_time(f"{day}T12:00")
        await work_once(shop.kernel)

    assert {"earned": 12, "expired": 12} == await amounts(shop)
    assert [] == await shop.drifts()


async def test_referrals_count_a_person_once(shop: Shop) -> None:
    await two(shop)
    await shop.member("cid")
    await shop.member("dan")
    dan = Lookup("number", "dan")
    await tag(shop, "friend", at_least("referrals", 1))
    for referrer, friend in ((CID, "ann"), (dan, "bob"), (ANN, "bob")):
        await shop.send("referral.joined", referrer, {"referred": {"number": friend}})
    await merge(shop)
    await work_once(shop.kernel)

    assert {"friend"} == (await shop.state(CID)).tag_codes
    assert set() == (await shop.state(dan)).tag_codes
    again = await shop.send("referral.joined", dan, {"referred": {"number": "bob"}})
    assert "CONFLICT" == again.outcome
    assert [] == await shop.drifts()

"""Accounts in other systems name a member like its number: in look-ups, events, other members' events and imports."""

from pathlib import Path
from typing import Any

import pytest

from headless.errors import UniqueViolation
from headless.models.tables.members.lives.identities import (
    StoredIdentity,
    identities_of,
    insert_identities,
    replace_identities,
)
from headless.services.importing.members import import_members
from headless.services.importing.orders.orders import import_orders
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_member
from headless.services.members.members import create_member, update_member
from headless.web.cloud_events import read_event
from tests.services.shop import Shop

WECHAT = {"system": "wechat", "id": "oABC-1"}
MARKET = {"system": "market", "id": "77"}


async def make(shop: Shop, number: str, *identities: dict[str, str], **more: Any) -> str:
    """The code of what stands against a new member, empty if it is made."""
    fields = {"number": number, "identities": list(identities), **more}
    created = await create_member(shop.kernel, shop.owner, fields)
    return "" if created.problem is None else created.problem.code


async def update(shop: Shop, number: str, **fields: Any) -> str:
    done = await update_member(shop.kernel, shop.owner, Lookup("number", number), fields)
    return "" if done.problem is None else done.problem.code


async def known(shop: Shop, lookup: Lookup) -> int | None:
    async with shop.kernel.db.read() as session:
        return await find_member(session, shop.owner.merchant_id, lookup, None)


async def accounts(shop: Shop, number: str) -> list[tuple[str, str]]:
    id_ = (await shop.state(Lookup("number", number))).id
    async with shop.kernel.db.read() as session:
        return [(one.system, one.value) for one in await identities_of(session, shop.owner.merchant_id, [id_])]


async def test_an_account_belongs_to_one_member_and_the_list_is_replaced_whole(shop: Shop) -> None:
    assert ("", "TAKEN", "") == (
        await make(shop, "m1", WECHAT, {"system": "wechat", "id": "second"}),
        await make(shop, "m2", WECHAT),
        await make(shop, "m2", {"system": "wechat2", "id": "oABC-1"}),
    )
    assert "TAKEN" == await update(shop, "m2", identities=[MARKET, WECHAT])

    assert "" == await update(shop, "m1", identities=[MARKET])
    assert "" == await update(shop, "m2", identities=[WECHAT])
    assert "" == await update(shop, "m1", name="Ann")

    assert [("market", "77")] == await accounts(shop, "m1")
    assert [("wechat", "oABC-1")] == await accounts(shop, "m2")
    assert "" == await update(shop, "m1", identities=None)
    assert ([], []) == (await accounts(shop, "m1"), await shop.drifts())


@pytest.mark.parametrize("wrong", [
    [{"system": "", "id": "1"}], [{"system": "x", "id": " "}], [{"system": "x", "id": "\u200b"}],
    [WECHAT, {"system": " wechat", "id": "oABC-1 "}], [{"system": "x" * 65, "id": "1"}],
])  # fmt: skip
async def test_what_names_no_account_is_refused(shop: Shop, wrong: list[dict[str, str]]) -> None:
    assert await make(shop, "m1", *wrong) in ("INVALID_TEXT", "INVALID_IDENTITIES")
    assert "" == await make(shop, "m1")
    assert await update(shop, "m1", identities=wrong) in ("INVALID_TEXT", "INVALID_IDENTITIES")


async def test_two_writes_of_one_account_are_not_both_taken(shop: Shop) -> None:
    await make(shop, "m1", WECHAT)
    await make(shop, "m2")
    other = (await shop.state(Lookup("number", "m2"))).id

    with pytest.raises(UniqueViolation):
        async with shop.kernel.db.transaction() as session:
            await session.write(insert_identities(shop.owner.merchant_id, [StoredIdentity(other, "wechat", "oABC-1")]))
    with pytest.raises(UniqueViolation):
        async with shop.kernel.db.transaction() as session:
            taken = {other: [StoredIdentity(other, "wechat", "oABC-1")]}
            await replace_identities(session, shop.owner.merchant_id, taken)


async def test_an_event_names_its_member_by_an_account(shop: Shop) -> None:
    await make(shop, "m1", WECHAT)
    await make(shop, "m2", MARKET)
    sent = {
        "specversion": "1.0", "id": "c1", "source": "app", "type": "login", "subject": "identity:wechat:oABC-1", "data": {},
    }  # fmt: skip
    referral = EventInput(
        "referral.joined", {"referred": {"identity": MARKET}}, Lookup.of({"identity": WECHAT}), "app", "r1"
    )

    recorded = await record_events(shop.kernel, shop.owner, [read_event(shop.owner, sent), referral])
    unknown = EventInput("login", {}, Lookup.of({"identity": {"system": "wechat", "id": "77"}}), "app", "u1")
    malformed = EventInput(
        "referral.joined", {"referred": {"identity": {"id": "77"}}}, Lookup("number", "m1"), "app", "u2"
    )
    refused = await record_events(shop.kernel, shop.owner, [unknown, malformed])

    ann = await known(shop, Lookup("number", "m1"))
    assert [("RECORDED", ann), ("RECORDED", ann)] == [(answer.outcome, answer.member_id) for answer in recorded]
    assert ["UNKNOWN_MEMBER", "INVALID_DATA"] == [answer.problem and answer.problem.code for answer in refused]
    assert [] == await shop.drifts()


async def test_orders_are_imported_by_an_account_and_members_made_with_it(shop: Shop, tmp_path: Path) -> None:
    await make(shop, "m1", WECHAT)
    file = tmp_path / "orders.csv"
    names = ("order", "member", "time", "sku", "quantity", "price")
    line = "2026-05-01T10:00:00,tea,1,50.00"
    file.write_text(f"{','.join(names)}\no1,oABC-1,{line}\no2,new-one,{line}\no3,new-one,{line}\n")

    report = await import_orders(
        shop.kernel, "tea", file, {name: name for name in names}, member_by="identity:wechat", create_members=True
    )

    assert (3, 1, {}) == (report.orders, report.members_created, report.rejected)
    assert await known(shop, Lookup.of({"identity": {"system": "wechat", "id": "new-one"}})) is not None
    assert [] == await shop.drifts()


async def test_members_are_imported_with_their_accounts(shop: Shop, tmp_path: Path) -> None:
    await make(shop, "m1", WECHAT)
    file = tmp_path / "members.csv"
    file.write_text("card,openid,shop\nm2,oABC-1,\nm3,oNEW,9\n,oABC-1,\n,only,\n")
    mapping = {"number": "card", "identity:wechat": "openid", "identity:market": "shop"}

    report = await import_members(shop.kernel, "tea", file, mapping)

    assert (2, 1, {"taken": 1}) == (report.imported, report.already_there, report.rejected)
    assert [("market", "9"), ("wechat", "oNEW")] == await accounts(shop, "m3")
    again = await import_members(shop.kernel, "tea", file, mapping)
    assert (0, 3) == (again.imported, again.already_there)

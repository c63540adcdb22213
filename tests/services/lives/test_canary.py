"""A name that was planted wherever a person can be named is found nowhere once the member is erased."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from docs_personal import PERSONAL

from headless.models.tables.catalogue import TABLES
from headless.models.tables.plugin_tables import insert_row
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.lookups import Lookup
from headless.services.lives.erasing import erase_member
from headless.services.lives.exporting import export_member
from headless.services.lives.merging import merge_members
from headless.services.members import assets
from headless.services.members.members import create_member, update_member
from headless.services.members.tags import assign_tag
from headless.services.webhooks.endpoints import save_endpoint
from headless.services.worker.worker import work_once
from tests.services.intake.closing import id_of
from tests.services.shop import Shop

CANARY = "Canarybird"
ANN = Lookup("number", "1001")
BEN = Lookup("number", "1002")
PROFILE: dict[str, Any] = {
    "number": "1001", "externalId": "x-canarybird", "name": f"Ann {CANARY}", "phone": "+44 20 7946 0958",
    "email": "Ann@canarybird.example", "gender": "F", "birthday": date(1990, 5, 1).toordinal(), "source": f"friend {CANARY}",
    "attributes": {"nickname": CANARY, "notes": [f"{CANARY} likes tea"]},
    "identities": [{"system": "wechat", "id": f"o{CANARY}"}],
}  # fmt: skip
"""Each text holds the canary, the phone apart."""


async def places(shop: Shop) -> list[str]:
    """The columns in which the name, the phone or the e-mail address stands."""
    found = set()
    async with shop.kernel.db.read() as session:
        for table in (*TABLES, "club_seat"):
            for row in await session.fetch(f"SELECT * FROM {table}"):
                for column in row.keys():  # noqa: SIM118 - a row is no mapping
                    text = str(row[column]).casefold()
                    if CANARY.casefold() in text or "79460958" in text or "1990-05-01" in text:
                        found.add(f"{table}.{column}")
    return sorted(found)


async def send(shop: Shop, type_: str, member: Lookup, data: Any, key: str) -> str:
    [recorded] = await record_events(shop.kernel, shop.owner, [EventInput(type_, data, member, "shop", key)])
    return recorded.outcome if recorded.problem is None else f"{recorded.outcome} {recorded.problem.message}"


async def plant(shop: Shop) -> str:
    """A life that leaves the name wherever it can. Return the member's id."""
    kernel, owner = shop.kernel, shop.owner
    for fields in (PROFILE, {"number": "1002", "name": "Ben"}):
        created = await create_member(kernel, owner, fields, f"join-{fields['number']}")
        assert created.problem is None, created.problem
    told = {"url": "https://hooks.example", "topics": ["*"]}
    assert None is (await save_endpoint(kernel, owner, told, lambda query: None)).saved.problem
    member = await id_of(shop, ANN)
    renamed = await update_member(
        kernel, owner, ANN, {"name": f"{CANARY} the Second", "attributes": PROFILE["attributes"]}
    )
    assert renamed.problem is None, renamed.problem
    await shop.order(ANN, "100", "o1")
    said = {"about": {"number": "1002"}, "words": f"I am {CANARY}"}
    by_ben = {"about": {"email": "ann@canarybird.example"}, "words": "she is nice"}
    outcomes = [
        await send(shop, "gossip.heard", ANN, said, "h1"),
        await send(shop, "gossip.heard", BEN, by_ben, "h2"),
        await send(shop, "gossip.asked", ANN, {}, "a1"),
        await send(shop, "login", ANN, {}, "l1"),
        await send(shop, "checkin", ANN, {}, "c1"),
        await send(shop, "referral.joined", BEN, {"referred": {"phone": "+44 20 7946 0958"}}, "r1"),
        await send(shop, "review.posted", ANN, {"orderId": "o1", "text": f"{CANARY} was here"}, "v1"),
    ]
    assert ["RECORDED", "RECORDED", f"REFUSED not for {CANARY}", *["RECORDED"] * 4] == outcomes
    held = await assets.hold(kernel, owner, ANN, kind="points", amount=Decimal(5), reason=f"for {CANARY}", key="hold")
    granted = await assets.grant(
        kernel, owner, ANN, kind="points", amount=Decimal(5), reason=f"{CANARY}'s day", key="g1"
    )
    assert (None, None) == (held.problem, granted.problem)
    tagged = await assign_tag(kernel, owner, ANN, "named", f"{CANARY} asked")
    assert tagged.problem is None, tagged.problem
    async with kernel.db.transaction() as session:
        seat = {"merchant_id": owner.merchant_id, "member_id": member, "seat": CANARY, "id": member}
        await insert_row(session, "club_seat", seat)
    return member


@pytest.mark.parametrize("worked", [False, True], ids=["while messages wait", "after they were delivered"])
async def test_no_trace_of_an_erased_member_is_left(
    talkative: Shop, capfd: pytest.CaptureFixture[str], worked: bool
) -> None:
    shop = talkative
    member = await plant(shop)
    if worked:
        await work_once(shop.kernel)
    before = await places(shop)
    for place in (
        "member.name", "member.attributes", "member_identity.value", "event_personal.fields", "decision.document",
        "standing.clause", "rule_state.document", "entry.reason", "hold.reason", "member_tag.reason", "outbox.document",
        "club_seat.seat", "event.data", "plugin_health.error",
    ):  # fmt: skip
        assert place in before, place
    told = {f"{table}.{column}" for table, parts in PERSONAL.items() for kept in parts for column in kept.columns}
    assert set(before) - {"club_seat.seat"} <= told, "name the column on the page of personal data"

    erased = await erase_member(shop.kernel, shop.owner, Lookup("id", member))
    assert erased.problem is None, erased.problem
    await work_once(shop.kernel)

    assert [] == await places(shop)
    assert [] == await shop.drifts()
    logged = capfd.readouterr()
    assert CANARY.casefold() not in (logged.out + logged.err).casefold()


@pytest.mark.parametrize("worked", [False, True], ids=["while messages wait", "after they were delivered"])
@pytest.mark.parametrize("survives", [False, True], ids=["into another", "another into it"])
async def test_no_trace_of_a_member_who_was_merged_is_left(
    talkative: Shop, capfd: pytest.CaptureFixture[str], worked: bool, survives: bool
) -> None:
    """Both are erased, by any of their names. What one of them had said of the other goes, too."""
    shop = talkative
    member = Lookup("id", await plant(shop))
    other = {"number": "1003", "name": "Someone Else", "phone": "+44 20 7946 0111", "email": "else@x.org"}
    assert (await create_member(shop.kernel, shop.owner, other, "join-1003")).problem is None
    else_, before = Lookup("number", "1003"), await places(shop)
    both = (else_, member) if survives else (member, else_)
    merged = await merge_members(shop.kernel, shop.owner, *both, "merge")
    assert merged.problem is None, merged.problem
    assert set(before) <= set(await places(shop)) | {"rule_state.document"}
    exported = await export_member(shop.kernel, shop.owner, else_)
    assert CANARY in json.dumps(exported["tables"])
    assert {"seats": [CANARY]} in (
        exported["plugins"]["club"],
        *(kept["club"] for kept in exported["mergedPlugins"].values()),
    )
    said = {"about": {"number": "1002"}, "words": f"still {CANARY}"}
    assert "RECORDED" == await send(shop, "gossip.heard", else_, said, "h3")
    if worked:
        await work_once(shop.kernel)

    erased = await erase_member(shop.kernel, shop.owner, else_)
    assert erased.problem is None, erased.problem
    await work_once(shop.kernel)

    assert [] == await places(shop)
    assert [] == await shop.drifts()
    logged = capfd.readouterr()
    assert CANARY.casefold() not in (logged.out + logged.err).casefold()
    again = await create_member(shop.kernel, shop.owner, PROFILE, "back")
    assert again.problem is None, again.problem


async def test_all_that_is_erased_was_exported_before(talkative: Shop) -> None:
    """Every table in which the name stands gives it out, and so does the plugin."""
    shop = talkative
    member = await plant(shop)

    exported = await export_member(shop.kernel, shop.owner, Lookup("id", member))

    text = json.dumps(exported, ensure_ascii=False)
    own = {place.partition(".")[0] for place in await places(shop)} - {"outbox", "plugin_health", "club_seat"}
    holding = {
        table for table, rows in exported["tables"].items() if CANARY in json.dumps(rows) or "7946" in json.dumps(rows)
    }
    assert {"".join([name.split("_")[0], *(part.title() for part in name.split("_")[1:])]) for name in own} <= holding
    assert {"seats": [CANARY]} == exported["plugins"]["club"]
    assert "1990-05-01" in text
    (account,) = exported["tables"]["account"]
    assert ("points", "106", "5") == (account["kindId"], account["balance"], account["held"])
    assert 1 == len(exported["referredBy"])
    await erase_member(shop.kernel, shop.owner, Lookup("id", member))
    after = json.dumps(await export_member(shop.kernel, shop.owner, Lookup("id", member)))
    assert CANARY.casefold() not in after.replace(f'"seats": ["{CANARY}"]', "").casefold()

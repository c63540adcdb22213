"""What is on its way while a member is erased, and texts by which the member could be known."""

import json
from decimal import Decimal
from typing import Any

import pytest

from headless.models.tables.plugin_tables import insert_row
from headless.services.kernel.lookups import Lookup
from headless.services.lives.blanking import BLANK
from headless.services.lives.erasing import erase_member
from headless.services.lives.exporting import export_member
from headless.services.members import assets
from headless.services.plugin_runs import actions, observers, outbox
from headless.services.worker.worker import work_once
from tests.services.intake.closing import id_of
from tests.services.lives.test_canary import ANN, BEN, CANARY, PROFILE, places, send
from tests.services.shop import Shop


async def two(shop: Shop) -> tuple[Lookup, Lookup]:
    """Ann, of whom all texts hold the canary, and Ben, by their ids."""
    await shop.member("1001", **{name: value for name, value in PROFILE.items() if name != "number"})
    await shop.member("1002", attributes={"nickname": "Benny"})
    return Lookup("id", await id_of(shop, ANN)), Lookup("id", await id_of(shop, BEN))


async def test_an_export_has_what_is_on_its_way_to_the_member_and_not_from_whom(talkative: Shop) -> None:
    await two(talkative)
    await send(talkative, "gossip.heard", ANN, {"about": {"number": "1002"}}, "h1")
    await send(talkative, "gossip.heard", BEN, {"about": {"number": "1001"}}, "h2")

    exported = await export_member(talkative.kernel, talkative.owner, BEN)

    (waiting,) = exported["onTheirWay"]
    assert {"words": CANARY, "aside": f"{CANARY} told me"} == waiting["data"]
    assert ("gossip.told", {"type", "data", "occurredAt"}) == (waiting["type"], set(waiting))
    await work_once(talkative.kernel)
    exported = await export_member(talkative.kernel, talkative.owner, BEN)
    assert [] == exported["onTheirWay"]
    assert CANARY in json.dumps(exported["tables"]["event"])


@pytest.mark.parametrize("teller", [ANN, BEN], ids=["from the member", "to the member"])
@pytest.mark.parametrize("before", [True, False], ids=["before it is recorded", "before it is noted"])
async def test_an_erasing_while_an_event_is_delivered_leaves_no_trace(
    talkative: Shop, monkeypatch: pytest.MonkeyPatch, teller: Lookup, before: bool
) -> None:
    shop = talkative
    ann, ben = await two(shop)
    about = {"id": (ben if teller is ANN else ann).value}
    await send(shop, "gossip.heard", teller, {"about": about, "words": CANARY if teller is ANN else "x"}, "h1")
    record = outbox.record_events

    async def erase_meanwhile(*args: Any, **more: Any) -> Any:
        if before:
            await erase(shop, ann)
        recorded = await record(*args, **more)
        if not before:
            await erase(shop, ann)
        return recorded

    monkeypatch.setattr(outbox, "record_events", erase_meanwhile)
    await work_once(shop.kernel)

    assert ([], []) == (await places(shop), await shop.drifts())


async def erase(shop: Shop, member: Lookup) -> None:
    erased = await erase_member(shop.kernel, shop.owner, member)
    assert erased.problem is None, erased.problem


async def test_a_plugin_that_hears_of_a_member_while_it_is_erased_is_asked_once_more(
    talkative: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = talkative
    ann, _ = await two(shop)
    # so that the plugin hears of one event alone
    await work_once(shop.kernel)
    hear = observers.within

    async def erase_meanwhile(*args: Any, **more: Any) -> Any:
        monkeypatch.setattr(observers, "within", hear)
        await erase(shop, ann)
        await work_once(shop.kernel)
        async with shop.kernel.db.transaction() as session:
            seat = {"merchant_id": shop.owner.merchant_id, "member_id": ann.value, "seat": CANARY, "id": ann.value}
            await insert_row(session, "club_seat", seat)
        return await hear(*args, **more)

    await shop.send("club.visited", ann, {"seat": "A1"})
    monkeypatch.setattr(observers, "within", erase_meanwhile)
    await work_once(shop.kernel)
    await work_once(shop.kernel)

    assert [] == await places(shop)


async def test_an_action_that_ends_after_the_erasing_leaves_no_trace(
    talkative: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = talkative
    ann, _ = await two(shop)
    run = actions.within

    async def erase_meanwhile(*args: Any, **more: Any) -> Any:
        result = await run(*args, **more)
        await erase(shop, ann)
        return result

    monkeypatch.setattr(actions, "within", erase_meanwhile)
    done = await actions.run_action(shop.kernel, shop.owner, "club", "choose", ann, {"seat": CANARY}, "a1")

    assert (None, CANARY) == (done.problem, done.result["seat"])
    await work_once(shop.kernel)
    assert [] == await places(shop)


async def test_no_action_is_run_for_an_erased_member(talkative: Shop) -> None:
    ann, _ = await two(talkative)
    await erase(talkative, ann)

    done = await actions.run_action(talkative.kernel, talkative.owner, "club", "choose", ann, {"seat": CANARY}, "a1")

    assert done.problem is not None
    assert ("MEMBER_ERASED", []) == (done.problem.code, await places(talkative))


@pytest.mark.parametrize(
    ("known", "text", "blanked"),
    [
        ({"number": "1001"}, "1001 points on 2026-10-01", False),
        ({"number": "88001001"}, "card 88001001.", True),
        ({"number": "88001001"}, "order 880010011", False),
        ({"externalId": "crm-77ab"}, "see CRM-77AB", True),
        ({"externalId": "gold"}, "gold is what glitters", False),
        ({"externalId": "crm-77ab"}, "会员crm-77ab的订单", True),
        ({"phone": "+44 20 7946 0958"}, "call +442079460958", True),
        ({"phone": "+44 20 7946 0958"}, "call 442079460958", True),
        ({"attributes": {"year": "2026"}}, "since 2026-06-01", False),
        ({"attributes": {"pet": "Rex the dog"}}, "rex the dog barks", True),
        ({"name": "王芳"}, "给王芳的礼物", True),
    ],
)
async def test_a_text_is_looked_for_as_far_as_it_can_be_told_from_others(
    shop: Shop, known: dict[str, Any], text: str, blanked: bool
) -> None:
    member = await shop.member(**{"number": "m1", **known})
    granted = await assets.grant(
        shop.kernel, shop.owner, member, kind="points", amount=Decimal(1), reason=text, key="g"
    )
    assert granted.problem is None

    await erase(shop, member)

    async with shop.kernel.db.read() as session:
        reason = await session.fetch_value("SELECT reason FROM entry")
    assert blanked == (BLANK in reason), reason
    assert blanked or reason == text

"""For closed and erased members nothing settles by any road but linked refunds, and the clock work of the ledger."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from headless.ids import Prefix, encode
from headless.plugins.contract.integrations import Outcome
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.configuration.tag_kinds import save_tag
from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.importing.balances import import_balances
from headless.services.importing.orders.orders import import_orders
from headless.services.importing.standings import import_standings
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Performed
from headless.services.members import assets
from headless.services.members.benefits import use_benefit
from headless.services.members.coupons import Codes, issue_coupons, revoke_coupon
from headless.services.members.tags import assign_tag, remove_tag
from headless.services.plugin_runs.integrations import Doing
from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from headless.web.cloud_events import read_event
from tests.services.intake.closing import CLOSED, close, coupon_of, failed, id_of, mates, outstanding, registry
from tests.services.intake.mates import FAILING, thanks
from tests.services.shop import Shop, instant

__all__ = ["mates", "registry"]


# ── what is sent


async def by_cloud_event(shop: Shop, member: str) -> str:
    sent = {"specversion": "1.0", "id": "c1", "source": "app", "type": "login", "subject": f"id:{member}", "data": {}}
    return (await record_events(shop.kernel, shop.owner, [read_event(shop.owner, sent)]))[0].outcome


async def by_input(shop: Shop, member: str) -> str:
    given = EventInput("login", {}, Lookup("id", member), "app", "g1")
    return (await record_events(shop.kernel, shop.owner, [given]))[0].outcome


async def by_simulation(shop: Shop, member: str) -> str:
    given = EventInput("login", {}, Lookup("id", member), "app", "g1")
    return (await record_events(shop.kernel, shop.owner, [given], simulate=True))[0].outcome


async def by_plugin(shop: Shop, member: str) -> str:
    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.owner.merchant_id)
    outcomes: list[Outcome] = await Doing(shop.kernel, merchant, "mates").record([thanks(member, "p1")])
    return outcomes[0].status


@pytest.mark.parametrize("status", CLOSED)
@pytest.mark.parametrize("road", [by_cloud_event, by_input, by_simulation, by_plugin])
async def test_what_is_sent_for_a_closed_member_is_refused(
    mates: Shop, road: Callable[[Shop, str], Awaitable[str]], status: str
) -> None:
    ben = await mates.member("2")
    ben = await close(mates, ben, status)

    outcome = await road(mates, await id_of(mates, ben))

    assert ("INVALID", "0", []) == (outcome, await mates.balance(ben), await failed(mates))


@pytest.mark.parametrize("status", CLOSED)
async def test_no_mutation_moves_what_a_closed_member_has(mates: Shop, status: str) -> None:
    ben = await mates.member("2")
    kernel, owner = mates.kernel, mates.owner
    await mates.order(ben, "100", "o1")
    granted = await mates.grant(ben, "points", "10")
    one = Decimal(1)
    held = await assets.hold(kernel, owner, ben, kind="points", amount=one, reason="till", key="h1")
    await issue_coupons(kernel, owner, ben, Codes("ten", 1, None, "c1"))
    await assign_tag(kernel, owner, ben, "vip")
    ben = await close(mates, ben, status)
    hold, entry = encode(Prefix.HOLD, held.hold_id or 0), encode(Prefix.ENTRY, granted.entry_id or 0)
    coupon = await coupon_of(mates)

    mutations: list[Awaitable[Any]] = [
        mates.grant(ben, "points", "1"),
        mates.spend(ben, "points", "1"),
        assets.hold(kernel, owner, ben, kind="points", amount=one, reason="till", key="h2"),
        assets.capture(kernel, owner, hold, one, "h3"),
        assets.release(kernel, owner, hold, one, "h4"),
        assets.reverse(kernel, owner, entry, None, "mistake", "h5"),
        assign_tag(kernel, owner, ben, "vip", "again"),
        remove_tag(kernel, owner, ben, "vip"),
        issue_coupons(kernel, owner, ben, Codes("ten", 1, None, "c2")),
        revoke_coupon(kernel, owner, coupon, "mistake", "c3"),
        use_benefit(kernel, owner, ben, "lounge", "b1"),
    ]
    done = [await mutation for mutation in mutations]

    assert [f"MEMBER_{status}"] * len(mutations) == [answer.problem and answer.problem.code for answer in done]
    assert ("110", []) == (await mates.balance(ben), await mates.drifts())


# ── what is imported


async def by_balances(shop: Shop, folder: Path) -> Any:
    file = folder / "file.csv"
    file.write_text("who,what,left\n2,points,50\n1,points,50\n")
    columns = {"member": "who", "asset": "what", "amount": "left"}
    return await import_balances(shop.kernel, "tea", file, columns, member_by="number")


async def by_standings(shop: Shop, folder: Path) -> Any:
    file = folder / "file.csv"
    file.write_text("who,level\n2,plus\n1,plus\n")
    columns = {"member": "who", "tier": "level"}
    return await import_standings(shop.kernel, "tea", file, columns, track="club", member_by="number")


async def by_orders(shop: Shop, folder: Path) -> Any:
    file = folder / "file.csv"
    names = ("order", "member", "time", "sku", "quantity", "price")
    line = "2026-05-01T10:00:00,tea,1,50.00"
    file.write_text(f"{','.join(names)}\no2,2,{line}\no1,1,{line}\n")
    return await import_orders(shop.kernel, "tea", file, {name: name for name in names}, member_by="number")


@pytest.mark.parametrize("status", CLOSED)
@pytest.mark.parametrize("road", [by_balances, by_standings, by_orders])
async def test_lines_of_a_closed_member_are_rejected_and_the_others_imported(
    mates: Shop, tmp_path: Path, road: Callable[[Shop, Path], Awaitable[Any]], status: str
) -> None:
    ann, ben = await mates.member("1"), await mates.member("2")
    ben = await close(mates, ben, status)

    report = await road(mates, tmp_path)

    assert 1 == sum(report.rejected.values())
    state = await mates.state(ben)
    assert ("0", None) == (await mates.balance(ben), state.tier_code("club"))
    assert ("50", "plus")[road is by_standings] in (
        await mates.balance(ann), (await mates.state(ann)).tier_code("club"),
    )  # fmt: skip
    assert [] == await mates.drifts()


async def test_an_order_that_is_imported_makes_a_waiting_refund_fail_as_well(mates: Shop, tmp_path: Path) -> None:
    await mates.member("2")
    ann = await mates.member("1")
    await mates.refund(ann, "50.01", "o1")

    await by_orders(mates, tmp_path)

    assert [("order.refunded", "REFUND_TOO_LARGE", None)] == await failed(mates)
    assert ("50", (0, 1), []) == (await mates.balance(ann), await outstanding(mates), await mates.drifts())


# ── what the system does itself


@pytest.mark.parametrize("status", CLOSED)
async def test_a_job_passes_closed_members_by(mates: Shop, status: str) -> None:
    ann, ben = await mates.member("1"), await mates.member("2")
    for member in (ann, ben):
        await mates.order(member, "100")
    ben = await close(mates, ben, status)

    await work_once(mates.kernel)
    mates.clock.set(instant("2026-06-02T12:00"))
    await work_once(mates.kernel)

    assert ("105", "100") == (await mates.balance(ann), await mates.balance(ben))
    assert ([], []) == (await failed(mates), await mates.drifts())


@pytest.mark.parametrize("status", CLOSED)
async def test_a_ranking_leaves_closed_members_where_they_are(mates: Shop, status: str) -> None:
    tiers = [{"code": "best", "name": "Best", "rank": 1}]
    track = {"code": "top", "name": "Top", "kind": "EARNED", "tiers": tiers, "rule": "mates.best"}
    saved = await save_tier_track(mates.kernel, mates.owner, track)
    assert saved.problem is None, saved.problem
    ann, ben = await mates.member("1"), await mates.member("2")
    ben = await close(mates, ben, status)

    for day in ("2", "3"):
        mates.clock.set(instant(f"2026-06-0{day}T12:00"))
        await work_once(mates.kernel)

    assert ("best", None) == ((await mates.state(ann)).tier_code("top"), (await mates.state(ben)).tier_code("top"))
    assert ([], []) == (await failed(mates), await mates.drifts())


@pytest.mark.parametrize("status", CLOSED)
async def test_a_retry_gives_a_closed_member_nothing(mates: Shop, status: str) -> None:
    FAILING["late"] = True
    ann, ben = await mates.member("1"), await mates.member("2")
    for member in (ann, ben):
        await mates.send("login", member, {})
    FAILING["late"] = False
    ben = await close(mates, ben, status)

    for hour in range(13, 23):
        mates.clock.set(instant(f"2026-06-01T{hour}:00"))
        await work_once(mates.kernel)

    assert ("7", "0") == (await mates.balance(ann), await mates.balance(ben))
    assert [] == [str(drift) for drift in await verify(mates.kernel)]


@pytest.mark.parametrize("status", CLOSED)
async def test_what_expires_gives_a_closed_member_nothing(mates: Shop, status: str) -> None:
    kind = {"code": "points", "name": "Points", "expiry": {"after": "10d"}, "expectedVersion": 1}
    saved = await save_asset_kind(mates.kernel, mates.owner, kind)
    assert saved.problem is None, saved.problem
    ann, ben = await mates.member("1"), await mates.member("2")
    for member in (ann, ben):
        await mates.order(member, "100")
    ben = await close(mates, ben, status)

    await mates.pass_time("2026-06-15T12:00")

    state = await mates.state(ben)
    account = state.account(state.program.kinds["points"].id)
    assert (0, 100, 100) == (account.balance, account.earned, account.expired)
    assert ("3", []) == (await mates.balance(ann), await mates.drifts())


@pytest.mark.parametrize("status", CLOSED)
async def test_tiers_and_tags_of_closed_members_stay_as_they_were(mates: Shop, status: str) -> None:
    aged = {"test": {"metric": "days_since_join", "op": "GTE", "value": 5}}
    ann, ben = await mates.member("1"), await mates.member("2")
    ben = await close(mates, ben, status)
    await mates.ladder({"code": "old", "name": "Old", "rank": 1, "condition": aged})
    saved = await save_tag(mates.kernel, mates.owner, {"code": "aged", "name": "Aged", "condition": aged})
    assert saved.problem is None, saved.problem

    await mates.pass_time("2026-06-15T12:00")
    await work_once(mates.kernel)

    states = [await mates.state(member) for member in (ann, ben)]
    assert [("old", {"aged"}), (None, set())] == [(state.tier_code("main"), set(state.tag_codes)) for state in states]
    assert ("0", []) == (await mates.balance(ben), await mates.drifts())


# ── what is taken


@pytest.mark.parametrize("status", CLOSED)
async def test_a_linked_refund_of_a_closed_member_needs_no_member_and_emits_nothing(mates: Shop, status: str) -> None:
    ben = await mates.member("2")
    await mates.order(ben, "100", "o1")
    ben = await close(mates, ben, status)
    data = {"refundId": "r1", "orderId": "o1", "amount": "40"}

    given = EventInput("order.refunded", data, None, "app", "r1")
    [recorded] = await record_events(mates.kernel, mates.owner, [given])

    assert ("RECORDED", "60") == (recorded.outcome, await mates.balance(ben))
    assert [("mates.thanked", f"MEMBER_{status}", recorded.event_id)] == await failed(mates)
    assert [] == await mates.drifts()


async def test_a_hold_of_a_closed_member_times_out(mates: Shop) -> None:
    ben = await mates.member("2")
    await mates.order(ben, "100", "o1")
    held: Performed = await assets.hold(
        mates.kernel, mates.owner, ben, kind="points", amount=Decimal(30), reason="till", key="h1"
    )
    assert held.problem is None
    await close(mates, ben)

    await mates.pass_time("2026-07-01T12:00")

    state = await mates.state(ben)
    assert (0, 100, []) == (
        state.account(state.program.kinds["points"].id).held, state.account(state.program.kinds["points"].id).balance,
        await mates.drifts(),
    )  # fmt: skip

"""Gifts by rules, on both databases: both members in one transaction, and what is decided again comes to the same end."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from headless.ids import Prefix, encode
from headless.plugins.loading.registry import Registry
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.explaining.explanations import verdicts_of
from headless.services.intake.acceptance import Request
from headless.services.intake.events import EventInput, record_events, record_together
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Recorded
from headless.services.lives.erasing import erase_member
from headless.services.lives.merging import merge_members
from headless.services.members.members import update_member
from headless.services.plugin_admin.plugins import enable_plugin
from headless.services.plugin_runs.retries import run_retries
from tests.golden.gifts import GIFTS, POINTS
from tests.services.backtesting.trying import tried
from tests.services.shop import Shop, instant


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"gifts": GIFTS})


@pytest.fixture
async def gifts(shop: Shop) -> Shop:
    """A shop whose members may give points."""
    await save(shop)
    enabled = await enable_plugin(shop.kernel, shop.owner, "gifts")
    assert enabled.problem is None, enabled.problem
    return shop


async def save(shop: Shop, **kind: Any) -> None:
    saved = await save_asset_kind(shop.kernel, shop.owner, {**POINTS, **kind})
    assert saved.problem is None, saved.problem


async def people(shop: Shop, *names: str, points: str = "100") -> list[Lookup]:
    members = [await shop.member(name) for name in names]
    for member in members:
        await shop.grant(member, "points", points)
    return members


def gift(name: str, to: Lookup, amount: str = "10") -> dict[str, Any]:
    return {"gift": name, "friend": {to.kind: to.value}, "amount": amount}


async def balances(shop: Shop, *members: Lookup) -> list[str]:
    return [await shop.balance(member) for member in members]


def reason(recorded: Recorded) -> str:
    return str(next(line["s"] for line in recorded.document if "s" in line))


async def test_both_members_settle_in_one_transaction(gifts: Shop) -> None:
    ann, ben = await people(gifts, "ann", "ben")

    sent = await gifts.send("gift.sent", ann, gift("g1", ben, "30"))

    assert sent.outcome == "RECORDED"
    assert await balances(gifts, ann, ben) == ["70", "130"]
    assert await gifts.drifts() == []


async def test_a_rule_that_did_not_ask_for_the_other_member_has_the_transaction_begun_again(gifts: Shop) -> None:
    ann, ben = await people(gifts, "ann", "ben")

    await gifts.send("gift.doubled", ben, gift("g1", ann, "30"))

    assert await balances(gifts, ann, ben) == ["131", "69"]
    assert await gifts.drifts() == []


async def test_what_the_rule_saw_is_what_it_sees_when_it_is_decided_again(gifts: Shop) -> None:
    ann, ben, cat = await people(gifts, "ann", "ben", "cat")
    await gifts.grant(ben, "points", "450")

    rich = await gifts.send("gift.sent", ann, gift("g1", ben))
    await gifts.spend(ben, "points", "450")
    poor = await gifts.send("gift.sent", ann, gift("g2", ben))
    await gifts.send("gift.sent", ben, gift("g3", cat))

    assert (reason(rich), poor.document[0]["e"][0]["amount"]) == ("ACTIVE [] {} 550", "10")
    assert await balances(gifts, ann, ben, cat) == ["90", "100", "110"]
    assert await gifts.drifts() == []


async def test_an_event_that_is_tried_shows_both(gifts: Shop) -> None:
    ann, ben = await people(gifts, "ann", "ben")

    for type_ in ("gift.sent", "gift.doubled"):
        given = EventInput(type_, gift("g1", ben), ann, "shop", type_)
        (tried,) = await record_events(gifts.kernel, gifts.owner, [given], simulate=True)
        assert tried.outcome == "SIMULATED"
        assert tried.document[0]["e"][0]["effect"] == "Transfer"

    assert await balances(gifts, ann, ben) == ["100", "100"]


async def test_gifts_in_one_batch_follow_one_another(gifts: Shop) -> None:
    ann, ben, cat = [await gifts.member(name) for name in ("ann", "ben", "cat")]
    await gifts.grant(ann, "points", "10")
    chain = [(ann, ben, "g1"), (ben, cat, "g2"), (cat, ann, "g3"), (ann, cat, "g4")]
    inputs = [EventInput("gift.asked", gift(name, to), by, "shop", name) for by, to, name in chain]

    (answers,) = await record_together(gifts.kernel, [Request(gifts.owner, inputs)])

    assert [answer.outcome for answer in answers] == ["RECORDED"] * 4
    assert await balances(gifts, ann, ben, cat) == ["0", "0", "10"]
    assert await gifts.drifts() == []


@pytest.mark.parametrize(("clawback", "left"), [("DEBT", ["100", "-20"]), ("FORGIVE", ["80", "0"])])
async def test_a_refund_takes_back_what_is_left(gifts: Shop, clawback: str, left: list[str]) -> None:
    await save(gifts, clawback=clawback)
    (ann,) = await people(gifts, "ann")
    ben = await gifts.member("ben")
    await gifts.send("gift.sent", ann, gift("g1", ben, "40"))
    await gifts.spend(ben, "points", "20")

    half = await gifts.send("gift.returned", ann, {"gift": "g1", "amount": "20"})
    assert await balances(gifts, ann, ben) == ["80", "0"]
    await gifts.send("gift.returned", ann, {"gift": "g1", "amount": "20"})

    assert half.outcome == "RECORDED"
    assert await balances(gifts, ann, ben) == left
    assert await gifts.drifts() == []


async def test_what_is_undone_comes_back(gifts: Shop) -> None:
    ann, ben = await people(gifts, "ann", "ben")
    sent = await gifts.send("gift.doubled", ann, gift("g1", ben, "30"))
    event = encode(Prefix.EVENT, sent.event_id or 0)

    await gifts.send("gift.doubled", ann, {**gift("g2", ben), "unwanted": event})

    assert await balances(gifts, ann, ben) == ["100", "100"]
    assert await gifts.drifts() == []


async def test_nothing_goes_to_who_is_closed_and_that_is_said(gifts: Shop) -> None:
    ann, ben = await people(gifts, "ann", "ben")
    await update_member(gifts.kernel, gifts.owner, ben, {"status": "CLOSED"})

    fact = await gifts.send("gift.sent", ann, gift("g1", ben))
    asked = await gifts.send("gift.asked", ann, gift("g2", ben))

    assert "closed" in reason(fact)
    assert (asked.outcome, asked.problem and asked.problem.code) == ("INVALID", "MEMBER_CLOSED")
    assert await balances(gifts, ann, ben) == ["100", "100"]
    assert await gifts.drifts() == []


async def test_a_friend_who_was_merged_is_the_survivor(gifts: Shop) -> None:
    ann, ben, cat = await people(gifts, "ann", "ben", "cat")
    await gifts.send("gift.sent", ann, gift("g1", ben, "30"))
    merged = await merge_members(gifts.kernel, gifts.owner, ben, cat, None)
    assert merged.problem is None, merged.problem

    await gifts.send("gift.sent", ann, gift("g2", ben, "5"))
    await gifts.send("gift.returned", ann, {"gift": "g1", "amount": "30"})

    assert await balances(gifts, ann, cat) == ["95", "205"]
    assert await gifts.drifts() == []


async def test_a_friend_who_was_erased_keeps_what_there_is_and_the_gift_is_decided_the_same(gifts: Shop) -> None:
    ann, ben = await people(gifts, "ann", "ben")
    await gifts.send("gift.sent", ann, gift("g1", ben, "30"))
    await erase_member(gifts.kernel, gifts.owner, ben)

    back = await gifts.send("gift.returned", ann, {"gift": "g1", "amount": "30"})

    assert (back.outcome, await gifts.balance(ann)) == ("RECORDED", "70")
    assert await gifts.drifts() == []


async def test_fifty_gifts_around_a_ring_conserve_the_sum_and_never_wait_for_one_another(gifts: Shop) -> None:
    ring = await people(gifts, *(f"m{number}" for number in range(10)), points="20")

    async def give(number: int) -> Recorded:
        type_, step = ("gift.sent", 1) if number % 2 else ("gift.doubled", 3)
        by, to = ring[number % 10], ring[(number + step) % 10]
        given = EventInput(type_, gift(f"g{number}", to, "7"), by, "shop", f"g{number}")
        (recorded,) = (await record_together(gifts.kernel, [Request(gifts.owner, [given])]))[0]
        return recorded

    answers = await asyncio.gather(*(give(number) for number in range(50)))

    assert {answer.outcome for answer in answers} == {"RECORDED"}
    assert sum(int(balance) for balance in await balances(gifts, *ring)) == 200
    assert await gifts.drifts() == []


async def test_tokens_of_members_and_partners_read_no_words_that_may_tell_of_the_friend(gifts: Shop) -> None:
    ann, ben = await people(gifts, "ann", "ben")
    await gifts.grant(ben, "points", "500")
    skipped = await gifts.send("gift.sent", ann, gift("g1", ben))
    await gifts.spend(ben, "points", "500")
    given = await gifts.send("gift.sent", ann, gift("g2", ben))
    events = [skipped.event_id or 0, given.event_id or 0]
    whole = gifts.owner
    partner, member = replace(whole, partner_id=7), replace(whole, member_id=skipped.member_id)

    async with gifts.kernel.db.read() as session:
        program = await gifts.kernel.programs.get(session, gifts.owner.merchant_id)
        told = {
            name: await verdicts_of(session, program, events, principal.has)
            for name, principal in (("shop", whole), ("partner", partner), ("member", member))
        }

    def words(name: str) -> list[str]:
        return [verdict.why("en") for event in events for verdict in told[name][event]]

    assert words("shop")[0] == "ACTIVE [] {} 600"
    assert "mem_" in words("shop")[1]
    for name in ("partner", "member"):
        assert "600" not in words(name)[0]
        assert words(name)[1] == "transferred 10 Points to another member"


@pytest.mark.parametrize(("richest", "changed"), [(5_000, 0), (5, 1)])
async def test_a_back_test_knows_the_friend_of_then(gifts: Shop, richest: int, changed: int) -> None:
    ann, ben = await people(gifts, "ann", "ben")
    await gifts.send("gift.sent", ann, gift("g1", ben, "30"))
    await gifts.spend(ben, "points", "130")

    view = await tried(gifts, {"rule": {"plugin": "gifts", "rule": "give", "settings": {"richest": richest}}})

    assert view.results is not None
    assert not view.results.get("failed")


async def test_what_the_clock_gives_to_another_member_is_given_when_it_is_tried_again(gifts: Shop) -> None:
    ann, ben = await people(gifts, "ann", "ben")
    await gifts.grant(ann, "points", "50", expires_at=instant("2026-06-05T00:00"))
    await gifts.send("gift.heir", ann, gift("g1", ben))

    await gifts.pass_time("2026-06-06T12:00")
    assert await balances(gifts, ann, ben) == ["100", "100"]
    gifts.clock.set(instant("2026-06-06T18:00"))
    async with gifts.kernel.db.read() as session:
        merchant = await gifts.kernel.programs.merchant(session, gifts.owner.merchant_id)
    assert await run_retries(gifts.kernel, merchant) == 1

    assert await balances(gifts, ann, ben) == ["97", "103"]
    assert await gifts.drifts() == []

"""What waits and what failed, from the command line."""

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest

from headless.config import Settings
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.opening import open_kernel
from headless.services.kernel.principals import system
from headless.services.members.members import create_member
from tests.cli.conftest import Command


def send(tmp_path: Path, *events: tuple[str, str, dict[str, str]], slug: str = "shop") -> None:
    """Record events of the member 4711: type, number, data."""

    async def work() -> None:
        async with open_kernel(Settings(database_url=f"sqlite:///{tmp_path}/shop.db", plugins=("builtin",))) as kernel:
            await _send(kernel, slug, events)

    asyncio.run(work())


async def _send(kernel: Kernel, slug: str, events: tuple[tuple[str, str, dict[str, str]], ...]) -> None:
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, slug)
    owner = system(merchant.id, merchant.slug)
    await create_member(kernel, owner, {"number": "4711"})
    member = Lookup("number", "4711")
    inputs = [EventInput(type_, data, member, "till", key) for type_, key, data in events]
    await record_events(kernel, owner, inputs)


REFUND = ("order.refunded", "r1", {"refundId": "r1", "orderId": "1001", "amount": "100.01"})
ORDER = ("order.paid", "p1", {"orderId": "1001", "total": "100.00"})


def test_what_waits_is_listed_with_what_it_waits_for_and_its_age(shop: Command, tmp_path: Path) -> None:
    send(tmp_path, REFUND)
    shop("clock", "2011-12-12T02:59:59Z", "--merchant", "shop")

    listed, for_programs = shop("events", "waiting", "-m", "shop"), shop("events", "waiting", "-m", "shop", "--json")

    assert (0, "1 events\n") == (listed.code, listed.err)
    title, _, row = listed.lines
    assert ["event", "type", "source", "externalId", "member", "waits", "for", "since", "age"] == title.split()
    assert row.split()[1:] == [
        "order.refunded",
        "till",
        "r1",
        "4711",
        "1001",
        "2011-12-09T23:59:59+00:00",
        "2",
        "d",
        "3",
        "h",
    ]
    document = for_programs.json
    assert ("order.refunded", "r1", "4711", "1001", 51 * 3600, None, None) == tuple(
        document[name] for name in ("type", "externalId", "memberNumber", "refers", "ageSeconds", "problem", "cause")
    )
    assert {"event", "source", "member", "since"} < document.keys()


def test_what_failed_is_listed_with_its_problem_until_it_is_sent_again(shop: Command, tmp_path: Path) -> None:
    send(tmp_path, REFUND, ORDER)
    send(tmp_path, REFUND)

    shop("clock", "2011-12-12T02:59:59Z", "--merchant", "shop")
    listed, for_programs = shop("events", "failed", "-m", "shop"), shop("events", "failed", "-m", "shop", "--json")
    waiting = shop("events", "waiting", "-m", "shop")
    send(tmp_path, (REFUND[0], REFUND[1], {**REFUND[2], "amount": "10"}))
    corrected = shop("events", "failed", "-m", "shop")

    assert (0, "1 events\n", "REFUND_TOO_LARGE") == (listed.code, listed.err, for_programs.json["problem"]["code"])
    assert "REFUND_TOO_LARGE" in listed.lines[2]
    assert ("", "0 events\n") == (waiting.out, waiting.err)
    assert ("", "0 events\n") == (corrected.out, corrected.err)


def test_verify_has_a_line_for_what_failed_which_is_not_a_drift(shop: Command, tmp_path: Path) -> None:
    send(tmp_path, REFUND, ORDER)

    verified, for_programs = shop("verify", "--replay"), shop("verify", "--json")

    assert (0, "no drift, 0 differences, 1 failed events\n") == (verified.code, verified.err)
    assert "failed: mem_" in verified.out
    assert "order.refunded r1 of till: REFUND_TOO_LARGE" in verified.out
    assert ("failed", "order.refunded", "r1") == tuple(
        for_programs.json[name] for name in ("type", "eventType", "externalId")
    )


def test_a_failed_event_without_its_problem_is_a_drift(shop: Command, tmp_path: Path) -> None:
    send(tmp_path, REFUND, ORDER)
    with sqlite3.connect(tmp_path / "shop.db") as connection:
        connection.execute("DELETE FROM event_problem")
    connection.close()

    verified = shop("verify")

    assert 1 == verified.code
    assert "event order.refunded r1 failed: expected a problem, found nothing" in verified.out


def test_without_a_merchant_those_of_all_are_listed(shop: Command, tmp_path: Path) -> None:
    shop("merchant", "create", "other", "--currency", "GBP", "--time-zone", "Europe/London")
    for slug in ("shop", "other"):
        send(tmp_path, REFUND, slug=slug)

    listed, for_programs = shop("events", "waiting"), shop("events", "waiting", "--json")

    assert (0, "2 events\n") == (listed.code, listed.err)
    assert "merchant" == listed.lines[0].split()[0]
    assert {"shop", "other"} == {json.loads(line)["merchant"] for line in for_programs.lines}


@pytest.mark.parametrize("command", ["waiting", "failed"])
def test_a_merchant_that_is_not_there_is_named(shop: Command, command: str) -> None:
    answer = shop("events", command, "--merchant", "nowhere")

    assert 2 == answer.code
    assert "nowhere" in answer.err


def test_what_rules_left_out_is_listed_after_the_events(shop: Command, tmp_path: Path) -> None:
    send(tmp_path, REFUND, ("login", "l1", {}), ("login", "l2", {}))
    columns = "merchant_id, event_id, rule_id, member_id, attempts, due_at, state, document"
    with sqlite3.connect(tmp_path / "shop.db") as connection:
        for key, state in (("l1", 0), ("l2", 2)):
            connection.execute(
                f"""INSERT INTO rule_retry ({columns}) SELECT merchant_id, id, 7, member_id, 1, 0, {state},
'{{"error": "ValueError"}}' FROM event WHERE external_id = '{key}'"""
            )
    connection.close()

    waiting, failed = shop("events", "waiting", "-m", "shop"), shop("events", "failed", "-m", "shop", "--json")
    verified, for_programs = shop("verify"), shop("verify", "--json")

    assert (0, "1 events, 1 effects of rules\n", 6) == (waiting.code, waiting.err, len(waiting.lines))
    assert {"l1", "WAITING", "ValueError"} < set(waiting.lines[-1].split())
    assert ("0 events, 1 effects of rules\n", "rule", "GIVEN_UP") == (
        failed.err, failed.json["kind"], failed.json["state"],
    )  # fmt: skip
    assert (0, "no drift, 1 effects of rules given up\n") == (verified.code, verified.err)
    assert "given up: mem_" in verified.out
    assert ("given_up", "login") == (for_programs.json["type"], for_programs.json["eventType"])

"""Merchants, tokens and clocks from the command line."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest

from headless.clock import SystemClock
from headless.config import Settings
from headless.errors import Denied
from headless.models.database.database import Database
from headless.plugins.loading.registry import Registry
from headless.services.configuration.tokens import authenticate
from headless.services.kernel.kernel import build_kernel
from headless.services.kernel.principals import Principal
from headless.services.kernel.scopes import SCOPES
from tests.cli.conftest import Command

MERCHANT = ("merchant", "create", "tea", "--currency", "GBP", "--time-zone", "Europe/London")


def bearer(secret: str) -> Principal:
    """Whom a secret stands for."""

    async def work() -> Principal:
        settings = Settings.from_environment(os.environ)
        async with Database.open(settings.database_url) as db:
            clock = SystemClock()
            return await authenticate(build_kernel(db, Registry.load(()), clock, settings, clock), secret)

    return asyncio.run(work())


def test_a_merchant_is_created_in_a_database_that_was_not_there(headless: Command) -> None:
    created = headless(*MERCHANT, "--name", "Tea House")

    assert (0, "tea\n") == (created.code, created.out)
    assert "headless token create --merchant tea --scope admin" in created.err
    listed = headless("merchant", "list", "--json").json
    assert [("tea", "Tea House", "GBP", False)] == [
        (each["slug"], each["name"], each["currency"], each["sandbox"]) for each in listed
    ]


def test_what_cannot_be_is_one_clear_line_and_wrong_use(headless: Command) -> None:
    headless(*MERCHANT)
    cases = {
        (*MERCHANT,): "there is a merchant 'tea' already",
        ("merchant", "create", "T!", *MERCHANT[3:]): "is not a slug",
        (*MERCHANT[:2], "b", "--currency", "pounds", *MERCHANT[5:]): "is not a currency",
        (*MERCHANT[:2], "b", *MERCHANT[3:5], "--time-zone", "Europe/Landon"): "is not a known time zone",
        (*MERCHANT[:2], "b", *MERCHANT[3:], "--clock", "2011-12-09T23:59:59Z"): "add --sandbox",
        (*MERCHANT[:2], "b", *MERCHANT[3:], "--sandbox", "--clock", "yesterday"): "'yesterday' is not a time",
        (*MERCHANT[:2], "b", *MERCHANT[3:], "--sandbox", "--clock", "2011-12-09T23:59:59"): "has no offset",
        ("token", "create", "--merchant", "coffee", "--scope", "admin"): "there is no merchant 'coffee'",
        ("token", "create", "--merchant", "tea", "--scope", "everything"): "there is no scope everything",
        ("clock", "--merchant", "tea", "2030-01-01T00:00:00Z"): "is not a sandbox",
        ("report", "liability", "--merchant", "coffee"): "there is no merchant 'coffee'",
        ("verify", "--merchant", "coffee"): "there is no merchant 'coffee'",
        ("explain", "member", "m1"): "there is no member 'm1'",
        ("explain", "event", "evt_0000000000000"): "there is no event",
        ("explain", "event", "e1"): "is not an id",
    }

    for arguments, message in cases.items():
        answer = headless(*arguments)

        assert (2, "") == (answer.code, answer.out), arguments
        assert message in answer.err, arguments
        assert answer.err.count("\n") == 1, answer.err


def test_wrong_options_are_wrong_use(headless: Command) -> None:
    assert 2 == headless("merchant", "create", "tea").code
    assert 2 == headless("nonsense").code


def test_a_token_is_printed_alone_and_works(shop: Command) -> None:
    admin = shop("token", "create", "--merchant", "shop", "--scope", "admin")
    narrow = shop(
        "token", "create", "--merchant", "shop", "--scope", "events:write", "--scope", "events:read", "--source", "pos",
        "--name", "till 3", "--expires", "2999-01-01T00:00:00Z",
    )  # fmt: skip

    assert [1, 1] == [len(admin.lines), len(narrow.lines)]
    assert frozenset(SCOPES) == bearer(admin.out.strip()).scopes
    till = bearer(narrow.out.strip())
    assert ("till 3", frozenset({"events:write", "events:read"}), ("pos",)) == (till.name, till.scopes, till.sources)


def listed(shop: Command, *more: str) -> list[dict[str, Any]]:
    documents: list[dict[str, Any]] = json.loads(shop("token", "list", "--merchant", "shop", "--json", *more).out)
    return documents


def test_tokens_are_listed_replaced_and_revoked(shop: Command) -> None:
    old = shop(
        "token", "create", "--merchant", "shop", "--scope", "events:write", "--event-type", "checkin", "--name", "till 3"
    ).out.strip()  # fmt: skip
    (token,) = listed(shop)
    new = shop("token", "rotate", token["id"], "--merchant", "shop", "--overlap", "60").out.strip()
    fresh, replaced = listed(shop)
    revoked = shop("token", "revoke", fresh["id"], "--merchant", "shop")

    assert ("till 3", ["events:write"], ["checkin"]) == (token["name"], token["scopes"], token["eventTypes"])
    assert old[-4:] == token["lastFour"]
    assert (fresh["id"], "till 3", new[-4:]) == (replaced["successor"], fresh["name"], fresh["lastFour"])
    assert (None, True) == (fresh["expiresAt"], replaced["expiresAt"] is not None)
    assert ("checkin",) == bearer(old).event_types
    assert (0, "") == (revoked.code, revoked.out)
    with pytest.raises(Denied):
        bearer(new)
    assert [replaced["id"]] == [one["id"] for one in listed(shop)]
    assert 2 == len(listed(shop, "--all"))
    assert replaced["id"] in shop("token", "list", "--merchant", "shop").out


def test_a_token_that_is_not_there_is_not_revoked(shop: Command) -> None:
    wrong = shop("token", "revoke", "tok_0000000000001", "--merchant", "shop")

    assert (2, "headless: there is no such token\n") == (wrong.code, wrong.err)
    assert 2 == shop("token", "rotate", "mem_0000000000001", "--merchant", "shop").code


def test_a_sandbox_clock_moves_forward_only(shop: Command) -> None:
    shown = shop("clock", "--merchant", "shop")
    moved = shop("clock", "--merchant", "shop", "2012-06-01T12:00:00Z")
    back = shop("clock", "--merchant", "shop", "2011-12-31T00:00:00Z")

    assert ["2011-12-09T23:59:59+00:00\n", "2012-06-01T13:00:00+01:00\n"] == [shown.out, moved.out]
    assert (2, "") == (back.code, back.out)
    assert "never goes back" in back.err
    assert moved.out == shop("clock", "-m", "shop").out


def test_events_of_guests_are_kept_for_as_long_as_the_operator_says(
    headless: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    headless(*MERCHANT)
    (tmp_path / "orders.csv").write_text("order,member,time,amount\n1,a1,2026-05-01,9.00\n2,a1,2026-05-02,9.00\n")
    maps = [part for name in ("order", "member", "time", "amount") for part in ("--map", f"{name}={name}")]
    into = ("import", "orders", f"{tmp_path}/orders.csv", "--merchant", "tea", *maps)
    without_key = headless("merchant", "claim-for", "tea")
    monkeypatch.setenv("HEADLESS_SECRET_KEY", "k" * 32)

    assert (2, True) == (without_key.code, "HEADLESS_SECRET_KEY" in without_key.err)
    for wrong in ("0", "9999d", "3m", "-1d"):
        assert 2 == headless("merchant", "claim-for", "tea", "--", wrong).code, wrong
    turned_on = headless("merchant", "claim-for", "tea")
    assert (0, "90d\n") == (turned_on.code, turned_on.out)
    assert "30d\n" == headless("merchant", "claim-for", "tea", "30").out
    assert ["30d"] == [merchant["claimFor"] for merchant in headless("merchant", "list", "--json").json]
    assert "orders and refunds kept until their members join: 2" in headless(*into).out
    waiting = headless("events", "waiting", "--merchant", "tea")
    assert "0 events, 2 events of guests\n" == waiting.err
    document = headless("events", "waiting", "--json").json
    assert ("guests", 2, "tea") == (document["kind"], document["events"], document["merchant"])

    assert 1 == headless("merchant", "claim-for", "tea", "off").code
    off = headless("merchant", "claim-for", "tea", "off", "--yes")
    assert (0, "off\n", "2 events of guests were deleted\n") == (off.code, off.out, off.err)
    assert "0 events\n" == headless("events", "waiting").err

"""A merchant who changes systems brings members, lots with their ends, and tiers with theirs; a second run changes nothing."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from headless.errors import Invalid
from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.importing.balances import import_balances
from headless.services.importing.files.reports import RowsReport
from headless.services.importing.members import import_members
from headless.services.importing.standings import import_standings
from tests.services.importing.small import Small
from tests.services.importing.stores import microseconds

PEOPLE = """card,shopper,mail,called,born,since,city
1,ann,Ann@Example.com,Ann Li,1990-02-28,2024-03-01,Shanghai
2,ben,,Ben,,,
"""
BY_NAME = {
    "number": "card", "externalId": "shopper", "email": "mail", "name": "called", "birthday": "born", "joined": "since",
    "attribute.city": "city",
}  # fmt: skip
LOTS = """who,what,left,from,earned,ends
ann,points,100,house,2026-01-10,2026-12-31
ann,points,50,partner,2026-03-10,2026-07-01
ben,balance,12.50,member,,
"""
LOT_COLUMNS = {
    "member": "who",
    "asset": "what",
    "amount": "left",
    "funding": "from",
    "earned": "earned",
    "expires": "ends",
}
STANDINGS = "who,level,from,to\nann,gold,2026-01-01,2027-01-01\nben,silver,,\n"
STANDING_COLUMNS = {"member": "who", "tier": "level", "since": "from", "expires": "to"}


async def members(small: Small, text: str = PEOPLE, mapping: Any = BY_NAME) -> RowsReport:
    path = small.file(text, "members.csv")
    return await import_members(small.kernel, "tea", path, mapping, rejected=small.rejected_path)


async def balances(small: Small, text: str = LOTS, mapping: Any = LOT_COLUMNS, **more: Any) -> RowsReport:
    path = small.file(text, "balances.csv")
    return await import_balances(small.kernel, "tea", path, mapping, rejected=small.rejected_path, **more)


async def standings(small: Small, text: str = STANDINGS, mapping: Any = STANDING_COLUMNS, **more: Any) -> RowsReport:
    path = small.file(text, "standings.csv")
    return await import_standings(small.kernel, "tea", path, mapping, rejected=small.rejected_path, **more)


async def ladder(small: Small) -> None:
    tiers = [{"code": code, "name": code, "rank": rank} for rank, code in enumerate(("silver", "gold"), 1)]
    document = {"code": "club", "name": "Club", "kind": "PAID", "tiers": tiers}
    saved = await save_tier_track(small.kernel, small.owner, document)
    assert saved.problem is None


# ── members


async def test_members_come_with_what_is_known_of_them(small: Small) -> None:
    report = await members(small)

    assert (2, 2, 0, {}) == (report.lines, report.imported, report.already_there, dict(report.rejected))
    ann = await small.state("ann")
    assert ann.id == (await small.state("1", "number")).id == (await small.state("ann@example.com", "email")).id
    assert microseconds("2024-03-01T00:00:00+08:00") == ann.joined_at == ann.clock_at
    assert {"city": "Shanghai"} == ann.attributes
    assert microseconds("2026-06-01T12:00:00+08:00") == (await small.state("ben")).joined_at


async def test_members_who_are_imported_do_not_join(small: Small) -> None:
    await small.rule("joining_points", amount="50")

    await members(small)

    assert [] == await small.events("id")
    assert "0" == await small.balance("ann")


async def test_members_who_are_there_stay_as_they_are(small: Small) -> None:
    await members(small)

    report = await members(small, PEOPLE.replace("Shanghai", "Hangzhou"))

    assert (0, 2) == (report.imported, report.already_there)
    assert {"city": "Shanghai"} == (await small.state("ann")).attributes


async def test_a_history_of_orders_follows_the_members(small: Small) -> None:
    await members(small)

    report = await small.orders(small.lines("o1,ann,2025-05-01,tea,1,1.00"), create_members=False)

    at = microseconds("2025-05-01T00:00:00+08:00")
    assert (1, [(at, at)]) == (report.orders, await small.events("occurred_at", "recorded_at"))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",,,Nobody,,,", "no member"),
        ("3,cid,nonsense,,,,", "invalid email"),
        ("3,cid,,,31.12.1990,,", "not a date"),
        ("3,cid,,,,2027-01-01,", "in the future"),
        (f"3,{'c' * 201},,,,,", "invalid text"),
        ("3,cid", "malformed line"),
    ],
)
async def test_a_member_that_cannot_be_is_rejected(small: Small, line: str, reason: str) -> None:
    report = await members(small, PEOPLE + line + "\n")

    assert (2, {reason: 1}) == (report.imported, dict(report.rejected))
    assert "4" == small.rejected()[0][0]


@pytest.mark.parametrize("line", ["1,cid,,,,,", "3,cid,ANN@example.com,,,,", "1,,,Anna Li,,,", "1,,,,1990-03-01,,"])
@pytest.mark.parametrize("first", [True, False])
async def test_lines_of_one_member_that_contradict_each_other_are_rejected(
    small: Small, line: str, first: bool
) -> None:
    header, *rows = PEOPLE.splitlines()
    text = "\n".join([header, *([line, *rows] if first else [*rows, line]), ""])

    report = await members(small, text)

    assert (1, {"contradiction": 2}) == (report.imported, dict(report.rejected))
    one, other = (2, 3) if first else (2, 4)
    assert [
        (str(one), f"line {one} contradicts line {other}"),
        (str(other), f"line {other} contradicts line {one}"),
    ] == [(row[0], row[1].partition(":")[0]) for row in small.rejected()]


async def test_lines_that_tell_parts_of_one_member_are_one(small: Small) -> None:
    header, *rows = PEOPLE.splitlines()

    report = await members(small, "\n".join([header, "1,,,,,,", *rows, ",,ann@EXAMPLE.com,,,,Shanghai", ""]))

    assert (4, 2, 2, {}) == (report.lines, report.imported, report.already_there, dict(report.rejected))
    assert await small.state("ann@example.com", "email") is not None


async def test_an_identifier_of_a_member_that_is_there_is_taken(small: Small) -> None:
    await members(small)

    report = await members(small, PEOPLE.splitlines()[0] + "\n3,cid,ann@example.com,,,,\n")

    assert (0, {"taken": 1}) == (report.imported, dict(report.rejected))


async def test_the_same_member_twice_in_a_file_is_one(small: Small) -> None:
    report = await members(small, PEOPLE + PEOPLE.splitlines()[1] + "\n")

    assert (2, 1) == (report.imported, report.already_there)


async def test_members_need_something_to_be_known_by(small: Small) -> None:
    with pytest.raises(Invalid, match="give at least one of --map externalId=, number=, phone=, email="):
        await members(small, mapping={"name": "called"})


# ── balances


async def test_lots_come_with_their_funding_age_and_end(small: Small) -> None:
    await members(small)

    report = await balances(small)

    state = await small.state("ann")
    lots = sorted(state.lots(state.program.kinds["points"].id).values(), key=lambda lot: lot.earned_at)
    assert [
        (100, "house", microseconds("2026-01-10T00:00:00+08:00"), microseconds("2026-12-31T00:00:00+08:00")),
        (50, "partner", microseconds("2026-03-10T00:00:00+08:00"), microseconds("2026-07-01T00:00:00+08:00")),
    ] == [(lot.remaining, lot.funding, lot.earned_at, lot.expires_at) for lot in lots]
    assert "12.50" == await small.balance("ben", "balance")
    assert (3, 3, 0) == (report.lines, report.imported, report.already_there)
    assert await small.is_sound()


async def test_sums_and_variances_are_told(small: Small) -> None:
    await members(small)

    report = await balances(small, LOTS + "cid,points,7,,,\n")

    sums = {code: (each.amount, each.booked, each.variance) for code, each in report.sums.items()}
    assert {
        "points": (Decimal(157), Decimal(150), Decimal(7)),
        "balance": (Decimal("12.50"), Decimal("12.50"), Decimal(0)),
    } == sums
    assert {"unknown member": 1} == dict(report.rejected)
    assert {"rows": 3, "amount": "157", "bookedRows": 2, "booked": "150", "variance": "7"} == report.to_json()["sums"][
        "points"
    ]


async def test_a_second_run_books_no_lot_twice(small: Small) -> None:
    await members(small)
    await balances(small)

    report = await balances(small)

    assert (0, 3) == (report.imported, report.already_there)
    assert {"points": Decimal(0), "balance": Decimal(0)} == {code: each.variance for code, each in report.sums.items()}
    assert "150" == await small.balance("ann")


async def test_equal_lines_are_lots_of_their_own_and_lines_may_stand_in_another_order(small: Small) -> None:
    await members(small)
    header, *lines = LOTS.splitlines()
    await balances(small, "\n".join([header, *lines, lines[0]]))

    report = await balances(small, "\n".join([header, lines[0], *reversed(lines)]))

    assert (0, 4) == (report.imported, report.already_there)
    assert "250" == await small.balance("ann")


async def test_a_lines_own_key_stands_for_it(small: Small) -> None:
    await members(small)
    columns = {"member": "who", "amount": "left", "key": "no"}
    await balances(small, "no,who,left\n7,ann,5\n", columns, asset="points")

    report = await balances(small, "no,who,left\n7,ann,6\n", columns, asset="points")

    assert {"key conflict": 1} == dict(report.rejected)
    assert "5" == await small.balance("ann")


async def test_a_lot_that_has_ended_expires_at_once(small: Small) -> None:
    await members(small)

    await balances(small, "who,what,left,from,earned,ends\nann,points,9,house,2025-01-01,2026-01-01\n")

    assert "0" == await small.balance("ann")
    assert ["balance.imported", "asset.expired"] == [row[0] for row in await small.events("type")]
    assert await small.is_sound()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ann,points,0,,,", "nothing to book"),
        ("ann,points,-5,,,", "negative amount"),
        ("ann,points,1.5,,,", "amount not exact"),
        ("ann,points,99999999999999999999,,,", "number too large"),
        ("ann,gold,5,,,", "unknown asset kind"),
        ("ann,,5,,,", "no asset kind"),
        (",points,5,,,", "no member"),
        ("ann,points,5,,soon,", "not a time"),
        ("ann,points,5,,2027-01-01,", "in the future"),
        ("ann,points", "malformed line"),
    ],
)
async def test_a_lot_that_cannot_be_is_rejected(small: Small, line: str, reason: str) -> None:
    await members(small)

    report = await balances(small, f"{LOTS}{line}\n")

    assert (3, {reason: 1}) == (report.imported, dict(report.rejected))
    assert "5" == small.rejected()[0][0]


async def test_balances_need_an_asset_kind(small: Small) -> None:
    with pytest.raises(Invalid, match=r"--map asset=COLUMN, or --asset points"):
        await balances(small, "who,left\nann,5\n", {"member": "who", "amount": "left"})


# ── standings


async def test_tiers_come_with_their_dates(small: Small) -> None:
    await ladder(small)
    await members(small)

    report = await standings(small)

    assert (2, 2, 0) == (report.lines, report.imported, report.already_there)
    standing = next(iter((await small.state("ann")).standings.values()))
    assert (microseconds("2026-01-01T00:00:00+08:00"), microseconds("2027-01-01T00:00:00+08:00")) == (
        standing.since_at, standing.until_at,
    )  # fmt: skip
    assert ("gold", "silver") == (
        (await small.state("ann")).tier_code(None),
        (await small.state("ben")).tier_code(None),
    )
    assert {"club/gold": 1, "club/silver": 1} == {code: each.booked_rows for code, each in report.sums.items()}
    assert await small.is_sound()


async def test_a_second_run_enters_no_tier_twice(small: Small) -> None:
    await ladder(small)
    await members(small)
    await standings(small)

    report = await standings(small)

    assert (0, 2) == (report.imported, report.already_there)
    assert 1 == next(iter((await small.state("ann")).standings.values())).seq


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ann,platinum,,2020-01-01", "unknown tier"),
        ("ann,,,", "no tier"),
        ("cid,gold,,", "unknown member"),
        ("ann,gold,x,", "not a time"),
    ],
)
async def test_a_standing_that_cannot_be_is_rejected(small: Small, line: str, reason: str) -> None:
    await ladder(small)
    await members(small)

    report = await standings(small, f"{STANDINGS}{line}\n")

    assert (2, {reason: 1}) == (report.imported, dict(report.rejected))


async def test_standings_need_a_track(small: Small, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="tea has no tier track yet"):
        await standings(small)

"""Files as shops and spreadsheets save them: in any order, spelling and form, they leave the same books."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from headless.errors import Invalid
from headless.plugins.contract.scalars import iso_of
from headless.services.configuration.merchants import change_country
from headless.services.configuration.tier_tracks import save_tier_track
from headless.services.importing.balances import import_balances
from headless.services.importing.files.file_format import PLAIN, read_format
from headless.services.importing.files.reports import RowsReport
from headless.services.importing.members import import_members
from headless.services.importing.standings import import_standings
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.lookups import Lookup
from tests.services.importing.small import Small
from tests.services.importing.stores import microseconds

LOTS = {"member": "member", "amount": "amount", "earned": "earned", "until": "until"}
LOT_LINES = [
    "ann,100,2026-01-10,2099-12-31",
    "ann,100,2026-01-10,2099-12-31",
    "ben,12,2026-03-01,",
    "cid,7,,2099-06-30",
]
SAVED_AGAIN = [
    "ann,100.0,10/01/2026,31/12/2099 00:00", "ann,100.00,10/01/2026,31/12/2099 00:00", "ben,12.0,01/03/2026,",
    "cid,7,,30/06/2099",
]  # fmt: skip
TIERS = {"member": "member", "tier": "tier", "since": "since", "until": "until"}
HELD = ["ann,gold,2026-05-01,2099-05-01", "ann,silver,2025-05-01,2026-04-30", "ben,silver,2026-01-01,"]


async def people(small: Small, *keys: str, name: str = "externalId", **more: Any) -> RowsReport:
    path = small.file("\n".join([name, *keys, ""]), "people.csv")
    return await import_members(
        small.kernel, "tea", path, {name: name}, rejected=small.rejected_path, form=read_format(**more)
    )


async def lots(small: Small, lines: Sequence[str], form: Any = PLAIN, **more: Any) -> RowsReport:
    path = small.file("\n".join(["member,amount,earned,until", *lines, ""]), "lots.csv")
    options = {"asset": "points", "form": form, "rejected": small.rejected_path, **more}
    return await import_balances(small.kernel, "tea", path, LOTS, **options)


async def tiers(small: Small, lines: Sequence[str], **more: Any) -> RowsReport:
    path = small.file("\n".join(["member,tier,since,until", *lines, ""]), "tiers.csv")
    return await import_standings(small.kernel, "tea", path, TIERS, rejected=small.rejected_path, **more)


async def ladder(small: Small) -> None:
    steps = [{"code": code, "name": code, "rank": rank} for rank, code in enumerate(("silver", "gold"), 1)]
    saved = await save_tier_track(
        small.kernel, small.owner, {"code": "club", "name": "Club", "kind": "PAID", "tiers": steps}
    )
    assert saved.problem is None


@pytest.mark.parametrize("seed", range(4))
async def test_a_file_of_lots_in_any_order_and_saved_again_books_nothing_twice(small: Small, seed: int) -> None:
    await people(small, "ann", "ben", "cid")
    random = Random(seed)
    part = random.randrange(1, len(LOT_LINES) + 1)

    for lines in (LOT_LINES[:part], LOT_LINES[:part], random.sample(LOT_LINES, len(LOT_LINES))):
        await lots(small, lines)
    form = read_format(date_formats=["%d/%m/%Y", "%d/%m/%Y %H:%M"])
    report = await lots(small, random.sample(SAVED_AGAIN, len(SAVED_AGAIN)), form)

    assert (0, 4, {}) == (report.imported, report.already_there, dict(report.rejected))
    assert ["200", "12", "7"] == [await small.balance(member) for member in ("ann", "ben", "cid")]


async def test_lots_that_an_earlier_version_knew_by_the_text_of_their_cells_are_there(small: Small) -> None:
    await people(small, "ann")
    earned = microseconds("2026-01-10T00:00:00+08:00")
    for number in (1, 2):
        data = {"kind": "points", "amount": "100.0", "earnedAt": iso_of(earned)}
        member = Lookup("externalId", "ann")
        parts = [str(member), "points", str(earned), *map(str, sorted(data.items()))]
        digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()
        event = EventInput("balance.imported", data, member, "import:balances", f"{digest}:{number}", earned)
        (result,) = await record_events(small.kernel, small.owner, [event], internal=True)
        assert None is result.problem

    report = await lots(small, ["ann,100.0,2026-01-10,", "ann,100.0,2026-01-10,", "ann,100.0,2026-01-10,"])

    assert (1, 2, "300") == (report.imported, report.already_there, await small.balance("ann"))


async def test_lines_of_two_phones_are_told_apart_in_any_order(small: Small) -> None:
    await change_country(small.kernel, "tea", "GB")
    await people(small, "+44 20 7946 0958", "020 7946 0959", name="phone")
    one, other = "020 7946 0958,5,,", "0044 20 7946 0959,5,,"

    await lots(small, [one, other], member_by="phone")
    report = await lots(small, [other.replace("0044 ", "+44 (0)"), one], member_by="phone")

    assert (0, 2) == (report.imported, report.already_there)
    assert "5" == await small.balance("02079460958", by="phone")


async def test_a_last_day_counts_in_full(small: Small) -> None:
    await people(small, "ann")

    await lots(small, ["ann,5,2026-01-10,2026-12-31"])

    (row,) = await small.events("data", "type")
    assert "2027-01-01T00:00:00+08:00" in str(row[0]) or "2026-12-31T16:00:00" in str(row[0])


async def test_a_file_says_once_when_a_lot_ends(small: Small) -> None:
    path = small.file("member,amount,a,b\nann,5,,\n", "lots.csv")

    with pytest.raises(Invalid, match=r"give either --map until= .* or --map expires="):
        await import_balances(
            small.kernel,
            "tea",
            path,
            {"member": "member", "amount": "amount", "until": "a", "expires": "b"},
            asset="points",
        )


@pytest.mark.parametrize("lines", [HELD, HELD[::-1], [HELD[2], *HELD[:2]]])
async def test_tiers_that_have_ended_take_none_away(small: Small, lines: list[str]) -> None:
    await ladder(small)
    await people(small, "ann", "ben")
    await tiers(small, lines[:1])

    report = await tiers(small, lines)

    assert (3, {}) == (report.imported + report.already_there, dict(report.rejected))
    assert ("gold", "silver") == (
        (await small.state("ann")).tier_code(None),
        (await small.state("ben")).tier_code(None),
    )


@pytest.mark.parametrize("line", ["ann,silver,2026-02-01,", "ann,gold,2026-05-01,2098-01-01"])
async def test_tiers_that_cannot_both_be_held_are_rejected(small: Small, line: str) -> None:
    await ladder(small)
    await people(small, "ann", "ben")

    report = await tiers(small, [*HELD, line])

    assert {"contradiction": 2} == dict(report.rejected)
    assert ["line 2 contradicts line 5", "line 5 contradicts line 2"] == [
        row[1].partition(":")[0] for row in small.rejected()
    ]


async def test_one_key_with_two_contents_is_a_contradiction(small: Small) -> None:
    await people(small, "ann")
    path = small.file("member,amount,key\nann,5,a\nann,6,a\nann,7,b\nann,7.0,b\n", "lots.csv")

    report = await import_balances(
        small.kernel, "tea", path, {name: name for name in ("member", "amount", "key")}, asset="points",
        rejected=small.rejected_path,
    )  # fmt: skip

    assert (1, 1, {"contradiction": 2}) == (report.imported, report.already_there, dict(report.rejected))


@pytest.mark.parametrize(
    ("by", "country", "one", "other"),
    [
        ("email", None, "New@x.org", "new@x.org"), ("email", None, "jose\u0301@x.org", "JOS\u00c9@x.org"),
        ("phone", "GB", "020 7946 0958", "+44 (0)20 7946 0958"), ("externalId", None, "Jose\u0301", "Jos\u00e9\u200b"),
    ],
)  # fmt: skip
async def test_two_spellings_of_a_newcomer_are_one_member(
    small: Small, by: str, country: str | None, one: str, other: str
) -> None:
    await change_country(small.kernel, "tea", country)
    path = small.lines(
        f"o1,{one},2026-05-01,tea,1,1.00", f"o1,{other},2026-05-01,cup,1,1.00", f"o2,{other},2026-05-02,tea,1,1.00"
    )

    first, again = await small.orders(path, member_by=by), await small.orders(path, member_by=by)

    assert (2, 1, {}) == (first.orders, first.members_created, dict(first.rejected))
    assert (0, 0, 2) == (again.orders, again.members_created, again.already_there)


@pytest.mark.parametrize("guest", ["NULL", "0", "(guest)", "#N/A", "4.47912E+11", "4711.0"])
async def test_guests_do_not_pile_up_on_one_member(small: Small, guest: str) -> None:
    path = small.lines(
        f"o1,{guest},2026-05-01,tea,1,1.00", f"o2,{guest},2026-05-01,tea,1,1.00", "o3,ann,2026-05-01,tea,1,1.00"
    )

    report = await small.orders(path)
    trusted = await small.orders(path, form=read_format().__class__(trust_identifiers=True))

    assert (1, {"suspicious identifier": 2}) == (report.orders, dict(report.rejected))
    assert (2, 1, 1) == (trusted.orders, trusted.already_there, trusted.members_created)


@pytest.mark.parametrize(
    ("by", "marked", "plain"),
    [
        ("phone", "'+44 20 7946 0958", "+442079460958"), ("phone", "\u2019020 7946 0958", "020 7946 0958"),
        ("phone", "'(020) 7946 0958", "020 7946 0958"), ("number", "'0042", "0042"),
        ("externalId", "'6543210987", "6543210987"), ("identity:wechat", "'42", "42"),
    ],
)  # fmt: skip
async def test_a_spreadsheets_mark_of_text_is_no_part_of_digits(small: Small, by: str, marked: str, plain: str) -> None:
    await change_country(small.kernel, "tea", "GB")
    await people(small, marked, name=by)

    orders = await small.orders(
        small.lines(f"o1,{marked},'2026-05-01,tea,'2,'1.50"), member_by=by, create_members=False
    )
    path = small.file(f"member,amount\n{plain},'5\n", "lots.csv")
    booked = await import_balances(
        small.kernel, "tea", path, {"member": "member", "amount": "amount"}, asset="points", member_by=by,
    )  # fmt: skip

    assert (1, Decimal("3.00"), 1) == (orders.orders, orders.gross, booked.imported)


@pytest.mark.parametrize("cell", ["='0042'", '=""0042""', "'0042'", "'ann", "''0042", "'"])
async def test_quoted_formulas_and_quoted_texts_are_suspicious(small: Small, cell: str) -> None:
    report = await small.orders(small.lines(f'o1,"{cell}",2026-05-01,tea,1,1.00'))

    assert (0, {"suspicious identifier": 1}) == (report.orders, dict(report.rejected))


async def test_a_family_with_one_address_is_told_what_to_do(small: Small) -> None:
    path = small.file("number,name,email\n1,Ann,li@x.org\n2,Ben,LI@x.org\n3,Cid,\n3,Dan,\n", "people.csv")
    mapping = {name: name for name in ("number", "name", "email")}

    report = await import_members(small.kernel, "tea", path, mapping, rejected=small.rejected_path)

    assert {"contradiction": 4} == dict(report.rejected)
    family, one = small.rejected()[1][1], small.rejected()[2][1]
    assert (
        "line 3 contradicts line 2: they have the same email, so they are of one member, but differ in number, name; "
        "if they are several people, leave the email to one of them, otherwise leave the right one"
    ) == family
    assert one.endswith("they have the same number, so they are of one member, but differ in name; leave the right one")


async def test_a_dry_run_says_what_a_run_does_and_keeps_nothing(small: Small, tmp_path: Path) -> None:
    path = small.lines("o1,ann,2026-05-01,tea,1,1.00", "o2,ann,2026-05-02,tea,1,2.00", "o3,NULL,2026-05-02,tea,1,2.00")

    dry = await small.orders(path, dry_run=True, at_once=1, rejected=None)
    assert [] == await small.events("type")
    run = await small.orders(path)

    assert (dry.orders, dry.members_created, dry.gross) == (run.orders, run.members_created, run.gross)
    assert [4] == [line["line"] for line in dry.to_json()["firstRejects"]]
    assert dry.rejected_path is None


async def test_a_dry_run_of_members_lots_and_tiers_keeps_nothing(small: Small) -> None:
    await ladder(small)
    path = small.file("externalId\nann\nNULL\n", "people.csv")
    dry = await import_members(small.kernel, "tea", path, {"externalId": "externalId"}, dry_run=True)
    again = await import_members(small.kernel, "tea", path, {"externalId": "externalId"}, dry_run=True)
    assert (1, 1) == (dry.imported, again.imported)
    await people(small, "ann", "ben", "cid")

    assert (4, 1, 2) == (
        (await lots(small, LOT_LINES, dry_run=True)).imported,
        (await tiers(small, HELD[:1], dry_run=True)).imported,
        (await tiers(small, HELD[:2], dry_run=True)).imported,
    )
    assert [] == await small.events("type")


@pytest.mark.parametrize("cell", ["=1+1", "+44 1", "-5", "@x", "\t=1", "'=x", " =1"])
async def test_rejected_lines_run_no_formula_and_can_be_sent_again(small: Small, cell: str) -> None:
    path = small.file(f'externalId,name\n,"{cell}"\n', "people.csv")
    mapping = {"externalId": "externalId", "name": "name"}

    await import_members(small.kernel, "tea", path, mapping, rejected=small.rejected_path)

    (row,) = small.rejected()
    assert row[3].startswith("'")
    corrected = small.rejected_path.read_text().replace(",the line has nothing to know the member by,,", ",,ann,")
    report = await import_members(
        small.kernel, "tea", small.file(corrected, "corrected.csv"), mapping, rejected=small.folder / "again.csv"
    )
    assert (1, {}) == (report.imported, dict(report.rejected)) if "\t" not in cell else report.lines == 1

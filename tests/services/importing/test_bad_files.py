"""What cannot be taken is named, with its line and the reason, and harms nothing else."""

import os
from pathlib import Path
from typing import Any

import pytest

from headless.errors import Invalid, NotFound
from headless.services.importing.files.rejects import RowRejects
from headless.services.importing.orders.orders import import_orders
from tests.services.importing.small import COLUMNS, Small

GOOD = "ok,ann,2026-05-01,tea,1,1.00"
FULL = Path("/dev/full")
HUGE = "99999999999999999999"


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        ("x,,2026-05-01,tea,1,-1.00", "no member", "names no member"),
        (",ben,2026-05-01,tea,1,1.00", "no order number", "no order number"),
        ("x,ben,yesterday,tea,1,1.00", "not a time", "'yesterday' is not a time"),
        ("x,ben,,tea,1,1.00", "not a time", "none of its lines has a time"),
        ("x,ben,2026-05-01,tea,one,1.00", "not a number", "the quantity 'one' is not a plain number"),
        ('x,ben,2026-05-01,tea,1,"1,50"', "not a number", "the price '1,50' is not a plain number"),
        ("x,ben,2026-05-01,tea,1,£2", "not a number", "the price '£2'"),
        ("x,ben,2026-05-01,tea,1,nan", "not a number", "the price 'nan'"),
        (f"x,ben,2026-05-01,tea,1,{HUGE}", "number too large", "at most 16 digits"),
        ("x,ben,2026-05-01,tea,9999999999999999,9999999999999999", "number too large", "at most 1000000000000000"),
        ("x,ben,2026-05-01,,999999999999,9999999999", "number too large", "x comes to 9999999998990000000001; at most"),
        ("x,ben,2026-05-01,tea,1,-1.00", "negative order", "comes to -1.00; if it is a refund, name how"),
        ("Cx,ben,2026-05-01,tea,1,1.00", "negative refund", "refund Cx comes to -1.00"),
        ("x,ben,2026-06-03,tea,1,1.00", "in the future", "more than a day ahead of the merchant's clock"),
        ("x,ben,2027-06-03,tea,1,1.00", "in the future", "more than a day ahead of the merchant's clock"),
        ("x,ben,2026-05-01,tea,1", "malformed line", "5 columns instead of 6"),
        ("x,ben,2026-05-01,tea,1,1.00,extra", "malformed line", "7 columns instead of 6"),
        ('x,ben,2026-05-01,"tea"pot,1,1.00', "malformed line", "not CSV"),
        ("x,ben,2026-05-01,te\x01a,1,1.00", "control character", "the sku 'te\\x01a' holds a control character"),
        (f"x,ben,2026-05-01,{'t' * 201},1,1.00", "text too long", "longer than 200 characters"),
        (f"{'x' * 201},ben,2026-05-01,tea,1,1.00", "invalid order", "orderId may not be longer than 200 characters"),
        (f"x,{'b' * 201},2026-05-01,tea,1,1.00", "invalid text", "externalId must be 1 to 200 characters"),
    ],
)  # fmt: skip
async def test_a_bad_line_is_rejected_with_its_number_and_reason(
    small: Small, line: str, reason: str, detail: str
) -> None:
    report = await small.orders(small.lines(GOOD, line), refund_prefix="C")

    assert (1, {reason: 1}) == (report.orders, dict(report.rejected))
    assert small.rejected_path == report.rejected_path
    (row,) = small.rejected()
    assert "3" == row[0]
    assert detail in row[1]
    assert (1, 1_00, 0) == await small.total("ann")
    assert await small.is_sound()


async def test_the_rejected_line_stands_as_it_was(small: Small) -> None:
    await small.orders(small.lines('x,ben,2026-05-01,"tea, green",one,1.00'))

    assert ["x", "ben", "2026-05-01", "tea, green", "one", "1.00"] == list(small.rejected()[0][2:])


async def test_text_in_another_encoding_is_rejected_and_kept_byte_by_byte(small: Small) -> None:
    path = small.file(",".join(COLUMNS).encode() + b"\nok,ann,2026-05-01,tea,1,1.00\nx,ben,2026-05-01,caf\xe9,1,1.00\n")

    report = await small.orders(path)

    assert (1, {"malformed line": 1}) == (report.orders, dict(report.rejected))
    assert b"caf\xe9" in small.rejected_path.read_bytes()


async def test_part_of_an_order_is_no_order(small: Small) -> None:
    report = await small.orders(small.lines("o1,ann,2026-05-01,tea,1,1.00", "o1,ann,2026-05-01,jam,many,1.00", GOOD))

    assert (1, {"not a number": 2}) == (report.orders, dict(report.rejected))
    assert ["2", "3"] == [row[0] for row in small.rejected()]
    assert all("line 3 of this order: the quantity 'many'" in row[1] for row in small.rejected())


async def test_a_malformed_line_spoils_its_whole_order(small: Small) -> None:
    report = await small.orders(small.lines("o1,ann,2026-05-01,tea,1,1.00", "o1,ann", GOOD))

    assert (1, {"malformed line": 1, "incomplete order": 1}) == (report.orders, dict(report.rejected))


async def test_an_order_has_one_member(small: Small) -> None:
    report = await small.orders(small.lines("o1,ann,2026-05-01,tea,1,1.00", "o1,ben,2026-05-01,tea,1,1.00"))

    assert (0, {"two members": 2}) == (report.orders, dict(report.rejected))


async def test_an_open_quote_does_not_hide_what_comes_after_the_limit(small: Small) -> None:
    path = small.lines('x,ben,2026-05-01,"tea,1,1.00', *(f"o{n},ann,2026-05-01,tea,1,1.00" for n in range(8_000)))

    report = await small.orders(path)

    assert report.orders > 0
    assert 1 == report.rejected["malformed line"]


async def test_without_create_members_the_unknown_are_rejected(small: Small) -> None:
    report = await small.orders(small.lines(GOOD), create_members=False)

    assert (0, 0, {"unknown member": 1}) == (report.orders, report.members_created, dict(report.rejected))
    assert (
        "there is no member with externalId 'ann'; create it first, or use --create-members" == small.rejected()[0][1]
    )


async def test_the_same_number_with_another_content_is_rejected(small: Small) -> None:
    await small.orders(small.lines(GOOD))

    report = await small.orders(small.lines("ok,ann,2026-05-01,tea,1,2.00"))

    assert (0, {"recorded otherwise": 1}) == (report.orders, dict(report.rejected))
    assert (1, 1_00, 0) == await small.total("ann")


async def test_another_time_zone_in_a_second_run_is_found_out(small: Small) -> None:
    await small.orders(small.lines(GOOD))

    report = await small.orders(small.lines(GOOD), time_zone="Europe/London")

    assert {"recorded otherwise": 1} == dict(report.rejected)


async def test_corrected_lines_may_be_imported_from_the_rejected_file(small: Small) -> None:
    await small.orders(small.lines(GOOD, "o1,ben,2026-05-01,tea,one,1.00"))
    corrected = small.file(small.rejected_path.read_text().replace("one", "1"), "corrected.csv")

    report = await small.orders(corrected)

    assert (1, 0) == (report.orders, report.rejected.total())
    assert (1, 1_00, 0) == await small.total("ben")
    assert not small.rejected_path.exists()


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"order": "number"}, r"orders.csv has no column 'number' .*; its columns are: order, member, time, sku"),
        ({"order": "order", "who": "member"}, "--map who=… is not known; the fields are: order, member, time"),
        ({"order": "order"}, "give --map member=COLUMN --map time=COLUMN; the columns of orders.csv are: order, member"),
        ({"quantity": None, "price": None}, "or --map amount= for the amount of the whole line"),
        ({"amount": "price"}, "give either --map amount="),
        ({"sku": None, "category": "sku"}, "--map category= needs --map sku="),
    ],
)  # fmt: skip
async def test_a_mapping_that_does_not_fit_names_what_there_is(
    small: Small, mapping: dict[str, str | None], message: str
) -> None:
    whole: dict[str, Any] = (
        {name: name for name in COLUMNS} if "order" not in mapping or mapping["order"] == "number" else {}
    )
    chosen = {name: column for name, column in {**whole, **mapping}.items() if column is not None}

    with pytest.raises(Invalid, match=message):
        await small.orders(small.lines(GOOD), chosen)

    assert [] == await small.events("id")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty; its first line must name the columns"),
        ("order,member".encode("utf-16"), "is text in UTF-16: say --encoding utf-16"),
        (b"order;member;time;sku;quantity;price\n", "has no column 'order' .* its columns are: order;member;time"),
        (b"\x1f\x8b\x08\x00 not gzip at all", "cut off or damaged"),
    ],
)
async def test_a_file_that_is_no_table_is_refused_as_a_whole(small: Small, content: bytes, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        await small.orders(small.file(content))


async def test_a_compressed_file_that_is_cut_off_imports_nothing(small: Small) -> None:
    whole = small.lines(*(f"o{n},ann,2026-05-01,tea,1,1.{n:02}" for n in range(99)), name="orders.csv.gz")
    whole.write_bytes(whole.read_bytes()[:-40])

    with pytest.raises(Invalid, match=r"orders.csv.gz is cut off or damaged: .*; nothing was imported"):
        await small.orders(whole)

    assert [] == await small.events("id")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"time_zone": "Mars/Olympus"}, "'Mars/Olympus' is not a known time zone: use a name such as Europe/London"),
        ({"member_by": "shoe size"}, "members cannot be found by 'shoe size'; choose one of: id, number, externalId"),
        ({"member_by": "id"}, "members cannot be created under a given id"),
        ({"source": "engine"}, "the source 'engine' cannot be used"),
        ({"rejected": Path("/nowhere/rejected.csv")}, "cannot write rejected lines to /nowhere/rejected.csv"),
    ],
)
async def test_an_option_that_cannot_be_says_what_can(small: Small, more: dict[str, Any], message: str) -> None:
    with pytest.raises(Invalid, match=message):
        await small.orders(small.lines(GOOD), **more)


async def test_a_file_or_merchant_that_is_not_there_is_named(small: Small) -> None:
    with pytest.raises(Invalid, match=r"cannot read .*nothing.csv: No such file"):
        await small.orders(small.folder / "nothing.csv")
    with pytest.raises(NotFound, match="no merchant 'coffee'"):
        await import_orders(small.kernel, "coffee", small.lines(GOOD), {})


async def test_a_full_disk_is_told(small: Small) -> None:
    with pytest.raises(Invalid, match="cannot write rejected lines to /dev/full: No space left"):
        await small.orders(small.lines(GOOD), rejected=FULL)

    assert [] == await small.events("id")

    rows = RowRejects(FULL)
    rows.add_row(3, ["x"], "no member", "names no member")
    with pytest.raises(Invalid, match="No space left"):
        rows.close()


async def test_a_device_for_rejected_lines_is_left_where_it_is(small: Small) -> None:
    nowhere = small.folder / "nowhere"
    nowhere.symlink_to(os.devnull)

    report = await small.orders(small.lines(GOOD), rejected=nowhere)

    assert (1, None) == (report.orders, report.rejected_path)
    assert nowhere.is_char_device()

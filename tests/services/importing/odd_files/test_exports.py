"""Files as they lie about: titles above the columns, times with zones, several numbers in a cell, workbooks named CSV."""

from typing import Any

import pytest

from headless.errors import Invalid
from headless.services.importing.files.file_format import FileFormat, read_format
from headless.services.importing.members import import_members
from tests.services.importing.small import Small
from tests.services.importing.stores import microseconds

MAP = {"order": "Order", "member": "Customer", "time": "Date", "amount": "Amount"}
ITEMS = {**MAP, "sku": "Sku", "name": "Name"}
HEADER = "Order,Customer,Date,Amount"
LINE = "1,ann,2026-05-01,9.50"


async def orders(small: Small, text: str | bytes, mapping: dict[str, str] = MAP, **form: Any) -> Any:
    return await small.orders(small.file(text), mapping, form=FileFormat(**form))


# ── where the columns are named


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (f"Sales of May,,,\n\n{HEADER}\n{LINE}\n", {"header_line": 3}),
        (f"\n,,,\n{HEADER}\n{LINE}\n", {}),
        (f"sep=;\r\n{HEADER}\r\n{LINE}\r\n".replace(",", ";"), {"delimiter": ";"}),
        (f"sep=,\n{HEADER}\n{LINE}\n", {}),
        (f'Order,"Customer",Date,"Amount\n"\n{LINE}\n', {}),
    ],
)
async def test_the_line_that_names_the_columns_is_found(small: Small, text: str, form: dict[str, Any]) -> None:
    report = await orders(small, text, **form)

    assert (1, "9.50", {}) == (report.orders, str(report.gross), dict(report.rejected))


async def test_columns_are_known_by_their_letters_not_by_how_these_are_composed(small: Small) -> None:
    text = "Nume\u0301ro,Client\u00a0no,Date,Amount\n1,ann,2026-05-01,9.50\n"
    report = await orders(small, text, {**MAP, "order": "Num\u00e9ro", "member": "Client no"})

    assert 1 == report.orders


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{HEADER}\n".replace(",", ";"), 'separated by something else: say --delimiter ";"'),
        (f"{HEADER}\n".replace(",", "\t"), "separated by something else: say --delimiter tab"),
        (f"Sales of May\n{HEADER}\n", "if a later line names the columns, say which with --header-line"),
        (f"{HEADER},Amount\n", "has 2 columns 'Amount' .*; leave the name to one of them"),
        (b"PK\x03\x04 and more", "is a ZIP archive or an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "is an Excel workbook .*save the sheet as CSV"),
        (HEADER.encode("utf-16"), "is text in UTF-16: say --encoding utf-16"),
    ],
)
async def test_what_is_no_such_file_is_named_with_what_to_do(small: Small, text: str | bytes, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        await orders(small, text)


# ── cells


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\t", "\n\n"])
async def test_names_over_several_lines_are_one_line(small: Small, break_: str) -> None:
    text = f'{HEADER},Sku,Name\n{LINE},"DESK{break_}1","Desk{break_}Black 🖤"\n'
    report = await orders(small, text, ITEMS)
    people = small.file(f'Card,Name\n7,"Ann{break_}Lee"\n', "people.csv")
    joined = await import_members(small.kernel, "tea", people, {"number": "Card", "name": "Name"})

    ((data,),) = [row for row in await small.events("data") if "DESK" in str(row[0])]
    assert (1, True, True) == (report.orders, '"DESK 1"' in data, '"Desk Black 🖤"' in data)
    async with small.kernel.db.read() as session:
        name = await session.fetch_value("SELECT name FROM member WHERE number = '7'")
    assert (1, "Ann Lee") == (joined.imported, name)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("2026-05-01 10:00:00 UTC", None),
        ("2026-05-01 10:00:00 GMT", None),
        ("2026-05-01 10:00:00 +0000", None),
        ("05/01/2026 10:00 UTC", "%m/%d/%Y %H:%M UTC"),
        ("05/01/2026 10:00 GMT", "%m/%d/%Y %H:%M %Z"),
        ("2026-05-01T10:00:00Z", "%Y-%m-%dT%H:%M:%SZ"),
        ("May 1, 2026, 10:00 AM UTC", "%b %d, %Y, %I:%M %p UTC"),
    ],
)
async def test_a_time_that_says_utc_is_utc(small: Small, text: str, pattern: str | None) -> None:
    await orders(small, f'{HEADER}\n1,ann,"{text}",9.50\n', date_formats=(pattern,) if pattern else ())

    times = [at for type_, at in await small.events("type", "occurred_at") if type_ == "order.paid"]
    assert [microseconds("2026-05-01T10:00:00+00:00")] == times


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5/1/2026, 10:00:00 AM", "--date-format '%m/%d/%Y, %I:%M:%S %p'"),
        ("05/31/2026 10:00 UTC", "--date-format '%m/%d/%Y %H:%M %Z'"),
        ("46143.4375", "the number by which a spreadsheet counts days"),
    ],
)
async def test_a_time_that_is_not_read_is_named_with_how_to_read_it(small: Small, text: str, said: str) -> None:
    await orders(small, f'{HEADER}\n1,ann,"{text}",9.50\n')

    assert said in small.rejected()[0][1]


async def test_the_name_of_another_zone_is_not_taken_for_local_time(small: Small) -> None:
    report = await orders(small, f"{HEADER}\n1,ann,05/01/2026 10:00 EST,9.50\n", date_formats=("%m/%d/%Y %H:%M %Z",))

    assert (0, {"not a time": 1}) == (report.orders, dict(report.rejected))


@pytest.mark.parametrize(
    ("by", "cell"),
    [
        ("phone", "138 0013 8000 / 139 0013 8000"), ("phone", "13800138000;13900138000"),
        ("phone", "+8613800138000+8613900138000"),
        ("phone", "13800138000 or 13900138000"), ("email", "a@x.org; b@x.org"), ("email", "mailto:a@x.org"),
        ("email", "Ann <a@x.org>"), ("email", "<a@x.org>"), ("email", "a@x.org."), ("email", "no-email@shop.com"),
        ("email", "noreply@shop.com"),
    ],
)  # fmt: skip
async def test_cells_that_hold_more_than_one_identifier_or_none_are_suspicious(
    small: Small, by: str, cell: str
) -> None:
    report = await small.orders(small.file(f'{HEADER}\n1,"{cell}",2026-05-01,9.50\n'), MAP, member_by=by)

    assert (0, {"suspicious identifier": 1}) == (report.orders, dict(report.rejected))


@pytest.mark.parametrize(
    ("by", "cell"),
    [
        ("phone", "033203/123456"), ("phone", "+49 (0) 30 / 12345678"), ("phone", "+1 (212) 555-0123 ext. 5"),
        ("email", "o'neil@x.org"), ("email", "q..a@docomo.ne.jp"), ("email", "guest.house@x.org"),
    ],
)  # fmt: skip
async def test_odd_identifiers_of_one_person_pass(small: Small, by: str, cell: str) -> None:
    report = await small.orders(small.file(f'{HEADER}\n1,"{cell}",2026-05-01,9.50\n'), MAP, member_by=by)

    assert 1 == report.orders


@pytest.mark.parametrize("cell", ["a\x07b", "x" * 201])
async def test_a_member_who_cannot_be_created_is_told_why(small: Small, cell: str) -> None:
    await orders(small, f"{HEADER}\n1,{cell},2026-05-01,9.50\n")

    ((_, why, *_),) = small.rejected()
    assert ("externalId must be 1 to 200 characters" in why, len(why) < 200) == (True, True)


async def test_a_line_that_runs_on_because_of_a_lost_quote_says_how_far(small: Small) -> None:
    await orders(small, f'{HEADER}\n1,"ann,2026-05-01,1\n2,ben,2026-05-01,1\n3,cid,2026-05-01,1"\n{LINE}\n')

    assert "2 columns instead of 4, up to line 4: a quote may be missing" == small.rejected()[0][1]


# ── rejected lines


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8-sig", ","), ("gb18030", ";"), ("utf-16", "\t"), ("windows-1252", ";"), ("utf-8", "|")],
)
async def test_rejected_lines_are_written_as_their_file_was(
    small: Small, encoding: str, delimiter: str, packed: bool
) -> None:
    name, word = "f.csv.gz" if packed else "f.csv", "Tee ü" if encoding == "windows-1252" else "茶叶 ü"
    lines = [HEADER, LINE, "2,,2026-05-02,1.00", "4,ben,2026-05-04,x", "5,ann,soon,2.00", ""]
    content = f",{word}\n".join(lines).replace(",", delimiter).encode(encoding)
    form, mapping = read_format(encoding.removesuffix("-sig"), delimiter), {**MAP, "store": word}

    first = await small.orders(small.file(content, name), mapping, form=form)
    rejected = small.rejected_path.read_bytes()
    corrected = small.file(rejected.decode(encoding).replace("soon", "2026-05-05").encode(encoding), "corrected.csv")
    again = await small.orders(corrected, mapping, form=form)

    assert [(1, 3), (1, 2)] == [(report.orders, report.rejected.total()) for report in (first, again)]
    assert content[:2] == rejected[:2] or not encoding.startswith("utf-16")
    assert (encoding == "utf-8-sig") == rejected.startswith(b"\xef\xbb\xbf")
    assert delimiter.join(["5", "ann", "soon", "2.00", word]) in rejected.decode(encoding)

"""Files that are named like CSV and are something else, known by their first bytes."""

from headless.services.importing.files.file_format import UTF8, FileFormat

LONGEST = 8
_KINDS = (
    (
        b"PK\x03\x04",
        "a ZIP archive or an Excel workbook (.xlsx): take the CSV file out of it, or save the sheet as CSV",
    ),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook (.xls): save the sheet as CSV"),
    (b"%PDF", "a PDF: ask for the data as CSV"),
    (b"SQLite f", "a database, not CSV: export the table as CSV"),
)
_MARKS = (b"\xff\xfe", b"\xfe\xff")


def other_kind(start: bytes, form: FileFormat) -> str | None:
    """Return what a file with these first bytes is, and what to do, None if it may be CSV."""
    if form.encoding == UTF8 and start.startswith(_MARKS):
        return "text in UTF-16: say --encoding utf-16 (and often --delimiter tab)"
    return next((what for mark, what in _KINDS if start.startswith(mark)), None)

"""What the commands of `headless import` share."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from headless.messages import Message

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file with a header line, plain or .gz.")]
MapOption = Annotated[
    list[str], typer.Option("--map", metavar="FIELD=COLUMN", help="The column that holds a field. Repeatable.")
]
RejectedOption = Annotated[
    Path | None,
    typer.Option(
        help="The file for rejected lines and their reasons; by default FILE.rejected.csv in the working folder."
    ),
]
ByOption = Annotated[
    str, typer.Option(help="What the member column holds: externalId, number, phone, email, id or identity:SYSTEM.")
]
ZoneOption = Annotated[
    str | None, typer.Option(help="The time zone of times without an offset; by default the merchant's.")
]

EncodingOption = Annotated[
    str | None, typer.Option(help="How the file was saved, such as gb18030, windows-1252 or utf-16; by default utf-8.")
]
DelimiterOption = Annotated[str | None, typer.Option(help="What separates cells: , (the default), ; or tab.")]
HeaderOption = Annotated[
    int, typer.Option(min=1, help="The number of the line that names the columns, if titles stand above it.")
]
DateOption = Annotated[
    list[str] | None,
    typer.Option(
        "--date-format", help="How days and times are written, such as %d/%m/%Y. Repeatable; by default ISO 8601."
    ),
]
DecimalOption = Annotated[
    str | None,
    typer.Option(
        help="The decimal mark of amounts, . or ,; the other separates thousands, and signs of currency pass."
    ),
]
TrustOption = Annotated[
    bool, typer.Option("--trust-identifiers", help="Take identifiers that look like nothing or like spoiled cells.")
]
DryOption = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be imported and rejected, and keep nothing.")
]


LINES = {
    "lines": Message("lines"),
    "imported": Message("imported"),
    "orders": Message("orders"),
    "refunds": Message("refunds"),
    "membersCreated": Message("members created"),
    "alreadyThere": Message("already there"),
    "scaled": Message("orders whose items were scaled to their total"),
    "guests": Message("orders and refunds kept until their members join"),
    "gross": Message("gross"),
    "refunded": Message("refunded"),
    "net": Message("net"),
    "rejectedFile": Message("rejected lines in"),
}
"""The lines of a report, by their keys in JSON."""


def file_options(
    encoding: str | None,
    delimiter: str | None,
    date_formats: list[str] | None,
    decimal: str | None,
    trust_identifiers: bool,
    dry_run: bool,
    header_line: int,
    *,
    fill_down: bool = False,
) -> dict[str, Any]:
    """Return the options that all imports take. Raise Invalid if one of them cannot be used."""
    from headless.cli.shared.language import terminal_language
    from headless.services.importing.files.file_format import read_format

    form = read_format(encoding, delimiter, date_formats or (), decimal)
    said = replace(
        form,
        fill_down=fill_down,
        trust_identifiers=trust_identifiers,
        header_line=header_line,
        lang=terminal_language(),
    )
    return {"form": said, "dry_run": dry_run}


def pairs(given: list[str]) -> Mapping[str, str]:
    """Read FIELD=COLUMN options as a mapping. Raise Invalid if one has no = or names a field for the second time."""
    from headless.errors import Invalid

    columns: dict[str, str] = {}
    for option in given:
        field, sign, column = option.partition("=")
        if not sign or not field or not column:
            raise Invalid(
                Message("--map {option!r}: write FIELD=COLUMN, such as --map order=InvoiceNo", option=option),
                code="INVALID_MAP",
            )
        if field in columns:
            raise Invalid(
                Message(
                    "--map {field} is given twice: {columns!r} and {column!r}",
                    field=field,
                    columns=columns[field],
                    column=column,
                ),
                code="INVALID_MAP",
            )
        columns[field] = column
    return columns


def run_import(work: Callable[[Any, Any], Awaitable[Any]], as_json: bool) -> None:
    """Run an import with a progress bar, print its report, and end with 1 if lines were rejected."""
    from headless.cli.shared.output import FOUND, all_shown, put_json, say
    from headless.cli.shared.progress import shown_progress
    from headless.cli.shared.running import run

    with shown_progress() as tell:
        report = run(lambda kernel: work(kernel, tell))
    document = report.to_json()
    if as_json:
        put_json(all_shown(document))
    else:
        _show(document)
    if report.rejected:
        count = sum(report.rejected.values())
        if report.dry_run:
            told = Message("{count} lines would be rejected", count=count)
        else:
            told = Message("{count} lines were rejected", count=count)
        say(told if report.rejected_path is None else told + Message("; see {path}", path=str(report.rejected_path)))
        raise typer.Exit(FOUND)


def _show(document: Mapping[str, Any]) -> None:
    from headless.cli.shared.output import put, table

    for name, value in document.items():
        if name in LINES and value is not None:
            put(Message("{name}: {value}", name=LINES[name], value=value))
    if document.get("dryRun"):
        put(Message("this was a dry run: nothing was imported"))
    for reason, count in document["rejected"].items():
        put(Message("rejected, {reason}: {count}", reason=reason, count=count))
    for first in document.get("firstRejects", ()):
        put(Message("line {line}: {because}", line=str(first["line"]), because=first["because"]))
    if document.get("sums"):
        titles = ("", "rows", "amount", "booked rows", "booked", "variance")
        table(titles, [(code, *sums.values()) for code, sums in document["sums"].items()], right=range(1, 6))

"""What the commands of `headless import` share."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="A CSV file in UTF-8 with a header line, plain or .gz.")
]
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


def pairs(given: list[str]) -> Mapping[str, str]:
    """Read FIELD=COLUMN options as a mapping. Raise Invalid if one has no = or names a field for the second time."""
    from headless.errors import Invalid

    columns: dict[str, str] = {}
    for option in given:
        field, sign, column = option.partition("=")
        if not sign or not field or not column:
            raise Invalid(f"--map {option!r}: write FIELD=COLUMN, such as --map order=InvoiceNo", code="INVALID_MAP")
        if field in columns:
            raise Invalid(f"--map {field} is given twice: {columns[field]!r} and {column!r}", code="INVALID_MAP")
        columns[field] = column
    return columns


def run_import(work: Callable[[Any, Any], Awaitable[Any]], as_json: bool) -> None:
    """Run an import with a progress bar, print its report, and end with 1 if lines were rejected."""
    from headless.cli.shared.output import FOUND, put_json, say
    from headless.cli.shared.progress import shown_progress
    from headless.cli.shared.running import run

    with shown_progress() as tell:
        report = run(lambda kernel: work(kernel, tell))
    document = report.to_json()
    if as_json:
        put_json(document)
    else:
        _show(document)
    if report.rejected:
        say(f"{sum(report.rejected.values())} lines were rejected; see {report.rejected_path}")
        raise typer.Exit(FOUND)


def _show(document: Mapping[str, Any]) -> None:
    from headless.cli.shared.output import put, table

    words = {
        "membersCreated": "members created",
        "alreadyThere": "already there",
        "rejectedFile": "rejected lines in",
        "scaled": "orders whose items were scaled to their total",
    }
    for name, value in document.items():
        if name not in ("rejected", "sums") and value is not None:
            put(f"{words.get(name, name)}: {value}")
    for reason, count in document["rejected"].items():
        put(f"rejected, {reason}: {count}")
    if document.get("sums"):
        titles = ("", "rows", "amount", "booked rows", "booked", "variance")
        table(titles, [(code, *sums.values()) for code, sums in document["sums"].items()], right=range(1, 6))

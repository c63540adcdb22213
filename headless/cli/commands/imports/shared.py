"""What the commands of `headless import` share."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="CSV in UTF-8 with a header line, or the same as .gz.")
]
MapOption = Annotated[
    list[str], typer.Option("--map", metavar="FIELD=COLUMN", help="Which column holds a field. Repeatable.")
]
RejectedOption = Annotated[
    Path | None,
    typer.Option(help="Where rejected lines go, with reasons; FILE.rejected.csv in the working folder if left out."),
]
ByOption = Annotated[str, typer.Option(help="What the member column holds: externalId, number, phone, email or id.")]
ZoneOption = Annotated[str | None, typer.Option(help="Of times without an offset; the merchant's if left out.")]


def pairs(given: list[str]) -> Mapping[str, str]:
    """FIELD=COLUMN as a mapping. Errors: Invalid where there is no =, or a field comes twice."""
    from headless.errors import Invalid

    found: dict[str, str] = {}
    for each in given:
        field, sign, column = each.partition("=")
        if not sign or not field or not column:
            raise Invalid(f"--map {each!r}: write FIELD=COLUMN, such as --map order=InvoiceNo", code="INVALID_MAP")
        if field in found:
            raise Invalid(f"--map {field} is given twice: {found[field]!r} and {column!r}", code="INVALID_MAP")
        found[field] = column
    return found


def run_import(work: Callable[[Any, Any], Awaitable[Any]], as_json: bool) -> None:
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

    words = {"membersCreated": "members created", "alreadyThere": "already there", "rejectedFile": "rejected lines in"}
    for name, value in document.items():
        if name not in ("rejected", "sums") and value is not None:
            put(f"{words.get(name, name)}: {value}")
    for reason, count in document["rejected"].items():
        put(f"rejected, {reason}: {count}")
    if document.get("sums"):
        titles = ("", "rows", "amount", "booked rows", "booked", "variance")
        table(titles, [(code, *sums.values()) for code, sums in document["sums"].items()], right=range(1, 6))

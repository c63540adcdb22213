"""`headless report`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from headless.cli.shared.options import JsonOption, MerchantOption
from headless.messages import Message

if TYPE_CHECKING:
    from headless.services.kernel.kernel import Kernel
    from headless.services.verifying.reports import KindLiability, Liability
    from headless.services.verifying.statements import Statement


def liability(merchant: MerchantOption, as_json: JsonOption = False) -> None:
    """Show what is owed to members by asset kind, funding and month of expiry, with pending amounts and debt apart.

    "of erased" is the part of the balance that belongs to members who were erased: it cannot be spent any more.

    Ends with 1 if the lots do not add up to the accounts. headless verify then shows where.

    \b
    headless report liability --merchant shop
    headless report liability --merchant shop --json
    """
    from headless.cli.shared.output import FOUND, put_json, say
    from headless.cli.shared.running import run
    from headless.cli.shared.times import shown
    from headless.services.verifying.reports import Liability
    from headless.services.verifying.reports import liability as report

    async def work(kernel: "Kernel") -> Liability:
        return await report(kernel, merchant)

    owed = run(work)
    at = shown(owed.at, owed.merchant.time_zone)
    if as_json:
        put_json({**owed.to_json(), "at": at})
    else:
        _put(owed, at)
    if not owed.agrees:
        say(Message("the lots do not add up to the accounts; run: headless verify"))
        raise typer.Exit(FOUND)


def _put(owed: "Liability", at: str) -> None:
    from headless.cli.shared.output import put, table

    merchant, never, pending = owed.merchant, Message("never"), Message("pending")
    put(
        Message(
            "{merchant}: outstanding at {at}, worth in {currency}",
            merchant=merchant.name,
            at=at,
            currency=merchant.currency,
        )
    )
    rows = [
        (_name(kind), line.funding, line.month or never, state, kind.text(line.units), kind.worth(line.units))
        for kind in owed.kinds
        for state, lines in (("", kind.lines), (pending, kind.pending))
        for line in lines
    ]
    table(("kind", "funding", "expires", "state", "amount", "worth"), rows, right=(4, 5))
    put("")
    sums = [
        (_name(kind), kind.members, *map(kind.text, (kind.outstanding, kind.pending_total, kind.held, kind.debt)),
         kind.text(kind.balance), kind.worth(kind.balance), kind.text(kind.erased))
        for kind in owed.kinds
    ]  # fmt: skip
    titles = ("kind", "members", "outstanding", "pending", "held", "debt", "balance", "worth", "of erased")
    table(titles, sums, right=range(1, 9))


def _name(kind: "KindLiability") -> Message:
    from headless.engine.texts.names import called

    return Message("{kind}", kind=called(kind.kind))


def partner(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The partner's code.")],
    merchant: MerchantOption,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="TIME", help="Its first day, or a time; by default from the beginning."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--to", metavar="TIME", help="The first day after it, or a time; by default up to now."),
    ] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the entries to a CSV file as well.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a partner gave in a period and what was taken back of it, entry by entry as the ledger has it.

    Days are the merchant's, in its time zone.

    \b
    headless report partner iqiyi --merchant shop --from 2026-05-01 --to 2026-06-01
    headless report partner iqiyi --merchant shop --from 2026-05-01 --to 2026-06-01 --csv may.csv
    """
    from headless.cli.shared.output import put_json, say, table
    from headless.cli.shared.running import run
    from headless.cli.shared.times import day_or_instant
    from headless.services.verifying.statements import COLUMNS, statement

    async def work(kernel: "Kernel") -> "Statement":
        async with kernel.db.read() as session:
            zone = (await kernel.programs.by_slug(session, merchant)).time_zone
        first, last = (None if text is None else day_or_instant(text, zone) for text in (since, until))
        return await statement(kernel, merchant, code, first, last)

    listed = run(work)
    if csv is not None:
        _write(csv, listed)
        say(Message("{count} entries are in {file}", count=len(listed.lines), file=csv))
    if as_json:
        put_json(listed.to_json())
        return
    if csv is None:
        table(COLUMNS, [tuple(line.values()) for line in listed.lines], right=(5,))
    sums = [tuple(kind.to_json().values()) for kind in listed.kinds]
    table(("kind", "given", "taken back", "net"), sums, right=(1, 2, 3))


def _write(path: Path, listed: "Statement") -> None:
    """Write a statement's entries as CSV, such that no spreadsheet takes a text for a formula."""
    import csv

    from headless.services.importing.files.csv_file import harmless
    from headless.services.verifying.statements import COLUMNS

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for line in listed.lines:
            texts = {"reason": harmless(line["reason"]), "key": harmless(line["key"])}
            writer.writerow((line | texts).values())

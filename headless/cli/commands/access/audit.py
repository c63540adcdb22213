"""`headless audit`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from headless.cli.shared.options import JsonOption, MerchantOption
from headless.messages import Message

if TYPE_CHECKING:
    from headless.services.auditing.reading import AuditEntry
    from headless.services.kernel.kernel import Kernel

MOST = 1_000


def audit(
    merchant: MerchantOption,
    actor: Annotated[
        str | None, typer.Option(help="Only by this actor: as it is written there, or the id of its token.")
    ] = None,
    noun: Annotated[
        str | None, typer.Option(help="Only what was done to this sort of thing, such as Rule, Token or Asset.")
    ] = None,
    since: Annotated[str | None, typer.Option("--from", metavar="TIME", help="At or after this instant.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="TIME", help="Before this instant.")] = None,
    most: Annotated[int, typer.Option(min=1, max=MOST, help="How many to show, the newest first.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """Show who did what, newest first: configuration, access, changes by hand, and personal data that was read or taken out.

    \b
    headless audit --merchant shop
    headless audit --merchant shop --noun Rule --from 2026-11-01T00:00:00Z --json
    """
    from headless.cli.shared.output import put_json, say, table
    from headless.cli.shared.running import run
    from headless.cli.shared.times import instant, shown

    async def work(kernel: "Kernel") -> tuple[str, list["AuditEntry"]]:
        from headless.models.base.pages import PageRange
        from headless.models.tables.audit.records import AuditFilter
        from headless.services.auditing.reading import page_of_trail

        moments = (None if text is None else instant(text) for text in (since, until))
        async with kernel.db.read() as session:
            row = await kernel.programs.by_slug(session, merchant)
            program = await kernel.programs.of(session, row)
            page = PageRange(most)
            return row.time_zone, await page_of_trail(
                session, program, row.id, AuditFilter(actor, noun, *moments), page
            )

    zone, entries = run(work)
    if as_json:
        put_json([_document(entry, shown(entry.at, zone)) for entry in entries[:most]])
    else:
        rows = [
            (shown(entry.at, zone), entry.actor, entry.action, entry.noun, entry.code or "", _change(entry))
            for entry in entries[:most]
        ]
        table(("time", "actor", "action", "noun", "code", "change"), rows)
    if len(entries) > most:
        say(Message("there are more: add --most, up to {most}, or --to", most=MOST))


def _document(entry: "AuditEntry", at: str) -> dict[str, Any]:
    from headless.ids import Prefix, encode

    return {
        "id": encode(Prefix.AUDIT, entry.id), "at": at, "actor": entry.actor, "action": entry.action, "noun": entry.noun,
        "code": entry.code, "before": entry.before, "after": entry.after,
    }  # fmt: skip


def _change(entry: "AuditEntry") -> str:
    """Return what differs, in one line."""
    before, after = entry.before or {}, entry.after or {}
    parts = []
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        parts.append(f"{name}: {new}" if entry.before is None else f"{name}: {old} → {new}")
    line = ", ".join(parts)
    return line if len(line) <= 100 else f"{line[:99]}…"

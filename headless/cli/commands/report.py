"""`headless report`."""

from typing import TYPE_CHECKING

from headless.cli.shared.options import JsonOption, MerchantOption
from headless.messages import Message

if TYPE_CHECKING:
    from headless.services.verifying.reports import KindLiability, Liability


def liability(merchant: MerchantOption, as_json: JsonOption = False) -> None:
    """Show what is owed to members by asset kind, funding and month of expiry, with pending amounts and debt apart.

    "of erased" is the part of the balance that belongs to members who were erased: it cannot be spent any more.

    Ends with 1 if the lots do not add up to the accounts. headless verify then shows where.

    \b
    headless report liability --merchant shop
    headless report liability --merchant shop --json
    """
    import typer

    from headless.cli.shared.output import FOUND, put_json, say
    from headless.cli.shared.running import run
    from headless.cli.shared.times import shown
    from headless.services.kernel.kernel import Kernel
    from headless.services.verifying.reports import Liability
    from headless.services.verifying.reports import liability as report

    async def work(kernel: Kernel) -> Liability:
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

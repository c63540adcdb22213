"""`headless report`."""

from headless.cli.shared.options import JsonOption, MerchantOption


def liability(merchant: MerchantOption, as_json: JsonOption = False) -> None:
    """Show what is owed to members by asset kind, funding and month of expiry, with pending amounts and debt apart.

    "of erased" is the part of the balance that belongs to members who were erased: it cannot be spent any more.

    Ends with 1 if the lots do not add up to the accounts. headless verify then shows where.

    \b
    headless report liability --merchant shop
    headless report liability --merchant shop --json
    """
    import typer

    from headless.cli.shared.output import FOUND, put, put_json, say, table
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
        put(f"{owed.merchant.name}: outstanding at {at}, worth in {owed.merchant.currency}")
        rows = [
            (kind.kind.code, line.funding, line.month or "never", state, kind.text(line.units), kind.worth(line.units))
            for kind in owed.kinds
            for state, lines in (("", kind.lines), ("pending", kind.pending))
            for line in lines
        ]
        table(("kind", "funding", "expires", "state", "amount", "worth"), rows, right=(4, 5))
        put("")
        sums = [
            (kind.kind.code, kind.members, *map(kind.text, (kind.outstanding, kind.pending_total, kind.held, kind.debt)),
             kind.text(kind.balance), kind.worth(kind.balance), kind.text(kind.erased))
            for kind in owed.kinds
        ]  # fmt: skip
        titles = ("kind", "members", "outstanding", "pending", "held", "debt", "balance", "worth", "of erased")
        table(titles, sums, right=range(1, 9))
    if not owed.agrees:
        say("the lots do not add up to the accounts; run: headless verify")
        raise typer.Exit(FOUND)

"""`headless merchant`: the operator creates and lists tenants."""

from typing import Annotated

import typer

from headless.cli.shared.options import BurstOption, JsonOption, PerDayOption
from headless.messages import Message

CountryOption = Annotated[
    str | None, typer.Option(help="The country of phone numbers that are written without +, such as GB.")
]


def create(
    slug: Annotated[str, typer.Argument(help="The name in tokens and on the command line: a-z, 0-9 and -.")],
    currency: Annotated[str, typer.Option(help="Three letters, such as GBP.")],
    time_zone: Annotated[str, typer.Option(help="The time zone of its days, such as Europe/London.")],
    name: Annotated[str | None, typer.Option(help="The name that people see; by default the slug.")] = None,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Give it a clock of its own that is set by hand.")] = False,
    clock: Annotated[
        str | None, typer.Option(metavar="TIME", help="Where a sandbox's clock begins; by default now.")
    ] = None,
    country: CountryOption = None,
) -> None:
    """Create a merchant with the asset kinds points, growth and balance. No rule is active.

    \b
    headless merchant create shop --currency GBP --time-zone Europe/London --country GB
    headless merchant create trial --currency GBP --time-zone Europe/London --sandbox --clock 2011-12-09T23:59:59Z
    """
    from headless.cli.shared.output import put, say
    from headless.cli.shared.running import run
    from headless.cli.shared.times import instant
    from headless.models.tables.configuration.merchants import MerchantRow
    from headless.services.configuration.merchants import create_merchant
    from headless.services.kernel.kernel import Kernel

    clock_at = None if clock is None else instant(clock)

    async def work(kernel: Kernel) -> MerchantRow:
        return await create_merchant(
            kernel, slug, currency=currency, time_zone=time_zone, name=name, sandbox=sandbox, clock_at=clock_at,
            country=country,
        )  # fmt: skip

    created = run(work)
    put(created.slug)
    say(Message("created; next: headless token create --merchant {slug} --scope admin", slug=created.slug))


def country(
    slug: Annotated[str, typer.Argument(help="The merchant.")],
    code: Annotated[str, typer.Argument(metavar="COUNTRY", help="Two letters of ISO 3166, such as GB.")],
) -> None:
    """Change the country of a merchant's phone numbers, and bring those that are stored into their new form.

    Ends with 1 if numbers of several members are the same: headless member doubles lists them.

    \b
    headless merchant country shop GB
    """
    from headless.cli.shared.output import FOUND, put, say
    from headless.cli.shared.running import run
    from headless.services.configuration.merchants import change_country
    from headless.services.members.doubles import collided

    odd = run(lambda kernel: change_country(kernel, slug, code))
    put(code)
    if odd:
        say(
            Message(
                "{count} members share an identifier with others; see headless member doubles --merchant {slug}",
                count=collided(odd),
                slug=slug,
            )
        )
        raise typer.Exit(FOUND)


def claim_for(
    slug: Annotated[str, typer.Argument(help="The merchant.")],
    duration: Annotated[str, typer.Argument(help="Days, such as 90d, or off.")] = "90d",
    yes: Annotated[bool, typer.Option("--yes", help="Delete what is kept without asking.")] = False,
) -> None:
    """Keep events whose member is not known yet, for as many days, and settle them for who joins and proves to be it.

    The identifier is kept as a hash under HEADLESS_SECRET_KEY, which must be the same for all processes. If this is turned
    off, such events are refused, and what is kept is deleted.

    \b
    headless merchant claim-for shop
    headless merchant claim-for shop 30d
    headless merchant claim-for shop off
    """
    from headless.cli.shared.output import confirm, put, say
    from headless.cli.shared.running import run
    from headless.services.configuration.guest_events import change_claim_for, read_days
    from headless.services.intake.retention import guests_of

    days = None if duration.strip().lower() == "off" else read_days(duration)
    if days is None and not yes:
        kept = run(lambda kernel: guests_of(kernel, slug)).events
        if kept:
            confirm(Message("{kept} events of guests wait. Delete them? There is no way back", kept=kept))
    waiting = run(lambda kernel: change_claim_for(kernel, slug, days))
    put(_typed(days))
    if days is None:
        say(Message("{waiting} events of guests were deleted", waiting=waiting))
    else:
        say(Message("{waiting} events of guests wait", waiting=waiting))


def limit(
    slug: Annotated[str, typer.Argument(help="The merchant.")],
    rate: Annotated[
        str | None,
        typer.Argument(metavar="[POINTS]", help="Points for each second, or off; left out: print the limit."),
    ] = None,
    burst: BurstOption = None,
    per_day: PerDayOption = None,
) -> None:
    """Limit what all tokens of a merchant together may ask for: a request is a point, and costly ones are more.

    Without it, a merchant may ask for anything. Servers follow within seconds.

    \b
    headless merchant limit shop 200 --per-day 5000000
    headless merchant limit shop off
    headless merchant limit shop
    """
    from headless.cli.shared.output import put
    from headless.cli.shared.rates import read_rate, typed_again
    from headless.cli.shared.running import run
    from headless.services.configuration.access.token_rates import limit_merchant, merchant_rate

    if rate is None:
        put(typed_again(run(lambda kernel: merchant_rate(kernel, slug))))
        return
    wanted = read_rate(rate, burst, per_day)
    run(lambda kernel: limit_merchant(kernel, slug, wanted))
    put(typed_again(wanted))


def _typed(days: int | None) -> str:
    """Return a duration as it is typed, in every language."""
    return "off" if days is None else f"{days}d"


def listed(as_json: JsonOption = False) -> None:
    """List all merchants.

    \b
    headless merchant list
    headless merchant list --json
    """
    from headless.cli.shared.output import put_json, table
    from headless.cli.shared.running import run
    from headless.cli.shared.times import shown
    from headless.services.worker.worker import merchants

    listing = [
        {
            "slug": merchant.slug, "name": merchant.name, "currency": merchant.currency, "timeZone": merchant.time_zone,
            "sandbox": merchant.sandbox,
            "clock": None if merchant.clock_at is None else shown(merchant.clock_at, merchant.time_zone),
            "country": merchant.country,
            "claimFor": None if merchant.claim_for is None else f"{merchant.claim_for}d",
        }
        for merchant in run(merchants)
    ]  # fmt: skip
    if as_json:
        put_json(listing)
    else:
        titles = ("slug", "name", "currency", "timeZone", "sandbox", "clock", "country", "claimFor")
        yes = Message("yes")
        table(titles, [list({**line, "sandbox": yes if line["sandbox"] else ""}.values()) for line in listing])

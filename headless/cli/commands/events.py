"""`headless events`: what waits and what failed."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING, Any

from headless.cli.shared.options import JsonOption, MerchantOption

if TYPE_CHECKING:
    from headless.models.tables.configuration.merchants import MerchantRow
    from headless.services.kernel.kernel import Kernel
    from headless.services.verifying.unsettled import Unsettled

    Listing = Callable[[Kernel, MerchantRow], AsyncIterator[Unsettled]]


def waiting(merchant: MerchantOption, as_json: JsonOption = False) -> None:
    """List the events that wait for the one that they refer to, oldest first, with their age.

    A refund waits for its order. If its order number is mistyped, it waits until the order comes, which is never.

    \b
    headless events waiting --merchant shop
    """
    from headless.services.verifying.unsettled import waiting_events

    columns = ("event", "type", "source", "externalId", "member", "waits for", "since", "age")
    _list(merchant, waiting_events, columns, as_json)


def failed(merchant: MerchantOption, as_json: JsonOption = False) -> None:
    """List the events that failed when their turn came, oldest first, with their problem.

    The number of a failed event is free: correct the event and send it again, under the same number. It then leaves this list.
    Events that rules emitted name their cause: headless explain event shows it.

    \b
    headless events failed --merchant shop
    """
    from headless.services.verifying.unsettled import failed_events

    columns = ("event", "type", "source", "externalId", "member", "since", "code", "message", "cause")
    _list(merchant, failed_events, columns, as_json)


def _list(slug: str, listing: "Listing", columns: Sequence[str], as_json: bool) -> None:
    from headless.cli.shared.output import put_json, say, table
    from headless.cli.shared.running import run
    from headless.cli.shared.times import shown

    async def work(kernel: "Kernel") -> list[dict[str, Any]]:
        async with kernel.db.read() as session:
            merchant = await kernel.programs.by_slug(session, slug)
        return [
            {**unsettled.to_json(), "since": shown(unsettled.event.recorded_at, merchant.time_zone)}
            async for unsettled in listing(kernel, merchant)
        ]

    listed = run(work)
    if as_json:
        for document in listed:
            put_json(document)
    elif listed:
        table(columns, [[_cell(document, column) for column in columns] for document in listed])
    say(f"{len(listed)} events")


def _cell(document: dict[str, Any], column: str) -> Any:
    if column == "age":
        return _age(document["ageSeconds"])
    if column == "waits for":
        return document["refers"]
    if column in ("code", "message"):
        return (document["problem"] or {}).get(column)
    if column == "member":
        return document["memberNumber"] or document["member"]
    return document[column]


def _age(seconds: int) -> str:
    """Return an age in its two largest units."""
    minutes = seconds // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"

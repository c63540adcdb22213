"""`headless events`: what waits and what failed."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from headless.cli.shared.options import AnyMerchantOption, JsonOption
from headless.messages import Message

if TYPE_CHECKING:
    from headless.models.tables.configuration.merchants import MerchantRow
    from headless.services.kernel.kernel import Kernel
    from headless.services.verifying.guests import GuestsOfMerchant
    from headless.services.verifying.owed import OwedEmit, OwedRule
    from headless.services.verifying.unsettled import Unsettled

    Source = Callable[[Kernel, MerchantRow], AsyncIterator[Unsettled | OwedRule | OwedEmit | GuestsOfMerchant]]


class _Listing(NamedTuple):
    """One kind of what waits or failed, and the columns of its table. counted: how many there are, in words."""

    counted: "Callable[[int], Message]"
    source: "Source"
    columns: tuple[str, ...]


_OF_EVENT = ("event", "type", "source", "externalId", "member")
_OF_RULE = (*_OF_EVENT, "rule", "state", "since", "age", "error")


def waiting(merchant: AnyMerchantOption = None, as_json: JsonOption = False) -> None:
    """List the events that wait for the one that they refer to, oldest first, with their age.

    A refund waits for its order or payment. If that number is mistyped, it waits until such an order comes, which is never.

    What rules left out of recorded events follows, if they failed or are paused, and so do events on their way to other members.
    The last line counts events whose member is not known yet, and says since when the oldest waits.

    \b
    headless events waiting
    headless events waiting --merchant shop --json
    """
    from headless.services.verifying.guests import waiting_for_guests
    from headless.services.verifying.owed import waiting_emits, waiting_rules
    from headless.services.verifying.unsettled import waiting_events

    emits = ("cause", "type", "externalId", "member", "since", "age", "attempts")
    listings = (
        _Listing(_events, waiting_events, (*_OF_EVENT, "waits for", "since", "age")),
        _Listing(_effects, waiting_rules, _OF_RULE),
        _Listing(_on_their_way, waiting_emits, emits),
        _Listing(_of_guests, waiting_for_guests, ("events of guests", "since", "age")),
    )
    _list(merchant, listings, as_json)


def failed(merchant: AnyMerchantOption = None, as_json: JsonOption = False) -> None:
    """List the events that failed when their turn came, oldest first, with their problem.

    The number of a failed event is free: correct the event and send it again, under the same number. It then leaves this list.
    Events that rules emitted name their cause: headless explain event shows it.

    What rules left out of recorded events follows, if they failed too often. Save the rule to have them tried again.

    \b
    headless events failed
    headless events failed --merchant shop --json
    """
    from headless.services.verifying.owed import given_up_rules
    from headless.services.verifying.unsettled import failed_events

    listings = (
        _Listing(_events, failed_events, (*_OF_EVENT, "since", "code", "message", "cause")),
        _Listing(_effects, given_up_rules, _OF_RULE),
    )
    _list(merchant, listings, as_json)


def _events(count: int) -> Message:
    return Message("{count} events", count=count)


def _effects(count: int) -> Message:
    return Message("{count} effects of rules", count=count)


def _on_their_way(count: int) -> Message:
    return Message("{count} events on their way", count=count)


def _of_guests(count: int) -> Message:
    return Message("{count} events of guests", count=count)


def _list(slug: str | None, listings: Sequence[_Listing], as_json: bool) -> None:
    from headless.cli.shared.output import put_json, say
    from headless.cli.shared.running import run
    from headless.services.verifying.verifying import chosen_merchants

    async def work(kernel: "Kernel") -> list[list[dict[str, Any]]]:
        merchants = await chosen_merchants(kernel, slug)
        return [
            [document for merchant in merchants async for document in _documents(kernel, merchant, listing)]
            for listing in listings
        ]

    listed = run(work)
    for listing, documents in zip(listings, listed, strict=True):
        if not as_json:
            _table(listing, documents)
            continue
        for document in documents:
            put_json(document)
    counts = [
        (sum(document.get("events", 1) for document in documents), listing.counted)
        for listing, documents in zip(listings, listed, strict=True)
    ]
    counted = tuple(in_words(count) for place, (count, in_words) in enumerate(counts) if count or not place)
    say(Message("{counted}", counted=counted))


async def _documents(kernel: "Kernel", merchant: "MerchantRow", listing: _Listing) -> AsyncIterator[dict[str, Any]]:
    from headless.cli.shared.times import shown

    async for item in listing.source(kernel, merchant):
        yield {"merchant": merchant.slug, **item.to_json(), "since": shown(item.since, merchant.time_zone)}


def _table(listing: _Listing, documents: Sequence[dict[str, Any]]) -> None:
    """Print a table, with the merchants if there are several."""
    from headless.cli.shared.output import table

    if documents:
        several = len({document["merchant"] for document in documents}) > 1
        columns = ("merchant", *listing.columns) if several else listing.columns
        table(columns, [[_cell(document, column) for column in columns] for document in documents])


def _cell(document: dict[str, Any], column: str) -> Any:
    if column == "age":
        return _age(document["ageSeconds"])
    if column == "waits for":
        return document["refers"]
    if column == "events of guests":
        return document["events"]
    if column in ("code", "message"):
        return (document["problem"] or {}).get(column)
    if column == "member":
        return document.get("memberNumber") or document["member"]
    return document[column]


def _age(seconds: int) -> Message:
    """Return an age in its two largest units."""
    minutes = seconds // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return Message("{days} d {hours} h", days=days, hours=hours)
    if hours:
        return Message("{hours} h {minutes} min", hours=hours, minutes=minutes % 60)
    return Message("{minutes} min", minutes=minutes)

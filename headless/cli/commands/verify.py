"""`headless verify`."""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from headless.cli.shared.options import AnyMerchantOption, JsonOption
from headless.messages import Message

if TYPE_CHECKING:
    from headless.services.kernel.kernel import Kernel


KINDS: Mapping[str, Message] = {
    "drift": Message("drift"),
    "difference": Message("difference"),
    "failed": Message("failed"),
    "given up": Message("given up"),
    "outstanding": Message("outstanding"),
}
"""What is found, by what it is called."""


def verify(
    merchant: AnyMerchantOption = None,
    replay: Annotated[
        bool,
        typer.Option("--replay", help="Also decide every event again with the installed code, and list differences."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Check everything stored against its history.

    Rebuilds accounts, lots, holds, totals, tiers, tags and memory from what happened, and prints each drift.

    An event that failed and was not sent again since gets a line, too, and so does what a rule left out and was given up. These
    are no drifts: headless events failed lists them. Plugins that have still to erase a member are named as well.

    Ends with 1 if there is any drift. It only reads, and may run while another process serves. With --replay it also decides
    every event again. A difference there is not a drift: rules, tiers or tags may have changed since.

    \b
    headless verify
    headless verify --merchant shop --replay
    """
    from headless.cli.shared.output import FOUND, put, put_json, say
    from headless.cli.shared.running import run

    counts = dict.fromkeys(KINDS, 0)

    async def work(kernel: "Kernel") -> None:
        async for kind, finding in _findings(kernel, merchant, replay):
            counts[kind] += 1
            if as_json:
                put_json(_document(kind, finding))
            else:
                put(Message("{kind}: {finding}", kind=KINDS[kind], finding=finding.told()))

    run(work)
    say(Message("{counted}", counted=tuple(_counted(counts, replay))))
    if counts["drift"] or counts["difference"]:
        raise typer.Exit(FOUND)


def _counted(counts: Mapping[str, int], replay: bool) -> Iterator[Message]:
    """Yield what there is of each kind. Drifts are always told, differences if they were looked for."""
    drifts = counts["drift"]
    yield Message("{count} drifts", count=drifts) if drifts else Message("no drift")
    if replay:
        yield Message("{count} differences", count=counts["difference"])
    if counts["failed"]:
        yield Message("{count} failed events", count=counts["failed"])
    if counts["given up"]:
        yield Message("{count} effects of rules given up", count=counts["given up"])
    if counts["outstanding"]:
        yield Message("{count} erasures outstanding", count=counts["outstanding"])


def _document(kind: str, finding: Any) -> dict[str, Any]:
    """Return a finding for programs. `type` says what kind of finding it is, so that an event's own type has another name."""
    document = dict(finding.to_json())
    if kind in ("failed", "given up"):
        document["eventType"] = document.pop("type")
    return {"type": kind.replace(" ", "_"), **document}


async def _findings(kernel: "Kernel", slug: str | None, replay: bool) -> AsyncIterator[tuple[str, Any]]:
    from headless.services.lives.plugin_erasures import outstanding_erasures
    from headless.services.verifying.owed import given_up_rules
    from headless.services.verifying.unsettled import failed_events
    from headless.services.verifying.verifying import chosen_merchants, drifts

    for merchant in await chosen_merchants(kernel, slug):
        async for drift in drifts(kernel, merchant):
            yield "drift", drift
        async for failed in failed_events(kernel, merchant):
            yield "failed", failed
        async for owed in given_up_rules(kernel, merchant):
            yield "given up", owed
        async for erasure in outstanding_erasures(kernel, merchant):
            yield "outstanding", erasure
        if replay:
            from headless.cli.shared.output import say
            from headless.services.verifying.replaying import differences, erased_events, left_out

            for name in await left_out(kernel, merchant):
                say(
                    Message(
                        "left out: {name}, because it reads its plugin's own tables, which hold no history", name=name
                    )
                )
            erased = await erased_events(kernel, merchant)
            if erased.members:
                say(
                    Message(
                        "left out: {events} events of {members} members who were erased",
                        events=erased.events,
                        members=erased.members,
                    )
                )
            async for difference in differences(kernel, merchant):
                yield "difference", difference

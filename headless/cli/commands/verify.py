"""`headless verify`."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from headless.cli.shared.options import AnyMerchantOption, JsonOption

if TYPE_CHECKING:
    from headless.services.kernel.kernel import Kernel


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

    counts = {"drift": 0, "difference": 0, "failed": 0, "given up": 0, "outstanding": 0}

    async def work(kernel: "Kernel") -> None:
        async for kind, finding in _findings(kernel, merchant, replay):
            counts[kind] += 1
            if as_json:
                put_json(_document(kind, finding))
            else:
                put(f"{kind}: {finding}")

    run(work)
    drift = f"{counts['drift']} drifts" if counts["drift"] else "no drift"
    replayed = f", {counts['difference']} differences" if replay else ""
    failed = f", {counts['failed']} failed events" if counts["failed"] else ""
    given_up = f", {counts['given up']} effects of rules given up" if counts["given up"] else ""
    outstanding = f", {counts['outstanding']} erasures outstanding" if counts["outstanding"] else ""
    say(f"{drift}{replayed}{failed}{given_up}{outstanding}")
    if counts["drift"] or counts["difference"]:
        raise typer.Exit(FOUND)


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
                say(f"left out: {name}, because it reads its plugin's own tables, which hold no history")
            erased = await erased_events(kernel, merchant)
            if erased.members:
                say(f"left out: {erased.events} events of {erased.members} members who were erased")
            async for difference in differences(kernel, merchant):
                yield "difference", difference

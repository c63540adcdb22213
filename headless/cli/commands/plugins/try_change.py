"""`headless plugins try`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from headless.cli.shared.options import JsonOption, MerchantOption
from headless.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headless.engine.backtest.gain_texts import Teller
    from headless.models.tables.work.backtests import BacktestView
    from headless.services.kernel.kernel import Kernel

SHOWN = 20


def tried(
    merchant: MerchantOption,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="A plugin, or plugin/rule for one of its rules.")
    ] = None,
    settings: Annotated[
        str | None,
        typer.Option(help="Settings as JSON or @FILE: a rule's own, or a plugin's by declared id."),
    ] = None,
    changes: Annotated[
        str | None,
        typer.Option(
            help="Several changes to try together instead of NAME: a list as JSON or @FILE, as backtestStart takes it."
        ),
    ] = None,
    gain_tag: Annotated[
        list[str] | None, typer.Option(help="A tag that is a gain to those who would get it; may be repeated.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Compare from this day or time on; by default from the first event.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Compare up to this day or time; by default up to now.")] = None,
    show: Annotated[int, typer.Option(min=0, help="How many members to list who gain, and who lose.")] = SHOWN,
    as_json: JsonOption = False,
) -> None:
    """Try a plugin or a rule on recorded events, and show who would gain and who would lose.

    The present configuration and the changed one are both run over all recorded events, on all processors. Only the result is
    kept. Days are those of the merchant's time zone.

    \b
    headless plugins try birthday_month --merchant shop --since 2026-05-01
    headless plugins try builtin/points_per_spend --merchant shop --settings '{"per": "2"}'
    headless plugins try --merchant shop --changes @changes.json --gain-tag vip
    """
    from headless.cli.shared.output import fail, put_json
    from headless.cli.shared.running import run

    async def work(kernel: "Kernel") -> "tuple[Summary, BacktestView]":
        return await _run(kernel, merchant, changes_of(name, settings, changes), gain_tag or [], since, until, show)

    summary, view = run(work)
    if view.error is not None:
        fail(view.error)
    if as_json:
        put_json(summary.to_json(view))
    else:
        summary.put(view)


class Summary:
    """What is shown: the sums, and members who gain or lose."""

    def __init__(self, teller: "Teller", members: list[tuple[str, int, list[str], str]]) -> None:
        self._teller, self._members = teller, members

    def to_json(self, view: "BacktestView") -> dict[str, Any]:
        """Return everything for programs."""
        from headless.engine.backtest.gain_texts import sum_changes

        results: Any = view.results
        return {
            "gained": view.gained, "lost": view.lost, "unchanged": view.unchanged, "events": results["events"],
            "seconds": results["seconds"], "leftOut": results["leftOut"], "failed": results["failed"],
            "totals": [{**change, "text": self._teller.change(change)} for change in sum_changes(results)],
            "tierMoves": [dict(zip(("track", "from", "to", "members"), move, strict=True)) for move in results["moves"]],
            "members": [
                {"member": member, "gained": direction > 0, "changes": changes, "why": why}
                for member, direction, changes, why in self._members
            ],
        }  # fmt: skip

    def put(self, view: "BacktestView") -> None:
        """Print everything for people."""
        from headless.cli.shared.output import put, say, table
        from headless.engine.backtest.gain_texts import sum_changes

        results: Any = view.results
        put(
            Message(
                "{gained} gain, {lost} lose, {unchanged} neither",
                gained=view.gained,
                lost=view.lost,
                unchanged=view.unchanged,
            )
        )
        for change in sum_changes(results):
            put(self._teller.change(change))
        for track, old, new, members in results["moves"]:
            move = self._teller.change({"kind": "TIER", "code": track, "before": old, "after": new})
            put(Message("{members} × {move}", members=members, move=move))
        if self._members:
            put("")
            gains, loses = Message("gains"), Message("loses")
            table(
                ("member", "", "what", "why"),
                [
                    (member, gains if direction > 0 else loses, _all_of(changes), why)
                    for member, direction, changes, why in self._members
                ],
            )
        for rule, (times, error) in results["failed"].items():
            if times == 1:
                say(Message("{rule} failed 1 time, at last: {error}", rule=rule, error=error))
            else:
                say(Message("{rule} failed {times} times, at last: {error}", rule=rule, times=times, error=error))
        for part in results["leftOut"]:
            say(
                Message(
                    "{part} was left out: what it reads, or which members it selects, is not known for the past",
                    part=part,
                )
            )
        say(Message("{events} events in {seconds} s", events=results["events"], seconds=str(results["seconds"])))


def _all_of(changes: "Sequence[str]") -> str:
    first, *others = changes
    for other in others:
        first = Message("{first}; {second}", first=first, second=other)
    return first


def changes_of(name: str | None, settings: str | None, changes: str | None) -> list[Any]:
    """Return the changes to try. Raise Invalid unless they are given in one way, as JSON."""
    from headless.errors import Invalid

    if (name is None) == (changes is None) or (changes is not None and settings is not None):
        message = Message("give either NAME, with --settings if you like, or --changes")
        raise Invalid(message, code="ONE_CHANGE")
    if name is not None:
        return [change_of(name, settings)]
    listed = document_of(changes, "--changes", '[{"plugin": {"name": "example"}}]')
    if not isinstance(listed, list) or not listed or not all(isinstance(change, dict) for change in listed):
        message = Message('--changes takes a list of changes; write [{{"plugin": {{"name": "example"}}}}] or @FILE')
        raise Invalid(message, code="INVALID_CHANGES")
    return listed


def change_of(name: str, settings: str | None) -> dict[str, Any]:
    """Return the change that a name and settings mean. Raise Invalid for settings that are not JSON."""
    document = document_of(settings)
    plugin, slash, rule = name.partition("/")
    if slash:
        return {"rule": {"plugin": plugin, "rule": rule, "settings": document}}
    return {"plugin": {"name": plugin, "settings": document}}


def document_of(text: str | None, option: str = "--settings", example: str = '{"asset": "points"}') -> Any:
    """Read JSON or @FILE of the command line, None if there is none. Raise Invalid if it cannot be read."""
    import json
    from pathlib import Path

    from headless.errors import Invalid

    if text is None:
        return None
    try:
        return json.loads(Path(text[1:]).read_text("utf-8") if text.startswith("@") else text)
    except (OSError, ValueError) as fault:
        message = Message(
            "{option} cannot be read: {fault}; write '{example}' or @FILE", option=option, fault=fault, example=example
        )
        raise Invalid(message, code="INVALID_SETTINGS") from None


async def _run(
    kernel: "Kernel",
    slug: str,
    changes: list[Any],
    gain_tags: list[str],
    since: str | None,
    until: str | None,
    show: int,
) -> "tuple[Summary, BacktestView]":
    from headless.cli.shared.language import terminal_language
    from headless.cli.shared.output import fail
    from headless.cli.shared.progress import shown_progress
    from headless.engine.backtest.gain_texts import Teller
    from headless.services.backtesting.backtests import start_backtest
    from headless.services.backtesting.running import run_now
    from headless.services.kernel.principals import system

    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, slug)
        program = await kernel.programs.of(session, merchant)
    principal = system(merchant.id, merchant.slug, "headless plugins try")
    begins, ends = (_instant(text, merchant.time_zone) for text in (since, until))
    started = await start_backtest(kernel, principal, changes=changes, since=begins, until=ends, gain_tags=gain_tags)
    if started.problem is not None or started.id is None:
        # A single change has no number to name.
        if started.problem is None:
            fail(Message("nothing was started"))
        path = ".".join(started.problem.path[2 if len(changes) == 1 else 1 :])
        message = started.problem.message
        fail(Message("{path}: {message}", path=path, message=message) if path else message)
    with shown_progress() as tell:
        view = await run_now(kernel, merchant.id, started.id, lambda done, total: tell("events", done, total))
    teller = Teller(program, view.results or {}, terminal_language())
    return Summary(teller, await _members(kernel, merchant.id, view, teller, show)), view


def _instant(text: str | None, time_zone: str) -> int | None:
    from datetime import date

    from headless.cli.shared.times import instant
    from headless.engine.values.zones import Zone

    if text is None:
        return None
    try:
        return Zone(time_zone).start_of(date.fromisoformat(text).toordinal())
    except ValueError:
        return instant(text)


async def _members(
    kernel: "Kernel", merchant_id: int, view: "BacktestView", teller: "Teller", show: int
) -> list[tuple[str, int, list[str], str]]:
    from headless.ids import Prefix, encode
    from headless.models.tables.work.backtests import named_members

    listed = []
    async with kernel.db.read() as session:
        for direction in (-1, 1):
            for member in await named_members(session, merchant_id, view.id, direction, show):
                label = member.label or encode(Prefix.MEMBER, member.member_id)
                changes = [teller.change(change) for change in member.document["changes"]]
                listed.append((label, direction, changes, teller.why(member.document["why"])))
    return listed

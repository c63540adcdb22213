"""`headless plugins check`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from headless.cli.shared.options import AnyMerchantOption, JsonOption
from headless.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headless.engine.evaluation.conflicts import Conflict
    from headless.plugins.conformance.findings import Finding, Report
    from headless.services.kernel.kernel import Kernel


def checked(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A plugin; by default all that are installed.")
    ] = None,
    merchant: AnyMerchantOption = None,
    settings: Annotated[str | None, typer.Option(help="Settings by declared id, as JSON or @FILE.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Check that plugins do what they promise, and print a grade and what is missing.

    Each plugin runs twice in processes of its own. It must answer the same under other hash seeds and orders, use no files,
    network, clock or randomness, stay within its time, and answer only what it may. Its tables are tried on a temporary
    database. With --merchant, the conflicts between the active rules are listed. Ends with 1 if there are findings.

    \b
    headless plugins check birthday_month
    headless plugins check --merchant shop
    """
    from headless.cli.shared.output import FOUND, all_shown, put_json

    reports = _reports(name, settings) if name is not None or merchant is None else []
    meeting = _conflicts(merchant) if merchant is not None else []
    if as_json:
        conflicts = [_plain(conflict) for conflict in meeting]
        put_json(all_shown({"plugins": [_json(report) for report in reports], "conflicts": conflicts}))
    else:
        _put(reports, meeting, merchant)
    if meeting or any(report.findings for report in reports):
        raise typer.Exit(FOUND)


def _reports(name: str | None, settings: str | None) -> "list[Report]":
    import asyncio
    from importlib import metadata

    from headless.cli.commands.plugins.try_change import document_of
    from headless.cli.shared.output import fail
    from headless.cli.shared.running import settings as environment
    from headless.plugins.conformance.findings import report_of
    from headless.plugins.conformance.plugin_check import check_plugin
    from headless.plugins.loading.registry import BUILTIN, ENTRY_POINTS, Registry
    from headless.services.plugin_admin.table_checks import AREA, check_tables

    registry = Registry.load(environment().plugins)
    targets = {point.name: point.value for point in metadata.entry_points(group=ENTRY_POINTS)}
    chosen = [plugin for plugin in registry.plugins if plugin.name != BUILTIN and name in (None, plugin.name)]
    if name is not None and not chosen:
        known = tuple(plugin.name for plugin in registry.plugins if plugin.name != BUILTIN)
        fail(Message("the plugin {plugin!r} is not installed; there are: {known}", plugin=name, known=known))
    reports = []
    for info in chosen:
        report = check_plugin(registry, info, targets.get(info.name, info.name), document_of(settings) or {})
        if info.state == "LOADED" and registry.declared[info.name].tables:
            tables = asyncio.run(check_tables(registry, info.name))
            report = report_of(info.name, info.version, [*report.findings, *tables], [*report.areas, AREA])
        reports.append(report)
    return reports


def _conflicts(slug: str) -> "list[Conflict]":
    from headless.cli.shared.running import run
    from headless.engine.evaluation.conflicts import conflicts

    async def work(kernel: "Kernel") -> "list[Conflict]":
        async with kernel.db.read() as session:
            merchant = await kernel.programs.by_slug(session, slug)
            return conflicts(await kernel.programs.of(session, merchant))

    return run(work)


def _put(reports: "list[Report]", meeting: "list[Conflict]", merchant: str | None) -> None:
    from headless.cli.shared.output import put
    from headless.plugins.conformance.findings import AREAS

    for report in reports:
        put(Message("{plugin} {version}: {grade}", plugin=report.plugin, version=report.version, grade=report.grade))
        for area in report.areas:
            findings = report.of(area)
            put(Message("  {area}: {state}", area=AREAS[area], state=_state(findings)))
            for finding in findings:
                put(Message("    {text}", text=finding.text))
    for conflict in meeting:
        put(Message("{code} {rules}: {text}", code=conflict.code, rules=tuple(conflict.rules), text=conflict.text))
    if merchant is not None and not meeting:
        put(Message("the rules of {merchant} have no conflicts", merchant=merchant))


def _state(findings: "Sequence[Finding]") -> Message:
    if not findings:
        return Message("ok")
    if any(finding.grave for finding in findings):
        return Message("must be fixed")
    return Message("could be better")


def _json(report: "Report") -> dict[str, Any]:
    findings = [_plain(finding) for finding in report.findings]
    return {"plugin": report.plugin, "version": report.version, "grade": report.grade, "findings": findings}


def _plain(finding: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(finding)

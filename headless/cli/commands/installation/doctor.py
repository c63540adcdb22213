"""`headless doctor`."""

from headless.cli.shared.options import JsonOption


def doctor(as_json: JsonOption = False) -> None:
    """Check this installation: settings, keys, plugins, disk, database, migrations, clock and queues. It only reads.

    Ends with 1 if something does not work. What only may go wrong is a warning, and leaves the exit code alone.

    \b
    headless doctor
    headless doctor --json
    """
    import asyncio

    import typer

    from headless.cli.shared.output import FOUND, put_json, shown, table
    from headless.cli.shared.running import settings
    from headless.errors import StorageError
    from headless.messages import Message
    from headless.services.diagnosing.diagnosing import diagnose
    from headless.services.diagnosing.findings import Finding, Health, failure
    from headless.services.diagnosing.machine import disk_findings, missing_file, settings_findings
    from headless.services.kernel.opening import open_kernel

    current = settings()

    async def work() -> list[Finding]:
        if missing := missing_file(current):
            return [*settings_findings(current), *disk_findings(current), missing]
        try:
            async with open_kernel(current) as kernel:
                return await diagnose(kernel)
        except StorageError as fault:
            return [*settings_findings(current), *disk_findings(current), failure(Message("database"), fault.message)]

    findings = asyncio.run(work())
    if as_json:
        put_json(
            [{"part": finding.part, "state": finding.health, "finding": shown(finding.told)} for finding in findings]
        )
    else:
        states = {Health.OK: Message("ok"), Health.WARN: Message("warn"), Health.FAIL: Message("fail")}
        rows = [(finding.part, states[finding.health], finding.told) for finding in findings]
        table(("part", "state", "finding"), rows)
    if any(finding.health is Health.FAIL for finding in findings):
        raise typer.Exit(FOUND)

"""All checks of an installation, one after the other. Each only reads."""

from headless.errors import HeadlessError
from headless.messages import Message
from headless.models.database.clocks import server_version
from headless.services.diagnosing.findings import Finding, Health, failure, fine
from headless.services.diagnosing.machine import disk_findings, plugin_findings, settings_findings
from headless.services.diagnosing.stored import migration_findings, stored_findings
from headless.services.kernel.kernel import Kernel


async def diagnose(kernel: Kernel) -> list[Finding]:
    """Return what is found of each part. What depends on a part that fails is left out."""
    findings = [*settings_findings(kernel.settings), *plugin_findings(kernel.registry), *disk_findings(kernel.settings)]
    try:
        async with kernel.db.read() as session:
            version = await server_version(session)
        findings.append(fine(Message("database"), Message("{version} answers", version=version)))
        migrations = await migration_findings(kernel)
        findings += migrations
        if all(finding.health is not Health.FAIL for finding in migrations):
            findings += [finding async for finding in stored_findings(kernel)]
    except HeadlessError as fault:
        findings.append(failure(Message("database"), fault.message))
    return findings

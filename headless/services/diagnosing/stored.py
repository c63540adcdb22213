"""What is in the database: its version, its clock, its queues, and what merchants need that is not here."""

from collections.abc import AsyncIterator, Sequence

from headless.engine.values.zones import MINUTE_US, SECOND_US
from headless.errors import HeadlessError
from headless.ids import EPOCH_MS, NODE_BITS, SEQUENCE_BITS
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.database.clocks import loose_settings, newest_id, server_connections, server_now
from headless.models.migrating.applied import is_current, unknown_migrations
from headless.models.tables.configuration.merchants import MerchantRow, all_merchants
from headless.models.tables.work.backlog import backlogs
from headless.services.diagnosing.findings import Finding, failure, fine, warning
from headless.services.diagnosing.secrets import secret_findings
from headless.services.kernel.kernel import Kernel
from headless.services.plugin_admin.plugin_tables import tables_current
from headless.services.plugin_admin.plugins import plugin_views

SKEW_WARNED, SKEW_FAILED, LATE = 1 * SECOND_US, 30 * SECOND_US, 5 * MINUTE_US


async def migration_findings(kernel: Kernel) -> Sequence[Finding]:
    """Return if the tables are those of this version. Nothing is changed."""
    newer = await unknown_migrations(kernel.db)
    if newer:
        message = Message(
            "the database was migrated by a newer version ({newer}): install that version", newer=", ".join(newer)
        )
        return [failure(Message("migrations"), message)]
    if not await is_current(kernel.db):
        return [failure(Message("migrations"), Message("tables are missing or old; run: headless migrate"))]
    if not await tables_current(kernel.db, kernel.registry):
        return [warning(Message("migrations"), Message("tables of plugins are old; run: headless migrate"))]
    return [fine(Message("migrations"), Message("the tables are up to date"))]


async def stored_findings(kernel: Kernel) -> AsyncIterator[Finding]:
    """Return what there is to say of a database whose tables are up to date."""
    async with kernel.db.read() as session:
        yield await _clock(kernel, session)
        yield await _durability(session)
        if room := await _connections(kernel, session):
            yield room
        for queue in await _queues(kernel, session):
            yield queue
        merchants = await all_merchants(session)
        for merchant in merchants:
            for finding in await _of_merchant(kernel, session, merchant):
                yield finding
    for finding in await secret_findings(kernel):
        yield finding
    yield fine(Message("merchants"), Message("{count} merchants", count=len(merchants)))


async def _clock(kernel: Kernel, session: Session) -> Finding:
    """Compare this machine's clock with the database server's, and with the newest id."""
    now = kernel.clock.now_us()
    skew = abs(now - await server_now(session, now))
    newest = ((await newest_id(session)) >> (NODE_BITS + SEQUENCE_BITS)) + EPOCH_MS
    ahead = newest * 1_000 - now
    if skew > SKEW_FAILED or ahead > SKEW_FAILED:
        message = Message(
            "the clock is wrong: {skew} seconds from the database's, {ahead} behind the newest event; set it by NTP",
            skew=skew // SECOND_US,
            ahead=max(0, ahead // SECOND_US),
        )
        return failure(Message("clock"), message)
    if skew > SKEW_WARNED or ahead > SKEW_WARNED:
        return warning(Message("clock"), Message("the clock differs by some seconds; set it by NTP"))
    return fine(Message("clock"), Message("it agrees with the database"))


async def _durability(session: Session) -> Finding:
    """Return if what was acknowledged survives a machine that stops."""
    if loose := await loose_settings(session):
        message = Message(
            "{names} off: what was acknowledged may be lost if the machine stops; turn on where members are real",
            names=", ".join(loose),
        )
        return warning(Message("durability"), message)
    return fine(Message("durability"), Message("the database waits for its disk"))


async def _connections(kernel: Kernel, session: Session) -> Finding | None:
    """Return if one more process finds the connections that it may take."""
    there = await server_connections(session)
    if there is None:
        return None
    told = Message(
        "{used} of {most} are open, a process takes up to {pool}",
        used=there.used,
        most=there.most,
        pool=kernel.settings.pool_size,
    )
    if there.most - there.used < kernel.settings.pool_size:
        message = Message(
            "{told}: raise max_connections, lower HEADLESS_POOL_SIZE, or put a pooler in between", told=told
        )
        return warning(Message("connections"), message)
    return fine(Message("connections"), told)


async def _queues(kernel: Kernel, session: Session) -> list[Finding]:
    now = kernel.clock.now_us()
    waiting, given_up = await backlogs(session, now)
    late = [
        queue
        for queue in waiting
        if queue.queue not in ("guest_events", "deferred_events", "paused_rules")
        and queue.oldest_at is not None
        and now - queue.oldest_at > LATE
    ]
    findings = [
        failure(
            Message("worker"),
            Message(
                "{queue}: {waiting} wait, the first one for {minutes} minutes; is a worker running?",
                queue=queue.queue,
                waiting=queue.waiting,
                minutes=(now - (queue.oldest_at or now)) // MINUTE_US,
            ),
        )
        for queue in late
    ]
    findings += [
        warning(
            Message("worker"),
            Message(
                "{queue}: {items} were given up; headless events failed lists them",
                queue=stopped.queue,
                items=stopped.items,
            ),
        )
        for stopped in given_up
        if stopped.items
    ]
    return findings or [fine(Message("worker"), Message("nothing waits longer than it should"))]


async def _of_merchant(kernel: Kernel, session: Session, merchant: MerchantRow) -> list[Finding]:
    """Return which plugins a merchant uses that are not here, and which settings those that are here do not take."""
    findings = []
    try:
        instances = await kernel.programs.instances(session, merchant)
    except HeadlessError as fault:
        return [
            failure(Message("merchants"), Message("{merchant}: {fault}", merchant=merchant.slug, fault=fault.message))
        ]
    for view in plugin_views(instances):
        if view.state == "MISSING" and view.enabled:
            message = Message(
                "{merchant} uses {plugin}, which is not installed; install it, or disable it",
                merchant=merchant.slug,
                plugin=view.name,
            )
            findings.append(failure(Message("plugins"), message))
        if view.enabled:
            findings += [_paused(merchant, rule.name, rule.fault) for rule in view.rules if rule.fault is not None]
            findings += [_paused(merchant, code, fault) for code, fault in view.tracks.items()]
    return findings


def _paused(merchant: MerchantRow, name: str, fault: str) -> Finding:
    message = Message(
        "{merchant}: {name} is paused until its settings are saved again: {fault}",
        merchant=merchant.slug, name=name, fault=fault,
    )  # fmt: skip
    return warning(Message("plugins"), message)

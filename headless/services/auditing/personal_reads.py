"""Personal data that is read in bulk: counted over all processes, and noted once a token has read much within an hour."""

from collections.abc import Mapping

from headless.engine.values.zones import HOUR_US
from headless.models.base.mapping import compact
from headless.models.tables.audit.personal_reads import count_reads, delete_count
from headless.models.tables.audit.records import AuditRow, insert_records
from headless.services.auditing.trail import Action
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal

BULK = 100
"""A token that reads the personal data of fewer members within an hour looks at persons, not at the file of them."""


class PersonalReads:
    """How many members' personal data each token has read in this process, and is not in the database yet."""

    def __init__(self) -> None:
        self._unwritten: dict[tuple[int, str], int] = {}

    def add(self, principal: Principal, members: int) -> None:
        """Count members whose personal data a token has read."""
        key = principal.merchant_id, principal.actor
        self._unwritten[key] = self._unwritten.get(key, 0) + members

    async def flush(self, kernel: Kernel) -> None:
        """Add what was read to the counts of all processes, and note what has become much."""
        written = dict(self._unwritten)
        if not written:
            return
        await _write(kernel, written)
        for key, members in written.items():
            # what was read while this was written is still to be written
            self._unwritten[key] -= members
            if not self._unwritten[key]:
                del self._unwritten[key]


async def _write(kernel: Kernel, read: Mapping[tuple[int, str], int]) -> None:
    now = kernel.clock.now_us()
    async with kernel.db.transaction() as session:
        # in one order, so that processes wait for one another and never both
        for (merchant_id, actor), members in sorted(read.items()):
            total = await count_reads(session, merchant_id, actor, members, now, now - HOUR_US)
            if total < BULK:
                continue
            await delete_count(session, merchant_id, actor)
            told = compact({"members": total})
            row = AuditRow(kernel.ids.new(), now, actor, Action.READ, "Member", None, None, told)
            await session.write(insert_records(merchant_id, [row]))

"""Personal data that is read in bulk: counted by each process, and noted once a token has read much within an hour."""

from collections.abc import Mapping
from dataclasses import dataclass

from headless.engine.values.zones import HOUR_US
from headless.models.base.mapping import compact
from headless.models.tables.audit.records import AuditRow, insert_records
from headless.services.auditing.trail import Action
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal

BULK = 100
"""A token that reads the personal data of fewer members within an hour looks at persons, not at the file of them."""


@dataclass(slots=True)
class _Reading:
    since: int
    members: int = 0


class PersonalReads:
    """How many members' personal data each token has read in this process, and is not noted yet."""

    def __init__(self) -> None:
        self._readings: dict[tuple[int, str], _Reading] = {}

    def add(self, principal: Principal, members: int, now: int) -> None:
        """Count members whose personal data a token has read."""
        key = principal.merchant_id, principal.actor
        reading = self._readings.get(key)
        if reading is None or (reading.members < BULK and now - reading.since > HOUR_US):
            reading = self._readings[key] = _Reading(now)
        reading.members += members

    async def flush(self, kernel: Kernel) -> None:
        """Note what has become much, and forget it and what has not become much for an hour."""
        now = kernel.clock.now_us()
        bulk = {key: reading.members for key, reading in self._readings.items() if reading.members >= BULK}
        if bulk:
            await _note(kernel, bulk, now)
        for key, members in bulk.items():
            # what was read while this was written is still to be noted
            self._readings[key] = _Reading(now, self._readings[key].members - members)
        self._readings = {
            key: reading
            for key, reading in self._readings.items()
            if reading.members and (reading.members >= BULK or now - reading.since <= HOUR_US)
        }


async def _note(kernel: Kernel, bulk: Mapping[tuple[int, str], int], now: int) -> None:
    async with kernel.db.transaction() as session:
        for (merchant_id, actor), members in bulk.items():
            told = compact({"members": members})
            row = AuditRow(kernel.ids.new(), now, actor, Action.READ, "Member", None, None, told)
            await session.write(insert_records(merchant_id, [row]))

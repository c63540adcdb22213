"""Other members whom events name, and who are loaded with them: to whom something goes, who is merged, whom rules need."""

from collections.abc import Iterable

from headless.engine.evaluation.others.views import member_in
from headless.engine.handlers.merging.merges import merged_id
from headless.engine.handlers.transfers.departures import TRANSFERRED
from headless.engine.member.orders.order_changes import MOVED
from headless.engine.member.records import EventRecord
from headless.engine.program.program import Program
from headless.ids import Prefix, decode

HANDS_OVER = (MOVED, TRANSFERRED)
"""The types of events that give something to another member, `to`."""


def receivers(records: Iterable[EventRecord]) -> set[int]:
    """Return the members to whom orders are moved, or amounts transferred."""
    return {decode(Prefix.MEMBER, record.data.to) for record in records if record.type in HANDS_OVER}


def handing(records: Iterable[EventRecord]) -> set[int]:
    """Return the members to whom something goes, and those who are merged into others."""
    listed = list(records)
    merged = {id_ for record in listed if (id_ := merged_id(record)) is not None}
    return merged | receivers(listed)


def others_of(program: Program, records: Iterable[EventRecord]) -> set[int]:
    """Return those, and the members whom rules need to know of."""
    listed, named = list(records), program.others_named
    needed = (
        member_in(record.data, field) for record in listed if record.type in named for field in named[record.type]
    )
    return handing(listed) | {id_ for id_ in needed if id_ is not None}

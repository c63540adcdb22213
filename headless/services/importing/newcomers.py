"""Members that an import of orders makes: joined with their first order."""

from collections.abc import Iterable, Sequence

from headless.engine.records import EventRecord
from headless.plugins.payloads import parse_payload
from headless.services.acceptance import EventInput, content_hash
from headless.services.events import Batch
from headless.services.members import MEMBER, checked, member_row


def new_ids(batch: Batch, member_by: str, texts: Iterable[str]) -> dict[str, int]:
    """Ids for members that are to be made; what cannot be such an identifier gets none."""
    return {text: batch.kernel.ids.new() for text in dict.fromkeys(texts) if checked({member_by: text}) is None}


async def create_members(
    batch: Batch, source: str, member_by: str, newcomers: Sequence[tuple[str, int, int]]
) -> list[EventRecord]:
    """Make members of (identifier, id, joined at); their `member.joined` events, still to be settled."""
    if not newcomers:
        return []
    zone, now = batch.program.zone, batch.kernel.now(batch.merchant)
    rows = [
        member_row(batch.program.merchant_id, zone, id_, {member_by: text, "source": source}, at, at, now)
        for text, id_, at in newcomers
    ]
    await batch.session.insert("member", MEMBER, rows)
    return [_joined(batch, source, text, id_, at) for text, id_, at in newcomers]


def _joined(batch: Batch, source: str, text: str, member_id: int, at: int) -> EventRecord:
    type_ = batch.program.event_types["member.joined"]
    return EventRecord(
        batch.kernel.ids.new(), type_.name, source, f"member.joined:{text}"[:200], member_id, at, at,
        batch.program.zone.day_of(at), parse_payload(type_, {}), {},
        content_hash=content_hash(EventInput(type_.name, {}, occurred_at=at), member_id),
    )  # fmt: skip

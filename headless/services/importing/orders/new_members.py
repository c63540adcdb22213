"""Members that an import of orders creates: they join with their first order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from headless.engine.member.records import EventRecord
from headless.plugins.contract.payloads import parse_payload
from headless.services.intake.acceptance import EventInput, content_hash
from headless.services.members.members import MEMBER, checked, member_row
from headless.services.settling.decision_loop import Batch


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A member to create, and the ids of the member and of its joining, older than those of the orders."""

    text: str
    id: int
    event_id: int


def newcomers(batch: Batch, member_by: str, texts: Iterable[str]) -> list[Newcomer]:
    """Return one for each identifier. What cannot be an identifier is left out."""
    new_id = batch.kernel.ids.new
    return [Newcomer(text, new_id(), new_id()) for text in dict.fromkeys(texts) if checked({member_by: text}) is None]


async def create_members(
    batch: Batch, source: str, member_by: str, new: Sequence[Newcomer], joined_at: Mapping[str, int]
) -> list[EventRecord]:
    """Create members who joined at these times (microseconds), and return their `member.joined` events, not yet settled."""
    if not new:
        return []
    merchant_id, zone, now = batch.program.merchant_id, batch.program.zone, batch.kernel.now(batch.merchant)
    rows = []
    for newcomer in new:
        given, at = {member_by: newcomer.text, "source": source}, joined_at[newcomer.text]
        rows.append(member_row(merchant_id, zone, newcomer.id, given, at, at, now))
    await batch.session.insert("member", MEMBER, rows)
    return [_joined(batch, source, newcomer, joined_at[newcomer.text]) for newcomer in new]


def _joined(batch: Batch, source: str, new: Newcomer, at: int) -> EventRecord:
    type_ = batch.program.event_types["member.joined"]
    content = content_hash(EventInput(type_.name, {}, occurred_at=at), new.id)
    return EventRecord(
        new.event_id, type_.name, source, f"{type_.name}:{new.text}"[:200], new.id, at, at, batch.program.zone.day_of(at),
        parse_payload(type_, {}), {}, content_hash=content,
    )  # fmt: skip

"""Members that an import of orders makes: joined with their first order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from headless.engine.member.records import EventRecord
from headless.plugins.contract.payloads import parse_payload
from headless.services.intake.acceptance import EventInput, content_hash
from headless.services.members.members import MEMBER, checked, member_row
from headless.services.settling.decision_loop import Batch


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be made a member, and the ids of the member and of the joining, older than any of the orders."""

    text: str
    id: int
    event_id: int


def newcomers(batch: Batch, member_by: str, texts: Iterable[str]) -> list[Newcomer]:
    """One for each identifier; what cannot be one is left out."""
    new_id = batch.kernel.ids.new
    return [Newcomer(text, new_id(), new_id()) for text in dict.fromkeys(texts) if checked({member_by: text}) is None]


async def create_members(
    batch: Batch, source: str, member_by: str, new: Sequence[Newcomer], joined_at: Mapping[str, int]
) -> list[EventRecord]:
    """Make members, joined at these times (microseconds); their `member.joined` events, still to be settled."""
    if not new:
        return []
    merchant_id, zone, now = batch.program.merchant_id, batch.program.zone, batch.kernel.now(batch.merchant)
    rows = []
    for each in new:
        given, at = {member_by: each.text, "source": source}, joined_at[each.text]
        rows.append(member_row(merchant_id, zone, each.id, given, at, at, now))
    await batch.session.insert("member", MEMBER, rows)
    return [_joined(batch, source, each, joined_at[each.text]) for each in new]


def _joined(batch: Batch, source: str, new: Newcomer, at: int) -> EventRecord:
    type_ = batch.program.event_types["member.joined"]
    content = content_hash(EventInput(type_.name, {}, occurred_at=at), new.id)
    return EventRecord(
        new.event_id, type_.name, source, f"{type_.name}:{new.text}"[:200], new.id, at, at, batch.program.zone.day_of(at),
        parse_payload(type_, {}), {}, content_hash=content,
    )  # fmt: skip

"""Members that an import of orders creates: they join with their first order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from headless.engine.member.records import EventRecord
from headless.identifiers import identifier
from headless.models.tables.members.members import add_members
from headless.plugins.contract.payloads import parse_payload
from headless.services.intake.acceptance import EventInput, content_hash
from headless.services.members.members import checked, fields_of, new_member
from headless.services.settling.decision_loop import Batch


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A member to create, and the ids of the member and of its joining, older than those of the orders.

    text: the identifier as the file gives it first. key: its one spelling.
    """

    text: str
    key: str
    id: int
    event_id: int


def newcomers(batch: Batch, member_by: str, texts: Iterable[str]) -> dict[str, Newcomer]:
    """Return the newcomers by the texts of the file, one for all spellings of an identifier. What cannot be one is left out."""
    new_id, by_key, by_text = batch.kernel.ids.new, dict[str, Newcomer](), dict[str, Newcomer]()
    for text in dict.fromkeys(texts):
        if checked(fields_of(member_by, text)) is None:
            key = identifier(member_by, text, batch.program.country)
            by_text[text] = by_key.get(key) or by_key.setdefault(key, Newcomer(text, key, new_id(), new_id()))
    return by_text


async def create_members(
    batch: Batch, source: str, member_by: str, new: Sequence[Newcomer], joined_at: Mapping[int, int]
) -> list[EventRecord]:
    """Create members who joined at these times (microseconds), and return their `member.joined` events, not yet settled."""
    if not new:
        return []
    merchant_id, now = batch.program.merchant_id, batch.kernel.now(batch.merchant)
    members = []
    for newcomer in new:
        given, at = {**fields_of(member_by, newcomer.text), "source": source}, joined_at[newcomer.id]
        members.append(new_member(batch.program, newcomer.id, given, at, at, now))
    await add_members(batch.session, merchant_id, members)
    return [_joined(batch, source, newcomer, joined_at[newcomer.id]) for newcomer in new]


def _joined(batch: Batch, source: str, new: Newcomer, at: int) -> EventRecord:
    type_ = batch.program.event_types["member.joined"]
    content = content_hash(EventInput(type_.name, {}, occurred_at=at), new.id)
    return EventRecord(
        new.event_id, type_.name, source, f"{type_.name}:{new.key}"[:200], new.id, at, at, batch.program.zone.day_of(at),
        parse_payload(type_, {}), {}, content_hash=content,
    )  # fmt: skip

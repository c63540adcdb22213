"""Members who were merged after a request had named them: the request is begun again, for the survivor."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace

from headless.engine.handlers.merging.merges import merged_id
from headless.engine.handlers.transfers.named_members import HANDS_OVER
from headless.engine.member.provenance import ENGINE
from headless.engine.member.records import EventRecord
from headless.errors import StorageBusy
from headless.ids import Prefix, decode
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.members.lives.merging import survivors_of
from headless.services.intake.acceptance import Request

_OF_ALL = ("job:", "rank:")


class MergedMeanwhile(StorageBusy):
    """Some members that were named are part of others now. survivors: by the member's own id.

    The transaction is begun again: who is locked already would be waited for in the wrong order.
    """

    def __init__(self, survivors: Mapping[int, int]) -> None:
        super().__init__(Message("{count} of the members were merged meanwhile; try again", count=len(survivors)))
        self.survivors = survivors


async def check_merges(
    session: Session, merchant_id: int, records: Iterable[EventRecord], states: Container[int]
) -> None:
    """Check that the members of events were not merged into others before they were locked.

    What a job or a ranking records for a member is not the survivor's, which is looked at itself.

    Raises:
        MergedMeanwhile: some were.
    """
    named = {id_ for record in records if not _is_of_all(record) for id_ in _named(record)}
    gone = {id_ for id_ in named if id_ not in states}
    survivors = await survivors_of(session, merchant_id, gone) if gone else {}
    if survivors:
        raise MergedMeanwhile(survivors)


def followed(request: Request, survivors: Mapping[int, int]) -> Request:
    """Return a request with the survivors of members that it names by number. Look-ups find them anyhow."""
    principal, inputs = request.principal, request.inputs
    member_id = _survivor(principal.member_id, survivors)
    asked = [replace(given, member_id=_survivor(given.member_id, survivors)) for given in inputs]
    return replace(request, principal=replace(principal, member_id=member_id), inputs=asked)


def _is_of_all(record: EventRecord) -> bool:
    """Return True for what a job or a ranking records for each of many members. A shop may use such a number, too."""
    return record.source == ENGINE and record.external_id.startswith(_OF_ALL)


def _survivor(member_id: int | None, survivors: Mapping[int, int]) -> int | None:
    return None if member_id is None else survivors.get(member_id, member_id)


def _named(record: EventRecord) -> Iterable[int]:
    to = decode(Prefix.MEMBER, record.data.to) if record.type in HANDS_OVER else None
    return (id_ for id_ in (record.member_id, to, merged_id(record)) if id_ is not None)

"""Which benefits a member has seen. It is no part of the member's history, so that no event tells of it."""

from collections.abc import Collection

from headless.engine.handlers.admission import of_closed_member
from headless.engine.member.status import MemberStatus
from headless.engine.values.problems import Problem, invalid
from headless.errors import StorageBusy
from headless.messages import Message
from headless.models.tables.members.members import load_members
from headless.models.tables.rewards.benefits_seen import Seen, mark_seen
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal


async def note_seen(
    kernel: Kernel, principal: Principal, member_id: int, benefit_ids: Collection[int]
) -> Problem | None:
    """Note that a member sees benefits now, or return what stands against it."""
    async with kernel.db.transaction() as session:
        members = await load_members(session, principal.merchant_id, [member_id], lock=True)
        if not members:
            return invalid("UNKNOWN_MEMBER", Message("the member does not exist any more"), "member")
        if members[0].merged_into is not None:
            raise StorageBusy(Message("the member was merged into another one meanwhile; try again"))
        if members[0].status >= MemberStatus.CLOSED:
            return of_closed_member(MemberStatus(members[0].status))
        merchant = await kernel.programs.merchant(session, principal.merchant_id)
        now = kernel.now(merchant)
        await mark_seen(session, merchant.id, [Seen(member_id, benefit_id, now) for benefit_id in benefit_ids])
    return None

"""What an erasing would do, without doing it."""

from dataclasses import dataclass

from headless.engine.member.status import MemberStatus
from headless.errors import Invalid, NotFound
from headless.messages import Message
from headless.models.tables.members.lives.erasing import open_offers, open_work
from headless.models.tables.members.members import load_members
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_member
from headless.services.members.members import reference
from headless.services.plugin_admin.plugin_personal import plugins_with_data


@dataclass(frozen=True, slots=True)
class Preview:
    """What an erasing would give back or drop. holds: to release. waiting: events that would fail. plugins: to be asked."""

    member: str
    holds: int
    coupons: int
    benefits: int
    waiting: int
    plugins: list[str]


async def preview_erasing(kernel: Kernel, merchant_id: int, lookup: Lookup) -> Preview:
    """Return what erasing a member would do.

    Raises:
        NotFound: there is no such member.
        Invalid: it is erased already.
    """
    plugins = await plugins_with_data(kernel)
    async with kernel.db.read() as session:
        merchant = await kernel.programs.merchant(session, merchant_id)
        id_ = await find_member(session, merchant_id, lookup, merchant.country)
        if id_ is None:
            raise NotFound(Message("there is no member with {lookup}", lookup=lookup.told), code="UNKNOWN_MEMBER")
        (member,) = await load_members(session, merchant_id, [id_], lock=False)
        if member.status == MemberStatus.ERASED:
            raise Invalid(Message("the member is erased already"), code="MEMBER_ERASED")
        work, offers = await open_work(session, merchant_id, id_), await open_offers(session, merchant_id, id_)
    return Preview(reference(id_), work.holds, len(offers.coupons), len(offers.benefits), work.waiting, plugins)

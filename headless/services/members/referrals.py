"""Joining on the referral of another member, whose code the newcomer gives."""

from headless.engine.member.referral_codes import referrer_of
from headless.engine.member.status import MemberStatus
from headless.engine.values.problems import Problem, invalid
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.members.member_reads import survivors_by_id
from headless.services.intake.acceptance import EventInput
from headless.services.intake.mutations import settle_own
from headless.services.kernel.outcomes import Recorded
from headless.services.kernel.principals import Principal
from headless.services.settling.decision_loop import Batch

REFERRED = "referral.joined"


async def referrer(session: Session, merchant_id: int, code: str) -> int | Problem:
    """Return the member whose referral code this is, or the problem that there is none."""
    asked = referrer_of(code)
    known = {} if asked is None else await survivors_by_id(session, merchant_id, [asked])
    member = known.get(asked or 0)
    if member is None or member.status >= MemberStatus.CLOSED:
        message = Message("no member has this referral code; check how it is spelled, or leave it out")
        return invalid("UNKNOWN_REFERRAL_CODE", message, "referralCode")
    return member.id


async def record_referral(batch: Batch, principal: Principal, referrer_id: int, member_id: int) -> Recorded:
    """Record that a new member joined on the referral of another one."""
    public = encode(Prefix.MEMBER, member_id)
    given = EventInput(
        REFERRED, {"referred": {"id": public}}, None, "mutation", f"{REFERRED}:{public}", member_id=referrer_id,
        actor=principal.actor,
    )  # fmt: skip
    return await settle_own(batch, principal, given, REFERRED)

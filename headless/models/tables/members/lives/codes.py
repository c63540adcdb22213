"""Codes that members show at the till: each finds its member for a minute."""

from tortoise import fields

from headless.models.base.mapping import names
from headless.models.base.row import Row
from headless.models.base.session import Session, Write

KEPT = 4
"""How many codes of a member stay valid when it gets another one."""


class MemberCode(Row):
    """A code, its member, and its end by the wall clock."""

    keys = ("merchant_id", "code")
    merchant_id = fields.BigIntField()
    code = fields.TextField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    expires_at = fields.BigIntField()

    class Meta:
        table = "member_code"


async def add_code(session: Session, merchant_id: int, code: str, member_id: int, expires_at: int, now: int) -> None:
    """Add a code, and delete what has ended and the member's oldest ones. Raise UniqueViolation if the code is taken."""
    ended = "DELETE FROM member_code WHERE merchant_id = $1 AND expires_at <= $2"
    await session.execute(ended, merchant_id, now)
    oldest = f"""DELETE FROM member_code WHERE merchant_id = $1 AND member_id = $2 AND code NOT IN (
SELECT k.code FROM member_code k WHERE k.merchant_id = $1 AND k.member_id = $2 ORDER BY k.expires_at DESC, k.code LIMIT {KEPT})"""
    await session.execute(oldest, merchant_id, member_id)
    await session.write(Write("member_code", names(MemberCode), [(merchant_id, code, member_id, expires_at)]))

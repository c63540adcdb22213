"""Codes of coupons that are named: wrong ones are counted, and members and partners get one answer for all of them."""

from collections.abc import Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass, field, replace

from headless.engine.member.coupons import COUPON_OF_ANOTHER, WRONG_CODES, unknown_code
from headless.engine.member.orders.order_changes import CHECKOUT_HELD
from headless.engine.member.records import EventRecord
from headless.engine.program.program import Program
from headless.engine.rewards.rewards import codes_at
from headless.engine.values.problems import Problem
from headless.errors import RateLimited
from headless.services.kernel.limiting.wrong_codes import WrongCodes
from headless.services.kernel.outcomes import Recorded
from headless.services.kernel.principals import Principal

REVOKED = "coupon.revoked"
"""It names a coupon by its id."""
STAY = frozenset({"RECORDED", "DEFERRED"})


def told(principal: Principal, problem: Problem) -> Problem:
    """Return a problem as one who asks may know it.

    A token of a member or a partner is not told that a code is someone else's: for it there is no such code.
    """
    if problem.code != COUPON_OF_ANOTHER or not is_outside(principal):
        return problem
    outcome = "INVALID" if problem.form == "Problem" else problem.outcome
    code, message = unknown_code(str(problem.message.parameters["code"]))
    return replace(problem, outcome=outcome, code=code, message=message)


def is_outside(principal: Principal) -> bool:
    """Return True for tokens of members and partners."""
    return principal.member_id is not None or principal.partner_id is not None


@dataclass(slots=True)
class NamedCodes:
    """The codes of coupons that a request names. members: for whom it names some that are looked at.

    context: that of the request, which may be carried out in a task that serves others, too.
    """

    meter: WrongCodes
    principal: Principal
    members: set[int] = field(default_factory=set)
    context: Context = field(default_factory=copy_context)

    @classmethod
    def of(cls, meter: WrongCodes, principal: Principal, types: Sequence[str], *, keeps: bool) -> "NamedCodes | None":
        """Return the codes of a request, None if they are not counted.

        types: of its events. keeps: what it does stays. A shop's own servers say what was paid: that is never kept out.
        """
        if keeps and not is_outside(principal) and CHECKOUT_HELD not in types:
            return None
        return cls(meter, principal)

    def barred(self, program: Program, record: EventRecord) -> Problem | None:
        """Return the refusal of an event that names codes, if too many were wrong lately. None: it may be looked at."""
        if record.type == REVOKED or not codes_at(program, record):
            return None
        try:
            self.context.run(self.meter.check, self.principal, [record.member_id])
        except RateLimited as refused:
            return Problem("REFUSED", refused.code, refused.message)
        self.members.add(record.member_id)
        return None

    async def tell(self, recorded: Sequence[Recorded]) -> None:
        """Count the wrong codes of answers, and let these say what may be known. Raise RateLimited if nothing may be told."""
        if not self.members:
            return
        wrong: dict[int | None, int] = dict.fromkeys(self.members, 0)
        for answer in recorded:
            if answer.problem is not None and answer.member_id in wrong and self._is_wrong(answer.problem):
                wrong[answer.member_id] += 1
                answer.problem = told(self.principal, answer.problem)
                answer.outcome = answer.problem.outcome
        await self.meter.tell(self.principal, wrong, kept=any(answer.outcome in STAY for answer in recorded))

    def _is_wrong(self, problem: Problem) -> bool:
        """Return True if a problem is a code's. A rule that looks at codes may refuse them in words of its own."""
        return problem.code in WRONG_CODES or (problem.form == "Refused" and is_outside(self.principal))

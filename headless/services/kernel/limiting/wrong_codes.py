"""Wrong codes of coupons and cards, and wrong PINs: no one can try them out.

They are counted for who asks, for the address that it asks from, and for the member that the code was tried for, by all processes
together. Who named too many has to wait before another is looked at.
"""

import math
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextvars import ContextVar
from typing import NoReturn, TypeVar

from headless.engine.values.limits import WRONG_CODES_OF_ADDRESS, WRONG_CODES_OF_MEMBER, WRONG_CODES_OF_TOKEN
from headless.engine.values.zones import SECOND_US
from headless.errors import RateLimited
from headless.logs import get_logger
from headless.messages import Message
from headless.services.kernel.principals import Principal
from headless.services.rates.allowances import Allowances
from headless.services.rates.rates import Limit, Rate

OF_TOKEN, OF_MEMBER = Rate.a_minute(WRONG_CODES_OF_TOKEN), Rate.a_minute(WRONG_CODES_OF_MEMBER)
OF_ADDRESS = Rate.a_minute(WRONG_CODES_OF_ADDRESS)
TOO_MANY = Message("too many wrong codes were named")
Answer = TypeVar("Answer")
log = get_logger(__name__)
_address: ContextVar[Callable[[], str] | None] = ContextVar("address", default=None)


def asked_from(address: Callable[[], str]) -> None:
    """Note from which address this task is asked, and those that it starts. address: returns a digest of it, once needed."""
    _address.set(address)


class WrongCodes:
    """Wrong codes and PINs. What counts is kept apart from what a request writes, so that it outlives one that is undone.

    As long as no code is wrong, this costs a look into memory and no statement. Call it outside of transactions and sessions:
    what it notes is a transaction of its own.
    """

    def __init__(self, allowances: Allowances) -> None:
        self._allowances = allowances

    async def metered(
        self,
        principal: Principal,
        work: Callable[[], Awaitable[Answer]],
        wrong: Callable[[Answer], int],
        member_id: int | None = None,
    ) -> Answer:
        """Return the answer of work that looks at codes, unless too many were wrong lately.

        wrong: returns how many codes were wrong, by the answer. member_id: for whom they are tried, None for no one. If the work
        does something that stays, use `check` and `tell` instead.

        Raises:
            RateLimited: with code RATE_LIMITED, before the work is begun or instead of its answer.
        """
        self.check(principal, () if member_id is None else (member_id,))
        answer = await work()
        await self.tell(principal, {member_id: wrong(answer)})
        return answer

    def check(self, principal: Principal, members: Iterable[int] = ()) -> None:
        """Raise RateLimited if too many codes were wrong lately: of who asks, from its address, or for one of these members."""
        for limit in _shares(principal, dict.fromkeys(members, 0)):
            self._check(limit)

    async def tell(self, principal: Principal, wrong: Mapping[int | None, int], *, kept: bool = False) -> None:
        """Count codes that were wrong, before the one who asks is told so.

        wrong: how many were, by the member for whom they were tried. It names those with right codes, too, which are to be told.
        kept: the answer did something that stays, so that it has to be told.

        Raises:
            RateLimited: these were too many, or others were that came at the same time. Then nothing may be told.
        """
        shares = _shares(principal, wrong)
        if any(shares.values()):
            log.warning("wrong code", merchant=principal.slug, token=principal.bearer, count=max(shares.values()))
        for limit in await self._allowances.owe(shares):
            if not kept:
                self._refuse(limit)

    def _check(self, limit: Limit) -> None:
        if self._allowances.wait_us(limit):
            self._refuse(limit)

    def _refuse(self, limit: Limit) -> NoReturn:
        self._allowances.refusals[limit.kind] += 1
        wait = max(1, math.ceil(self._allowances.wait_us(limit) / SECOND_US))
        raise RateLimited(Message("{reason}: try again in {seconds} s", reason=TOO_MANY, seconds=wait), wait)


def _shares(principal: Principal, wrong: Mapping[int | None, int]) -> dict[Limit, int]:
    """Return the limits that hold, and how many wrong codes count for each. Of the engine itself and of operators, none do."""
    if not principal.token_id and principal.member_id is None:
        return {}
    total = sum(wrong.values())
    if principal.member_id is not None:
        shares = {_limit(principal, f"member:{principal.member_id}", OF_MEMBER): total}
    else:
        line = f"token:{principal.line_id or principal.token_id}"
        own = line if principal.partner_id is None else f"partner:{principal.partner_id}"
        shares = {_limit(principal, own, OF_TOKEN): total}
        shares |= {_limit(principal, f"member:{id_}", OF_MEMBER): wrong[id_] for id_ in wrong if id_ is not None}
    address = _address.get()
    if address is not None and (principal.member_id is not None or principal.partner_id is not None):
        # A merchant's own servers ask for all of its customers.
        shares[Limit(0, f"codes:address:{address()}", OF_ADDRESS)] = total
    return shares


def _limit(principal: Principal, bearer: str, rate: Rate) -> Limit:
    return Limit(principal.merchant_id, f"codes:{bearer}", rate)

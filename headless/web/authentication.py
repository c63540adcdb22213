"""Bearer tokens and their principals. Answers are remembered for a moment, so that a revocation counts within seconds."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import partial
from hashlib import sha256

from starlette.requests import HTTPConnection, Request

from headless.errors import Denied, Unavailable
from headless.logs import bind_contextvars
from headless.messages import Message
from headless.services.configuration.token_marks import mark_used
from headless.services.configuration.tokens import authenticate
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.limiting.wrong_codes import asked_from
from headless.services.kernel.principals import Principal
from headless.services.rates.rates import points_of_bytes
from headless.services.sign_in.issuers.sign_in import IssuerSignIn
from headless.services.sign_in.issuers.tokens import is_token
from headless.services.sign_in.member_tokens import authenticate_member
from headless.services.sign_in.sealed_tokens import PREFIX, unseal
from headless.web.callers.addresses import Addresses
from headless.web.callers.marks import LIMITS, SIZE
from headless.web.headers import header

REMEMBERED_SECONDS = 3.0
REMEMBERED_MOST = 10_000
OURS = "hm_"
"""What secrets of merchants and partners begin with."""
SECRET_CHARACTERS = 200

Known = Principal | Denied


class Authentication:
    """The principals of secrets, which are kept as hashes only. `now_seconds` is a clock that only goes forward."""

    def __init__(self, kernel: Kernel, now_seconds: Callable[[], float]) -> None:
        self._kernel, self._now = kernel, now_seconds
        self.addresses = Addresses(kernel)
        self._issuers = IssuerSignIn(kernel, now_seconds)
        self._known: OrderedDict[bytes, tuple[float, Known]] = OrderedDict()
        self._used: dict[tuple[int, int], int] = {}
        self._changes = kernel.access.changes

    async def of(self, request: Request) -> Principal:
        """Return the principal of a request, and name its merchant in the request's log lines.

        Raises:
            Denied: with code UNAUTHENTICATED, if there is no token or none that is valid.
            RateLimited: it asked for too much, or too many requests without a valid token came from this address.
        """
        principal = await self.find(bearer(header(request, b"authorization")), request)
        bind_contextvars(merchant=principal.slug)
        if principal.limits:
            request.scope[LIMITS] = principal.limits
            await self._kernel.allowances.spend(principal.limits, 1)
        if principal.member_id is not None:
            return principal
        self._used[principal.merchant_id, principal.token_id] = self._kernel.clock.now_us()
        return principal

    async def pay_for_body(self, request: Request, principal: Principal) -> None:
        """Spend what the body of a request costs, once it is read. Raise RateLimited if that is too much."""
        points = points_of_bytes(request.scope[SIZE]) if principal.limits else 0
        if points:
            await self._kernel.allowances.spend(principal.limits, points)

    async def find(self, secret: str, connection: HTTPConnection | None = None) -> Principal:
        """Return the principal of a secret.

        connection: over which it comes first. What is not valid counts against its address.

        Raises:
            Denied: with code UNAUTHENTICATED, if the token is not valid.
            RateLimited: too many requests without a valid token came from this address.
        """
        if connection is not None:
            asked_from(partial(self.addresses.digest_of, connection))
        if not secret.startswith(OURS):
            return await self._others(secret, connection)
        if self._changes != self._kernel.access.changes:
            self._changes = self._kernel.access.changes
            self._known.clear()
        key, now = sha256(secret[:SECRET_CHARACTERS].encode("utf-8", "replace")).digest(), self._now()
        until, known = self._known.get(key, (0.0, None))
        if known is None or until <= now:
            # As with issuers' tokens.
            known = await self._ask(secret, None if isinstance(known, Principal) else connection)
            if self._changes == self._kernel.access.changes:
                self._remember(key, now + REMEMBERED_SECONDS, known)
        if isinstance(known, Denied):
            raise Denied(known.message, code=known.code)
        if known.expires_at is not None and known.expires_at <= self._kernel.clock.now_us():
            raise Denied(Message("the token has expired: create another"), code="UNAUTHENTICATED")
        return known

    async def _others(self, secret: str, connection: HTTPConnection | None) -> Principal:
        """Return a member by a token of ours or of an issuer. Such tokens are looked up each time."""
        if secret.startswith(PREFIX):
            return await self._member(secret[:SECRET_CHARACTERS], connection)
        if is_token(secret):
            # One that was valid lately is kept out by no flood from its address.
            known = None if self._issuers.knows(secret) else connection
            return await self._counted(self._issuers.authenticate, secret, known)
        return await self._counted(self._look_up, secret, connection)

    async def _member(self, secret: str, connection: HTTPConnection | None) -> Principal:
        """Return a member. A token of ours that has ended counts against no address: its bearer is to sign in again."""
        try:
            return await authenticate_member(self._kernel, secret)
        except Denied:
            if connection is not None and unseal(self._kernel, secret) is None:
                await self.addresses.refused(await self.addresses.check(connection))
            raise

    async def _counted(
        self, authenticate: Callable[[str], Awaitable[Principal]], secret: str, connection: HTTPConnection | None
    ) -> Principal:
        """Return a principal, and count a refusal against the address that a connection comes from."""
        if connection is None:
            return await authenticate(secret)
        address = await self.addresses.check(connection)
        try:
            return await authenticate(secret)
        except Denied as refusal:
            if not isinstance(refusal, Unavailable):
                await self.addresses.refused(address)
            raise

    async def _ask(self, secret: str, connection: HTTPConnection | None) -> Known:
        try:
            return await self._counted(self._look_up, secret, connection)
        except Denied as refusal:
            return refusal

    async def _look_up(self, secret: str) -> Principal:
        if not secret:
            raise Denied(Message("send a token: Authorization: Bearer hm_…"), code="UNAUTHENTICATED")
        if len(secret) > SECRET_CHARACTERS:
            raise Denied(Message("the token is not known; create another"), code="UNAUTHENTICATED")
        return await authenticate(self._kernel, secret)

    def _remember(self, key: bytes, until: float, known: Known) -> None:
        self._known[key] = until, known
        self._known.move_to_end(key)
        if len(self._known) > REMEMBERED_MOST:
            self._known.popitem(last=False)

    async def flush(self) -> None:
        """Write down when tokens were last used, in one statement."""
        written = dict(self._used)
        await mark_used(self._kernel, written)
        self._used = {token: at for token, at in self._used.items() if at != written.get(token)}


def bearer(authorization: str) -> str:
    """Return the secret of an Authorization header, empty if it holds none."""
    scheme, _, secret = authorization.partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""

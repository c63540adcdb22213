"""Bearer tokens and their principals. Answers are remembered for a moment, so that a revocation counts within seconds."""

from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256

from starlette.requests import Request

from headless.errors import Denied
from headless.logs import bind_contextvars
from headless.messages import Message
from headless.services.configuration.token_marks import mark_used
from headless.services.configuration.tokens import authenticate
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal
from headless.services.sign_in.issuers.sign_in import IssuerSignIn
from headless.services.sign_in.issuers.tokens import is_token
from headless.services.sign_in.member_tokens import authenticate_member
from headless.services.sign_in.sealed_tokens import PREFIX
from headless.web.headers import header

REMEMBERED_SECONDS = 3.0
REMEMBERED_MOST = 10_000
SECRET_CHARACTERS = 200

Known = Principal | Denied


class Authentication:
    """The principals of secrets, which are kept as hashes only. `now_seconds` is a clock that only goes forward."""

    def __init__(self, kernel: Kernel, now_seconds: Callable[[], float]) -> None:
        self._kernel, self._now = kernel, now_seconds
        self._issuers = IssuerSignIn(kernel, now_seconds)
        self._known: OrderedDict[bytes, tuple[float, Known]] = OrderedDict()
        self._used: dict[tuple[int, int], int] = {}
        self._changes = kernel.access.changes

    async def of(self, request: Request) -> Principal:
        """Return the principal of a request, and name its merchant in the request's log lines.

        Raises:
            Denied: with code UNAUTHENTICATED, if there is no token or none that is valid.
        """
        principal = await self.find(bearer(header(request, b"authorization")))
        bind_contextvars(merchant=principal.slug)
        if principal.member_id is not None:
            return principal
        self._used[principal.merchant_id, principal.token_id] = self._kernel.clock.now_us()
        return principal

    async def find(self, secret: str) -> Principal:
        """Return the principal of a secret.

        Raises:
            Denied: with code UNAUTHENTICATED, if the token is not valid.
        """
        if not secret:
            raise Denied(Message("send a token: Authorization: Bearer hm_…"), code="UNAUTHENTICATED")
        if is_token(secret):
            return await self._issuers.authenticate(secret)
        if secret.startswith(PREFIX):
            return await authenticate_member(self._kernel, secret[:SECRET_CHARACTERS])
        if self._changes != self._kernel.access.changes:
            self._changes = self._kernel.access.changes
            self._known.clear()
        key, now = sha256(secret[:SECRET_CHARACTERS].encode("utf-8", "replace")).digest(), self._now()
        until, known = self._known.get(key, (0.0, None))
        if known is None or until <= now:
            known = await self._ask(secret)
            if self._changes == self._kernel.access.changes:
                self._remember(key, now + REMEMBERED_SECONDS, known)
        if isinstance(known, Denied):
            raise Denied(known.message, code=known.code)
        if known.expires_at is not None and known.expires_at <= self._kernel.clock.now_us():
            raise Denied(Message("the token has expired: create another"), code="UNAUTHENTICATED")
        return known

    async def _ask(self, secret: str) -> Known:
        if len(secret) > SECRET_CHARACTERS:
            return Denied(Message("the token is not known; create another"), code="UNAUTHENTICATED")
        try:
            return await authenticate(self._kernel, secret)
        except Denied as refusal:
            return refusal

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

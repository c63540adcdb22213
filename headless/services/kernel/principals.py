"""Who asks: what a token stands for."""

from dataclasses import dataclass

from headless.ids import Prefix, encode
from headless.services.kernel.scopes import SCOPES, require_scope


@dataclass(frozen=True, slots=True)
class Principal:
    """A token's bearer: the merchant it acts for, what it may do, and which sources its events may name."""

    merchant_id: int
    slug: str
    token_id: int
    name: str
    scopes: frozenset[str]
    sources: tuple[str, ...] | None = None
    member_id: int | None = None
    partner_id: int | None = None
    expires_at: int | None = None

    @property
    def actor(self) -> str:
        """How records name the author of a change."""
        return f"{self.name} ({encode(Prefix.TOKEN, self.token_id)})" if self.token_id else self.name

    def has(self, scope: str) -> bool:
        """Return True if the token holds a scope."""
        return scope in self.scopes

    def require(self, scope: str) -> None:
        """Raise Denied, naming the scope, if the token lacks it."""
        require_scope(scope, self.scopes)


def system(merchant_id: int, slug: str, name: str = "system") -> Principal:
    """Return the operator at the command line: every scope, no token."""
    return Principal(merchant_id, slug, 0, name, frozenset(SCOPES))

"""Who asks: what a token stands for."""

from dataclasses import dataclass, field

from headless.engine.explaining.fact_scopes import OTHERS
from headless.ids import Prefix, encode
from headless.services.kernel.scopes import MEMBER, OWN_SCOPES, PUBLIC, SCOPES, of_partners, require_scope
from headless.services.rates.rates import Limit


@dataclass(frozen=True, slots=True)
class Principal:
    """A token's bearer: the merchant it acts for, what it may do, and which sources and types its events may have.

    event_types: of events and of mutations, which are events, too; None: any.
    member_id: the member whose token it is. Such a token sees this member alone: fields open to it by `grants`, not by scopes.
    limits: of rate; empty: none. token_id: the token itself, for a member's token the one that made it, 0: none. line_id: the
    first token of its line, which made the others.
    """

    merchant_id: int
    slug: str
    token_id: int
    name: str
    scopes: frozenset[str]
    sources: tuple[str, ...] | None = None
    member_id: int | None = None
    partner_id: int | None = None
    expires_at: int | None = None
    event_types: tuple[str, ...] | None = None
    limits: tuple[Limit, ...] = ()
    line_id: int = 0
    grants: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        grants = self.scopes | {PUBLIC}
        if self.member_id is not None:
            grants = frozenset({MEMBER})
        elif self.partner_id is not None:
            grants = frozenset({PUBLIC, *map(of_partners, self.scopes)})
        object.__setattr__(self, "grants", grants)

    @property
    def bearer(self) -> str:
        """The public id of the member or the token that asks."""
        if self.member_id is not None:
            return encode(Prefix.MEMBER, self.member_id)
        return encode(Prefix.TOKEN, self.token_id)

    @property
    def line(self) -> str:
        """The public id of the member that asks, or of the first token of the line, which is counted with all that it made."""
        return self.bearer if self.member_id is not None else encode(Prefix.TOKEN, self.line_id or self.token_id)

    @property
    def spender(self) -> int:
        """The id of who asks: a member, a partner with all its tokens, or a token."""
        return self.member_id or self.partner_id or self.token_id

    @property
    def actor(self) -> str:
        """How records name the author of a change."""
        if self.member_id is not None:
            return f"member ({self.bearer})"
        return f"{self.name} ({self.bearer})" if self.token_id else self.name

    def has(self, scope: str) -> bool:
        """Return True if the token holds a scope. Facts of other members are for those of neither members nor partners."""
        if scope == OTHERS:
            return self.member_id is None and self.partner_id is None
        return scope in self.scopes

    def require(self, scope: str) -> None:
        """Raise Denied, naming the scope, if the token lacks it."""
        require_scope(scope, self.scopes)


def system(merchant_id: int, slug: str, name: str = "system") -> Principal:
    """Return what acts without a token, with every scope: the engine's own work, or what is named."""
    return Principal(merchant_id, slug, 0, name, frozenset(SCOPES))


def operator(merchant_id: int, slug: str) -> Principal:
    """Return the operator at the command line."""
    return system(merchant_id, slug, "command line")


def of_member(
    merchant_id: int,
    slug: str,
    member_id: int,
    maker_id: int = 0,
    expires_at: int | None = None,
    event_types: tuple[str, ...] | None = None,
    limits: tuple[Limit, ...] = (),
) -> Principal:
    """Return a member who asks by a token of its own. maker_id: the merchant's token that made it, 0 if none did."""
    return Principal(
        merchant_id, slug, maker_id, "member", OWN_SCOPES, None, member_id, None, expires_at, event_types, limits
    )

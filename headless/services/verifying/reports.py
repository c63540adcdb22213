"""Reports over a whole merchant."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.program.program import Program
from headless.engine.values.amounts import from_units, text_of
from headless.models.base.session import Session
from headless.models.database.snapshots import snapshot
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.ledger.liability import account_sums, lot_sums
from headless.services.kernel.kernel import Kernel


@dataclass(frozen=True, slots=True)
class Line:
    """What is outstanding of one funding, in units. month: when it ends, such as `2026-07`, or None."""

    funding: str
    month: str | None
    units: int


@dataclass(slots=True)
class KindLiability:
    """One asset kind, in units. `lines` can be spent now or is held, `pending` not yet. Both are owed.

    erased: what of the balance belongs to members who were erased.
    """

    kind: AssetKind
    money_decimals: int
    balance: int = 0
    debt: int = 0
    held: int = 0
    pending_total: int = 0
    members: int = 0
    erased: int = 0
    lines: list[Line] = field(default_factory=list)
    pending: list[Line] = field(default_factory=list)

    @property
    def outstanding(self) -> int:
        """What members may use now, held parts included."""
        return sum(line.units for line in self.lines)

    @property
    def agrees(self) -> bool:
        """True if the lots add up to the accounts."""
        pending = sum(line.units for line in self.pending)
        return self.outstanding + pending - self.debt == self.balance and pending == self.pending_total

    def text(self, units: int) -> str:
        """Return an amount of this kind as text."""
        return text_of(units, self.kind.decimals)

    def worth(self, units: int) -> str | None:
        """Return what an amount is worth in money, rounded half up, None if the kind has no worth."""
        rate = self.kind.money_worth
        if rate is None:
            return None
        exact = from_units(units, self.kind.decimals) * rate
        return format(exact.quantize(Decimal(1).scaleb(-self.money_decimals), ROUND_HALF_UP), "f")

    def to_json(self) -> dict[str, Any]:
        """Return the kind for programs, with amounts as decimal text."""
        return {
            "kind": self.kind.code,
            "name": self.kind.name,
            "members": self.members,
            "outstanding": self.text(self.outstanding),
            "pending": self.text(self.pending_total),
            "debt": self.text(self.debt),
            "held": self.text(self.held),
            "balance": self.text(self.balance),
            "worth": self.worth(self.balance),
            "erased": self.text(self.erased),
            "agrees": self.agrees,
            "lines": [self._line(line) for line in self.lines],
            "pendingLines": [self._line(line) for line in self.pending],
        }

    def _line(self, line: Line) -> dict[str, Any]:
        amount, worth = self.text(line.units), self.worth(line.units)
        return {"funding": line.funding, "expires": line.month, "amount": amount, "worth": worth}


@dataclass(frozen=True, slots=True)
class Liability:
    """What a merchant owes its members at a moment (microseconds), by asset kind."""

    merchant: MerchantRow
    at: int
    kinds: list[KindLiability]

    @property
    def agrees(self) -> bool:
        """True if the lots of every kind add up to its accounts."""
        return all(kind.agrees for kind in self.kinds)

    def to_json(self) -> dict[str, Any]:
        """Return the report for programs."""
        return {
            "merchant": self.merchant.slug,
            "currency": self.merchant.currency,
            "kinds": [kind.to_json() for kind in self.kinds],
        }


async def liability(kernel: Kernel, merchant_slug: str) -> Liability:
    """Report what is outstanding, by kind, funding and month of expiry. Raise NotFound if the merchant does not exist."""
    async with snapshot(kernel.db) as session:
        merchant = await kernel.programs.by_slug(session, merchant_slug)
        program = await kernel.programs.of(session, merchant)
        kinds = {kind.id: KindLiability(kind, merchant.decimals) for kind in program.kinds.values()}
        await _accounts(session, program, kinds)
        await _lots(session, program, kinds)
    return Liability(merchant, kernel.now(merchant), sorted(kinds.values(), key=lambda liability: liability.kind.code))


async def _accounts(session: Session, program: Program, kinds: dict[int, KindLiability]) -> None:
    for sums in await account_sums(session, program.merchant_id):
        kind = kinds[sums.kind_id]
        kind.balance, kind.debt, kind.held = sums.balance, sums.debt, sums.held
        kind.pending_total, kind.members, kind.erased = sums.pending, sums.members, sums.erased


async def _lots(session: Session, program: Program, kinds: dict[int, KindLiability]) -> None:
    sums: dict[tuple[int, int, str, str], int] = {}
    for lots in await lot_sums(session, program.merchant_id):
        key = (lots.kind_id, lots.waiting, lots.funding, _month(program, lots.expires_at))
        sums[key] = sums.get(key, 0) + lots.units
    for (kind_id, waiting, funding, month), units in sorted(sums.items()):
        lines = kinds[kind_id].pending if waiting else kinds[kind_id].lines
        lines.append(Line(funding, None if month == _NEVER else month, units))


_NEVER = "never"


def _month(program: Program, expires_at: int | None) -> str:
    if expires_at is None:
        return _NEVER
    return date.fromordinal(program.zone.day_of(expires_at)).isoformat()[:7]

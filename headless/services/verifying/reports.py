"""Reports over a whole merchant."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.program.program import Program
from headless.engine.values.amounts import from_units, text_of
from headless.models.base.session import Session
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.programs import MerchantRow
from headless.services.verifying.verifying import snapshot

_LOTS = """SELECT l.kind_id, l.funding, l.expires_at, CASE WHEN l.starts_at > m.clock_at THEN 1 ELSE 0 END AS waiting,
  sum(l.remaining)::bigint AS units
FROM lot l JOIN member m ON m.merchant_id = l.merchant_id AND m.id = l.member_id
WHERE l.merchant_id = $1 AND l.remaining > 0 GROUP BY 1, 2, 3, 4"""
_ACCOUNTS = """SELECT kind_id, sum(balance)::bigint AS balance, sum(debt)::bigint AS debt, sum(held)::bigint AS held,
  sum(pending)::bigint AS pending, sum(CASE WHEN balance <> 0 THEN 1 ELSE 0 END)::bigint AS members
FROM account WHERE merchant_id = $1 GROUP BY kind_id"""


@dataclass(frozen=True, slots=True)
class Line:
    """What is outstanding of one funding that ends in one month (`2026-07`; None: never), in units."""

    funding: str
    month: str | None
    units: int


@dataclass(slots=True)
class KindLiability:
    """One asset kind, in units. `lines` can be spent now or is held, `pending` not yet; both are owed."""

    kind: AssetKind
    money_decimals: int
    balance: int = 0
    debt: int = 0
    held: int = 0
    pending_total: int = 0
    members: int = 0
    lines: list[Line] = field(default_factory=list)
    pending: list[Line] = field(default_factory=list)

    @property
    def outstanding(self) -> int:
        """What members may use now, held parts included."""
        return sum(line.units for line in self.lines)

    @property
    def agrees(self) -> bool:
        """Whether the lots add up to the accounts."""
        pending = sum(line.units for line in self.pending)
        return self.outstanding + pending - self.debt == self.balance and pending == self.pending_total

    def text(self, units: int) -> str:
        """An amount of this kind."""
        return text_of(units, self.kind.decimals)

    def worth(self, units: int) -> str | None:
        """What an amount is worth in money, rounded half up; None where the kind has no worth."""
        rate = self.kind.money_worth
        if rate is None:
            return None
        exact = from_units(units, self.kind.decimals) * rate
        return format(exact.quantize(Decimal(1).scaleb(-self.money_decimals), ROUND_HALF_UP), "f")

    def to_json(self) -> dict[str, Any]:
        """The kind for programs; amounts as decimal text."""
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
        """Whether the lots of every kind add up to its accounts."""
        return all(kind.agrees for kind in self.kinds)

    def to_json(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            "merchant": self.merchant.slug,
            "currency": self.merchant.currency,
            "kinds": [kind.to_json() for kind in self.kinds],
        }


async def liability(kernel: Kernel, merchant_slug: str) -> Liability:
    """What is outstanding, by kind, funding and month of expiry. Errors: NotFound for the merchant."""
    async with snapshot(kernel.db) as session:
        merchant = await kernel.programs.by_slug(session, merchant_slug)
        program = await kernel.programs.of(session, merchant)
        kinds = {kind.id: KindLiability(kind, merchant.decimals) for kind in program.kinds.values()}
        await _accounts(session, program, kinds)
        await _lots(session, program, kinds)
    return Liability(merchant, kernel.now(merchant), sorted(kinds.values(), key=lambda each: each.kind.code))


async def _accounts(session: Session, program: Program, kinds: dict[int, KindLiability]) -> None:
    for row in await session.fetch(_ACCOUNTS, program.merchant_id):
        found = kinds[row["kind_id"]]
        found.balance, found.debt, found.held = row["balance"], row["debt"], row["held"]
        found.pending_total, found.members = row["pending"], row["members"]


async def _lots(session: Session, program: Program, kinds: dict[int, KindLiability]) -> None:
    sums: dict[tuple[int, int, str, str], int] = {}
    for row in await session.fetch(_LOTS, program.merchant_id):
        key = (row["kind_id"], row["waiting"], row["funding"], _month(program, row["expires_at"]))
        sums[key] = sums.get(key, 0) + row["units"]
    for (kind_id, waiting, funding, month), units in sorted(sums.items()):
        lines = kinds[kind_id].pending if waiting else kinds[kind_id].lines
        lines.append(Line(funding, None if month == _NEVER else month, units))


_NEVER = "never"


def _month(program: Program, expires_at: int | None) -> str:
    if expires_at is None:
        return _NEVER
    return date.fromordinal(program.zone.day_of(expires_at)).isoformat()[:7]

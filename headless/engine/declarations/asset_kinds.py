"""Asset kinds: decimals, expiry, stacking, clawback and burn order of what members can hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from headless.engine.values.calendar import Duration, Period, next_boundary, parse_duration


@dataclass(frozen=True, slots=True)
class Expiry:
    """When a lot ends: never (all None), on a day, a duration after the earning day, or at a period boundary."""

    on: int | None = None
    after: Duration | None = None
    every: Period | None = None
    min_age: Duration | None = None

    def day(self, earned_on: int) -> int | None:
        """Return the local day at whose start a lot earned on `earned_on` ends."""
        if self.on is not None:
            return self.on
        if self.after is not None:
            return self.after.after(earned_on)
        if self.every is not None and self.min_age is not None:
            return next_boundary(self.every, self.min_age.after(earned_on))
        return None


@dataclass(frozen=True, slots=True)
class AssetKind:
    """One kind of asset. Amounts are in its smallest unit (`decimals` places), `worth` is money per natural unit.

    transfer_daily: how much a member may transfer on one day, None for any amount.
    """

    id: int
    code: str
    name: str
    version: int = 1
    decimals: int = 0
    money: bool = False
    expiry: Expiry = Expiry()
    pending_for: Duration | None = None
    credit_limit: int = 0
    worth: Decimal | None = None
    stacking: Literal["MAX", "ADD", "MULTIPLY"] = "MAX"
    clawback: Literal["DEBT", "FORGIVE"] = "DEBT"
    hold_for: Duration = field(default_factory=lambda: parse_duration("7d"))
    restore_grace: Duration = field(default_factory=lambda: parse_duration("30d"))
    remind_before: Duration = field(default_factory=lambda: parse_duration("30d"))
    burn_first: tuple[str, ...] = ()
    transferable: bool = False
    transfer_daily: int | None = None
    names: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def money_worth(self) -> Decimal | None:
        """Money per natural unit. Money itself is worth one."""
        return Decimal(1) if self.money and self.worth is None else self.worth

    def burn_rank(self, funding: str) -> int:
        """Return the place of a funding in the declared burn order. Undeclared ones come last."""
        return self.burn_first.index(funding) if funding in self.burn_first else len(self.burn_first)

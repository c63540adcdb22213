"""What a member has of an asset, by who paid for it: free, held and owed. Nothing of the engine is used."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

Parts = list[tuple[str, int]]
"""Units by funding, in the order in which they are spent."""
FUNDINGS = ("member", "house")


@dataclass
class Reserve:
    """What is held, for an order if one is named, until a moment."""

    parts: Parts
    until: datetime
    order: str | None = None
    checkout: bool = False

    @property
    def units(self) -> int:
        """All that is held."""
        return sum(units for _, units in self.parts)


@dataclass
class Purse:
    """One asset of one member, in its smallest unit. The member's own money is spent first."""

    free: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FUNDINGS, 0))
    debt: int = 0
    reserves: dict[str, Reserve] = field(default_factory=dict)

    @property
    def spendable(self) -> int:
        """What can be spent or held."""
        return sum(self.free.values())

    @property
    def held(self) -> int:
        """What is held."""
        return sum(reserve.units for reserve in self.reserves.values())

    @property
    def balance(self) -> int:
        """What the member has in all, less what is owed."""
        return self.spendable + self.held - self.debt

    def left(self) -> dict[str, int]:
        """What is there by funding, held or not."""
        sums = dict(self.free)
        for funding, units in (part for reserve in self.reserves.values() for part in reserve.parts):
            sums[funding] += units
        return {funding: units for funding, units in sums.items() if units}

    def gain(self, units: int, funding: str = "house") -> None:
        """Get something. It repays what is owed first."""
        repaid = min(self.debt, units)
        self.debt -= repaid
        self.free[funding] += units - repaid

    def spend(self, units: int) -> Parts:
        """Spend what is free, and say of which funding it was."""
        parts: Parts = []
        for funding in FUNDINGS:
            part = min(units, self.free[funding])
            if part:
                parts.append((funding, part))
                self.free[funding] -= part
                units -= part
        assert not units, "more was spent than there is"
        return parts

    def lose(self, units: int) -> None:
        """Have something taken back. What is not free is owed."""
        part = min(units, self.free["house"])
        self.free["house"] -= part
        self.debt += units - part

    def release(self, name: str) -> None:
        """Give back all that is still held under a name."""
        for funding, units in self.reserves.pop(name).parts:
            self.gain(units, funding)

    def capture(self, name: str, units: int) -> Parts:
        """Spend out of what is held, and give the rest back."""
        taken, rest = split(self.reserves[name].parts, units)
        self.reserves[name].parts = rest
        self.release(name)
        return taken

    def time_out(self, now: datetime) -> None:
        """Give back what is held too long."""
        for name in [name for name, reserve in self.reserves.items() if reserve.until <= now]:
            self.release(name)


def split(parts: Iterable[tuple[str, int]], units: int) -> tuple[Parts, Parts]:
    """Return the first units of parts, and the rest."""
    first, rest = Parts(), Parts()
    for funding, there in parts:
        taken = min(units, there)
        units -= taken
        first += [(funding, taken)] if taken else []
        rest += [(funding, there - taken)] if there > taken else []
    return first, rest

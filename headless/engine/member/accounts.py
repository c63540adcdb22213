"""A member's holding of one asset kind."""

from dataclasses import dataclass, field

from headless.engine.member.records import Hold, Lot

_SUMS = ("debt", "held", "pending", "earned", "spent", "expired")


@dataclass(slots=True)
class Account:
    """One member's holding of one asset kind, in units. `lots` and `holds` are None until loaded. `left`: lots not empty.

    agenda: a heap of (moment, what, lot id), the clock's work on lots; what is over or empty is dropped when it is reached.
    """

    kind_id: int
    balance: int = 0
    debt: int = 0
    held: int = 0
    pending: int = 0
    earned: int = 0
    spent: int = 0
    expired: int = 0
    version: int = 0
    due_at: int | None = None
    lots: dict[int, Lot] | None = field(default_factory=dict)
    holds: dict[int, Hold] | None = field(default_factory=dict)
    dirty: bool = False
    left: dict[int, Lot] | None = None
    agenda: list[tuple[int, int, int]] | None = None

    def absorb(self, other: "Account") -> None:
        """Add up what another member's account of the kind says beyond its balance, and leave nothing there."""
        for name in _SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
            setattr(other, name, 0)
        self.due_at = min((due for due in (self.due_at, other.due_at) if due is not None), default=None)
        self.left = self.agenda = None
        other.lots, other.holds, other.left, other.agenda, other.due_at = {}, {}, None, None, None
        self.dirty = other.dirty = True

"""A member's holding of one asset kind."""

from dataclasses import dataclass, field

from headless.engine.member.records import Hold, Lot


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

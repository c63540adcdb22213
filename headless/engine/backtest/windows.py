"""What was given in a window of time, followed by its own lots: what was taken back of it, and how long the rest lives.

What happens in the window to older lots does not count, nor does debt that no lot of the window pays. So a member who is given
more never loses by what expires or is refunded of an earlier time: `docs/backtests.md`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from headless.engine.ledger.lots import FOREVER
from headless.engine.member.journal import Journal
from headless.engine.member.records import Entry, EntryType, Lot

_GIVEN = (EntryType.EARN, EntryType.GRANT)
Source = tuple[int | None, str]
"""A rule instance's id and an entry's reason."""


@dataclass(slots=True)
class Amounts:
    """Units of one kind.

    received: given, less what was taken back. expired: of that, foreseen included. life: what was received, by its end.
    """

    given: int = 0
    received: int = 0
    expired: int = 0
    life: Counter[int] = field(default_factory=Counter)
    by_source: Counter[Source] = field(default_factory=Counter)

    def add(self, units: int, source: Entry, end: int) -> None:
        """Add what an entry gave, or deduct what was taken back of it."""
        self.received += units
        self.life[end] += units
        self.by_source[source.rule_id, source.reason] += units


@dataclass(frozen=True, slots=True)
class Window:
    """The entries that gave something from a moment on, and the lots that they made."""

    given: Mapping[int, Entry]
    lots: Mapping[int, Lot]
    journal: Journal

    @classmethod
    def of(cls, journal: Journal, since: int) -> "Window":
        """Select what was given in a journal from `since` on, microseconds."""
        given = {entry.id: entry for entry in journal.entries if entry.type in _GIVEN and entry.recorded_at >= since}
        return cls(given, {lot.id: lot for lot in journal.lots if lot.entry_id in given}, journal)

    def by_kind(self) -> Mapping[int, Amounts]:
        """Return what was received and how it fared, by asset kind."""
        amounts: dict[int, Amounts] = {}
        left: dict[int, int] = {}
        for entry in self.given.values():
            own = amounts.setdefault(entry.kind_id, Amounts())
            own.add(entry.amount, entry, _end(entry))
            own.given += entry.amount
            left[entry.id] = entry.amount
        for entry in self.journal.entries:
            if entry.type is EntryType.REVERSE and entry.amount < 0:
                for gift, units, source in self._taken_back(entry):
                    # What one refund took already is not taken again by another: the rest is debt.
                    part = min(units, left[gift.id])
                    left[gift.id] -= part
                    amounts[entry.kind_id].add(-part, source, _end(gift))
            elif entry.type is EntryType.EXPIRE and (expired := sum(units for _, units in self._taken(entry))):
                amounts[entry.kind_id].expired += expired
        for lot in self.lots.values():
            if lot.expires_at is not None:
                amounts[lot.kind_id].expired += lot.remaining
        return amounts

    def _taken_back(self, entry: Entry) -> Iterator[tuple[Entry, int, Entry]]:
        """Yield the gifts of which a reversal takes back, how much, and the entry that says by whom.

        Without a gift that it names, it takes back by its lots.
        """
        if entry.reverses is None:
            for lot, units in self._taken(entry):
                yield self.given[lot.entry_id], units, entry
        elif (gift := self.given.get(entry.reverses)) is not None:
            yield gift, -entry.amount, gift

    def _taken(self, entry: Entry) -> Iterator[tuple[Lot, int]]:
        """Yield the lots of the window that an entry took from, with how much."""
        for id_, units in self.journal.moves.get(entry.id, {}).items():
            if id_ in self.lots:
                yield self.lots[id_], -units


def _end(entry: Entry) -> int:
    return FOREVER if entry.expires_at is None else entry.expires_at


def lasts(live: Mapping[int, int], candidate: Mapping[int, int]) -> int:
    """Compare how long equal sums last: 1 if the candidate's is never behind, -1 if it is ever behind, 0 if they are alike."""
    if sum(live.values()) != sum(candidate.values()):
        return 0
    ahead = more = 0
    for end in sorted({*live, *candidate}, reverse=True):
        ahead += candidate.get(end, 0) - live.get(end, 0)
        if ahead < 0:
            return -1
        more = max(more, ahead)
    return int(more > 0)

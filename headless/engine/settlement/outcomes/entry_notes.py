"""What is noted of new entries and lots: totals of assets, the entries with their event, and lots that end soon or have ended."""

from headless.engine.ledger.lots import ends_at, remind_at
from headless.engine.member.records import Entry, EntryType, Lot, OriginFacts
from headless.engine.program.lot_expiry import NEVER
from headless.engine.turn import Turn


def note_written(turn: Turn, entries: int, lots: int) -> None:
    """Note what a turn has written: the journal's entries and lots beyond so many."""
    journal = turn.journal
    if len(journal.entries) > entries:
        _note_entries(turn, journal.entries[entries:])
    if len(journal.lots) > lots:
        _note_endings(turn, journal.lots[lots:])


def _note_endings(turn: Turn, lots: list[Lot]) -> None:
    """Note the lots that have ended already, and those that came after the moment of their reminder."""
    ending = [lot for lot in lots if lot.expires_at is not None]
    if not ending:
        return
    now, endings = turn.ledger.now, turn.program.endings
    turn.late = [lot for lot in ending if ends_at(lot) <= now]
    turn.soon = [lot for lot in ending if ends_at(lot) > now and NEVER < remind_at(endings[lot.kind_id], lot) <= now]


def _note_entries(turn: Turn, entries: list[Entry]) -> None:
    """Count what was earned and spent, and remember the entries with the event that they belong to."""
    state, origin, tracked = turn.state, turn.as_origin, turn.program.tracked_assets
    if origin is None and entries[0].type is not EntryType.EXPIRE:
        origin = state.facts.origins["event", str(turn.event.id)] = OriginFacts(turn.event)
    for entry in entries:
        if origin is not None and entry.event_id == origin.event.id:
            origin.entries.append(entry)
            if entry.type is EntryType.SPEND or (entry.type is EntryType.TRANSFER and entry.amount < 0):
                origin.moves[entry.id] = list(turn.journal.moves.get(entry.id, {}).items())
        key = tracked.get(entry.kind_id)
        if key is not None:
            earned, spent = _earned_spent(entry)
            if earned or spent:
                state.totals.add(key, turn.event.day, 0, earned, spent)


def _earned_spent(entry: Entry) -> tuple[int, int]:
    """Return what an entry adds to the asset's totals: earned, spent (what goes back is negative)."""
    if entry.type in (EntryType.EARN, EntryType.GRANT):
        return entry.amount, 0
    if entry.type is EntryType.SPEND:
        return 0, -entry.amount
    if entry.type is EntryType.REVERSE:
        return (entry.amount, 0) if entry.amount < 0 else (0, -entry.amount)
    return 0, 0

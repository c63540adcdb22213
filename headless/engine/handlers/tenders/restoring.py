"""What a refund restores of the assets that paid its order."""

from collections.abc import Mapping
from typing import Any

from headless.engine.member.records import Entry, EntryType, OriginFacts
from headless.engine.program.program import Program
from headless.engine.values.amounts import to_units


def is_tender(entry: Entry) -> bool:
    """Return True if an entry paid a part of its order."""
    return entry.type is EntryType.SPEND and bool((entry.terms or {}).get("tender"))


def tenders_of(origin: OriginFacts) -> list[Entry]:
    """Return the tenders of an order, the last one first."""
    return [entry for entry in origin.entries if is_tender(entry)][::-1]


def restored_parts(
    program: Program, origin: OriginFacts, taken: Mapping[int, int], refund: Any, refunded: int, total: int
) -> list[tuple[Entry, int]]:
    """Return the units of each tender that a refund restores: in proportion, or those that it asks for.

    taken: what was restored before, by tender. refund: its data. refunded: what is refunded with it of the order's total, in
    units of money.
    """
    wanted, parts = _wanted(program, refund), []
    for entry in tenders_of(origin):
        before = taken.get(entry.id, 0)
        part = left = -entry.amount - before
        if wanted is None:
            if refunded < total:
                part = -entry.amount * refunded // total - before
        else:
            code = program.kind_by_id[entry.kind_id].code
            part = min(wanted.get(code, 0), left)
            wanted[code] = wanted.get(code, 0) - part
        if part > 0:
            parts.append((entry, part))
    return parts


def _wanted(program: Program, refund: Any) -> dict[str, int] | None:
    """Return the units to restore by kind, or None if the sender does not say."""
    if refund.restore is None:
        return None
    wanted: dict[str, int] = {}
    for part in refund.restore:
        kind = program.kinds[part.asset]
        wanted[kind.code] = wanted.get(kind.code, 0) + to_units(part.amount, kind.decimals)
    return wanted

"""Statements of partners: what they gave in a period, and what was taken back of it, entry by entry as the ledger has it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from headless.engine.member.records import EntryType
from headless.engine.program.partners import Partner
from headless.engine.program.program import Program
from headless.engine.values.amounts import text_of
from headless.errors import NotFound
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.database.snapshots import snapshot
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.ledger.partner_entries import BookedEntry, PartnerFilter, all_booked
from headless.services.kernel.kernel import Kernel

COLUMNS = (
    "recordedAt", "entry", "member", "kind", "type", "amount", "reason", "key", "spentOn", "reverses",
)  # fmt: skip


@dataclass(slots=True)
class KindStatement:
    """What a partner gave of an asset kind, in units, and what was taken back."""

    code: str
    decimals: int
    given: int = 0
    taken: int = 0

    def to_json(self) -> dict[str, str]:
        """Return the sums as exact texts."""
        amounts = {"given": self.given, "takenBack": self.taken, "net": self.given - self.taken}
        return {"kind": self.code, **{name: text_of(units, self.decimals) for name, units in amounts.items()}}


@dataclass(slots=True)
class Statement:
    """A partner's statement of a period. lines: one for each entry, oldest first, by the names of COLUMNS."""

    merchant: MerchantRow
    partner: Partner
    kinds: list[KindStatement] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the statement for programs."""
        return {
            "merchant": self.merchant.slug, "partner": self.partner.code, "kinds": [kind.to_json() for kind in self.kinds],
            "entries": self.lines,
        }  # fmt: skip


async def statement(
    kernel: Kernel, merchant_slug: str, code: str, since: int | None = None, until: int | None = None
) -> Statement:
    """Return what a partner gave, recorded from `since` to before `until`. Raise NotFound if there is no such partner."""
    async with snapshot(kernel.db) as session:
        merchant = await kernel.programs.by_slug(session, merchant_slug)
        program = await kernel.programs.of(session, merchant)
        partner = partner_of(program, code)
        chosen = PartnerFilter(partner.account, since, until)
        booked = [entry async for entry in all_booked(session, merchant.id, chosen)]
    return Statement(merchant, partner, _sums(program, booked), [_line(program, entry) for entry in booked])


def partner_of(program: Program, code: str) -> Partner:
    """Return the partner of a code. Raise NotFound if there is none."""
    partner = program.partners.get(code)
    if partner is None:
        message = Message("there is no partner {code!r}; there are: {known}", code=code, known=sorted(program.partners))
        raise NotFound(message, code="UNKNOWN_PARTNER")
    return partner


def _sums(program: Program, booked: Iterable[BookedEntry]) -> list[KindStatement]:
    sums: dict[int, KindStatement] = {}
    for entry in booked:
        kind = program.kind_by_id[entry.kind_id]
        sum_ = sums.setdefault(kind.id, KindStatement(kind.code, kind.decimals))
        sum_.given += max(0, entry.amount)
        sum_.taken += max(0, -entry.amount)
    return sorted(sums.values(), key=lambda kind: kind.code)


def _line(program: Program, entry: BookedEntry) -> dict[str, Any]:
    kind, day = program.kind_by_id[entry.kind_id], entry.spent_on
    reverses = None if entry.reverses is None else encode(Prefix.ENTRY, entry.reverses)
    values = (
        program.zone.datetime_of(entry.recorded_at).isoformat(), encode(Prefix.ENTRY, entry.id),
        encode(Prefix.MEMBER, entry.member_id), kind.code, EntryType(entry.type).name, text_of(entry.amount, kind.decimals),
        entry.reason, entry.external_id, None if day is None else date.fromordinal(day).isoformat(), reverses,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))

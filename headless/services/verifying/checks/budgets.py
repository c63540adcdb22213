"""What was spent of partners' budgets is what the entries against their accounts add up to."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator

from headless.engine.program.partners import ALL, BudgetKey, BudgetPeriod, Partner, keys_of, spent_on
from headless.engine.program.program import Program
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.base.mapping import JSON
from headless.models.base.session import Session
from headless.models.tables.ledger.budgets import all_spent
from headless.models.tables.ledger.partner_entries import BookedEntry, booked_entries
from headless.services.verifying.histories.drift import Drift

CHUNK = 5_000


async def check_budgets(session: Session, program: Program) -> AsyncIterator[Drift]:
    """Add up what partners gave and took back, by the day on which it was spent, and compare it with what is stored."""
    expected: Counter[BudgetKey] = Counter()
    after_id = 0
    while entries := await booked_entries(session, program.merchant_id, after_id, CHUNK):
        for entry in entries:
            for drift in _fold(program, entry, expected):
                yield drift
        after_id = entries[-1].id
    stored = dict(await all_spent(session, program.merchant_id))
    for key in sorted({*expected, *stored}):
        if expected[key] != stored.get(key, 0):
            whose = None if key.member_id == ALL else key.member_id
            yield Drift("budget", _named(program, key), expected[key], stored.get(key, 0), whose)


def _fold(program: Program, entry: BookedEntry, expected: Counter[BudgetKey]) -> Iterator[Drift]:
    partner = program.partner_by_account.get(entry.contra)
    day = None if entry.terms is None or JSON.read is None else spent_on(JSON.read(entry.terms))
    if partner is None or day is None:
        what = f"{encode(Prefix.ENTRY, entry.id)} against {entry.contra}"
        yield Drift("entry", what, Message("a partner and a day"), None, entry.member_id)
        return
    for key in keys_of(partner.id, entry.kind_id, entry.member_id, day):
        expected[key] += entry.amount


def _named(program: Program, key: BudgetKey) -> str:
    partner = program.partner_by_id.get(key.partner_id, Partner(key.partner_id, "?", "?"))
    kind = program.kind_by_id.get(key.kind_id)
    since = f" from day {key.starts_on}" if key.starts_on else ""
    return f"{partner.code} spent of {kind.code if kind else key.kind_id} {BudgetPeriod(key.period).name}{since}"

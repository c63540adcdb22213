"""What was spent of partners' budgets is what the entries against their accounts add up to."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator

from headless.engine.program.partners import ALL, BudgetKey, BudgetPeriod, Partner, is_forgotten, keys_of
from headless.engine.program.program import Program
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.ledger.budgets import all_spent
from headless.models.tables.ledger.partner_entries import BookedEntry, all_booked
from headless.services.verifying.histories.drift import Drift


async def check_budgets(session: Session, program: Program, now: int) -> AsyncIterator[Drift]:
    """Add up what partners gave and took back, by the day on which it was spent, and compare it with what is stored.

    now: by the machine's clock.
    """
    expected: Counter[BudgetKey] = Counter()
    async for entry in all_booked(session, program.merchant_id):
        for drift in _fold(program, entry, expected):
            yield drift
    stored, today = dict(await all_spent(session, program.merchant_id)), program.zone.day_of(now)
    for key in sorted(key for key in {*expected, *stored} if not is_forgotten(key, today)):
        if expected[key] != stored.get(key, 0):
            whose = None if key.member_id == ALL else key.member_id
            yield Drift("budget", _named(program, key), expected[key], stored.get(key, 0), whose)


def _fold(program: Program, entry: BookedEntry, expected: Counter[BudgetKey]) -> Iterator[Drift]:
    partner, day = program.partner_by_account.get(entry.contra), entry.spent_on
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

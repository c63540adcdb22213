"""Stocks and shared budgets: what is known to be left of them while events are decided.

A stock is taken to suffice until the claim at the end of the transaction finds it short; then the event is decided again
with what is left of it known (`RewardJournal.left`).
"""

import re
from collections.abc import Mapping

from headless.engine.member.entitlements import RewardJournal, Unread
from headless.engine.member.facts import FactsMissing
from headless.engine.program.budgets.shared import SharedKey, is_shared, name_of
from headless.engine.program.offers import ASIDE
from headless.engine.program.program import Program
from headless.engine.texts.names import Named
from headless.engine.turn import Turn
from headless.engine.values.amounts import text_of
from headless.engine.values.problems import Problem, refused
from headless.messages import Called, Message


def stock_of(program: Program, name: str) -> int | None:
    """Return how many units a stock has in all, or a budget in a period, or None if nothing limits it.

    name: of a budget, the key of one of its periods.
    """
    if is_shared(name):
        return _amount_of(program, name)
    sort, _, code = name.partition(":")
    if sort == ASIDE:
        share, _, code = code.partition(":")
        return next((part.count for part in program.benefits[code].set_aside if part.share == share), 0)
    offer = program.coupon_kinds.get(code) if sort == "coupon" else program.benefits.get(code)
    return offer.stock if offer is not None else None


def _amount_of(program: Program, key: str) -> int | None:
    budget = program.budgets.get(name_of(key))
    if budget is None or key == budget.name:
        return None
    return budget.units if budget.period is SharedKey.of(key).period else None


def key_of(program: Program, stock: str, day: int) -> str:
    """Return under what it is counted what an event of a local day takes: a budget's period, or the stock itself."""
    budget = program.budgets.get(stock)
    return stock if budget is None else str(budget.key(day))


def left_of(program: Program, journal: RewardJournal, stock: str, day: int) -> int | None:
    """Return what is left of a stock for an event of a local day, or None if nothing limits it.

    Raises:
        FactsMissing: It was not loaded.
    """
    key = key_of(program, stock, day)
    total = stock_of(program, key)
    if total is None:
        return None
    left = journal.left.get(key)
    if left is None:
        if journal.unread is Unread.LOAD:
            raise FactsMissing(0, "left", key)
        left = total
    return max(0, left - journal.taken.get(key, 0))


def is_aside(name: str) -> bool:
    """Return True if a stock is what is set aside of another one."""
    return name.startswith(f"{ASIDE}:")


def whole_of(name: str) -> str:
    """Return the name of the stock of which something is set aside under this name. Any other stock is its own."""
    return f"benefit:{name.split(':', 2)[2]}" if is_aside(name) else name


def exhausted(turn: Turn, name: str, count: int, before: int = 0) -> Problem | None:
    """Return the typed refusal if a stock or budget has less left than `count` beyond what was asked for `before`."""
    journal, key = turn.journal.rewards, key_of(turn.program, name, turn.event.day)
    total = stock_of(turn.program, key)
    known = journal.left.get(key)
    if known is None and journal.unread is Unread.WHOLE and is_shared(key):
        known = total
    if known is None or total is None:
        return None
    left = max(0, known - journal.taken.get(key, 0) - before)
    if count <= left:
        return None
    budget = turn.program.budgets.get(name)
    decimals = 0 if budget is None else budget.decimals
    resets_at = None if budget is None else budget.resets_at(turn.event.day, turn.program.zone)
    have, asked = text_of(left, decimals), text_of(count, decimals)
    message = Message("{name} has {left} left, {count} asked for", name=_called(turn, name), left=have, count=asked)
    return refused("EXHAUSTED", message, "Exhausted", left=have, resetsAt=resets_at, stock=name)


def _called(turn: Turn, stock: str) -> Called:
    budget = turn.program.budgets.get(stock)
    if budget is not None:
        return Called(stock, budget.label, budget.labels)
    stock = whole_of(stock)
    kind, _, code = stock.partition(":")
    offers: Mapping[str, Named] = turn.program.coupon_kinds if kind == "coupon" else turn.program.benefits
    return Called(stock, offers[code].name, offers[code].names)


_SHORTAGE = re.compile(r"(coupon|benefit|budget):\S+ has [\d.]+ left, [\d.]+ asked for")


def is_shortage(reason: object) -> bool:
    """Return True if a rule's reason says that a stock was exhausted, in the words of `exhausted`."""
    return isinstance(reason, str) and _SHORTAGE.fullmatch(reason) is not None


def claim(turn: Turn, name: str, count: int) -> None:
    """Note that this run takes units of a stock, or of a budget under the key of a period."""
    taken = turn.journal.rewards.taken
    if stock_of(turn.program, name) is not None:
        taken[name] = taken.get(name, 0) + count

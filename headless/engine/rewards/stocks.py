"""Stocks: what is known to be left of them while events are decided.

A stock is taken to suffice until the claim at the end of the transaction finds it short; then the event is decided again
with what is left of it known (`RewardJournal.left`).
"""

import re
from collections.abc import Mapping

from headless.engine.program.offers import ASIDE
from headless.engine.program.program import Program
from headless.engine.texts.names import Named
from headless.engine.turn import Turn
from headless.engine.values.problems import Problem, refused
from headless.messages import Called, Message


def stock_of(program: Program, name: str) -> int | None:
    """Return how many units a stock has in all, or None if nothing limits it."""
    sort, _, code = name.partition(":")
    if sort == ASIDE:
        share, _, code = code.partition(":")
        return next((part.count for part in program.benefits[code].set_aside if part.share == share), 0)
    offer = program.coupon_kinds.get(code) if sort == "coupon" else program.benefits.get(code)
    return offer.stock if offer is not None else None


def is_aside(name: str) -> bool:
    """Return True if a stock is what is set aside of another one."""
    return name.startswith(f"{ASIDE}:")


def whole_of(name: str) -> str:
    """Return the name of the stock of which something is set aside under this name. Any other stock is its own."""
    return f"benefit:{name.split(':', 2)[2]}" if is_aside(name) else name


def exhausted(turn: Turn, name: str, count: int, before: int = 0) -> Problem | None:
    """Return the typed refusal if a stock has less left than `count` beyond what was asked for `before`."""
    journal = turn.journal.rewards
    if name not in journal.left or stock_of(turn.program, name) is None:
        return None
    left = max(0, journal.left[name] - journal.taken.get(name, 0) - before)
    if count <= left:
        return None
    message = Message("{name} has {left} left, {count} asked for", name=_called(turn, name), left=left, count=count)
    return refused("EXHAUSTED", message, "Exhausted", left=str(left), resetsAt=None, stock=name)


def _called(turn: Turn, stock: str) -> Called:
    stock = whole_of(stock)
    kind, _, code = stock.partition(":")
    offers: Mapping[str, Named] = turn.program.coupon_kinds if kind == "coupon" else turn.program.benefits
    return Called(stock, offers[code].name, offers[code].names)


_SHORTAGE = re.compile(r"(coupon|benefit):\S+ has \d+ left, \d+ asked for")


def is_shortage(reason: object) -> bool:
    """Return True if a rule's reason says that a stock was exhausted, in the words of `exhausted`."""
    return isinstance(reason, str) and _SHORTAGE.fullmatch(reason) is not None


def claim(turn: Turn, name: str, count: int) -> None:
    """Note that this run takes units of a stock."""
    taken = turn.journal.rewards.taken
    if stock_of(turn.program, name) is not None:
        taken[name] = taken.get(name, 0) + count

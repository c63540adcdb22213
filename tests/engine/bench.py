"""One member and its parts, for tests of single modules: a state, a ledger, events and rule instances, with no shop around."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.ledger.ledger import Ledger
from headless.engine.ledger.movements import Cause
from headless.engine.member.journal import Journal
from headless.engine.member.records import EventRecord
from headless.engine.member.state import MemberState
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance
from headless.plugins import Rule
from tests.engine.people import SHOP, TODAY

DAY_US = 86_400_000_000
NOON = SHOP.zone.start_of(TODAY) + DAY_US // 2
POINTS = SHOP.kinds["points"]


def program_with(*kinds: AssetKind, **parts: Any) -> Program:
    """Return the shop with other asset kinds."""
    return replace(SHOP, kinds={kind.code: kind for kind in kinds or (POINTS,)}, **parts)


def member_of(program: Program = SHOP, *, complete: bool = True) -> MemberState:
    """Return a member who joined a year ago."""
    return MemberState(7, program, NOON - 365 * DAY_US, TODAY - 365, clock_at=NOON, complete=complete)


def event(id_: int = 1, type_: str = "login", at: int = NOON, **more: Any) -> EventRecord:
    """Return an event of the member."""
    return EventRecord(id_, type_, "shop", f"x{id_}", 7, at, at, SHOP.zone.day_of(at), None, {}, **more)


class Book:
    """A member's ledger as of a moment, with the journal it writes to."""

    def __init__(self, *kinds: AssetKind) -> None:
        self.journal, self._ids = Journal(), count(1_000)
        self.state = member_of(program_with(*kinds))
        self.kind = next(iter(self.state.program.kinds.values()))

    def at(self, now: int = NOON) -> Ledger:
        """Return the ledger as of a moment."""
        return Ledger(self.state, self.journal, self._ids.__next__, now)

    def earn(self, amount: int, **more: Any) -> int:
        """Post a lot and return its id."""
        self.at().earn(self.kind, amount, Cause(event(next(self._ids)), "gift"), **more)
        return self.journal.lots[-1].id

    @property
    def left(self) -> list[int]:
        """What is left of each lot, oldest first."""
        return [lot.remaining for lot in self.journal.lots]

    @property
    def account(self) -> Any:
        """The account of the first kind."""
        return self.state.account(self.kind.id)


def instance(rule: type[Rule], id_: int = 1, assets: Iterable[str] = ("points",), **more: Any) -> Instance:
    """Return an instance of a rule that is on."""
    return Instance(id_, "tests", "1", rule.id, rule.id, 1, id_, True, None, rule(), assets=frozenset(assets), **more)

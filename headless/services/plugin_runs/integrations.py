"""What an integration of a plugin may do: record events, read metrics, use its own tables. Each call is a transaction."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from headless.engine.conditions.conditions import Test, keys_used
from headless.engine.conditions.query_parsing import parse_query
from headless.engine.declarations.rules import Value
from headless.engine.evaluation.needs import value_reader
from headless.engine.evaluation.runner import describe
from headless.engine.program.program import Program
from headless.engine.values.comparisons import Op
from headless.engine.values.problems import Problem
from headless.engine.values.text_safety import spoken
from headless.errors import HeadlessError, Invalid, NotFound
from headless.ids import Prefix, encode
from headless.logs import get_logger
from headless.messages import Message
from headless.models.tables.configuration.merchants import MerchantRow
from headless.plugins.contract.integrations import Merchant, NewEvent, Outcome
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_member
from headless.services.kernel.outcomes import Recorded
from headless.services.kernel.principals import system
from headless.services.rejudging.untracked_totals import load_untracked
from headless.services.settling.loading import load_states

log = get_logger(__name__)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def merchant_of(row: MerchantRow) -> Merchant:
    """Return the merchant as plugins see it."""
    return Merchant(row.id, row.slug, row.currency, row.time_zone)


@dataclass(slots=True)
class Doing:
    """The `do` that one call of an integration gets. member_id: the action's own member."""

    kernel: Kernel
    row: MerchantRow
    plugin: str
    settings: Any = None
    member_id: int | None = None
    is_writing: bool = field(default=False, init=False)

    @property
    def merchant(self) -> Merchant:
        """The merchant at hand."""
        return merchant_of(self.row)

    @property
    def now(self) -> datetime:
        """The merchant's present, in UTC."""
        return EPOCH + timedelta(microseconds=self.kernel.now(self.row))

    async def record(self, events: Sequence[NewEvent]) -> list[Outcome]:
        """Record events under the source `plugin:<name>`, and return the answers in their order."""
        self._check_not_writing()
        principal = system(self.row.id, self.row.slug, f"plugin:{self.plugin}")
        answers: dict[int, Outcome] = {}
        inputs: list[tuple[int, EventInput]] = []
        for place, event in enumerate(events):
            given = self._input(event, principal.actor)
            if isinstance(given, Outcome):
                answers[place] = given
            else:
                inputs.append((place, given))
        if inputs:
            recorded = await record_events(self.kernel, principal, [given for _, given in inputs], internal=True)
            answers.update({place: _outcome(answer) for (place, _), answer in zip(inputs, recorded, strict=True)})
        for place, answer in answers.items():
            if answer.status == "INVALID":
                # The plugin may not look at the answer, and its sender is told that all is well.
                named = {"merchant": self.row.slug, "plugin": self.plugin, "type": events[place].type}
                log.warning("a plugin could not record an event", **named, error=answer.message)
        return [answers[place] for place in range(len(events))]

    async def read(self, metrics: Sequence[Any], member: str | Mapping[str, str] | None = None) -> list[Any]:
        """Return metrics of a member, in natural units.

        Raises:
            Invalid: there is no such metric.
            NotFound: there is no such member.
        """
        self._check_not_writing()
        async with self.kernel.db.read() as session:
            program = await self.kernel.programs.of(session, self.row)
            member_id = self.member_id
            if member is not None:
                member_id = await find_member(session, self.row.id, _lookup(member), program.country)
            if member_id is None:
                raise NotFound(Message("there is no member {member}", member=member), code="MEMBER_NOT_FOUND")
            queries = [_query(metric, program) for metric in metrics]
            now = self.kernel.now(self.row)
            tests = [Test(query, Op.EXISTS) for query in queries]
            states = await load_states(session, program, [member_id], now=now, conditions=tests)
            await load_untracked(session, program, states, frozenset[str]().union(*map(keys_used, tests)))
        today, state = program.zone.day_of(now), states[member_id]
        return [value_reader(query, program)(state, today) for query in queries]

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """Open a block in which the plugin's models read."""
        async with self.kernel.db.read():
            yield

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """Open a block in which the plugin's models write, all or nothing."""
        self._check_not_writing()
        async with self.kernel.db.transaction():
            self.is_writing = True
            try:
                yield
            finally:
                self.is_writing = False

    def _check_not_writing(self) -> None:
        if self.is_writing:
            raise RuntimeError("inside do.writing() only the plugin's own models work: do this after the block")

    def _input(self, event: NewEvent, actor: str) -> EventInput | Outcome:
        type_ = self.kernel.registry.event_types.get(event.type)
        if type_ is None or (type_.plugin != self.plugin and "merchant" not in type_.sent_by):
            message = (
                f"{event.type!r} is neither an event type of the plugin {self.plugin} nor one that a merchant sends"
            )
            return Outcome("INVALID", code="UNKNOWN_EVENT_TYPE", message=message)
        if not isinstance(event.key, str) or not event.key:
            return Outcome("INVALID", code="KEY_MISSING", message="give the event a key of its own, as a text")
        occurred_at = None if event.occurred_at is None else (event.occurred_at - EPOCH) // timedelta(microseconds=1)
        try:
            lookup = _lookup(event.member)
        except Invalid as fault:
            return Outcome("INVALID", code=fault.code, message=fault.message)
        return EventInput(
            event.type, dict(event.data), lookup, f"plugin:{self.plugin}", event.key, occurred_at, actor=actor
        )


def _lookup(member: str | Mapping[str, Any]) -> Lookup:
    return Lookup("id", member) if isinstance(member, str) else Lookup.of(member)


def _query(metric: Any, program: Program) -> Any:
    asked = metric if isinstance(metric, Value) else Value(str(metric))
    return parse_query(asked.metric, asked.window, dict(asked.args) or None, program.metrics, program)


def _outcome(recorded: Recorded) -> Outcome:
    problem = recorded.problem or Problem("INVALID", "", Message(""))
    return Outcome(
        recorded.outcome,
        None if recorded.event_id is None else encode(Prefix.EVENT, recorded.event_id),
        None if recorded.member_id is None else encode(Prefix.MEMBER, recorded.member_id),
        problem.code or None,
        problem.message or None,
        dict(problem.data),
    )


def told(fault: BaseException) -> str:
    """Return what went wrong in a plugin, in a line."""
    if isinstance(fault, HeadlessError):
        return spoken(fault.message)
    return describe(fault)

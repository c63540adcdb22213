"""The server of a shop for tests: everything asynchronous is done in the background, and a call returns when it is done."""

import weakref
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import count
from typing import Any, TypeVar

from headless.engine.member.state import MemberState
from headless.engine.program.program import Program
from headless.kit import integrations, sending
from headless.kit.background import Background, background
from headless.kit.operations import Operations
from headless.kit.quotes import quote_of
from headless.kit.reading import Reader
from headless.kit.storage import Storage
from headless.kit.world import World
from headless.plugins.conformance.moments import instant_of
from headless.plugins.conformance.outcomes import Said
from headless.plugins.loading.registry import Registry
from headless.plugins.testing.answers import Answer, Quoted
from headless.plugins.testing.inside import Given
from headless.services.settling.stock_claims import left_on

Json = Mapping[str, Any]
T = TypeVar("T")
FIRST_NUMBER = 1_001
"""Numbers that a test gives are smaller."""


class Server:
    """Implements `headless.plugins.testing.inside.Inside`."""

    def __init__(self, registry: Registry, given: Given) -> None:
        self._background, storage = background(), Storage()
        try:
            self._world = self._background.run(World.open(registry, storage, given))
        except BaseException:
            storage.remove()
            raise
        self._registry, self._numbers, self._operations = registry, count(FIRST_NUMBER), Operations()
        self._closing = weakref.finalize(self, _close, self._background, self._world, storage)

    @property
    def now(self) -> int:
        """The shop's present, in microseconds since 1970 UTC."""
        return self._world.now

    def program(self) -> Program:
        """Return the configuration as it is now."""
        return self._ask(World.program)

    def number(self, letter: str) -> str:
        """Return a number that was not used before."""
        return f"{letter}{next(self._numbers)}"

    # ── what happens

    def join(self, joined: str, birthday: int | None, attributes: Json | None) -> int:
        """Add a member, and return its number."""
        at = self._instant(joined)
        return self._ask(lambda world: sending.join(world, at, birthday, attributes))

    def send(self, member: int, type_: str, on: str | None, key: str | None, data: Json) -> Said:
        """Send one event, and what it derived for others. Raise Invalid, or KeyError for an unknown type."""
        declared = self._registry.event_types[type_]
        at, external_id = None if on is None else self._instant(on), key or self.number("x")
        return self._ask(lambda world: sending.send(world, member, declared, at, external_id, data))

    def pass_time(self, on: str) -> None:
        """Let time pass with everything that falls due."""
        to = self._instant(on)
        self._ask(lambda world: world.pass_time(to))

    def run_job(self, id_: str, on: str | None) -> list[Said]:
        """Run a job once, and return what its events said."""
        at = None if on is None else self._instant(on)
        return self._ask(lambda world: sending.run_job(world, id_, at))

    def deliver(self) -> int:
        """Deliver what waits in the outbox, and return how much that was."""
        return self._ask(World.deliver)

    def own(self, member: int, loader: Any, value: Any) -> None:
        """Set what an `Own` fact gives for a member."""
        self._world.ear.own[member, loader] = value

    def act(self, name: str, given: Json, member: int | None, key: str) -> Answer:
        """Run an action."""
        return self._ask(lambda world: integrations.act(world, name, given, member, key))

    def receive(self, name: str, body: bytes | str | Json, headers: Mapping[str, str]) -> Answer:
        """Hand a body to a webhook."""
        return self._ask(lambda world: integrations.receive(world, name, body, headers))

    def graphql(self, query: str, variables: Json, member: int | None) -> dict[str, Any]:
        """Return the response to an operation of the merchant, or of a member."""
        return self._ask(lambda world: self._operations.answer(world, query, variables, member))

    def export(self, member: int) -> dict[str, Any]:
        """Return all that is known of a member."""
        return self._ask(lambda world: integrations.export(world, member))

    def erase(self, member: int) -> None:
        """Erase a member."""
        self._ask(lambda world: sending.erase(world, member))

    def verify(self) -> list[str]:
        """Return every drift, and every difference of what would be decided now."""
        return self._ask(sending.verify)

    def close(self) -> None:
        """Close the database."""
        self._closing()

    # ── what can be read of a member

    def state(self, member: int) -> MemberState:
        """Return a member as it is now."""
        return self._read(member, Reader.state)

    def coupons(self, member: int) -> list[tuple[str, str, str]]:
        """Return kind, code and state of each coupon."""
        return self._read(member, Reader.coupons)

    def benefits(self, member: int) -> list[tuple[str, str, int | None]]:
        """Return code, status and remaining uses of each benefit."""
        return self._read(member, Reader.benefits)

    def cards(self, member: int) -> list[tuple[str, str, str]]:
        """Return kind, number and state of each card."""
        return self._read(member, Reader.cards)

    def quote(self, member: int, order: Json, codes: Sequence[str] | None) -> Quoted:
        """Return what an order would cost and do."""
        return self._ask(lambda world: quote_of(world, member, order, codes))

    def metric(self, member: int, name: str, window: str | None, args: Json) -> Any:
        """Return a metric."""
        return self._read(member, lambda reader: reader.metric(name, window, args))

    def field(self, member: int, id_: str) -> Any:
        """Return what a plugin's field resolves to."""
        return self._read(member, lambda reader: reader.field(id_))

    def left(self, stock: str, on: str | None) -> int | None:
        """Return what is left of a stock or budget on a day, or None if nothing limits it."""

        async def reading(world: World) -> int | None:
            ctx = await world.context()
            zone = ctx.program.zone
            day = ctx.today if on is None else zone.day_of(instant_of(zone, on))
            async with ctx.read() as session:
                return (await left_on(session, ctx.program, [stock], day))[stock]

        return self._ask(reading)

    def happened(self, member: int, type_: str) -> list[tuple[str, Json]]:
        """Return day and data of a member's events of a type."""
        return self._read(member, lambda reader: reader.happened(type_))

    # ── inside

    def _read(self, member: int, work: Callable[[Reader], Awaitable[T]]) -> T:
        """Read a member at the present, with all done that was due."""

        async def reading(world: World) -> T:
            return await work(Reader(await world.context(), member, world.ear))

        return self._ask(reading)

    def _ask(self, work: Callable[[World], Awaitable[T]]) -> T:
        """Return what is made of the shop's inside."""

        async def asked() -> T:
            self._world.ear.heard.clear()
            return await work(self._world)

        return self._background.run(asked())

    def _instant(self, text: str) -> int:
        return instant_of(self._world.zone, text)


def _close(background: Background, world: World, storage: Storage) -> None:
    background.end(_closed(world, storage))


async def _closed(world: World, storage: Storage) -> None:
    await world.close()
    storage.remove()

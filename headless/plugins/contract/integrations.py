"""Integrations of a plugin: inbound webhooks, actions and tables. Only they may do I/O, each with a time budget."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol

from headless.engine.texts.told import Text, read_text
from headless.plugins.contract.payloads import EventData

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Merchant:
    """The current merchant. id: what `merchant_id` holds in the plugin's own tables."""

    id: int
    slug: str
    currency: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to record, once under its key. Repeating it with the same content does nothing.

    member: an id ("mem_…") or a look-up such as {"externalId": "A-1"}. data: the payload as JSON.
    """

    type: str
    member: str | Mapping[str, str]
    key: str
    data: Json = field(default_factory=dict)
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of an event: RECORDED, DUPLICATE, DEFERRED, INVALID, CONFLICT or REFUSED. The last three have a reason."""

    status: str
    event: str | None = None
    member: str | None = None
    code: str | None = None
    message: str | None = None
    data: Json = field(default_factory=dict)


class Do(Protocol):
    """What an integration may do. None of it runs inside another transaction."""

    @property
    def merchant(self) -> Merchant:
        """The merchant at hand."""
        ...

    @property
    def settings(self) -> Any:
        """The integration's settings, as the merchant has saved them. An observer has none."""
        ...

    @property
    def now(self) -> datetime:
        """The merchant's present, in UTC. A sandbox has its own clock."""
        ...

    async def record(self, events: Sequence[NewEvent]) -> list[Outcome]:
        """Record events and settle them at once. Their types are the plugin's own, or those that a merchant may send."""
        ...

    async def read(self, metrics: Sequence[Any], member: str | Mapping[str, str] | None = None) -> list[Any]:
        """Read metrics of a member, each a name or a `Value`. If no member is named, read those of the action's own member."""
        ...

    def reading(self) -> AbstractAsyncContextManager[None]:
        """Open a block in which the plugin's models read."""
        ...

    def writing(self) -> AbstractAsyncContextManager[None]:
        """Open a block in which the plugin's models write, all or nothing. Do no other I/O in it."""
        ...


class Integration:
    """The common part of inbound webhooks and actions: a name, and settings of their own or of a sibling."""

    name: ClassVar[str]
    settings_of: ClassVar[str | None] = None


class Inbound(Integration):
    """A webhook that another system calls: POST /in/<plugin>/<name>."""

    async def receive(self, headers: Mapping[str, str], body: bytes, do: Do) -> None:
        """Check the signature of the raw body first, then record events. Raise `Rejected` if it cannot be trusted.

        headers: names in lower case. The answer is 204, so that the sender stops. If it fails, the answer is 500, so that the
        sender tries again.
        """
        raise NotImplementedError


class Action(Integration):
    """Something that a front end asks a plugin to do: the mutation ``<plugin><Name>(input:)``, or pluginAction.

    input: the class of its input. A MemberRef in it is a look-up outside, and an id here. output: the type of its answer, a
    scalar, a list, a dataclass or MemberRef; None for any JSON object. scope: what a token needs to ask for it.
    """

    input: ClassVar[type[EventData]]
    output: ClassVar[Any] = None
    scope: ClassVar[str] = "events:write"

    async def run(self, input: Any, member: str | None, do: Do) -> Any:  # noqa: A002 - the promised name
        """Run the action, and return what `output` says, or JSON.

        It may run again if its first answer was lost, so record under steady keys.
        """
        raise NotImplementedError


class Rejected(Exception):
    """Input from outside was refused, such as a forged signature. `message` is for the sender, by language or not."""

    def __init__(self, message: Text, code: str = "REJECTED") -> None:
        self.message: str = read_text(message) or str(message)
        super().__init__(self.message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the plugin's own, named "<plugin>_…". Its key begins with merchant_id.

    model: a Tortoise model. migrations: the package that holds `0001_name.up.sql` and `0001_name.down.sql`, or one of each
    for a dialect (`0001_name.up.postgres.sql`). member: the column that holds the member's id as text.
    """

    model: type
    migrations: str
    member: str = "member_id"

    @property
    def name(self) -> str:
        """The table's name in the database."""
        name: str = self.model._meta.db_table  # type: ignore[attr-defined]  # models know it, and we know no models here
        return name


@dataclass(frozen=True, slots=True)
class Observer:
    """An asynchronous hook of a plugin. It is given those of the known arguments that it names."""

    function: Callable[..., Awaitable[Any]]
    arguments: tuple[str, ...]

    async def __call__(self, **known: Any) -> Any:
        return await self.function(**{name: known[name] for name in self.arguments})


@dataclass(frozen=True, slots=True)
class Observers:
    """The asynchronous hooks of one plugin."""

    plugin: str
    version: str
    event_settled: Observer | None = None
    export_member: Observer | None = None
    erase_member: Observer | None = None

"""What a plugin declares, and the facts that a declaration needs."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Literal

from headless.engine.declarations.effects import Effect, Stage
from headless.engine.declarations.facts import Context, RuleContext, Skip
from headless.engine.texts.told import Text


class Need:
    """A fact that a declaration needs, read as ``ctx.facts["name"]``. ``"$asset"`` stands for the setting `asset`."""


@dataclass(frozen=True, slots=True)
class Value(Need):
    """A metric's value, the present event counted."""

    metric: str
    window: str | None = None
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Events(Need):
    """Earlier events of a type, newest first, wholly refunded orders left out."""

    type: str
    last: int = 20
    window: str | None = None


@dataclass(frozen=True, slots=True)
class Meets(Need):
    """If a condition holds: met, fraction and text. ``"$goals"`` names a setting with a mapping of conditions."""

    condition: Mapping[str, Any] | str


@dataclass(frozen=True, slots=True)
class Own(Need):
    """What the plugin keeps of its own: `await loader(merchant, member_ids)` gives a value by member id, frozen.

    It runs while facts are loaded, once for all members of a batch, and may read the plugin's own tables only. Of a field of
    the merchant it is `await loader(merchant, asked)`, whose `asked` has the arguments and the page, and gives the value.
    """

    loader: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class CouponIn(Need):
    """The coupon whose code the payload holds at `path`: code, kind and state. None if there is none.

    To what members and partners send, coupons of other members are none.
    """

    path: str


@dataclass(frozen=True, slots=True)
class Left(Need):
    """What is left of a stock or budget for everyone: "benefit:<code>", "coupon:<code>", or "budget:<code>" in its period.

    A whole number, or None if nothing limits it. Rules and fields may need it. What an event saw is kept with its decision.
    """

    stock: str


@dataclass(frozen=True, slots=True)
class Other(Need):
    """Another member whom the event names: `member` is the payload's `MemberRef`. None if it names none, or one who is gone.

    It is seen as before the event: status, tags, tiers, and as `facts` what `needs` asks of it (Value, Meets, Events). Rules
    alone may need one.
    """

    member: str
    needs: Mapping[str, Need] = field(default_factory=dict)


def flattened(needs: Iterable[Need]) -> Iterator[Need]:
    """Yield needs, and those that they ask of other members."""
    for need in needs:
        yield need
        if isinstance(need, Other):
            yield from need.needs.values()


class Declared:
    """Common to all declarations: an id, the facts needed, and the class of its settings."""

    id: ClassVar[str]
    needs: ClassVar[Mapping[str, Need]] = {}
    settings_of: ClassVar[str | None] = None


class Rule(Declared):
    """A pure function of (event, facts, settings) to effects.

    single: a merchant has one instance of it, because others read its settings or memory, or because it refuses what it does not
    know. A rule that shares a sibling's settings is single in any case.
    """

    on: ClassVar[Sequence[str]]
    assets: ClassVar[Sequence[str]] = ("$asset",)
    stage: ClassVar[Stage] = "earn"
    single: ClassVar[bool] = False

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        """Say what follows from the event. Never read the clock, the database or the network."""
        raise NotImplementedError


class Metric(Declared):
    """A value about a member, kept so that conditions test it like any other metric.

    It is computed again when one of its needs moves, and at midnight if a window rolls. type: int, Decimal, str or bool.
    scope: what a token needs to read or test it. unit: what it is counted in, if that is always the same.
    """

    type: ClassVar[Any]
    scope: ClassVar[str] = "members:read"
    unit: ClassVar[str | None] = None

    def compute(self, ctx: Context[Any]) -> Any:
        """Return the member's value, or None if there is none."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Vote:
    """The tier that a tier rule gives a member: its code, why (by language or not), and until the start of which local day."""

    tier: str
    why: Text
    until: date | None = None


class Population(Iterable[Mapping[str, Any]]):
    """The active members in the order of a tier rule's `by`: one row of needs for a member, read once."""

    __slots__ = ("_rows", "count", "settings")

    def __init__(self, count: int, settings: Any, rows: Iterable[Mapping[str, Any]]) -> None:
        self.count, self.settings, self._rows = count, settings, rows

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return iter(self._rows)


class TierRule(Declared):
    """Decides the tiers of a track that names it as "<plugin>.<id>" and holds its settings. It has `vote` or `rank`, and
    may tell by `progress` what a tier asks for.

    by: needs by which a population is ordered, largest first, then who joined first. every: how often it is ranked.
    """

    by: ClassVar[Sequence[str]] = ()
    every: ClassVar[str] = "1m"

    def vote(self, ctx: Context[Any]) -> Vote | None:
        """Return one member's tier, or None for no tier. If it fails, the member stays on the tier held."""
        raise NotImplementedError

    def progress(self, ctx: Context[Any], tier: str) -> Mapping[str, Any] | None:
        """Return what a tier asks of the member, as a condition, or None if that cannot be told."""
        return None

    def rank(self, population: Population) -> Iterator[str | None]:
        """Yield a tier's code for every row of the population, in order, or None for no tier."""
        raise NotImplementedError


class Field(Declared):
    """A field that a front end reads, as ``ext { <plugin> { <id> } }`` of a member or of the merchant. It is null if it fails.

    on: "member" or "merchant". type: a scalar, a list, a dataclass, which becomes an object type, MemberRef for a member, or a
    `Connection` of rows. arguments: the class of its arguments. scope: what a token needs to read it. for_member: True if
    members' own tokens may read it, because nothing in it is another member's or meant for the shop alone.
    """

    on: ClassVar[Literal["member", "merchant"]] = "member"
    type: ClassVar[Any]
    arguments: ClassVar[Any] = None
    scope: ClassVar[str] = "members:read"
    for_member: ClassVar[bool] = False

    def resolve(self, ctx: Any) -> Any:
        """Return the field's value, from a `Context` of one member, or a `MerchantContext`.

        What it needs was loaded for all members at once. With arguments it is given a `FieldContext`.
        """
        raise NotImplementedError


class Job(Declared):
    """An event for every member who meets `where`, by the merchant's clock, at most once in a window.

    emit: the event type. at: the local time of day. cron: when it looks, instead of `at`, as a cron expression of five fields in
    the merchant's zone, such as "0 9 * * MON". once: the window, "1d", "week", "month" and the like.
    """

    emit: ClassVar[str]
    at: ClassVar[str] = "00:05"
    cron: ClassVar[str | None] = None
    once: ClassVar[str] = "1d"

    def where(self, settings: Any) -> Mapping[str, Any]:
        """Return the condition that picks the members, a tree of all, any, not and test."""
        raise NotImplementedError


class Budget(Declared):
    """An amount that all members share in a period. Rules take from it by `Take("budget:<code>", count)`, never more than it has.

    code: unique among all plugins. period: DAY, WEEK (from Monday), MONTH or TOTAL, or a setting that holds one of them, such as
    "$period". Its amount is the setting `amount`, unless `amount` is overridden. id: under which its settings are kept, by
    default its code. What an event takes counts on the event's own local day, and is not given back if the event is reversed.
    """

    code: ClassVar[str]
    period: ClassVar[str]

    def amount(self, settings: Any) -> int | Decimal:
        """Return how much there is in a period. Of an amount that is not whole, the whole part counts."""
        amount: int | Decimal = settings.amount
        return amount


class EventType:
    """A kind of event.

    request: a rule may refuse it. once: at most one per member and window. refers: the payload field that names an earlier
    event of another type, which rules see as ``ctx.origin``. subject: the payload field that is the business key, unique
    per merchant and type: a second one is a conflict, unless the first one came to nothing. refunds: it gives back, by its
    `amount`, a part of the event that it refers to: it waits for that event if it comes first, and what that event brought goes
    back in proportion.
    """

    __slots__ = (
        "data",
        "label",
        "label_zh",
        "name",
        "once",
        "plugin",
        "refers",
        "refunds",
        "request",
        "sent_by",
        "subject",
        "version",
    )

    def __init__(
        self,
        name: str,
        data: Any,
        sent_by: frozenset[str] | set[str] = frozenset({"merchant"}),
        request: bool = False,
        once: str | None = None,
        refers: tuple[str, str] | None = None,
        version: int = 1,
        *,
        subject: str | None = None,
        label: str = "",
        label_zh: str = "",
        plugin: str = "",
        refunds: bool = False,
    ) -> None:
        self.name, self.data, self.sent_by, self.request = name, data, frozenset(sent_by), request
        self.once, self.refers, self.version, self.subject = once, refers, version, subject
        self.label, self.label_zh, self.plugin = label or name, label_zh or label or name, plugin
        self.refunds = refunds

    @property
    def refunded_type(self) -> str | None:
        """The type of the events that it gives back, or None."""
        return self.refers[1] if self.refunds and self.refers is not None else None

    @property
    def origin_noun(self) -> str:
        """What the payload calls the event that it refers to: an order, if it names it by its `orderId`."""
        return "event" if self.refers is None else self.refers[0].removesuffix("Id")

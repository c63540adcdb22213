"""What a rule sees: frozen views of the event, the member, and the context that joins them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.declarations.draws import Draws, draw
from headless.engine.texts.languages import LANGUAGES, is_english
from headless.engine.texts.told import Text, Told
from headless.engine.values.calendar import parse_duration
from headless.engine.values.zones import Zone
from headless.ids import encode

Json = Mapping[str, Any]
S = TypeVar("S")
NOTHING: Json = MappingProxyType({})


class Event:
    """One thing that happened to one member. It cannot be changed.

    id: opaque and sortable. data: the typed payload. local_date: the merchant's day on which it happened. occurred_at: the
    moment, aware, in the merchant's time zone. refunded: the share of an order given back so far, from 0 to 1, rounded.
    refunded_amount: the money given back so far, exact.
    """

    __slots__ = ("_day", "_id", "_occurred_at", "_zone", "data", "refunded", "refunded_amount", "type")

    _id: int
    _day: int
    _occurred_at: int
    _zone: Zone
    type: str
    data: Any
    refunded: Decimal
    refunded_amount: Decimal

    def __init__(
        self,
        id: int,  # noqa: A002  # as rules read it
        type: str,  # noqa: A002  # as rules read it
        data: Any,
        day: int,
        occurred_at: int,
        zone: Zone,
        refunded: Decimal = Decimal(0),
        refunded_amount: Decimal = Decimal(0),
    ) -> None:
        object.__setattr__(self, "__class__", _OpenEvent)
        self._id, self._day, self._occurred_at, self._zone = id, day, occurred_at, zone
        self.type, self.data, self.refunded, self.refunded_amount = type, data, refunded, refunded_amount
        self.__class__ = Event

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an event is immutable; {name!r} cannot be set")

    @property
    def id(self) -> str:
        return encode("evt", self._id)

    @property
    def total_now(self) -> Decimal | None:
        """What an order's total, or a payment's amount, comes to less what was given back, exact. None if it has neither."""
        total = self.data.total if hasattr(self.data, "total") else getattr(self.data, "amount", None)
        return max(total - self.refunded_amount, Decimal(0)) if isinstance(total, Decimal) else None

    @property
    def local_date(self) -> date:
        return date.fromordinal(self._day)

    @property
    def occurred_at(self) -> datetime:
        return self._zone.datetime_of(self._occurred_at)


class _OpenEvent(Event):
    """An event that is being filled: assigning past a `__setattr__` of one's own takes three times as long."""

    __slots__ = ()
    __setattr__ = object.__setattr__  # type: ignore[assignment]  # as of any open object


@dataclass(frozen=True, slots=True)
class Member:
    """The member as before the event: tier codes by track code, tag codes, free attributes."""

    id: str
    joined_on: date
    birthday: date | None
    tags: frozenset[str]
    tiers: Mapping[str, str]
    attributes: Json


@dataclass(frozen=True, slots=True)
class OtherMember:
    """Another member whom the event names, as before the event. `facts`: the needs asked of it, by name.

    status: ACTIVE, FROZEN, CLOSED or ERASED.
    """

    id: str
    status: str
    tags: frozenset[str]
    tiers: Mapping[str, str]
    facts: Json


@dataclass(frozen=True, slots=True)
class Goal:
    """How a member stands to a condition: whether it is met, how near from 0 to 1, and in words (`text` is English)."""

    met: bool
    fraction: Decimal
    text: str
    tell: Callable[[str], str] | None = field(default=None, compare=False, repr=False)

    @property
    def words(self) -> Told:
        """The words in every language, as a parameter of what is recorded."""
        return Told({lang: self.told(lang) for lang in LANGUAGES})

    def told(self, lang: str) -> str:
        """Return the words in a language, such as a field's `ctx.lang`."""
        return self.text if self.tell is None or is_english(lang) else self.tell(lang)


@dataclass(frozen=True, slots=True)
class Skip:
    """The rule did not fire, and why. With a `code`, the sender is told so, although the event is recorded."""

    why: Text
    code: str = ""


@dataclass(frozen=True, slots=True)
class Context(Generic[S]):
    """What a declaration's code sees of one member.

    today: the event's local day, or the evaluation's. state: what this rule instance remembered of the member. shared: what
    the plugin's rules share of the member. facts: the declared needs, by name. kinds: the merchant's asset kinds, by code.
    lang: the reader's language in a field, "en" or "zh"; what is recorded is in English.
    """

    settings: S
    member: Member
    facts: Json
    today: date
    state: Json
    shared: Json
    kinds: "Mapping[str, AssetKind]"
    lang: str = field(default="en", kw_only=True)

    def skip(self, why: Text, code: str = "") -> Skip:
        """Say that the rule does not apply, and why, in one language or by language.

        With a `code`, the sender of the event is told as a user error that it had no effect, although it is recorded.
        """
        return Skip(why, code)

    def after(self, duration: str, since: date | None = None) -> date:
        """Return the day that lies `duration` ("30d", "1m", "1y") after `since` (default today): 29 Feb + 1y = 28 Feb."""
        return date.fromordinal(parse_duration(duration).after((since or self.today).toordinal()))

    def worth(self, asset: str) -> Decimal | None:
        """Return the money per unit of `asset`, or None if the kind has no worth."""
        kind = self.kinds.get(asset)
        return kind.money_worth if kind else None


@dataclass(frozen=True, slots=True)
class RuleContext(Context[S]):
    """What a rule sees: a context and the event. `origin` is the earlier event it refers to (a refund's order).

    merged: on `member.merged`, what the plugin's rules shared of the member who becomes part of this one. draws: what `chance`
    draws with.
    """

    event: Event
    origin: Event | None
    merged: Json = field(default_factory=lambda: NOTHING, kw_only=True)
    draws: Draws = field(default_factory=Draws, kw_only=True, repr=False)

    def chance(self, weights: Mapping[str, int], key: str = "") -> str:
        """Draw one of the names in `weights`, each as likely as its share of their sum.

        Decided again, the event draws the same. For further draws of an event, give each a `key` of its own. A `ValueError` says
        which weight is not a whole number from 0 on, or that they come to nothing.
        """
        return draw(self.draws, self.event.id, key, weights)

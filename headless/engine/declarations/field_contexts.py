"""What a plugin's field sees and gives: of a member or of the merchant, with arguments, a list or a page of rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.declarations.facts import Context, Json, S
from headless.engine.values.calendar import parse_duration

Row = TypeVar("Row")


class Connection(Generic[Row]):
    """The type of a field that gives rows page by page: ``type = Connection[Row]``. Row is a dataclass, a scalar or MemberRef.

    It resolves to a list, of which the page is cut, or to `Rows`.
    """


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a connection that is asked for.

    limit: so many rows. after: the key of the row beyond which it begins, None at an end. backward: from the end, so that rows
    are given last first.
    """

    limit: int
    after: tuple[Any, ...] | None = None
    backward: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one page, read for it alone: up to `limit + 1` beyond `page.after`, in the direction asked for.

    key: gives a row's key, a whole number or a text, or a tuple of them, by which the rows are ordered. total: how many there
    are in all, None if that is not known.
    """

    items: Sequence[Any]
    key: Callable[[Any], Any]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a field of the merchant is asked for, as its loaders take it: the arguments, and the page of a connection."""

    arguments: Any = None
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class FieldContext(Context[S]):
    """What a field sees of one member. arguments: what was asked, as its class says. page: the page of a connection."""

    arguments: Any = field(default=None, kw_only=True)
    page: Page | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class MerchantContext(Generic[S]):
    """What a field of the merchant sees, and no member.

    facts: the declared needs, by name. today: the merchant's local day. kinds: the asset kinds, by code. lang: the reader's
    language, "en" or "zh". arguments: what was asked, as its class says. page: the page of a connection.
    """

    settings: S
    facts: Json
    today: date
    kinds: "Mapping[str, AssetKind]"
    lang: str = field(default="en", kw_only=True)
    arguments: Any = field(default=None, kw_only=True)
    page: Page | None = field(default=None, kw_only=True)

    def after(self, duration: str, since: date | None = None) -> date:
        """Return the day that lies `duration` ("30d", "1m", "1y") after `since` (default today): 29 Feb + 1y = 28 Feb."""
        return date.fromordinal(parse_duration(duration).after((since or self.today).toordinal()))

    def worth(self, asset: str) -> Decimal | None:
        """Return the money per unit of `asset`, or None if the kind has no worth."""
        kind = self.kinds.get(asset)
        return kind.money_worth if kind else None

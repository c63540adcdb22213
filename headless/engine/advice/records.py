"""What is said of a configuration, and what it is said from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from headless.engine.program.program import Program
from headless.engine.program.tracks import Tier, Track
from headless.messages import Called, Message

BENEFITS, COUPONS, RULES, TAGS, TIERS = "benefits:read", "coupons:read", "rules:read", "tags:read", "tiers:read"
MEMBERS = "members:read"


@dataclass(frozen=True, slots=True)
class Advice:
    """Something that a configuration says and its merchant hardly means.

    about: which thing it is, such as `benefit:birthday`. scopes: those of the facts that it tells, without which it is not told.
    """

    code: str
    about: str
    message: Message
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class SettingName:
    """A code in settings.

    sort: what it is the code of, such as `tier`. track: of which ladder, if that is said. owner: the rule whose settings they
    are. setting: the name of the setting.
    """

    about: str
    owner: Called
    setting: Called
    sort: str
    code: str
    track: str | None = None


@dataclass(frozen=True, slots=True)
class TierTable:
    """A setting that gives each tier something: so much of each unit, by the tier's code. A unit is an asset kind, or none.

    usual: what a tier gets that is not named.
    """

    about: str
    owner: Called
    setting: Called
    track: str | None
    amounts: Mapping[str, Mapping[str, Decimal]]
    usual: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a declaration cannot read what it needs under its settings."""

    about: str
    owner: Called
    message: Message


@dataclass(frozen=True, slots=True)
class Crowd:
    """The active members of a merchant on one ladder. on: how many stand on each tier, by its id.

    values: of what the ladder's conditions test, evenly from the lowest to the highest, if that is one metric.
    """

    track: Track
    members: int
    on: Mapping[int, int]
    values: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A configuration at an instant (microseconds), with what is known besides.

    rates: how much of an asset kind one unit of the currency earns, by the kind's code.
    """

    program: Program
    now: int
    names: Sequence[SettingName] = ()
    tables: Sequence[TierTable] = ()
    faults: Sequence[Fault] = ()
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    crowds: Sequence[Crowd] = ()


def of_tier(track: Track, tier: Tier) -> str:
    """Return what advice on a tier is about."""
    return f"tier:{track.code}/{tier.code}"


def of_benefit(code: str) -> str:
    """Return what advice on a benefit is about."""
    return f"benefit:{code}"

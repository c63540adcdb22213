"""What a rule may say about an event: the closed list of effects.

Amounts are in the asset's natural unit (``Decimal`` or ``int``), exact; rounding happens once, when an effect settles.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from headless.engine.texts.told import Text

Amount = Decimal | int
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Common to all effects.

    why: shown to people who ask for the reason, in one language or by language: {"en": "…", "zh": "…"}.
    once: left out if given before under (rule instance, member, key).
    keep: survives a refund of the order that caused it.
    """

    why: Text = ""
    once: str | None = None
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Earn(Effect):
    """Give `amount` of `asset`. `lines`: the skus it was earned on, so that a refund of them takes it back.

    on_refund: PRO_RATA gives back in proportion to the refund, ALL gives everything back on the first refund.
    expires: when it ends, instead of when the kind says: at the start of a local day, or so long after the event's day ("30d").
    """

    asset: str
    amount: Amount
    lines: Sequence[str] = ()
    on_refund: Literal["PRO_RATA", "ALL"] = "PRO_RATA"
    boostable: bool = True
    funding: str = "house"
    expires: date | str | None = None


@dataclass(frozen=True, slots=True)
class Reclaim(Effect):
    """Take `amount` of `asset` back. Never fails: what is not there becomes debt (or is forgiven, by kind)."""

    asset: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class Spend(Effect):
    """Spend `amount` of `asset`, or the request is refused with InsufficientBalance."""

    asset: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class Transfer(Effect):
    """Give `amount` of the member's available `asset` to another member, if the kind may be transferred.

    to: whom, a member whom the event names by a `MemberRef`, such as ``ctx.event.data.friend``. Lots keep origin, funding and
    expiry. If it cannot be, a request is refused, and of a fact the rule did not fire. Refunds move back what is left with the
    other member; the rest is owed there, by the kind's clawback.
    """

    asset: str
    amount: Amount
    to: str


@dataclass(frozen=True, slots=True)
class Boost(Effect):
    """Multiply what the event earns of `asset`. Boosts of a `group` combine by the kind's stacking."""

    asset: str
    times: Amount
    group: str = ""


@dataclass(frozen=True, slots=True)
class Cap(Effect):
    """At most `most` of `asset`: earned by this event (`earn`), or paid with under its order (`pay`).

    Of what pays for an order: `least`: so much or nothing; `step`: only multiples of it; `not_with`: not with coupons of these
    kinds, or True: with none at all.
    """

    asset: str
    most: Amount
    of: Literal["earn", "pay"] = "earn"
    least: Amount | None = None
    step: Amount | None = None
    not_with: bool | Sequence[str] = False


@dataclass(frozen=True, slots=True)
class Issue(Effect):
    """Give the member coupons of a kind. Settling makes code and serial, and takes them from the kind's stock."""

    coupon: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Redeem(Effect):
    """Use a coupon up by its code: the member's own, or one without an owner."""

    code: str


@dataclass(frozen=True, slots=True)
class Grant(Effect):
    """Give uses of a benefit beyond its condition and quota, until the start of a local day if given."""

    benefit: str
    uses: int = 1
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Take(Effect):
    """Take from a stock or budget: "benefit:<code>", "coupon:<code>" or "budget:<code>".

    If it is short, a request is refused with Exhausted. After any other event the rule does not fire.
    """

    stock: str
    count: int = 1


@dataclass(frozen=True, slots=True, init=False)
class FirstOf(Effect):
    """Do the first of several lists of effects that can be done whole: ``FirstOf([Take("coupon:mug"), ...], [Earn(...)])``.

    What can stand against one is what it takes from a stock or a budget, the coupons that it uses, and what it spends. If none
    can be done, the last one counts: a request is refused for what that lacks, else the rule does not fire. An empty list can
    always be done. Which one it was is kept with the decision, and deciding again keeps to it.
    """

    choices: Sequence[Sequence[Effect]]

    def __init__(self, *lists: Any, choices: Sequence[Sequence[Effect]] | None = None) -> None:
        Effect.__init__(self)
        if choices is None:
            choices = lists[0] if len(lists) == 1 and _is_of_lists(lists[0]) else lists
        object.__setattr__(self, "choices", choices)


def _is_of_lists(value: Any) -> bool:
    return isinstance(value, tuple | list) and bool(value) and all(isinstance(one, tuple | list) for one in value)


@dataclass(frozen=True, slots=True)
class Undo(Effect):
    """Take back what this rule instance gave in an earlier event of the member (its id).

    owed: assets that were spent are owed, by the kind's clawback. If False, only what is unused goes back.
    """

    event: str
    owed: bool = True


@dataclass(frozen=True, slots=True)
class Tag(Effect):
    """Put a tag on the member, until the start of a local day if given."""

    tag: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Untag(Effect):
    """Take a tag off that a rule or a condition has set. One set by hand stays."""

    tag: str


@dataclass(frozen=True, slots=True)
class Enter(Effect):
    """Enter a tier of a PAID or STORED_VALUE track until the start of a local day. `tier=None` leaves now."""

    track: str
    tier: str | None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Remember(Effect):
    """Keep a small document about this member: own (replaced whole) or `shared` by the plugin's rules (merged)."""

    values: Json
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Emit(Effect):
    """Derive an event. For another member it settles in a transaction of its own under `key`."""

    type: str
    data: Json = field(default_factory=dict)
    member: str | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Refuse(Effect):
    """Refuse a request, with a stable code and a message for the caller, in one language or by language."""

    code: str
    message: Text
    data: Json = field(default_factory=dict)


def every(effects: Iterable[Effect]) -> Iterator[Effect]:
    """Yield the effects, with those of every choice in the place of a choice."""
    for effect in effects:
        if isinstance(effect, FirstOf):
            for choice in effect.choices:
                yield from choice
        else:
            yield effect


GATE_EFFECTS = (Refuse, Remember)
STAGES = ("gate", "earn", "boost", "cap")
Stage = Literal["gate", "earn", "boost", "cap"]

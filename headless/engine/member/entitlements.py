"""Records of benefits granted and used and of stock taken, what is known of a member's, and what a run has to write."""

from dataclasses import dataclass, field
from enum import Enum, IntEnum

from headless.engine.member.cards.records import Card, CardMove
from headless.engine.member.coupons import Coupon


class Fulfilment(IntEnum):
    """How far another system has come with what a use is to bring."""

    REQUESTED = 0
    FULFILLED = 1
    FAILED = 2


@dataclass(slots=True)
class Granted:
    """Uses of a benefit that a rule gave beyond condition and quota, until an instant."""

    id: int
    member_id: int
    benefit_id: int
    uses: int
    used: int
    until_at: int | None
    granted_at: int
    event_id: int
    rule_id: int | None
    revoked_at: int | None = None
    revoked_event_id: int | None = None
    keep: bool = False
    new: bool = False

    def left(self, now: int) -> int:
        """Return how many uses it still gives."""
        live = self.revoked_at is None and (self.until_at is None or self.until_at > now)
        return self.uses - self.used if live else 0


@dataclass(slots=True)
class Use:
    """One use of a benefit. `used_on` is the local day, `grant_id` what it was used up from, if not from the quota.

    share: what this is a unit of, if it was set aside. entry_id: the first of what was paid. fulfilment: how far another system
    has come with it, None if none delivers it; fulfilled_at, reference: when it said so last, and what it calls that.
    """

    id: int
    member_id: int
    benefit_id: int
    event_id: int
    used_at: int
    used_on: int
    used_by: str
    serial: int | None = None
    grant_id: int | None = None
    coupon_id: int | None = None
    reversed_at: int | None = None
    share: str | None = None
    entry_id: int | None = None
    fulfilment: Fulfilment | None = None
    fulfilled_at: int | None = None
    reference: str | None = None
    reversed_event_id: int | None = None
    new: bool = False


@dataclass(slots=True)
class Taken:
    """Units that a rule took of a stock."""

    id: int
    member_id: int
    stock: str
    count: int
    event_id: int
    rule_id: int | None
    reversed_at: int | None = None
    keep: bool = False
    new: bool = False


@dataclass(slots=True)
class Given:
    """What one event gave of coupons, grants and stock, and the use of a benefit that it was."""

    coupons: list[Coupon] = field(default_factory=list)
    grants: list[Granted] = field(default_factory=list)
    takes: list[Taken] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)


@dataclass(slots=True)
class BenefitFacts:
    """A member's grants of one benefit, and its uses as far as they count against its quota."""

    uses: list[Use] = field(default_factory=list)
    grants: list[Granted] = field(default_factory=list)


@dataclass(slots=True)
class Holdings:
    """A member's coupons of one kind: how many it has or had, without those that were taken back, and those that are open."""

    count: int = 0
    open: list[Coupon] = field(default_factory=list)


@dataclass(slots=True)
class Rewards:
    """What is known of a member's rewards: coupons by code (None: no such code), benefits by id, what events gave.

    held: the codes of the coupons that are kept for an order, by its number. holdings: coupons by their kind's id. paid: the
    coupons that were used for an order, by its number. cards: by id or number. tagging: the member's cards that put a tag on it.
    """

    coupons: dict[str, Coupon | None] = field(default_factory=dict)
    holdings: dict[int, Holdings] = field(default_factory=dict)
    paid: dict[str, list[Coupon]] = field(default_factory=dict)
    benefits: dict[int, BenefitFacts] = field(default_factory=dict)
    given: dict[int, Given] = field(default_factory=dict)
    held: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cards: dict[int | str, Card | None] = field(default_factory=dict)
    tagging: list[Card] | None = None


class Unread(Enum):
    """What holds of a stock of which it is not known what is left.

    LOAD: it suffices until a claim says otherwise, and who asks what is left has it loaded. SUFFICES: it suffices, and this run
    alone took of it. WHOLE: the same, but a budget has no more than its amount.
    """

    LOAD = 0
    SUFFICES = 1
    WHOLE = 2


@dataclass(slots=True)
class RewardJournal:
    """What a run has to write. left: what is known to be left of a stock. taken: what this run has taken of it.

    Stocks are named, and budgets are there by period, under the texts of their keys. unread: what holds of the others.

    returned: coupons that were used or held and are usable again, whether or not they have been used once more since.
    changed_uses: those of before that were reversed, fulfilled or not; reversed_uses: those of them that were reversed now.
    """

    coupons: list[Coupon] = field(default_factory=list)
    used: dict[int, Coupon] = field(default_factory=dict)
    held: dict[int, Coupon] = field(default_factory=dict)
    revoked: dict[int, Coupon] = field(default_factory=dict)
    returned: dict[int, Coupon] = field(default_factory=dict)
    grants: list[Granted] = field(default_factory=list)
    changed_grants: dict[int, Granted] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)
    changed_uses: dict[int, Use] = field(default_factory=dict)
    reversed_uses: list[Use] = field(default_factory=list)
    takes: list[Taken] = field(default_factory=list)
    reversed_takes: list[Taken] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    unread: Unread = Unread.LOAD
    cards: dict[int, Card] = field(default_factory=dict)
    card_moves: list[CardMove] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(
            self.coupons or self.used or self.revoked or self.grants or self.changed_grants or self.uses or self.takes
            or self.reversed_takes or self.returned or self.changed_uses or self.held or self.cards
        )  # fmt: skip

"""One member as the engine works on it: holdings, standings, tags, totals and memory, loaded as far as needed.

What is not loaded is ``None`` or absent; asking for it raises FactsMissing, and whoever drives the engine loads it and
decides again from the start. Rules are pure, so deciding twice is the same as deciding once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from headless.engine.declarations.facts import Member
from headless.engine.member.accounts import Account
from headless.engine.member.entitlements import Rewards
from headless.engine.member.records import EventRecord, HeldTag, Hold, Lot, OriginFacts, Standing
from headless.engine.member.status import MemberStatus
from headless.engine.metrics.measure import Outlook
from headless.engine.metrics.totals import Totals
from headless.engine.program.program import Program
from headless.engine.program.tracks import Track
from headless.engine.values.limits import PAST_EVENTS

BALANCE, TAG, TIER, PROFILE, STORED = "balance", "tag", "tier", "profile", "stored"


class FactsMissing(Exception):
    """The decision needs facts that were not loaded: (member id, what, key)."""

    def __init__(self, member_id: int, what: str, key: Any) -> None:
        super().__init__(f"member {member_id}: {what} {key!r} was not loaded")
        self.member_id, self.what, self.key = member_id, what, key


class NotLoaded(Exception):
    """A plugin's own tables could not be read; whatever needs them fails."""


@dataclass(slots=True)
class MemberState:
    """Everything the engine knows of one member; implements the subject that conditions are evaluated over.

    stored: plugins' metrics by name; stored_due: the local day on which each is to be computed anew. own: by loader. complete:
    nothing lies anywhere else, so that what is not here does not exist. tiers_then: tier codes by track that are seen
    instead of the present ones, while a rule is asked again about the past. outlooks, judged_by, judged_on, changes_on: what the
    judge found last, and until when it stands; moved: something came out differently since tags and tiers were last brought up
    to date. due_known, judged_due: when tags, tiers and conditions need the clock next, until the judge finds something anew.
    seen: the member as rules see it, until a tag, a tier or the profile changes.
    """

    id: int
    program: Program
    joined_at: int
    joined_on: int
    birthday_on: int | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    status: MemberStatus = MemberStatus.ACTIVE
    clock_at: int = 0
    due_at: int | None = None
    recorded_at: int = 0
    accounts: dict[int, Account] = field(default_factory=dict)
    standings: dict[int, Standing] = field(default_factory=dict)
    tags: dict[int, HeldTag] = field(default_factory=dict)
    totals: Totals = field(default_factory=Totals)
    memory: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    stored: dict[str, Any] = field(default_factory=dict)
    stored_due: dict[str, int | None] = field(default_factory=dict)
    stored_dirty: set[str] = field(default_factory=set)
    own: dict[Any, Any] = field(default_factory=dict)
    origins: dict[tuple[str, str], OriginFacts | None] = field(default_factory=dict)
    foreign: set[tuple[str, str]] = field(default_factory=set)
    deferred: dict[tuple[str, str], list[EventRecord]] = field(default_factory=dict)
    marks: dict[tuple[int, str], bool] = field(default_factory=dict)
    order_uses: dict[tuple[str, int], int] = field(default_factory=dict)
    past: dict[str, list[EventRecord]] = field(default_factory=dict)
    outlooks: list[Outlook] | None = None
    judged_by: object = None
    judged_on: int = 0
    changes_on: int | None = None
    moved: bool = True
    due_known: bool = False
    judged_due: int | None = None
    seen: Member | None = None
    rewards: Rewards = field(default_factory=Rewards)
    complete: bool = False
    tiers_then: Mapping[str, str] | None = None
    profile: dict[str, Any] = field(default_factory=dict)
    profile_dirty: bool = False
    memory_dirty: set[str] = field(default_factory=set)

    @property
    def touched(self) -> set[str]:
        """What changed since conditions were last judged: keys of totals, and BALANCE, TAG, TIER, PROFILE, STORED."""
        return self.totals.touched

    def account(self, kind_id: int) -> Account:
        """The account of a kind; one that does not exist yet is empty."""
        found = self.accounts.get(kind_id)
        if found is None:
            found = self.accounts[kind_id] = Account(kind_id)
        return found

    def lots(self, kind_id: int) -> dict[int, Lot]:
        """The lots that matter: all with something left, and those that a loaded origin has touched."""
        found = self.account(kind_id).lots
        if found is None:
            raise FactsMissing(self.id, "lots", kind_id)
        return found

    def lots_left(self, kind_id: int) -> dict[int, Lot]:
        """The lots with something left."""
        account = self.account(kind_id)
        if account.left is None:
            account.left = {id_: lot for id_, lot in self.lots(kind_id).items() if lot.remaining}
        return account.left

    def holds(self, kind_id: int) -> dict[int, Hold]:
        """The open holds of a kind."""
        found = self.account(kind_id).holds
        if found is None:
            raise FactsMissing(self.id, "lots", kind_id)
        return found

    def origin(self, type_: str, subject: str) -> OriginFacts | None:
        """The earlier event of that type and business key, with what it did; None if there is none."""
        if (type_, subject) not in self.origins:
            if self.complete:
                return None
            raise FactsMissing(self.id, "origin", (type_, subject))
        return self.origins[type_, subject]

    def origin_of_entry(self, entry_id: int, text: str) -> OriginFacts | None:
        """The event that wrote an entry: one that is here already, so that what was taken of it is counted once."""
        for found in self.origins.values():
            if found is not None and any(entry.id == entry_id for entry in found.entries):
                return found
        return self.origin("entry", text)

    def given_before(self, rule_id: int, key: str) -> bool:
        """Whether an effect with this once-key was given."""
        if (rule_id, key) not in self.marks:
            if self.complete:
                return False
            raise FactsMissing(self.id, "mark", (rule_id, key))
        return self.marks[rule_id, key]

    def used_under(self, order: str, kind_id: int) -> int:
        """Units of a kind spent or held under an order so far."""
        if (order, kind_id) not in self.order_uses:
            if self.complete:
                return 0
            raise FactsMissing(self.id, "order_use", (order, kind_id))
        return self.order_uses[order, kind_id]

    def earlier(self, type_: str, last: int) -> list[EventRecord]:
        """Earlier events of a type, newest first, wholly refunded ones left out."""
        if type_ not in self.past:
            if self.complete:
                return []
            raise FactsMissing(self.id, "past", type_)
        return self.past[type_][:last]

    def owned(self, loader: Any) -> Any:
        """What a plugin's loader gave for the member. Errors: NotLoaded where it failed."""
        if loader not in self.own:
            if self.complete:
                return None
            raise FactsMissing(self.id, "own", loader)
        found = self.own[loader]
        if isinstance(found, NotLoaded):
            raise found
        return found

    def remember_past(self, event: EventRecord) -> None:
        """Keep an event that some rule will ask for, in its place by time."""
        if not (self.complete or event.type in self.past):
            return
        known = self.past.setdefault(event.type, [])
        at = next((at for at, each in enumerate(known) if each.occurred_at <= event.occurred_at), len(known))
        known.insert(at, event)
        del known[PAST_EVENTS:]

    def forget_past(self, event: EventRecord) -> None:
        """Leave out an order that was wholly refunded."""
        if event.type in self.past:
            self.past[event.type] = [each for each in self.past[event.type] if each.id != event.id]

    # ── the subject of conditions

    @property
    def tag_codes(self) -> frozenset[str]:
        codes = self.program.tag_by_id
        return frozenset(codes[held.tag_id].code for held in self.current_tags() if held.tag_id in codes)

    def current_tags(self) -> Iterable[HeldTag]:
        return (held for held in self.tags.values() if held.removed_at is None)

    def balance(self, asset: str) -> int | None:
        kind = self.program.kinds.get(asset)
        if kind is None:
            return None
        found = self.accounts.get(kind.id)
        return found.balance if found else 0

    def _standing(self, track: str | None) -> tuple[Track, Standing] | None:
        ladder = self.program.track(track)
        found = self.standings.get(ladder.id) if ladder else None
        return (ladder, found) if ladder and found and found.tier_id is not None else None

    def tier_code(self, track: str | None) -> str | None:
        if self.tiers_then is not None:
            ladder = self.program.track(track)
            return self.tiers_then.get(ladder.code) if ladder else None
        found = self._standing(track)
        tier = found[0].by_id.get(found[1].tier_id or 0) if found else None
        return tier.code if tier else None

    def tier_rank(self, track: str | None) -> int | None:
        code = self.tier_code(track)
        return None if code is None else self.program.tier_rank_of(track, code)

    def tier_until_day(self, track: str | None) -> int | None:
        found = self._standing(track)
        if found is None or found[1].until_at is None:
            return None
        return self.program.zone.day_of(found[1].until_at)

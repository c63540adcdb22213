"""One member as the engine works on it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from headless.engine.member.accounts import Account
from headless.engine.member.facts import Facts, FactsMissing
from headless.engine.member.judged import Judged
from headless.engine.member.records import HeldTag, Hold, Lot, Standing
from headless.engine.member.status import MemberStatus
from headless.engine.member.unsaved import Unsaved
from headless.engine.metrics.totals import Totals
from headless.engine.program.program import Program
from headless.engine.program.tracks import Track

BALANCE, TAG, TIER, PROFILE, STORED = "balance", "tag", "tier", "profile", "stored"


class HeldPlace(NamedTuple):
    """What a member has in one list of a ranking, and since when. Without a value the member is not in it."""

    value: Decimal | None
    since: int


class MemberState:
    """Everything the engine knows of one member: the subject that conditions are evaluated over.

    The member, and what conditions read of it, stand here; `facts` is what is loaded if a decision asks for it, `unsaved` what is
    still to be written, `judged` what the judge remembers.

    clock_at: up to when the clock's work is done. due_at: when it has work next. recorded_at: when an event was recorded last.
    memory: what rules remember, by scope. merged: it is part of another member now. places: what was found for rankings in this
    run, by the list's code and period. stored: plugins' metrics by name;
    stored_due: the local day on which each is to be computed again. tiers_then: tier codes by track that are seen instead of the
    present ones, while a rule is asked again about the past.
    """

    __slots__ = (
        "accounts", "attributes", "birthday_on", "clock_at", "due_at", "facts", "id", "joined_at", "joined_on", "judged",
        "memory", "merged", "places", "program", "recorded_at", "standings", "status", "stored", "stored_due", "tags",
        "tiers_then", "totals", "unsaved",
    )  # fmt: skip

    def __init__(
        self,
        id_: int,
        program: Program,
        joined_at: int,
        joined_on: int,
        birthday_on: int | None = None,
        attributes: Mapping[str, Any] | None = None,
        status: MemberStatus = MemberStatus.ACTIVE,
        clock_at: int = 0,
        due_at: int | None = None,
        *,
        complete: bool = False,
    ) -> None:
        self.id, self.program = id_, program
        self.joined_at, self.joined_on, self.birthday_on = joined_at, joined_on, birthday_on
        self.attributes: Mapping[str, Any] = {} if attributes is None else attributes
        self.status, self.clock_at, self.due_at, self.recorded_at = status, clock_at, due_at, 0
        self.accounts: dict[int, Account] = {}
        self.standings: dict[int, Standing] = {}
        self.tags: dict[int, HeldTag] = {}
        self.totals = Totals()
        self.memory: dict[str, Mapping[str, Any]] = {}
        self.stored: dict[str, Any] = {}
        self.places: dict[tuple[str, int], HeldPlace] = {}
        self.stored_due: dict[str, int | None] = {}
        self.tiers_then: Mapping[str, str] | None = None
        self.merged = False
        self.facts = Facts(id_, complete)
        self.unsaved = Unsaved()
        self.judged = Judged()

    @property
    def touched(self) -> set[str]:
        """What changed since conditions were last judged: keys of totals, and BALANCE, TAG, TIER, PROFILE, STORED."""
        return self.totals.touched

    # ── holdings

    def account(self, kind_id: int) -> Account:
        """Return the account of a kind, an empty one if it does not exist yet."""
        account = self.accounts.get(kind_id)
        if account is None:
            account = self.accounts[kind_id] = Account(kind_id)
        return account

    def lots(self, kind_id: int) -> dict[int, Lot]:
        """Return the lots that matter: all with something left, and those that a loaded origin has touched.

        Raises:
            FactsMissing: They were not loaded.
        """
        lots = self.account(kind_id).lots
        if lots is None:
            raise FactsMissing(self.id, "lots", kind_id)
        return lots

    def lots_left(self, kind_id: int) -> dict[int, Lot]:
        """Return the lots with something left.

        Raises:
            FactsMissing: They were not loaded.
        """
        account = self.account(kind_id)
        if account.left is None:
            account.left = {id_: lot for id_, lot in self.lots(kind_id).items() if lot.remaining}
        return account.left

    def holds(self, kind_id: int) -> dict[int, Hold]:
        """Return the open holds of a kind.

        Raises:
            FactsMissing: They were not loaded.
        """
        holds = self.account(kind_id).holds
        if holds is None:
            raise FactsMissing(self.id, "lots", kind_id)
        return holds

    # ── the subject of conditions

    @property
    def tag_codes(self) -> frozenset[str]:
        """The codes of the tags that the member has now."""
        codes = self.program.tag_by_id
        return frozenset(codes[held.tag_id].code for held in self.current_tags() if held.tag_id in codes)

    def current_tags(self) -> Iterable[HeldTag]:
        """Return the tags that the member has now."""
        return (held for held in self.tags.values() if held.removed_at is None)

    def balance(self, asset: str) -> int | None:
        """Return the balance of an asset in units, or None if the merchant does not have it."""
        kind = self.program.kinds.get(asset)
        if kind is None:
            return None
        account = self.accounts.get(kind.id)
        return account.balance if account else 0

    def tier_code(self, track: str | None) -> str | None:
        """Return the code of the tier held on a track, or of then."""
        if self.tiers_then is not None:
            ladder = self.program.track(track)
            return self.tiers_then.get(ladder.code) if ladder else None
        held = self._standing(track)
        tier = held[0].by_id.get(held[1].tier_id or 0) if held else None
        return tier.code if tier else None

    def tier_rank(self, track: str | None) -> int | None:
        """Return the rank of the tier held on a track."""
        code = self.tier_code(track)
        return None if code is None else self.program.tier_rank_of(track, code)

    def tier_until_day(self, track: str | None) -> int | None:
        """Return the local day on which the standing on a track ends or is reviewed, grace included."""
        held = self._standing(track)
        ends_at = held[1].ends_at if held is not None else None
        return None if ends_at is None else self.program.zone.day_of(ends_at)

    def _standing(self, track: str | None) -> tuple[Track, Standing] | None:
        ladder = self.program.track(track)
        standing = self.standings.get(ladder.id) if ladder else None
        return (ladder, standing) if ladder and standing and standing.tier_id is not None else None

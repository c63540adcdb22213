"""Random stories: what may happen to one member in a shop whose assets, tiers and tags are configured at random."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from headless.engine.member.journal import Journal
from headless.engine.member.state import MemberState
from headless.engine.settlement.settle import Settler
from tests.kit.memory import MemoryShop, SettlerOf
from tests.kit.setup import Json, Ruling, Setup, kind, ladder, points, spent, tier, where

Step = tuple[Any, ...]
MEMBER = "li"

EXPIRIES: Sequence[Json] = (
    {}, {"on": "2026-02-10"}, {"after": "10d"}, {"after": "1m"}, {"sweep": {"every": "MONTH", "minAge": "20d"}},
    {"sweep": {"every": "QUARTER", "minAge": "5d"}},
)  # fmt: skip
TAGS: Sequence[Json] = (
    {"code": "rich", "name": "Rich", "condition": where("balance", "GTE", 300, asset="points")},
    {"code": "buyer", "name": "Buyer", "condition": where("orders", "GTE", 2, "20d")},
    {"code": "quiet", "name": "Quiet", "condition": {"not": where("orders", "GTE", 1, "15d")}},
    {"code": "vip", "name": "VIP"},
)


@st.composite
def setups(draw: st.DrawFn) -> Setup:
    """A kind of points of any policy, a ladder of any policy, a few rules."""
    more = draw(st.fixed_dictionaries({}, optional={
        "pendingFor": st.sampled_from(["1d", "5d"]),
        "creditLimit": st.sampled_from(["50", "200"]),
        "clawback": st.just("FORGIVE"),
        "burnFirst": st.just(["partner:42", "house"]),
    }))  # fmt: skip
    assets = kind("points", worth="0.01", expiry=draw(st.sampled_from(EXPIRIES)), holdFor="3d", restoreGrace="4d",
                  remindBefore=draw(st.sampled_from(["2d", "30d"])), **more)  # fmt: skip
    policy = draw(st.fixed_dictionaries({"downgrade": st.sampled_from(["NONE", "ONE_STEP", "TO_QUALIFIED"])}, optional={
        "validity": st.sampled_from(["7d", "1m"]), "grace": st.just("3d"),
    }))  # fmt: skip
    track = ladder(
        tier("silver", 1, spent("2", "20d")),
        tier("gold", 2, spent("5", "30d"), keep=draw(st.sampled_from([None, spent("4", "10d")]))),
        tier("platinum", 3, where("earned", "GTE", 600, "month", asset="points")), remindBefore="3d", **policy,
    )  # fmt: skip
    rules = [points(per="100"), Ruling("tier_multiplier", {"times": {"gold": "1.5", "platinum": "2"}})]
    rules += draw(st.sampled_from([[], [Ruling("spend_cap")]]))
    return Setup(kinds=[assets], tracks=[track], tags=TAGS, rules=rules)


AMOUNTS = st.integers(1, 400)
PARTS = st.sampled_from([None, 1, 3, 10, 50, 150])
PICKS = st.integers(0, 9)
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 40 * 24)),
    st.tuples(st.just("wait"), st.integers(1, 48)),
    st.tuples(
        st.just("order"), st.integers(0, 700), st.sampled_from([0, 0, 1, 20, 100]), st.booleans(), st.integers(0, 60)
    ),
    st.tuples(st.just("order"), st.integers(0, 700), st.just(0), st.just(False), st.just(0)),
    st.tuples(st.just("refund"), PICKS, st.integers(1, 100), st.booleans()),
    st.tuples(st.just("refund"), PICKS, st.just(100), st.just(False)),
    st.tuples(st.just("amend"), PICKS, st.sampled_from([0, 30, 99, 100, 101, 150, 300])),
    st.tuples(st.just("unlinked"), st.integers(1, 300)),
    st.tuples(st.just("grant"), AMOUNTS, st.sampled_from(["house", "partner:42"]), st.sampled_from([None, 1, 5, 40])),
    st.tuples(st.just("spend"), AMOUNTS),
    st.tuples(st.just("hold"), AMOUNTS, st.sampled_from([None, 6, 24 * 12])),
    st.tuples(st.just("capture"), PICKS, PARTS),
    st.tuples(st.just("release"), PICKS, PARTS),
    st.tuples(st.just("reverse"), PICKS, PARTS),
    st.tuples(st.just("tag"), st.sampled_from(["buyer", "vip"]), st.sampled_from([None, 3])),
    st.tuples(st.just("untag"), st.sampled_from(["buyer", "vip", "rich"])),
)
STORIES = st.lists(STEPS, min_size=1, max_size=14)


class Teller:
    """Tells a random story to a shop; what a step names by number is picked from what is there."""

    def __init__(self, shop: MemoryShop, start: str = "2026-01-01T08:00") -> None:
        self.shop, self.on = shop, start
        self.orders: list[tuple[str, int, list[int]]] = []
        self.holds: list[str] = []
        shop.send(MEMBER, "login", start)

    def tell(self, step: Step) -> None:
        """One step."""
        getattr(self, f"_{step[0]}")(*step[1:])

    def _now(self, days: float = 0) -> str:
        return (self.shop.zone.datetime_of(self.shop.now) + timedelta(days=days)).isoformat()

    def _wait(self, hours: int) -> None:
        self.shop.clock(self._now(hours / 24))

    def _order(self, cents: int, tender: int, held: bool, days_late: int) -> None:
        number = f"o{len(self.orders)}"
        paid: dict[str, Any] = {"asset": "points", "amount": str(min(tender, cents))}
        if held and self.holds:
            paid["hold"] = self.holds[-1]
        more = {"payWith": [paid]} if min(tender, cents) else {}
        done = self.shop.order(MEMBER, _money(cents), self._now(-days_late), number=number, **more)
        if done.outcome == "RECORDED":
            self.orders.append((number, cents, []))

    def _refund(self, pick: int, percent: int, restore: bool) -> None:
        if not self.orders:
            return
        number, cents, done = self.orders[pick % len(self.orders)]
        part = (cents - sum(done)) * percent // 100
        more = {"restore": [{"asset": "points", "amount": "5"}]} if restore else {}
        if self.shop.refund(MEMBER, _money(part), self._now(), order=number, **more).outcome == "RECORDED":
            done.append(part)

    def _amend(self, pick: int, percent: int) -> None:
        if not self.orders:
            return
        place = pick % len(self.orders)
        number, cents, done = self.orders[place]
        total = cents * percent // 100
        if self.shop.amend(MEMBER, number, _money(total), self._now()).outcome == "RECORDED":
            over = total > 0 and bool(done) and sum(done) >= cents
            self.orders[place] = (number, total, [] if over else done)

    def _unlinked(self, cents: int) -> None:
        self.shop.refund(MEMBER, _money(cents), self._now())

    def _grant(self, amount: int, funding: str, days: int | None) -> None:
        more = {} if days is None else {"expires_at": self._now(days)}
        self.shop.grant(MEMBER, "points", str(amount), self._now(), funding=funding, **more)

    def _spend(self, amount: int) -> None:
        self.shop.spend(MEMBER, "points", str(amount), self._now())

    def _hold(self, amount: int, hours: int | None) -> None:
        more = {} if hours is None else {"until": self._now(hours / 24)}
        hold = self.shop.hold(MEMBER, "points", str(amount), self._now(), **more).hold
        if hold is not None:
            self.holds.append(hold)

    def _capture(self, pick: int, part: int | None) -> None:
        if self.holds:
            amount = None if part is None else str(part)
            self.shop.capture(MEMBER, self.holds[pick % len(self.holds)], self._now(), amount)

    def _release(self, pick: int, part: int | None) -> None:
        if self.holds:
            amount = None if part is None else str(part)
            self.shop.release(MEMBER, self.holds[pick % len(self.holds)], self._now(), amount)

    def _reverse(self, pick: int, part: int | None) -> None:
        entries = self.shop.entry_ids(MEMBER, "points")
        if entries:
            amount = None if part is None else str(part)
            self.shop.reverse(MEMBER, entries[pick % len(entries)], self._now(), amount)

    def _tag(self, tag: str, days: int | None) -> None:
        self.shop.tag(MEMBER, tag, self._now(), expires=None if days is None else self._now(days))

    def _untag(self, tag: str) -> None:
        self.shop.untag(MEMBER, tag, self._now())


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def told(setup: Setup, story: Sequence[Step], *, history: bool = True, settler: SettlerOf = Settler) -> MemoryShop:
    """A shop to which a story has happened."""
    shop = MemoryShop(setup, history=history, settler=settler)
    teller = Teller(shop)
    for step in story:
        teller.tell(step)
    return shop


def traces(shop: MemoryShop) -> dict[str, Any]:
    """All that a story has left behind, without the ids that were drawn for it."""
    state: MemberState = shop.states[shop.ids[MEMBER]]
    journal: Journal = shop.settler.journal
    codes = {kind.id: kind.code for kind in shop.program.kinds.values()}
    return {
        "accounts": {codes[id_]: _figures(each) for id_, each in state.accounts.items()},
        "lots": [(x.funding, x.granted, x.remaining, x.held, x.starts_at, x.expires_at) for x in journal.lots],
        "entries": [(x.type, x.amount, x.contra, x.occurred_at, x.recorded_at) for x in journal.entries],
        "standings": [(x.tier_id, x.since_at, x.until_at, x.grace_until_at, x.code) for x in journal.standings],
        "tags": [(x.tag_id, x.origin, x.since_at, x.removed_at) for x in journal.tags],
        "events": [(x.type, x.occurred_at, x.recorded_at, _plain(x.json)) for x in journal.events],
    }


def _figures(account: Any) -> tuple[int, ...]:
    names = ("balance", "debt", "held", "pending", "earned", "spent", "expired", "version")
    return tuple(getattr(account, name) for name in names)


def _plain(json: Json) -> str:
    return str({key: value for key, value in json.items() if key not in ("hold", "entry")})

"""Random lives of a few people, from one seed, next to a small model that knows nothing of the code: whose an identifier is now,
who may do what, and what each of them has."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from headless.ids import Prefix, encode
from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_member
from headless.services.lives.erasing import erase_member
from headless.services.lives.merging import merge_members
from headless.services.members import assets
from headless.services.members.members import create_member, update_member
from headless.services.verifying.verifying import verify
from headless.services.worker.worker import work_once
from tests.services.shop import Shop

DAY_US = 86_400_000_000
POOL: dict[tuple[str, str], tuple[str, ...]] = {
    ("number", "0017"): ("0017", " 0017 ", "\u200b0017"),
    ("number", "17"): ("17", "17\u2060"),
    ("number", "caf\u00e9-1"): ("caf\u00e9-1", "cafe\u0301-1"),
    ("externalId", "crm-1"): ("crm-1", "crm-1\ufeff"),
    ("externalId", "CRM-1"): ("CRM-1",),
    ("phone", "+442079460958"): ("+44 20 7946 0958", "+44-20-7946-0958", "\uff0b442079460958", "+44 (20) 79460958"),
    ("phone", "+8613812345678"): ("+86 138 1234 5678", "+8613812345678", "+86 \uff11\uff13\uff18 1234 5678"),
    ("email", "ann@x.org"): ("ann@x.org", "Ann@X.org", " ANN@x.ORG", "ann@x.org\u200b"),
    ("email", "stra\u00dfe@x.de"): ("stra\u00dfe@x.de", "STRASSE@x.de", "Stra\u00dfe@X.de"),
    ("email", "jos\u00e9@x.org"): ("jos\u00e9@x.org", "Jose\u0301@x.org", "JOS\u00c9@X.ORG"),
    ("identity:wechat", "oAB"): ("oAB", " oAB"),
    ("identity:wechat", "oab"): ("oab", "oab\u200d"),
    ("identity:market", "oAB"): ("oAB",),
}
"""Identifiers, each with its spellings. Different keys are different identifiers."""
Key = tuple[str, str]


@dataclass
class Person:
    """A member as the model sees it. merged_keys, merged_ids: those of members who were merged into this one."""

    id: str
    keys: set[Key] = field(default_factory=set)
    merged_keys: set[Key] = field(default_factory=set)
    merged_ids: list[str] = field(default_factory=list)
    status: str = "ACTIVE"
    balance: int = 0
    holds: dict[str, int] = field(default_factory=dict)
    orders: dict[str, int] = field(default_factory=dict)

    @property
    def by_id(self) -> Lookup:
        return Lookup("id", self.id)

    @property
    def names(self) -> set[Key]:
        """All that find the member."""
        return {*self.keys, *self.merged_keys, *(("id", id_) for id_ in (self.id, *self.merged_ids))}

    def absorb(self, other: "Person") -> None:
        """Have all that another member has. Accounts move, and so does what this one leaves empty of its profile."""
        kinds = {key[0] for key in self.keys}
        taken = {key for key in other.keys if key[0].startswith("identity:") or key[0] not in kinds}
        self.merged_keys |= other.merged_keys | (other.keys - taken)
        self.keys |= taken
        self.merged_ids += [other.id, *other.merged_ids]
        self.balance += other.balance
        self.holds |= other.holds
        self.orders |= other.orders


class RandomLives:
    """Draws what happens next, compares each answer with the model, and everything after each step."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self.shop, self.draw, self.step = shop, random.Random(seed), 0
        self.people: list[Person] = []
        self.erased_keys: set[Key] = set()

    async def run(self, steps: int) -> None:
        """Configure the shop, and let people live."""
        points = {"code": "points", "name": "Points", "worth": "0.01", "transferable": True}
        await save_asset_kind(self.shop.kernel, self.shop.owner, points)
        await self.shop.rule("points_per_spend")
        acts: list[Callable[[], Awaitable[str]]] = [
            self.join, self.join, self.identify, self.identify, self.release, self.swap, self.close, self.reopen, self.freeze,
            self.erase, self.come_back, self.earn, self.earn, self.spend, self.hold, self.settle, self.refund, self.transfer,
            self.transfer, self.time, self.merge,
        ]  # fmt: skip
        for self.step in range(steps):
            act = self.draw.choice(acts) if len(self.people) > 1 else self.join
            told = await act()
            try:
                await self.check()
            except AssertionError as fault:
                raise AssertionError(f"after step {self.step}, {act.__name__}: {told}: {fault}") from fault

    # ── the model

    def owner(self, key: Key) -> Person | None:
        owners = [person for person in self.people if key in person.names]
        assert len(owners) <= 1
        return owners[0] if owners else None

    def anyone(self) -> Person:
        return self.draw.choice(self.people)

    def named(self, person: Person) -> Lookup:
        """One of the ways to name a person."""
        key = self.draw.choice(sorted(person.names))
        return Lookup(key[0], self.draw.choice(POOL.get(key, (key[1],))))

    def fields(self, keys: list[Key]) -> dict[str, Any]:
        """Fields that give these identifiers, in any spelling."""
        given: dict[str, Any] = {}
        for kind, value in keys:
            spelling = self.draw.choice(POOL[kind, value])
            if kind.startswith("identity:"):
                given.setdefault("identities", []).append({"system": kind.partition(":")[2], "id": spelling})
            else:
                given[kind] = spelling
        return given

    def drawn_keys(self, most: int) -> list[Key]:
        """Identifiers, at most one of each kind but for accounts."""
        keys: dict[str, Key] = {}
        for key in self.draw.sample(sorted(POOL), self.draw.randint(1, most)):
            keys[str(key) if key[0].startswith("identity:") else key[0]] = key
        return list(keys.values())

    # ── what happens

    async def join(self, keys: list[Key] | None = None) -> str:
        keys = self.drawn_keys(3) if keys is None else keys
        fields = self.fields(keys)
        created = await create_member(self.shop.kernel, self.shop.owner, fields, f"join{self.step}")
        is_free = all(self.owner(key) is None for key in keys)
        assert is_free == (created.problem is None), (fields, created.problem)
        assert is_free or (created.problem is not None and created.problem.code == "TAKEN")
        if created.member_id is not None and is_free:
            self.people.append(Person(encode(Prefix.MEMBER, created.member_id), set(keys)))
        return f"{fields}"

    async def come_back(self) -> str:
        """An erased person joins again with what they had."""
        free = [key for key in sorted(self.erased_keys) if self.owner(key) is None]
        keys = {key if key[0].startswith("identity:") else key[0]: key for key in free}
        return await self.join(list(keys.values())) if keys else "no one to come back"

    async def identify(self) -> str:
        person, keys = self.anyone(), self.drawn_keys(2)
        return await self.change(person, self.fields(keys), keys)

    async def release(self) -> str:
        person = self.anyone()
        kind = self.draw.choice(["number", "externalId", "phone", "email", "identities"])
        return await self.change(person, {kind: self.draw.choice([None, []]) if kind == "identities" else None}, [])

    async def swap(self) -> str:
        """Two people exchange their identifiers of a kind: each gives its own back first, or the first of them is refused."""
        one, other = self.anyone(), self.anyone()
        kind = self.draw.choice(["phone", "email", "number"])
        before = {person.id: [key for key in person.keys if key[0] == kind] for person in (one, other)}
        told = []
        if self.draw.random() < 0.6:
            told.append(await self.change(one, {kind: None}, []))
        told.append(await self.change(other, self.fields(before[one.id]) or {kind: None}, before[one.id]))
        told.append(await self.change(one, self.fields(before[other.id]) or {kind: None}, before[other.id]))
        return f"{told}"

    async def change(self, person: Person, fields: dict[str, Any], keys: list[Key]) -> str:
        """Change identifiers. `fields` names what is replaced, `keys` what the person has of them afterwards."""
        done = await update_member(self.shop.kernel, self.shop.owner, self.named(person), fields)
        code = None if done.problem is None else done.problem.code
        is_only_clearing = all(value is None for value in fields.values())
        taken = any(self.owner(key) not in (None, person) for key in keys)
        if person.status == "ERASED":
            assert code == ("TAKEN" if taken else "MEMBER_ERASED"), (person, fields, code)
        elif taken:
            assert code == "TAKEN", (person, fields, code)
        elif person.status == "CLOSED" and not is_only_clearing:
            assert code == "MEMBER_CLOSED", (person, fields, code)
        else:
            assert code is None, (person, fields, done.problem)
            replaced = {"identity" if name == "identities" else name for name in fields}
            person.keys = {key for key in person.keys if key[0].partition(":")[0] not in replaced} | set(keys)
            person.merged_keys -= person.keys
        return f"{person.id} {fields}"

    async def set_status(self, status: str) -> str:
        person = self.anyone()
        done = await update_member(self.shop.kernel, self.shop.owner, person.by_id, {"status": status})
        refused = person.status == "ERASED" or (person.status == "CLOSED" and status == "CLOSED")
        assert refused == (done.problem is not None), (person, status, done.problem)
        person.status = person.status if refused else status
        return f"{person.id} {status}"

    async def close(self) -> str:
        return await self.set_status("CLOSED")

    async def reopen(self) -> str:
        return await self.set_status("ACTIVE")

    async def freeze(self) -> str:
        return await self.set_status("FROZEN")

    async def erase(self) -> str:
        person = self.anyone()
        done = await erase_member(self.shop.kernel, self.shop.owner, self.named(person), f"erase{self.step}")
        assert (person.status == "ERASED") == (done.problem is not None), (person, done.problem)
        if done.problem is None:
            again = await erase_member(self.shop.kernel, self.shop.owner, person.by_id, f"erase{self.step}")
            assert (None, done.event_id) == (again.problem, again.event_id)
            self.erased_keys |= person.keys | person.merged_keys
            person.status, person.keys, person.merged_keys, person.holds = "ERASED", set(), set(), {}
        return person.id

    async def earn(self) -> str:
        person, amount = self.anyone(), self.draw.randint(1, 90)
        recorded = await self.shop.order(self.named(person), str(amount), f"o{self.step}")
        is_taken = person.status in ("ACTIVE", "FROZEN")
        assert is_taken == (recorded.outcome == "RECORDED"), (person, recorded)
        if is_taken:
            person.balance += amount
            person.orders[f"o{self.step}"] = amount
        return f"{person.id} {amount}"

    async def refund(self) -> str:
        """A linked refund of a whole order, even of a member who is closed or erased by now. It names no member."""
        person = self.anyone()
        if not person.orders:
            return "nothing to refund"
        order, amount = self.draw.choice(sorted(person.orders.items()))
        data = {"refundId": f"r{self.step}", "orderId": order, "amount": str(amount)}
        sent = EventInput("order.refunded", data, None, "shop", f"r{self.step}")
        (recorded,) = await record_events(self.shop.kernel, self.shop.owner, [sent])
        assert recorded.outcome == "RECORDED", (person, recorded.problem)
        del person.orders[order]
        person.balance -= amount
        return f"{person.id} {order}"

    async def spend(self) -> str:
        person, amount = self.anyone(), self.draw.randint(1, 60)
        done = await self.shop.spend(self.named(person), "points", str(amount))
        assert person.status == "ACTIVE" or done.problem is not None, person
        person.balance -= amount if done.problem is None else 0
        return f"{person.id} {amount} {done.problem}"

    async def hold(self) -> str:
        person, amount = self.anyone(), self.draw.randint(1, 60)
        held = await assets.hold(
            self.shop.kernel, self.shop.owner, self.named(person), kind="points", amount=Decimal(amount), reason="till",
            key=f"h{self.step}",
        )  # fmt: skip
        assert person.status == "ACTIVE" or held.problem is not None, person
        if held.hold_id is not None and held.problem is None:
            person.holds[encode(Prefix.HOLD, held.hold_id)] = amount
        return f"{person.id} {amount} {held.problem}"

    async def settle(self) -> str:
        """A capture or a release of a hold that may be over, or whose member may be gone."""
        person = self.anyone()
        if not person.holds:
            return "no hold"
        hold = self.draw.choice(sorted(person.holds))
        act = self.draw.choice([assets.capture, assets.release])
        done = await act(self.shop.kernel, self.shop.owner, hold, None, f"c{self.step}")
        assert person.status in ("ACTIVE", "FROZEN") or done.problem is not None, person
        if done.problem is None:
            person.balance -= person.holds.pop(hold) if act is assets.capture else 0
            person.holds.pop(hold, None)
        return f"{person.id} {hold} {done.problem}"

    async def transfer(self) -> str:
        giver, to, amount = self.anyone(), self.anyone(), self.draw.randint(1, 60)
        sent = await self.shop.transfer(giver.by_id, to.by_id, str(amount))
        allowed = giver.status == "ACTIVE" and to.status in ("ACTIVE", "FROZEN") and giver is not to
        assert allowed or sent.problem is not None, (giver, to)
        if sent.problem is None:
            giver.balance -= amount
            to.balance += amount
        return f"{giver.id} to {to.id} {amount} {sent.problem}"

    async def merge(self) -> str:
        """A member becomes one with another, both named by anything that finds them. The same request again changes nothing."""
        loser, survivor = self.anyone(), self.anyone()
        both, key = (self.named(loser), self.named(survivor)), f"merge{self.step}"
        done = await merge_members(self.shop.kernel, self.shop.owner, *both, key)
        code = None if done.problem is None else done.problem.code
        assert code == self.barrier(loser, survivor), (loser, survivor, done.problem)
        if code is None:
            again = await merge_members(self.shop.kernel, self.shop.owner, *both, key)
            assert (None, done.event_id) == (again.problem, again.event_id), again.problem
            self.people.remove(loser)
            survivor.absorb(loser)
        return f"{both} {code}"

    @staticmethod
    def barrier(loser: Person, survivor: Person) -> str | None:
        """Why the one cannot become a part of the other."""
        if loser is survivor:
            return "SAME_MEMBER"
        if loser.status == "ERASED":
            return "MEMBER_ERASED"
        if survivor.status in ("CLOSED", "ERASED"):
            return f"MEMBER_{survivor.status}"
        return "MEMBER_FROZEN" if "FROZEN" in (loser.status, survivor.status) else None

    async def time(self) -> str:
        """Days pass, and holds end. The worker comes late or in time."""
        self.shop.clock.advance(self.draw.choice([1, 3, 8]) * DAY_US)
        if self.draw.random() < 0.7:
            await work_once(self.shop.kernel)
        return "time"

    # ── what must hold

    async def check(self) -> None:
        """Compare look-ups, statuses and balances with the model, and let `verify` look."""
        merchant_id = self.shop.owner.merchant_id
        async with self.shop.kernel.db.read() as session:
            for key, spellings in POOL.items():
                lookup = Lookup(key[0], self.draw.choice(spellings))
                id_ = await find_member(session, merchant_id, lookup, None)
                owner = self.owner(key)
                known = None if id_ is None else encode(Prefix.MEMBER, id_)
                assert known == (None if owner is None else owner.id), f"{lookup} names {known}, not {owner}"
        for person in self.people:
            state = await self.shop.state(Lookup("id", self.draw.choice([person.id, *person.merged_ids])))
            assert person.id == encode(Prefix.MEMBER, state.id), person
            account = state.account(state.program.kinds["points"].id)
            assert (person.status, person.balance) == (state.status.name, account.balance), person
        assert [] == [str(drift) for drift in await verify(self.shop.kernel)]

"""Random transfers among members who also earn, spend, hold and give back: each moves its amount, to the unit and to the lot."""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from headless.services.configuration.asset_kinds import save_asset_kind
from headless.services.kernel.lookups import Lookup
from headless.services.verifying.reports import liability
from tests.services.settling.random_history import RandomHistory
from tests.services.shop import Shop

Carried = Counter[tuple[int | None, str, int, int]]
STEPS = 60


class RandomTransfers(RandomHistory):
    """A random history of which half are transfers, each compared with the accounts before it."""

    async def run(self, steps: int) -> None:
        shop, draw = self.shop, self.draw
        points = {"code": "points", "name": "Points", "worth": "0.01", "transferable": True, "transferDaily": "90"}
        expiry = draw.choice([{"after": "20d"}, {"after": "45d"}, {"never": True}])
        await save_asset_kind(shop.kernel, shop.owner, {**points, "expiry": expiry})
        await shop.rule("points_per_spend")
        self.members = [await shop.member(f"m{number}") for number in range(3)]
        happenings: list[Callable[[Lookup], Awaitable[Any]]] = [
            self.order, self.refund, self.move, self.time, self.spend, self.grant, self.hold, self.settle, self.reverse,
        ]  # fmt: skip
        for self.number in range(steps):
            act = self.transfer if draw.random() < 0.5 else draw.choice(happenings)
            await act(draw.choice(self.members))

    async def transfer(self, member: Lookup) -> None:
        to, amount = self.draw.choice(self.members), self.draw.randint(1, 60)
        balances = {name: await self.points(name) for name in self.members}
        before = await self.carried()
        done = await self.shop.transfer(member, to, str(amount))
        moved = amount if done.problem is None else 0
        after = {name: await self.points(name) for name in self.members}

        assert sum(after.values()) == sum(balances.values())
        if to != member:
            assert (after[member], after[to]) == (balances[member] - moved, balances[to] + moved)
        # Only what repays a debt leaves the lots: all others are there, of the same funding and with the same end.
        assert not +(await self.carried() - before)

    async def points(self, member: Lookup) -> int:
        return int(await self.shop.balance(member))

    async def carried(self) -> Carried:
        """Return what the lots of all members hold together, by end, funding and times."""
        units: Carried = Counter()
        for member in self.members:
            state = await self.shop.state(member)
            for lot in state.lots_left(state.program.kinds["points"].id).values():
                units[lot.expires_at, lot.funding, lot.earned_at, lot.owner_id] += lot.remaining
        return units


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_transfers_move_sums_exactly_and_break_no_invariant(shop: Shop, seed: int) -> None:
    await RandomTransfers(shop, seed).run(STEPS)

    assert await shop.drifts() == []
    assert (await liability(shop.kernel, "tea")).agrees

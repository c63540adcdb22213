"""Random merges among members who also earn, spend, hold, transfer and give back: sums stay, and every invariant holds."""

import pytest

from headless.plugins.loading.registry import Registry
from headless.services.kernel.lookups import Lookup
from headless.services.lives.merging import merge_members
from headless.services.verifying.reports import liability
from headless.services.worker.worker import work_once
from tests.services.busy import StampPlugin
from tests.services.settling.random_history import RandomHistory
from tests.services.shop import Shop


class RandomMerges(RandomHistory):
    """A random history whose members become one another now and then. Merged ones go on being named."""

    async def check_in(self, member: Lookup) -> None:
        """Check in, and merge the member with another one. New members come instead."""
        await super().check_in(member)
        # What is due is done first, so that nothing but the merge moves anything.
        await work_once(self.shop.kernel)
        other, before = self.draw.choice(self.members), await self.sums()
        done = await merge_members(self.shop.kernel, self.shop.owner, other, member, f"merge-{self.number}")
        if done.problem is None:
            assert before == await self.sums()
            self.members.append(await self.shop.member(f"new{self.number}"))
        else:
            assert "SAME_MEMBER" == done.problem.code

    async def sums(self) -> dict[str, int]:
        """Return what all members have of each kind. Growth may come as a gift for a tier."""
        states = {state.id: state for state in [await self.shop.state(member) for member in self.members]}
        return {
            code: sum(state.account(state.program.kinds[code].id).balance for state in states.values())
            for code in ("points", "balance")
        }


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(entry_points=(), more={"stamp_card": StampPlugin()})


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
async def test_merges_keep_sums_and_break_no_invariant(shop: Shop, seed: int) -> None:
    await RandomMerges(shop, seed).run(70)

    assert await shop.drifts() == []
    assert (await liability(shop.kernel, "tea")).agrees

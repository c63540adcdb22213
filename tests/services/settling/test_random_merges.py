"""Random merges among members who also earn, spend, hold, transfer and give back: sums stay, and every invariant holds."""

import pytest

from headless.engine.values.amounts import text_of
from headless.errors import Invalid
from headless.plugins.loading.registry import Registry
from headless.services.kernel.lookups import Lookup
from headless.services.lives.merge_previews import preview_merge
from headless.services.lives.merging import merge_members
from headless.services.verifying.reports import liability
from headless.services.worker.worker import work_once
from tests.services.busy import StampPlugin
from tests.services.settling.random_history import RandomHistory
from tests.services.shop import Shop

Had = tuple[dict[str, dict[str, str]], dict[str, str | None], list[str]]
"""The amounts by asset kind, the tiers by track, and the tags of a member."""


class RandomMerges(RandomHistory):
    """A random history whose members become one another now and then. Merged ones go on being named."""

    async def check_in(self, member: Lookup) -> None:
        """Check in, and merge the member with another one. New members come instead."""
        await super().check_in(member)
        # What is due is done first, so that nothing but the merge moves anything.
        await work_once(self.shop.kernel)
        other, before = self.draw.choice(self.members), await self.sums()
        looked = await self.look(other, member)
        done = await merge_members(self.shop.kernel, self.shop.owner, other, member, f"merge-{self.number}")
        if done.problem is None:
            assert before == await self.sums()
            assert looked == await self.had(member)
            self.members.append(await self.shop.member(f"new{self.number}"))
        else:
            assert "SAME_MEMBER" == done.problem.code

    async def look(self, other: Lookup, member: Lookup) -> Had | None:
        """Return what a dry run says the survivor would have."""
        try:
            preview = await preview_merge(self.shop.kernel, self.shop.owner, other, member)
        except Invalid:
            return None
        assets = {code: sides["after"] for code, sides in preview.assets.items()}
        return assets, {code: sides["after"] for code, sides in preview.tiers.items()}, preview.tags

    async def had(self, member: Lookup) -> Had:
        """Return what a member has, in the words of a dry run."""
        state = await self.shop.state(member)
        assets = {
            kind.code: {
                name: text_of(getattr(state.account(kind.id), name), kind.decimals)
                for name in ("balance", "debt", "held", "pending")
            }
            for kind in state.program.kinds.values()
            if state.account(kind.id).version
        }
        return assets, {code: state.tier_code(code) for code in state.program.tracks}, sorted(state.tag_codes)

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

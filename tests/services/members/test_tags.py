"""S17: a tag by hand on a price band and a group; its benefit appears only with it."""

from headless.services.configuration.tag_kinds import save_tag
from headless.services.members.benefits import save_benefit, use_benefit
from headless.services.members.tags import assign_tag
from tests.services.shop import Shop, instant


async def test_a_benefit_appears_only_with_its_tag_and_goes_with_it(shop: Shop) -> None:
    tag = {"code": "new_milk_powder", "name": "New milk powder, premium band, mothers"}
    assert (await save_tag(shop.kernel, shop.owner, tag)).problem is None
    tagged = {"test": {"metric": "tag", "op": "CONTAINS", "value": "new_milk_powder"}}
    sample = {"code": "sample", "name": "A sample", "value": "ECONOMIC", "condition": tagged}
    assert (await save_benefit(shop.kernel, shop.owner, sample)).problem is None
    ann, ben = await shop.member("ann"), await shop.member("ben")

    given = await assign_tag(
        shop.kernel, shop.owner, ann, "new_milk_powder", "asked in the shop", instant("2026-07-01T00:00"), "k1"
    )
    uses = [await use_benefit(shop.kernel, shop.owner, member, "sample", f"{member.value}-1") for member in (ann, ben)]
    await shop.pass_time("2026-07-01T00:00")
    late = await use_benefit(shop.kernel, shop.owner, ann, "sample", "ann-2")

    assert given.problem is None
    assert uses[0].problem is None
    assert [each.problem.code for each in (uses[1], late) if each.problem] == ["NOT_ELIGIBLE", "NOT_ELIGIBLE"]

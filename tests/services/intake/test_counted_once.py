"""What happens once in a member's life counts once, under any number of external ids."""

from headless.services.kernel.lookups import Lookup
from tests.services.shop import Shop

FRIEND = {"referred": {"number": "bob"}}
REFERRALS = "event:referral.joined"


async def referring(shop: Shop, *members: str) -> list[Lookup]:
    """Let members join a shop that counts referrals."""
    two = {"test": {"metric": "referrals", "op": "GTE", "value": 2}}
    await shop.ladder({"code": "host", "name": "Host", "rank": 1, "condition": two}, default=True)
    return [await shop.member(number, email=f"{number}@x.org") for number in members]


async def referrals(shop: Shop, member: Lookup) -> int:
    """Return how many referrals a member has."""
    return (await shop.state(member)).totals.lifetime(REFERRALS).count


async def test_a_friend_counts_once_under_two_external_ids(shop: Shop) -> None:
    ann, _ = await referring(shop, "ann", "bob")

    first = await shop.send("referral.joined", ann, FRIEND)
    again = await shop.send("referral.joined", ann, {"referred": {"email": "bob@x.org"}})

    assert first.outcome == "RECORDED", first.problem
    assert ("CONFLICT", "ALREADY_RECORDED") == (again.outcome, again.problem and again.problem.code)
    assert await referrals(shop, ann) == 1


async def test_a_friend_counts_for_the_first_who_referred(shop: Shop) -> None:
    ann, cat, _ = await referring(shop, "ann", "cat", "bob")

    await shop.send("referral.joined", ann, FRIEND)
    late = await shop.send("referral.joined", cat, FRIEND)

    assert late.outcome == "CONFLICT"
    assert (await referrals(shop, ann), await referrals(shop, cat)) == (1, 0)


async def test_a_referral_that_was_refused_leaves_the_friend_to_others(shop: Shop) -> None:
    ann, bob = await referring(shop, "ann", "bob")

    void = await shop.send("referral.joined", bob, FRIEND)
    good = await shop.send("referral.joined", ann, FRIEND)

    assert (void.outcome, good.outcome) == ("INVALID", "RECORDED")
    assert await referrals(shop, ann) == 1

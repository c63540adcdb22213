"""The benefits that programmes name: services, company and status for the tiers that have earned them."""

from typing import Any

import pytest

from tests.web.benefits.centre import Centre
from tests.web.benefits.test_windows import DIAMOND, LADDER

GOLD = {"test": {"metric": "tier", "op": "GTE", "value": "gold"}}
KINDS: dict[str, dict[str, Any]] = {
    "hotline": {"value": "SERVICE", "condition": GOLD},
    "salon": {"value": "SOCIAL", "condition": GOLD, "stock": 30, "quota": 1},
    "badge": {"value": "IDENTITY", "condition": DIAMOND, "quota": 1, "needsFulfilment": True},
    "designer": {"value": "SERVICE", "condition": DIAMOND, "quota": 1, "quotaPeriod": "month"},
    "new-goods": {
        "value": "SERVICE",
        "opensAt": "2026-02-10T09:00:00Z",
        "earlyAccess": [{"condition": GOLD, "days": 2}, {"condition": DIAMOND, "days": 7}],
    },
    "room-upgrade": {"value": "SERVICE", "condition": GOLD, "quota": 2, "quotaPeriod": "year"},
}


@pytest.fixture
async def ladder(centre: Centre) -> Centre:
    """A ladder with a member on each tier, and one on none."""
    await centre.shop.ask(LADDER)
    for code, more in KINDS.items():
        await centre.save(code, **more)
    for number, total in (("plain", "10"), ("gold", "200"), ("diamond", "2000")):
        await centre.member(number)
        await centre.order(number, total, f"o-{number}")
    return centre


async def test_each_tier_has_its_services_company_and_status(ladder: Centre) -> None:
    await ladder.clock("2026-02-08T10:00:00Z")
    usable = {
        number: {code for code, row in (await ladder.shown(number)).items() if row["status"] == "AVAILABLE"}
        for number in ("plain", "gold", "diamond")
    }

    assert usable == {
        "plain": set(),
        "gold": {"hotline", "salon", "new-goods", "room-upgrade"},
        "diamond": set(KINDS),
    }


async def test_a_higher_tier_may_buy_new_goods_sooner(ladder: Centre) -> None:
    opens = [(await ladder.shown(number))["new-goods"]["opensAt"] for number in ("plain", "gold", "diamond")]

    assert opens == ["2026-02-10T09:00:00Z", "2026-02-08T09:00:00Z", "2026-02-03T09:00:00Z"]


async def test_a_room_is_upgraded_twice_a_year_and_a_designer_comes_once_a_month(ladder: Centre) -> None:
    rooms = [await ladder.use("diamond", "room-upgrade") for _ in range(3)]
    designers = [await ladder.use("diamond", "designer") for _ in range(2)]
    shown = await ladder.shown("diamond")

    codes = [[error["code"] for error in answer["userErrors"]] for answer in (*rooms, *designers)]
    assert codes == [[], [], ["QUOTA_USED"], [], ["QUOTA_USED"]]
    assert shown["room-upgrade"]["why"].endswith("available again on 1 January 2027")
    assert shown["designer"]["why"].endswith("available again on 1 March")
    await ladder.sound()


async def test_a_shirt_is_sent_once_and_a_seat_at_the_salon_has_a_number(ladder: Centre) -> None:
    shirt = await ladder.use("diamond", "badge")
    seats = [await ladder.use(number, "salon") for number in ("gold", "diamond", "plain")]

    assert shirt["use"]["fulfilment"] == "REQUESTED"
    assert [seat["use"] and seat["use"]["serial"] for seat in seats] == [1, 2, None]
    await ladder.sound()

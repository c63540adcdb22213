"""Tiers: up at once, down by review, grace and policy; both edges of every boundary."""

import pytest

from headless.plugins import Earn
from tests.engine.conftest import Opening
from tests.kit.memory import MemoryShop
from tests.kit.rules import answering
from tests.kit.setup import Json, Ruling, Setup, ladder, points, spent, tier, where


def three(**more: object) -> Json:
    """Silver, gold and platinum at 100, 200 and 300 within 30 days."""
    return ladder(
        tier("silver", 1, spent("100", "30d")), tier("gold", 2, spent("200", "30d")),
        tier("platinum", 3, spent("300", "30d")), **more,
    )  # fmt: skip


def history(shop: MemoryShop, member: str = "li") -> list[tuple[str | None, str, str]]:
    return [(standing.tier, standing.why, standing.since) for standing in shop.standings(member)]


def test_an_upgrade_is_immediate_and_goes_to_the_highest(open_shop: Opening) -> None:
    shop = open_shop(tracks=[three()])

    done = shop.order("li", "300.00", "2026-01-01")

    assert ("TIER", "main", None, "platinum") in done.changes
    assert [data for _, data in shop.events("li", "tier.changed")] == [
        {"track": "main", "from": None, "to": "platinum", "up": True}
    ]


def test_a_tier_without_condition_always_holds_on_an_earned_track(open_shop: Opening) -> None:
    base = ladder(tier("base", 0), tier("gold", 1, spent("200")), downgrade="TO_QUALIFIED")
    shop = open_shop(tracks=[base])

    shop.send("li", "login", "2026-01-01")

    assert shop.tier("li") == "base"


def test_a_tier_without_condition_on_another_track_is_only_entered(open_shop: Opening) -> None:
    shop = open_shop(tracks=[ladder(tier("plus", 1), code="plus", kind="PAID")])

    shop.order("li", "300.00", "2026-01-01")

    assert shop.tier("li", "plus") is None


def test_without_a_track_the_default_one_is_meant(open_shop: Opening) -> None:
    other = ladder(tier("green", 1, spent("1")), code="other")
    shop = open_shop(tracks=[other, three()])

    shop.order("li", "100.00", "2026-01-01")

    assert (shop.tier("li"), shop.tier("li", "other")) == ("silver", "green")


@pytest.mark.parametrize(
    ("downgrade", "tiers"),
    [
        ("NONE", ["platinum", "platinum", "platinum"]),
        ("ONE_STEP", ["gold", "silver", None]),
        ("TO_QUALIFIED", ["silver", "silver", None]),
    ],
)
def test_without_validity_a_tier_is_reviewed_when_keep_turns_false(
    open_shop: Opening, downgrade: str, tiers: list[str | None]
) -> None:
    shop = open_shop(tracks=[three(downgrade=downgrade)])
    shop.order("li", "200.00", "2026-01-01")
    shop.order("li", "100.00", "2026-01-11")
    assert shop.tier("li") == "platinum"

    shop.clock("2026-01-30T23:59")
    assert shop.tier("li") == "platinum"
    held = []
    for moment in ("2026-01-31T00:00", "2026-02-01T00:00", "2026-02-10T00:00"):
        shop.clock(moment)
        held.append(shop.tier("li"))

    assert held == tiers


@pytest.mark.parametrize(("downgrade", "after"), [("NONE", "gold"), ("ONE_STEP", "silver"), ("TO_QUALIFIED", None)])
def test_with_validity_a_review_comes_at_until(open_shop: Opening, downgrade: str, after: str | None) -> None:
    shop = open_shop(tracks=[three(downgrade=downgrade, validity="3m")])
    shop.order("li", "200.00", "2026-01-01")

    shop.clock("2026-03-31T23:59")
    assert shop.tier("li") == "gold"
    shop.clock("2026-04-01T00:00")

    assert shop.tier("li") == after
    standing = shop.standing("li")
    assert standing is not None
    assert standing.until == (None if after is None else "2026-07-01")


def test_a_review_that_is_passed_gives_a_new_until(open_shop: Opening) -> None:
    shop = open_shop(tracks=[three(downgrade="TO_QUALIFIED", validity="3m")])
    shop.order("li", "200.00", "2026-01-01")
    shop.order("li", "250.00", "2026-03-20")

    shop.clock("2026-04-05")

    standing = shop.standing("li")
    assert standing is not None
    assert (standing.tier, standing.why, standing.since, standing.until) == ("gold", "kept", "2026-01-01", "2026-07-01")


@pytest.mark.parametrize(
    ("validity", "until", "then"),
    [("year+1y", "2028-01-01", "2030-01-01"), ("anniversary", "2027-05-03", "2028-05-03")],
)
def test_a_tier_may_last_to_the_end_of_a_year_or_to_an_anniversary(
    open_shop: Opening, validity: str, until: str, then: str
) -> None:
    shop = open_shop(tracks=[three(downgrade="TO_QUALIFIED", validity=validity)])
    shop.order("li", "250.00", "2026-05-03")
    first = shop.standing("li")
    shop.order("li", "250.00", "2027-05-02" if until == "2027-05-03" else "2027-12-31")

    shop.clock(until)

    kept = shop.standing("li")
    assert first is not None
    assert kept is not None
    assert (first.until, kept.tier, kept.why, kept.until) == (until, "gold", "kept", then)


def test_a_review_before_until_that_is_passed_changes_nothing(open_shop: Opening) -> None:
    shop = open_shop(tracks=[three(downgrade="TO_QUALIFIED", validity="3m")])
    shop.order("li", "250.00", "2026-01-01", number="A")

    shop.refund("li", "50.00", "2026-01-02", order="A")

    assert history(shop) == [("gold", "qualified", "2026-01-01")]


def test_a_refund_reviews_at_once_with_validity_too(open_shop: Opening) -> None:
    shop = open_shop(tracks=[three(downgrade="TO_QUALIFIED", validity="3m")])
    shop.order("li", "200.00", "2026-01-01", number="A")

    shop.refund("li", "0.01", "2026-01-02", order="A")

    assert history(shop) == [("gold", "qualified", "2026-01-01"), ("silver", "downgraded", "2026-01-02")]


def test_every_refund_is_a_review_of_its_own(open_shop: Opening) -> None:
    shop = open_shop(tracks=[three(downgrade="ONE_STEP", validity="3m")])
    shop.order("li", "300.00", "2026-01-01", number="A")

    for _ in range(2):
        shop.refund("li", "150.00", "2026-01-02", order="A")

    assert shop.tier("li") == "silver"


def test_keep_may_ask_for_less_than_the_tier(open_shop: Opening) -> None:
    loose = ladder(
        tier("gold", 1, spent("200", "30d"), keep=spent("100", "30d")), downgrade="TO_QUALIFIED"
    )  # fmt: skip
    shop = open_shop(tracks=[loose])
    shop.order("li", "100.00", "2026-01-01")
    shop.order("li", "100.00", "2026-01-11")

    shop.clock("2026-02-09T23:59")
    assert shop.tier("li") == "gold"
    shop.clock("2026-02-10T00:00")

    assert shop.tier("li") is None


def test_whoever_no_longer_keeps_a_tier_loses_it_on_the_day_they_no_longer_qualify(open_shop: Opening) -> None:
    shop = open_shop(tracks=[
        ladder(tier("silver", 1), tier("gold", 2, spent("5", "30d"), keep=spent("4", "10d")), downgrade="TO_QUALIFIED")
    ])  # fmt: skip

    shop.order("li", "6.00", "2026-01-01")
    shop.clock("2026-03-01")

    assert history(shop) == [("gold", "qualified", "2026-01-01"), ("silver", "downgraded", "2026-01-31")]


def test_falling_below_keep_is_not_for_ever(open_shop: Opening) -> None:
    shop = open_shop(
        tracks=[ladder(tier("gold", 1, spent("200", "30d"), keep=spent("100", "30d")), downgrade="TO_QUALIFIED")]
    )
    shop.order("li", "200.00", "2026-01-01")
    shop.clock("2026-02-10")

    shop.order("li", "150.00", "2026-02-11")
    assert shop.tier("li") is None
    shop.order("li", "50.00", "2026-02-12")

    assert shop.tier("li") == "gold"


@pytest.mark.parametrize("downgrade", ["ONE_STEP", "TO_QUALIFIED"])
def test_who_qualifies_for_the_tier_is_never_sent_below_it(open_shop: Opening, downgrade: str) -> None:
    strict = ladder(tier("gold", 1, spent("100", "30d"), keep=spent("200", "30d")), downgrade=downgrade, grace="3d")
    shop = open_shop(tracks=[strict])

    shop.order("li", "100.00", "2026-01-01")
    shop.order("li", "1.00", "2026-01-02")
    shop.clock("2026-01-20")

    assert history(shop) == [("gold", "qualified", "2026-01-01")]


def test_a_failed_review_starts_grace_once_and_qualifying_again_clears_it(open_shop: Opening) -> None:
    shop = open_shop(tracks=[three(downgrade="TO_QUALIFIED", validity="3m", grace="10d")])
    shop.order("li", "200.00", "2026-01-01")

    shop.clock("2026-04-03")
    standing = shop.standing("li")
    assert standing is not None
    assert (standing.tier, standing.why, standing.grace_until) == ("gold", "grace", "2026-04-11")
    shop.order("li", "1.00", "2026-04-04")
    assert len(shop.standings("li")) == 2
    shop.order("li", "200.00", "2026-04-05")

    kept = shop.standing("li")
    assert kept is not None
    assert (kept.tier, kept.why, kept.grace_until, kept.until) == ("gold", "kept", None, "2026-07-01")
    shop.clock("2026-04-20")
    assert shop.tier("li") == "gold"


@pytest.mark.parametrize(
    ("downgrade", "after", "until"),
    [("NONE", "gold", "2026-07-11"), ("ONE_STEP", "silver", "2026-07-11"), ("TO_QUALIFIED", None, None)],
)
def test_after_grace_each_policy_takes_its_course(
    open_shop: Opening, downgrade: str, after: str | None, until: str | None
) -> None:
    shop = open_shop(tracks=[three(downgrade=downgrade, validity="3m", grace="10d")])
    shop.order("li", "200.00", "2026-01-01")

    shop.clock("2026-04-10T23:59")
    assert shop.tier("li") == "gold"
    shop.clock("2026-04-11T00:00")

    standing = shop.standing("li")
    assert standing is not None
    assert (standing.tier, standing.until, standing.grace_until) == (after, until, None)


def test_a_paid_standing_ends_and_says_so(open_shop: Opening) -> None:
    plus = ladder(tier("plus", 1), code="plus", kind="PAID")
    shop = open_shop(tracks=[plus])
    shop.send(
        "li",
        "standing.imported",
        "2026-01-01",
        source="api",
        track="plus",
        tier="plus",
        until="2026-02-01T00:00:00+08:00",
    )

    shop.clock("2026-02-01T00:00")

    assert history_of(shop, "plus") == [("plus", "imported"), (None, "ended")]
    assert [data["up"] for _, data in shop.events("li", "tier.changed")] == [True, False]


def history_of(shop: MemoryShop, track: str) -> list[tuple[str | None, str]]:
    return [(standing.tier, standing.why) for standing in shop.standings("li", track)]


@pytest.mark.parametrize("kind", ["EARNED", "PAID"])
def test_an_imported_standing_that_is_over_is_reviewed_at_once(open_shop: Opening, kind: str) -> None:
    track = ladder(tier("silver", 1, spent("100")), kind=kind, downgrade="TO_QUALIFIED", validity="1y")
    shop = open_shop(tracks=[track])

    shop.send(
        "li", "standing.imported", "2026-03-01", source="api", track="main", tier="silver", until="2026-02-01T00:00:00Z"
    )

    assert shop.tier("li") is None


def test_an_imported_standing_is_kept_to_its_date(open_shop: Opening) -> None:
    shop = open_shop(tracks=[three(downgrade="TO_QUALIFIED", validity="1y")])
    shop.send("li", "standing.imported", "2026-01-01", source="api", track="main", tier="gold",
              since="2025-06-01T00:00:00+08:00", until="2026-06-01T00:00:00+08:00")  # fmt: skip

    standing = shop.standing("li")
    assert standing is not None
    assert (standing.since, standing.until) == ("2025-06-01", "2026-06-01")
    shop.clock("2026-06-01T00:00")
    assert shop.tier("li") is None


def test_a_reminder_comes_before_the_standing_ends_once(open_shop: Opening) -> None:
    shop = open_shop(tracks=[three(validity="3m", remindBefore="10d")])
    shop.order("li", "200.00", "2026-01-01")

    shop.clock("2026-03-21T23:59")
    assert shop.events("li", "tier.expiring") == []
    shop.clock("2026-03-22T00:00")
    shop.clock("2026-03-30")

    assert [(on, data["tier"]) for on, data in shop.events("li", "tier.expiring")] == [("2026-03-22", "gold")]


def test_no_reminder_comes_for_what_ends_sooner_than_that(open_shop: Opening) -> None:
    shop = open_shop(tracks=[three(validity="20d", remindBefore="30d")])
    shop.order("li", "200.00", "2026-01-01")

    shop.clock("2026-01-19")

    assert shop.events("li", "tier.expiring") == []


RAISED = ladder(tier("gold", 1, spent("500", None)), downgrade="TO_QUALIFIED")


def test_a_raised_ladder_keeps_standings_until_a_review(open_shop: Opening) -> None:
    shop = open_shop(tracks=[ladder(tier("gold", 1, spent("200", None)), downgrade="TO_QUALIFIED")])
    shop.order("li", "200.00", "2026-01-01", number="A")
    shop.clock("2026-02-01")

    shop.change(Setup(tracks=[RAISED]))
    assert shop.tier("li") == "gold"
    shop.order("li", "1.00", "2026-02-02")
    assert shop.tier("li") == "gold"
    shop.refund("li", "1.00", "2026-02-03", order="A")

    assert shop.tier("li") is None


def test_who_meets_the_raised_ladder_is_held_to_it_from_then_on(open_shop: Opening) -> None:
    first = ladder(tier("gold", 1, spent("200", "60d")), downgrade="TO_QUALIFIED")
    shop = open_shop(tracks=[first])
    shop.order("li", "300.00", "2026-01-15")
    shop.clock("2026-02-01")
    shop.change(Setup(tracks=[ladder(tier("gold", 1, spent("250", "60d")), downgrade="TO_QUALIFIED")]))

    shop.send("li", "login", "2026-02-02")
    shop.clock("2026-03-17")

    assert shop.tier("li") is None


def test_review_now_judges_by_the_new_ladder_at_once(open_shop: Opening) -> None:
    shop = open_shop(tracks=[ladder(tier("gold", 1, spent("200", None)), downgrade="TO_QUALIFIED")])
    shop.order("li", "200.00", "2026-01-01")
    raised = ladder(tier("gold", 1, spent("500", None)), downgrade="TO_QUALIFIED", onChange="REVIEW_NOW")

    shop.change(Setup(tracks=[raised]), "main")

    assert shop.tier("li") is None


def test_a_lowered_ladder_upgrades_at_once(open_shop: Opening) -> None:
    shop = open_shop(tracks=[ladder(tier("gold", 1, spent("200", None)))])
    shop.order("li", "150.00", "2026-01-01")

    shop.change(Setup(tracks=[ladder(tier("gold", 1, spent("100", None)))]))

    assert shop.tier("li") == "gold"


def test_a_tier_may_follow_from_points_and_points_from_a_tier(open_shop: Opening) -> None:
    main = ladder(
        tier("silver", 1, where("balance", "GTE", 100, asset="points")),
        tier("gold", 2, where("balance", "GTE", 150, asset="points")),
    )
    gift = answering("gift", lambda ctx: [Earn("points", 50, once=ctx.event.data.to)], on=("tier.changed",))
    shop = open_shop(tracks=[main], rules=[points(), Ruling(gift)])

    shop.order("li", "100.00", "2026-01-01")

    assert [standing.tier for standing in shop.standings("li")] == ["silver", "gold"]
    assert shop.asset("li", "points").available == "200"


def test_points_that_expire_may_end_a_tier(open_shop: Opening) -> None:
    main = ladder(tier("silver", 1, where("balance", "GTE", 100, asset="points")), downgrade="TO_QUALIFIED")
    shop = open_shop(
        kinds=[{"code": "points", "name": "Points", "expiry": {"after": "30d"}}], tracks=[main], rules=[points()]
    )
    shop.order("li", "100.00", "2026-01-01")

    shop.clock("2026-01-31T00:00")

    assert shop.tier("li") is None

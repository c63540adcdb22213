"""A plugin that was written against the API of November 2026 still loads and settles."""

from hashlib import sha256
from pathlib import Path

import pytest

from headless.engine.declarations.effects import Earn, Emit, Remember
from headless.plugins.testing import Member, Shop
from tests.plugins.frozen import stamp_club

FROZEN = "6a430862eb9833b282b7766d7a15561ceee16a5bd295e4b24c086863f8169ccf"
LADDERS = (
    {"code": "collectors", "rule": "stamp_club.collectors", "tiers": [{"code": "collector"}]},
    {"code": "busiest", "rule": "stamp_club.busiest", "tiers": [{"code": "busy"}]},
)


@pytest.fixture
def shop() -> Shop:
    tags = [{"code": "collector", "name": "Collector"}]
    return Shop(stamp_club, rules={"points_per_spend": {}}, tracks=LADDERS, tags=tags)


@pytest.fixture
def ann(shop: Shop) -> Member:
    return shop.member(joined="2025-06-01")


def test_nobody_has_changed_it() -> None:
    """If this fails, put the file back: plugins that people have installed do not change with ours."""
    assert FROZEN == sha256(Path(stamp_club.__file__).read_bytes()).hexdigest()


def test_a_stamp_for_each_order(ann: Member) -> None:
    said = ann.order("20")

    assert [Earn("stamps", 1, why="stamp 1", boostable=False), Remember({"stamps": 1}, shared=True)] == list(
        said.of("stamps")
    )
    assert (1, 20) == (said.earned("stamps"), said.earned("points"))


def test_a_full_card_is_exchanged_once_and_makes_a_collector(ann: Member) -> None:
    for number in range(3):
        said = ann.order("20", number=str(number))

    assert Emit("stamp_club.filled", {"cards": 1}) in said.effects
    assert (0, 70) == (ann.balance("stamps"), ann.balance("points"))
    assert {"collector"} == ann.tags
    assert ("collector", 1) == (ann.tier("collectors"), ann.metric("stamp_club.cards"))
    assert {"cards": 1, "stamps": 0} == ann.shared("stamp_club")
    assert stamp_club.Card(0, 3) == ann.field("card")


def test_an_unlinked_refund_takes_a_stamp_back(ann: Member) -> None:
    ann.order("20")

    assert -1 == ann.refund("20").earned("stamps")


def test_early_orders_earn_double_up_to_the_cap(ann: Member) -> None:
    assert 40 == ann.order("20", on="2026-01-02T08:00").earned("points")
    assert 500 == ann.order("400", on="2026-01-03T08:00").earned("points")


def test_newcomers_do_not_guess(shop: Shop) -> None:
    new = shop.member(joined="2025-12-24")

    said = new.send("stamp_club.guessed", coffee="flat white")

    assert ("REFUSED", "TOO_NEW") == (said.status, said.code)


def test_guessing_right_pays_by_what_was_before(ann: Member, shop: Shop) -> None:
    bea = shop.member()
    ann.order("20")
    ann.order("20")

    said = ann.send("stamp_club.guessed", coffee="flat white", remark="sweet", toldBy=bea)

    assert 6 == said.earned("points")
    assert {"remark": 5} == ann.remembered("right_guess")
    assert 1 == len(bea.happened("stamp_club.idle"))
    assert 7 == ann.send("stamp_club.guessed", on="2026-01-02", coffee="flat white").earned("points")


def test_a_wrong_guess_is_skipped_with_its_reason(ann: Member) -> None:
    assert {"right_guess": "not mocha", "month_old": "old enough"} == dict(
        ann.send("stamp_club.guessed", coffee="mocha").skipped
    )


def test_its_job_finds_who_stays_away(shop: Shop, ann: Member) -> None:
    ann.order("20")
    shop.member().order("20", on="2026-03-01")

    assert 1 == len(shop.run_job("wake_up", on="2026-03-20"))
    assert 1 == len(ann.happened("stamp_club.idle"))


def test_it_keeps_its_webhook_its_action_and_its_observer(shop: Shop) -> None:
    assert {("stamp_club", "machine")} == set(shop.program.inbound)
    assert {("stamp_club", "guess")} == set(shop.program.actions)
    assert ("stamp_club",) == shop.program.observers

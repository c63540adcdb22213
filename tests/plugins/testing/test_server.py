"""The kit is the server: what runs in production besides rules runs in a test."""

import threading

import green_points
import pytest

from headless.plugins.testing import Shop
from tests.plugins.testing import reading_club
from tests.plugins.testing.reading_club import ReadingClub

NAMES = ("reading_club",)
MUG = {"code": "mug", "stock": 2}
READ = "reading_club.read"


@pytest.fixture
def shop() -> Shop:
    return Shop(ReadingClub(), names=NAMES)


def test_an_event_type_that_is_taken_once_a_day_is(shop: Shop) -> None:
    ann = shop.member()

    first, second = (ann.send(READ, "2026-05-01T10:00").status, ann.send(READ, "2026-05-01T23:00").status)
    third = ann.send(READ, "2026-05-02")

    assert ("RECORDED", "DUPLICATE", "RECORDED") == (first, second, third.status)
    assert 20 == ann.balance("points")


def test_the_same_external_id_is_answered_as_the_first_time(shop: Shop) -> None:
    ann, bob = shop.member(), shop.member()
    first = ann.order("20", number="o1", key="k1")

    again = ann.send("order.paid", key="k1", orderId="o1", total="20")
    other = ann.send("order.paid", key="k1", orderId="o2", total="20")
    taken = bob.order("20", number="o1")

    assert ("DUPLICATE", first.event) == (again.status, again.event)
    assert ("CONFLICT", "KEY_CONFLICT") == (other.status, other.code)
    assert ("CONFLICT", "ALREADY_RECORDED") == (taken.status, taken.code)
    assert 1 == ann.metric("orders")


def test_time_passes_with_the_jobs_of_plugins(shop: Shop) -> None:
    ann = shop.member()
    shop.member()
    ann.send(READ, "2026-02-02T12:00")

    shop.pass_time("2026-03-03")

    assert ["2026-02-03", "2026-02-09", "2026-02-16", "2026-02-23", "2026-03-02"] == [
        day for day, _ in ann.happened("reading_club.thought")
    ]
    assert ["2026-03-01"] == [day for day, _ in ann.happened("reading_club.monthly")]
    assert [] == shop.verify()


def test_a_job_that_a_test_runs_is_still_run_once_in_its_window(shop: Shop) -> None:
    ann = shop.member()
    ann.send(READ)

    said = shop.run_job("weekly", "2026-02-03")

    assert [1] == [each.earned("points") for each in said]
    assert [] == shop.run_job("weekly", "2026-02-08")
    assert 1 == len(shop.run_job("weekly", "2026-02-09"))
    assert ["2026-02-03", "2026-02-09"] == [day for day, _ in ann.happened("reading_club.thought")]


def test_time_that_passes_with_events_runs_no_jobs(shop: Shop) -> None:
    ann = shop.member()
    ann.send(READ)
    ann.order("10", "2026-02-20")

    assert [] == ann.happened("reading_club.thought")
    shop.pass_time("2026-02-21")
    assert ["2026-02-21"] == [day for day, _ in ann.happened("reading_club.thought")]


def test_rankings_are_made_when_they_are_due() -> None:
    from tests.plugins.frozen import stamp_club

    shop = Shop(
        stamp_club,
        tracks=[
            {"code": "collectors", "rule": "stamp_club.collectors", "tiers": [{"code": "collector"}]},
            {"code": "busiest", "rule": "stamp_club.busiest", "tiers": [{"code": "busy"}]},
        ],
    )
    ann, bea = shop.member(), shop.member()
    for _ in range(4):
        ann.order("10")
    bea.order("10")

    assert (None, None) == (ann.tier("busiest"), bea.tier("busiest"))
    shop.pass_time("2026-03-01")
    assert "busy" == ann.tier("busiest")


def test_what_is_told_to_another_member_arrives(shop: Shop) -> None:
    ann, bob = shop.member(), shop.member()

    ann.send(READ, friend=bob)

    assert 1 == len(bob.happened("reading_club.thought"))
    assert 1 == bob.balance("points")


def test_benefits_are_granted_out_of_their_stock() -> None:
    shop = Shop(ReadingClub(), names=NAMES, settings={"thoughts": {"mug": "mug"}}, benefits=[MUG])
    ann, bob = shop.member(), shop.member()
    ann.send(READ, friend=bob)

    ((code, status, _),) = bob.benefits
    assert ("mug", "AVAILABLE") == (code, status)
    assert "RECORDED" == bob.use("mug").status
    assert [] == shop.verify()


def test_observers_hear_when_it_is_delivered(shop: Shop) -> None:
    reading_club.TOLD.clear()
    ann = shop.member()
    ann.send(READ)

    assert [] == reading_club.TOLD
    assert 1 <= shop.deliver()
    assert (READ, ann.id) in reading_club.TOLD


def test_actions_answer_once_for_a_key(shop: Shop) -> None:
    ann = shop.member()
    ann.order("5")

    done = shop.action("lend", {"minutes": 4}, member=ann, key="k")

    assert ("DONE", {"status": "RECORDED", "orders": 1}) == (done.status, done.result)
    assert done == shop.action("lend", {"minutes": 4}, member=ann, key="k")
    assert "KEY_CONFLICT" == shop.action("lend", {"minutes": 5}, member=ann, key="k").code
    assert ("REFUSED", "NO_MEMBER") == (shop.action("lend").status, shop.action("reading_club/lend").code)
    assert "INVALID" == shop.action("lend", {"minutes": "many"}, member=ann).status
    assert 4 == ann.balance("points")
    with pytest.raises(KeyError, match="reading_club/lend"):
        shop.action("land")


def test_webhooks_are_taken_and_rejected(shop: Shop) -> None:
    ann = shop.member()
    sent = {"member": ann.id, "id": "1"}

    assert "TAKEN" == shop.inbound("library", sent, {"X-Key": "books"}).status
    assert ("REJECTED", "WRONG_KEY") == (shop.inbound("library", sent).status, shop.inbound("library", sent).code)
    assert "FAILED" == shop.inbound("library", b"{", {"x-key": "books"}).status
    assert 3 == ann.balance("points")


def test_graphql_answers_the_merchant_and_the_member(shop: Shop) -> None:
    ann, bob = shop.member(), shop.member()
    ann.send(READ)
    query = 'query Balance($id: ID!) { member(by: {id: $id}) { asset(kind: "points") { available } } }'

    answered = shop.graphql(query, {"id": ann.id})

    assert "errors" not in answered, answered["errors"]
    assert "10" == answered["data"]["member"]["asset"]["available"]
    assert {"me": {"id": ann.id}} == shop.graphql("{ me { id } }", as_=ann)["data"]
    assert not (shop.graphql(query, {"id": ann.id}, as_=bob)["data"] or {}).get("member")


def test_tables_of_plugins_are_there_exported_and_erased() -> None:
    shop = Shop(green_points)
    ann = shop.member()
    ann.send("green_points.action", action="own_cup")
    shop.deliver()

    (deed,) = shop.export(ann)["plugins"]["green_points"]["deeds"]
    assert "own_cup" == deed["action"]
    shop.erase(ann)
    assert not shop.export(ann)["plugins"]["green_points"].get("deeds")
    assert [] == shop.verify()


def test_an_order_is_quoted_as_it_is_paid() -> None:
    ten = {"code": "ten", "discount": {"percent": "10"}}
    shop = Shop(rules={"points_per_spend": {}}, coupons=[ten])
    ann = shop.member()

    quoted = ann.quote("50")

    assert (50, [], ("ASSET", "points", 0, 50)) == (quoted.left, quoted.coupons, quoted.earns[0])
    assert "UNKNOWN_COUPON" == ann.quote("50", coupons=["nothing"]).code


def test_shops_know_nothing_of_one_another(shop: Shop) -> None:
    other = Shop(ReadingClub(), names=NAMES)
    shop.member().send(READ)

    assert 0 == other.member().balance("points")


async def test_it_can_be_called_where_a_loop_runs(shop: Shop) -> None:
    assert "RECORDED" == shop.member().send(READ).status


def test_a_shop_that_is_closed_leaves_nothing(shop: Shop) -> None:
    path = shop._inside._closing.peek()[2][2].path  # type: ignore[attr-defined]
    assert path.exists()
    shop.close()
    assert not path.parent.exists()
    assert threading.current_thread() is threading.main_thread()

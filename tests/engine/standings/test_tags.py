"""Tags by condition, by rule and by hand: the hand wins."""

from headless.plugins import Tag, Untag
from tests.engine.conftest import Opening
from tests.kit.rules import answering, saying
from tests.kit.setup import Ruling, spent, where

BUYER = {"code": "buyer", "name": "Buyer", "condition": spent("100", "30d")}
VIP = {"code": "vip", "name": "VIP"}


def test_a_condition_puts_a_tag_on_and_takes_it_off_when_its_day_comes(open_shop: Opening) -> None:
    shop = open_shop(tags=[BUYER])

    shop.order("li", "100.00", "2026-01-01")
    assert list(shop.tags("li")) == ["buyer"]
    shop.clock("2026-01-30T23:59")
    assert list(shop.tags("li")) == ["buyer"]
    shop.clock("2026-01-31T00:00")

    assert shop.tags("li") == {}
    assert len(shop.events("li", "tag.reviewed")) == 1


def test_a_tag_set_by_hand_is_never_removed_by_a_condition(open_shop: Opening) -> None:
    shop = open_shop(tags=[BUYER])
    shop.order("li", "100.00", "2026-01-01")
    shop.tag("li", "buyer", "2026-01-02")

    shop.clock("2026-03-01")

    assert shop.tags("li")["buyer"].author == "ann"


def test_a_tag_removed_by_hand_stays_off_until_it_is_set_again(open_shop: Opening) -> None:
    again = Ruling(saying("again", Tag("buyer")))
    shop = open_shop(tags=[BUYER], rules=[again])
    shop.order("li", "100.00", "2026-01-01")

    shop.untag("li", "buyer", "2026-01-02")
    shop.order("li", "100.00", "2026-01-03")
    assert shop.tags("li") == {}
    shop.tag("li", "buyer", "2026-01-04")

    assert list(shop.tags("li")) == ["buyer"]
    shop.order("li", "100.00", "2026-01-05")
    assert shop.tags("li")["buyer"].author == "ann"


def test_a_hand_tag_that_ends_leaves_the_condition_to_decide(open_shop: Opening) -> None:
    shop = open_shop(tags=[BUYER])
    shop.order("li", "100.00", "2026-01-01")
    shop.tag("li", "buyer", "2026-01-02", expires="2026-01-10T00:00")

    shop.clock("2026-01-10T00:00")

    assert shop.tags("li")["buyer"].author == "condition"


def test_a_rules_tag_ends_at_its_day_and_is_not_written_twice(open_shop: Opening) -> None:
    mark = answering("mark", lambda ctx: [Tag("vip", until=ctx.event.local_date.replace(month=2, day=1))])
    shop = open_shop(tags=[VIP], rules=[Ruling(mark)])

    shop.order("li", "1.00", "2026-01-01")
    shop.order("li", "1.00", "2026-01-02")
    assert len(shop.settler.journal.tags) == 1
    assert shop.tags("li")["vip"].author == "rule:mark"
    shop.clock("2026-02-01T00:00")

    assert shop.tags("li") == {}


def test_a_rule_takes_off_what_a_rule_or_a_condition_set_but_not_a_hand(open_shop: Opening) -> None:
    shop = open_shop(
        tags=[VIP], rules=[Ruling(saying("off", Untag("vip"))), Ruling(saying("on", Tag("vip"), on=("login",)))]
    )
    shop.send("li", "login", "2026-01-01")
    shop.tag("mo", "vip", "2026-01-01")

    for name in ("li", "mo"):
        shop.order(name, "1.00", "2026-01-02")

    assert (list(shop.tags("li")), list(shop.tags("mo"))) == ([], ["vip"])


def test_tags_may_follow_from_tags(open_shop: Opening) -> None:
    tags = [
        {"code": "c", "name": "C", "condition": where("tag", "EQ", "b")},
        {"code": "b", "name": "B", "condition": where("tag", "EQ", "a")},
        {"code": "a", "name": "A", "condition": spent("100", "30d")},
    ]
    shop = open_shop(tags=tags)

    shop.order("li", "100.00", "2026-01-01")
    assert sorted(shop.tags("li")) == ["a", "b", "c"]
    shop.clock("2026-02-01")

    assert shop.tags("li") == {}


def test_a_tag_that_ends_and_one_that_begins_on_the_same_day_both_change(open_shop: Opening) -> None:
    quiet = {"code": "quiet", "name": "Quiet", "condition": where("days_since_order", "GTE", 30)}
    shop = open_shop(tags=[BUYER, quiet])
    shop.order("li", "100.00", "2026-01-01")

    shop.clock("2026-01-31T00:00")

    assert list(shop.tags("li")) == ["quiet"]

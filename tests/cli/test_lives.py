"""Erasing from the command line, with what verify and the report say afterwards."""

from pathlib import Path

from tests.cli.conftest import Command
from tests.cli.test_operations import ORDERS, import_orders


def test_a_member_is_erased_by_any_of_its_identifiers(shop: Command, tmp_path: Path) -> None:
    import_orders(shop, tmp_path)

    exported = shop("member", "export", "externalId:c1", "--merchant", "shop")
    unknown = shop("member", "export", "externalId:c9", "--merchant", "shop")
    asked = shop("member", "erase", "externalId:c1", "--merchant", "shop")
    erased = shop("member", "erase", "externalId:c1", "--merchant", "shop", "--yes")
    again = shop("member", "erase", "externalId:c1", "--merchant", "shop", "--yes", "--json")
    verified = shop("verify", "--merchant", "shop", "--replay")
    report = shop("report", "liability", "--merchant", "shop", "--json")

    assert (0, 2) == (exported.code, unknown.code)
    assert ["1", "C3"] == [
        row["externalId"] for row in exported.json["tables"]["event"] if row["type"].startswith("order.")
    ]
    assert (1, 0, 2) == (asked.code, erased.code, again.code)
    assert "there is no member with externalId 'c1'" in again.err
    assert erased.out.startswith("erased: mem_")
    assert (0, "") == (verified.code, verified.out)
    assert "events of 1 members who were erased" in verified.err
    assert {"erased"} <= report.json["kinds"][0].keys()


def test_a_dry_run_says_what_an_erasing_would_do_and_does_nothing(shop: Command, tmp_path: Path) -> None:
    import_orders(shop, tmp_path)

    told = shop("member", "erase", "externalId:c1", "--merchant", "shop", "--dry-run")
    counted = shop("member", "erase", "externalId:c1", "--merchant", "shop", "--dry-run", "--json")
    unknown = shop("member", "erase", "externalId:c9", "--merchant", "shop", "--dry-run")
    still = shop("member", "export", "externalId:c1", "--merchant", "shop")

    assert (0, 0, 2, 0) == (told.code, counted.code, unknown.code, still.code)
    assert told.out.startswith("would erase: mem_")
    assert {"holds": 0, "coupons": 0, "benefits": 0, "waiting": 0, "plugins": []} == {
        name: value for name, value in counted.json.items() if name != "member"
    }


def test_members_are_merged_after_a_look_at_what_that_does(shop: Command, tmp_path: Path) -> None:
    import_orders(shop, tmp_path)
    import_orders(shop, tmp_path, ORDERS.replace("c1", "c2").replace("\n1,", "\n2,").replace("C3", "C4"))
    named = ("member", "merge", "--from", "externalId:c1", "--into", "externalId:c2", "--merchant", "shop")

    looked = shop(*named, "--dry-run", "--json")
    told = shop(*named, "--dry-run")
    asked = shop(*named)
    done = shop(*named, "--yes")
    again = shop(*named, "--yes")
    verified = shop("verify", "--merchant", "shop", "--replay")

    # The joining, an order and a refund.
    assert (3, {}, ["joinedAt"]) == tuple(looked.json[name] for name in ("events", "assets", "taken"))
    assert "events: 3" in told.out
    assert (0, 0, 1, 0, 2) == (looked.code, told.code, asked.code, done.code, again.code)
    assert done.out.startswith("merged into mem_")
    assert "both look-ups name one member" in again.err
    assert (0, "") == (verified.code, verified.out)

"""Importing, verifying, reporting, explaining, migrating and working from the command line."""

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, Command

ORDERS = """Invoice,Date,Customer,Sku,Qty,Price
1,2011-11-01T10:00:00,c1,a,2,10.00
1,2011-11-01T10:00:00,c1,b,1,5.00
2,2011-11-02T10:00:00,,b,1,5.00
C3,2011-11-02T10:00:00,c1,b,-1,5.00
"""
MAPS = ("order=Invoice", "member=Customer", "time=Date", "sku=Sku", "quantity=Qty", "price=Price")


def database(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


def import_orders(shop: Command, tmp_path: Path, text: str = ORDERS, *more: str) -> Answer:
    file = tmp_path / "orders.csv"
    file.write_text(text)
    maps = [part for each in MAPS for part in ("--map", each)]
    return shop(
        "import", "orders", str(file), "--merchant", "shop", "--create-members", "--refund-prefix", "C", *maps, *more
    )


def test_importing_orders_tells_counts_and_ends_with_1_where_lines_were_rejected(shop: Command, tmp_path: Path) -> None:
    first = import_orders(shop, tmp_path, ORDERS, "--json")
    second = import_orders(shop, tmp_path)

    assert 1 == first.code
    counts = {"lines": 4, "orders": 1, "refunds": 1, "gross": "25.00", "net": "20.00", "rejected": {"no member": 1}}
    assert counts == {name: first.json[name] for name in counts}
    assert "1 lines were rejected; see" in first.err
    assert ("already there: 2", 1) == (second.lines[4], second.code)


def test_a_clean_file_ends_with_0(shop: Command, tmp_path: Path) -> None:
    answer = import_orders(shop, tmp_path, "\n".join(line for line in ORDERS.splitlines() if ",," not in line))

    assert (0, "") == (answer.code, answer.err)


@pytest.mark.parametrize(
    ("maps", "message"),
    [
        (("order",), "write FIELD=COLUMN"),
        (("order=A", "order=B"), "--map order is given twice"),
        (("order=Invoice", "colour=Red"), "--map colour=… is not known"),
    ],
)
def test_a_wrong_map_is_named(shop: Command, tmp_path: Path, maps: tuple[str, ...], message: str) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(ORDERS)

    answer = shop("import", "orders", str(file), "-m", "shop", *[part for each in maps for part in ("--map", each)])

    assert 2 == answer.code
    assert message in answer.err


def test_verify_is_clean_until_something_is_altered(shop: Command, tmp_path: Path) -> None:
    import_orders(shop, tmp_path)
    clean = shop("verify", "--replay")
    with sqlite3.connect(database(tmp_path)) as connection:
        connection.execute("UPDATE daily_total SET amount = amount + 1 WHERE day = 0")
    connection.close()
    altered = shop("verify", "--merchant", "shop")
    for_programs = shop("verify", "--json")

    assert (0, "", "no drift, 0 differences\n") == (clean.code, clean.out, clean.err)
    assert (1, "1 drifts\n") == (altered.code, altered.err)
    assert "total order in all (count, amount, less): expected (1, 2500, 500), found (1, 2501, 500)" in altered.out
    assert ("drift", [1, 2500, 500]) == (for_programs.json["type"], for_programs.json["expected"])


def test_liability_is_printed_for_people_and_programs(shop: Command, tmp_path: Path) -> None:
    for_people = shop("report", "liability", "--merchant", "shop")
    for_programs = shop("report", "liability", "--merchant", "shop", "--json")

    assert (0, 0) == (for_people.code, for_programs.code)
    assert "worth in GBP" in for_people.out
    assert ["balance", "growth", "points"] == [each["kind"] for each in for_programs.json["kinds"]]


def test_a_member_and_an_event_are_explained(shop: Command, tmp_path: Path) -> None:
    import_orders(shop, tmp_path)
    with sqlite3.connect(database(tmp_path)) as connection:
        number = connection.execute("SELECT id FROM event WHERE type = 'order.paid'").fetchone()[0]
    connection.close()
    from headless.ids import encode

    about_member = shop("explain", "member", "c1", "--asset", "points")
    about_event = shop("explain", "event", encode("evt", number), "--json")
    unknown = shop("explain", "member", "c1", "--track", "nonsense")

    assert (0, "asset points: no Points entries yet\n") == (about_member.code, about_member.out)
    assert ("order.paid", "recorded") == (about_event.json["type"], about_event.json["code"])
    assert 2 == unknown.code
    assert "there is no tier track 'nonsense'" in unknown.err


def test_the_worker_does_what_is_due_and_ends(shop: Command) -> None:
    answer = shop("worker", "--once", "--json")

    assert (0, {0}) == (answer.code, set(answer.json.values()))
    assert {"due", "judged", "retried", "delivered", "paused"} <= set(answer.json)


def test_migrate_brings_a_database_up_to_date_once(headless: Command) -> None:
    assert ["migrated\n", "up to date\n"] == [headless("migrate").err, headless("migrate").err]


def test_without_auto_migration_an_empty_database_says_what_to_run(
    headless: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADLESS_AUTO_MIGRATE", "0")
    before = headless("merchant", "list")
    headless("migrate")

    assert 2 == before.code
    assert "run headless migrate" in before.err
    assert 0 == headless("merchant", "list").code


def test_a_wrong_setting_is_named(headless: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADLESS_DATABASE_URL", "mysql://localhost/shop")

    answer = headless("merchant", "list")

    assert 2 == answer.code
    assert "HEADLESS_DATABASE_URL begins with 'mysql'" in answer.err


def test_plugins_are_listed_and_a_failed_one_is_found(headless: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    fine = headless("plugins", "list", "--json")
    monkeypatch.setenv("HEADLESS_PLUGINS", "not_there")
    failed = headless("plugins", "list")

    assert (0, ["builtin"]) == (fine.code, [each["name"] for each in fine.json])
    assert 1 == failed.code
    assert "not_there: HEADLESS_PLUGINS names it, but it is not installed" in failed.err


def test_the_schema_is_printed(headless: Command) -> None:
    answer = headless("schema")

    assert 0 == answer.code
    assert "type Query" in answer.out


def test_the_schema_has_the_fields_of_the_plugins_unless_they_are_left_out(
    headless: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADLESS_PLUGINS", "gamified_tasks")

    assert "gamifiedTasks" in headless("schema").out
    assert "gamifiedTasks" not in headless("schema", "--no-plugins").out


def test_a_merchant_brings_members_and_balances_along(shop: Command, tmp_path: Path) -> None:
    people, lots = tmp_path / "people.csv", tmp_path / "lots.csv"
    people.write_text("Card,Name,Town\n100,Ann,Bath\n200,Bob,Bath\n")
    lots.write_text("Card,Points,Until\n100,50,2012-12-31\n200,7,\n300,5,\n")

    brought = shop(
        "import", "members", str(people), "-m", "shop",
        "--map", "number=Card", "--map", "name=Name", "--map", "attribute.town=Town", "--json",
    )  # fmt: skip
    booked = shop(
        "import", "balances", str(lots), "-m", "shop", "--asset", "points", "--member-by", "number",
        "--map", "member=Card", "--map", "amount=Points", "--map", "expires=Until",
    )  # fmt: skip

    assert (0, 2) == (brought.code, brought.json["imported"])
    assert 1 == booked.code
    assert "rejected, unknown member: 1" in booked.lines
    assert ["points", "3", "62", "2", "57", "5"] == booked.lines[-1].split()
    assert (0, "no drift\n") == ((clean := shop("verify")).code, clean.err)


def test_standings_need_a_track(shop: Command, tmp_path: Path) -> None:
    tiers = tmp_path / "tiers.csv"
    tiers.write_text("Card,Level\n100,gold\n")

    answer = shop("import", "standings", str(tiers), "-m", "shop", "--map", "member=Card", "--map", "tier=Level")

    assert (2, "") == (answer.code, answer.out)
    assert "shop has no tier track yet" in answer.err


def test_doctor_says_what_is_wrong_and_changes_nothing(headless: Command, tmp_path: Path) -> None:
    before = headless("doctor")
    was_there = database(tmp_path).exists()
    headless("migrate")
    after = headless("doctor", "--json")

    assert (1, False) == (before.code, was_there)
    assert "shop.db yet; run: headless migrate" in before.out
    assert 0 == after.code
    assert {"ok", "warn"} == {found["state"] for found in after.json}


def test_doctor_tells_of_a_database_that_cannot_be_opened(headless: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADLESS_DATABASE_URL", "sqlite:////nowhere/at/all/shop.db")

    answer = headless("doctor", "--json")

    assert 1 == answer.code
    assert "cannot open" in next(found["finding"] for found in answer.json if found["state"] == "fail")

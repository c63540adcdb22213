"""`headless plugins try`: what a rule would have done on the orders that were imported."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.cli.test_operations import import_orders

RULE = ("plugins", "try", "builtin/points_per_spend", "--merchant", "shop")


@pytest.fixture
def imported(shop: Command, tmp_path: Path) -> Command:
    import_orders(shop, tmp_path)
    return shop


def test_a_rule_is_tried_on_all_that_has_happened(imported: Command) -> None:
    answer = imported(*RULE, "--settings", '{"per": "2"}')

    assert answer.code == 0
    assert ["1 gain, 0 lose, 0 neither", "Points: 40 instead of 0"] == answer.lines[:2]
    assert "gains" in answer.out
    assert "c1" in answer.out
    assert "Points by points_per_spend: 40 instead of 0" in answer.out


def test_settings_may_lie_in_a_file_and_the_answer_be_json(imported: Command, tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text('{"per": "2"}')

    answer = imported(*RULE, "--settings", f"@{file}", "--json")

    assert (1, 0, 0, 40) == (
        *(answer.json[name] for name in ("gained", "lost", "unchanged")),
        answer.json["totals"][0]["after"],
    )


def test_a_day_is_the_merchants_own(shop: Command, tmp_path: Path) -> None:
    """The shop is in London, the order before midnight lies outside, and the refund takes points of the day."""
    lines = (
        "1,2011-06-01T23:30:00,c1,a,1,30.00",
        "2,2011-06-02T00:30:00,c2,a,1,20.00",
        "C3,2011-06-02T10:00:00,c2,a,-1,5.00",
    )
    import_orders(shop, tmp_path, "\n".join(("Invoice,Date,Customer,Sku,Qty,Price", *lines)) + "\n")

    answer = shop(*RULE, "--since", "2011-06-02", "--json")

    assert [15] == [change["after"] for change in answer.json["totals"]]


def test_several_changes_are_tried_together(imported: Command, tmp_path: Path) -> None:
    """The tag is a gain because it is said to be one; the growth value counts as before."""
    condition = {"test": {"metric": "net_spend", "op": "GTE", "value": "10"}}
    changes = [
        {"rule": {"rule": "growth_per_spend"}},
        {"tag": {"code": "buyer", "name": "Buyer", "condition": condition}},
    ]
    file = tmp_path / "changes.json"
    file.write_text(json.dumps(changes))
    try_changes = ("plugins", "try", "--merchant", "shop", "--json", "--changes")

    both = imported(*try_changes, f"@{file}")
    tag = imported(*try_changes, json.dumps(changes[1:]))
    wanted = imported(*try_changes, json.dumps(changes[1:]), "--gain-tag", "buyer")

    assert ["Growth value: 20 instead of 0"] == [change["text"] for change in both.json["totals"]]
    assert [(1, 0, 0), (0, 0, 1), (1, 0, 0)] == [
        (answer.json["gained"], answer.json["lost"], answer.json["unchanged"]) for answer in (both, tag, wanted)
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nothing",), "the plugin 'nothing' is not installed"),
        (("builtin/nothing",), "declares a rule 'nothing'"),
        (("builtin/points_per_spend", "--settings", "{"), "--settings cannot be read"),
        (("builtin/points_per_spend", "--since", "soon"), "is not a time"),
        ((), "give either NAME"),
        (("builtin/points_per_spend", "--changes", "[]"), "give either NAME"),
        (("--changes", "[]"), "--changes takes a list of changes"),
        (("--changes", "["), "--changes cannot be read"),
        (("--changes", '[{"tag": {"code": "x", "name": "X"}}, {"plugin": {"name": "nothing"}}]'), "1.plugin"),
    ],
)
def test_wrong_use_is_named(imported: Command, arguments: tuple[str, ...], message: str) -> None:
    answer = imported("plugins", "try", *arguments, "--merchant", "shop")

    assert 2 == answer.code
    assert message in answer.err

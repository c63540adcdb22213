"""The tests on the page of the kit are run as they stand."""

import sys
from types import ModuleType

import pytest

from headless.plugins.testing import Shop
from tests.docs.pages import blocks
from tests.docs.plugin_pages.cookbook.recipes import recipe, shop


def page_of_tests() -> ModuleType:
    (block,) = [block for block in blocks("python") if "kit" in block.words]
    module = ModuleType("test_weekend")
    exec(compile(block.text, block.place, "exec"), vars(module))
    return module


def test_the_tests_of_the_page_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weekend", recipe("weekend"))
    told = [test for name, test in vars(page_of_tests()).items() if name.startswith("test_")]

    assert 2 == len(told)
    for test in told:
        test()


def test_what_is_missing_is_named_and_the_event_stands() -> None:
    said = shop("spend_and_get").member().order("100")

    assert ("RECORDED", ["spend_and_get"]) == (said.status, list(said.failed))


def test_points_are_there_without_being_given() -> None:
    assert {"points"} <= set(Shop().program.kinds)


def test_draws_are_the_same_each_time() -> None:
    def drawn() -> list[bool]:
        ann = shop("scratch_card", coupons=[{"code": "free-mug", "name": "Mug", "discount": {"amount": "5"}}]).member()
        return [bool(ann.order("20").effects) for _ in range(50)]

    assert drawn() == drawn()


def test_jobs_run_as_time_passes_and_once_in_their_window() -> None:
    members = shop("weekly_greeting")
    ann = members.member()
    ann.order("10")
    members.pass_time("2026-01-20")
    assert ["2026-01-05", "2026-01-12", "2026-01-19"] == [day for day, _ in ann.happened("greeting.due")]
    assert [] == members.run_job("monday_morning")
    assert 1 == len(members.run_job("monday_morning", "2026-01-26"))
    assert [] == members.run_job("monday_morning")
    assert 4 == len(ann.happened("greeting.due"))

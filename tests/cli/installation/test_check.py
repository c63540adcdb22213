"""`headless check` says what a configuration hardly means, and ends with 1 if there is something to say."""

import asyncio
import os

import pytest

from headless.config import Settings
from headless.engine.texts.languages import LANGUAGES
from headless.services.configuration.offers.coupon_kinds import save_coupon_kind
from headless.services.kernel.opening import open_kernel
from headless.services.kernel.principals import system
from tests.cli.conftest import Command


def save_coupon(amount: str, minimum: str) -> None:
    """Save a coupon kind of the shop."""

    async def work() -> None:
        async with open_kernel(Settings.from_environment(os.environ)) as kernel:
            async with kernel.db.read() as session:
                merchant = await kernel.programs.by_slug(session, "shop")
            document = {"code": "may", "name": "May", "discount": {"amount": amount}, "minimum": minimum}
            saved = await save_coupon_kind(kernel, system(merchant.id, "shop", "test"), document)
            assert saved.problem is None, saved

    asyncio.run(work())


def test_a_configuration_that_is_fine_ends_with_0(shop: Command) -> None:
    save_coupon("5", "50")
    answer = shop("check", "--merchant", "shop")
    assert (answer.code, answer.out, answer.err) == (0, "nothing to say of shop\n", "")
    assert shop("check", "--merchant", "shop", "--json").json == []


def test_advice_is_a_table_for_people_and_json_for_programs(shop: Command) -> None:
    save_coupon("30", "20")
    answer = shop("check", "--merchant", "shop")
    assert answer.code == 1
    assert answer.lines[0].split() == ["code", "about", "advice"]
    assert answer.lines[2].startswith("COUPON_ABOVE_MINIMUM  coupon:may  may takes 30.00 off orders from 20.00 on")
    program = shop("check", "--merchant", "shop", "--json")
    assert (program.code, [sorted(one) for one in program.json]) == (1, [["about", "code", "message"]])


def test_it_is_told_in_chinese(shop: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    save_coupon("30", "20")
    monkeypatch.setenv("HEADLESS_LANG", "zh")
    assert "zh" in LANGUAGES
    assert "满£20.00减£30.00" in shop("check", "--merchant", "shop").out


def test_a_merchant_who_is_not_there_is_wrong_use(shop: Command) -> None:
    answer = shop("check", "--merchant", "nowhere")
    assert answer.code == 2
    assert "there is no merchant" in answer.err

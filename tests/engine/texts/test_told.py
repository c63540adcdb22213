"""Texts by language are texts, wherever they are taken."""

import pickle
from copy import deepcopy

from headless.engine.texts.told import Told


def test_a_copy_has_all_languages_also_in_another_process() -> None:
    text = Told({"en": "a gift", "zh": "礼物"})

    for copied in (deepcopy(text), pickle.loads(pickle.dumps(text))):
        assert "a gift" == copied
        assert "礼物" == copied.told("zh")


def test_a_name_is_what_all_languages_read_that_have_no_other() -> None:
    chinese, english, plain = (
        Told.of("完成首单", {"en": "First order"}), Told.of("First order", {"zh": "完成首单"}), Told.of("PLUS", {}),
    )  # fmt: skip

    assert ("First order", "完成首单") == (chinese, chinese.told("zh"))
    assert ("First order", "完成首单") == (english, english.told("zh"))
    assert ("PLUS", "PLUS") == (plain, plain.told("zh"))

"""Texts by language are texts, wherever they are taken."""

import pickle
from copy import deepcopy

from headless.engine.texts.told import Told


def test_a_copy_has_all_languages_also_in_another_process() -> None:
    text = Told({"en": "a gift", "zh": "礼物"})

    for copied in (deepcopy(text), pickle.loads(pickle.dumps(text))):
        assert "a gift" == copied
        assert "礼物" == copied.told("zh")

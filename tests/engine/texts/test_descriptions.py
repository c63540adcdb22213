"""Descriptions are written in English next to what they describe, and read in the reader's language."""

import pickle
import sys
from importlib import import_module
from pathlib import Path

import pytest

from headless.engine.texts.descriptions import (
    CORE,
    DECLARED,
    SCHEMA,
    Described,
    described,
    in_one_line,
    translations_of,
)
from headless.engine.texts.told import Told
from headless.messages import Message

TRANSLATIONS = "headless.engine.texts.translations"


def test_a_description_is_found_by_its_english_text() -> None:
    assert "全部标签。" == described("All tags.", "zh")
    assert "All tags." == described("All tags.", "en") == described("All tags.", "fr")
    assert "what no one wrote" == described("what no one wrote", "zh")


def test_a_line_break_makes_no_other_text_of_it() -> None:
    assert "全部标签。" == described("All\n    tags.", "zh")
    assert ("All tags.", "pack") == ((line := in_one_line(Described("All\n tags.", "pack"))), line.package)  # type: ignore[attr-defined]


def test_a_translation_that_stands_next_to_its_text_counts_first() -> None:
    assert "标签" == described(Described("All tags.", CORE, {"zh": "标签"}), "zh")
    assert "标签" == described(Told({"en": "All tags.", "zh": "标签"}), "zh")
    assert "流水ent_1不存在" == described(Message("there is no entry {entry}", entry="ent_1"), "zh")


def test_a_package_without_texts_reads_those_of_the_core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "全部标签。" == described(Described("All tags.", "no_such_package"), "zh")
    assert "a word of its own" == described("a word of its own", "zh", "no_such_package")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package whose Chinese texts are still to be written."""
    texts = tmp_path / "told_package" / "texts" / "zh"
    texts.mkdir(parents=True)
    for folder in (texts, texts.parent, texts.parents[1]):
        (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    translations_of.cache_clear()
    for name in [name for name in sys.modules if name.startswith("told_package")]:
        del sys.modules[name]
    return str(texts)


def test_a_package_has_texts_of_its_own(package: str) -> None:
    (Path(package) / "descriptions.py").write_text(
        'TEXTS = {"A stamp\\n for a cup.": "一杯一章。", "All tags.": "标签"}\n'
    )

    assert "一杯一章。" == described(Described("A stamp for a cup.", "told_package"), "zh")
    assert ("标签", "全部标签。") == (described("All tags.", "zh", "told_package"), described("All tags.", "zh"))


@pytest.mark.parametrize("source", ["TEXTS = {", "raise RuntimeError", "TEXT = {}", "TEXTS = 7"])
def test_a_package_whose_texts_are_at_fault_speaks_english(package: str, source: str) -> None:
    (Path(package) / "descriptions.py").write_text(source)

    assert "A stamp for a cup." == described(Described("A stamp for a cup.", "told_package"), "zh")


def test_a_description_can_be_sent_to_another_process() -> None:
    copied = pickle.loads(pickle.dumps(Described("All tags.", "pack", {"zh": "标签"})))

    assert ("All tags.", "pack", {"zh": "标签"}) == (copied, copied.package, copied.given)


def test_each_family_has_a_text_once() -> None:
    names = [f"schema.{name}" for name in SCHEMA] + [f"declared.{name}" for name in DECLARED]
    keys = [key for name in names for key in import_module(f"{TRANSLATIONS}.zh.{name}").TEXTS]

    assert [] == sorted(key for key in set(keys) if keys.count(key) > 1)
    assert [] == [key for key in keys if key != in_one_line(key)]

"""Keys have one spelling, coupon codes are read however they were typed, and a search compares letters of every alphabet."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headless.engine.member.coupons import normal
from headless.engine.values.spelling import bare, folded, spelled

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (" 1001 ", "1001"),
        ("\u200b1001\ufeff", "1001"),
        ("10\u200d01", "1001"),
        ("\u00a01001\u3000", "1001"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("A\u00a01", "A 1"),
        ("\u8ba2\u5355 1", "\u8ba2\u5355 1"),
        ("a-B_c", "a-B_c"),
        ("\u200b \ufeff", ""),
    ],
)
def test_a_key_is_trimmed_composed_and_seen(given: str, key: str) -> None:
    assert key == spelled(given)


@given(TEXTS)
def test_a_spelling_stays_as_it_is_and_knows_no_composition(text: str) -> None:
    assert spelled(text) == spelled(spelled(text))
    assert spelled(text) == spelled(normalize("NFD", text))


@pytest.mark.parametrize(
    "typed",
    [
        "ab1-c0d",
        "AB1C0D",
        " ab1 c0d ",
        "abl\u2013cod",
        "ABI\u2014C0D",
        "AB1\u2212C0D",
        "AB1\u30fcC0D",
        "AB1_C0D",
        "\uff21\uff22\uff11\uff0d\uff23\uff10\uff24",
        "AB1\u00a0C0D",
        "AB1\u3000C0D",
        "A\u200bB\u00ad1\u2060C0D\ufeff",
        "AB1\nC0D\t",
    ],
)
def test_a_coupon_code_is_read_however_it_was_typed(typed: str) -> None:
    assert "AB1C0D" == normal(typed)


@pytest.mark.parametrize(
    ("stored", "searched"),
    [
        ("Ren\u00e9e", "RENE\u0301E"),
        ("\u0418\u0432\u0430\u043d", "\u0438\u0432\u0410\u041d"),
        ("\u0394\u0397\u039c\u039f\u03a3", "\u03b4\u03b7\u03bc\u03bf\u03c2"),
        ("Stra\u00dfe", "STRASSE"),
        ("\u0130stanbul", "istanbul"),
        ("\uff33\uff41\uff4d", "sam"),
        ("\u738b\u200b\u82b3", "\u738b\u82b3"),
        ("\u304b\u3099", "\u304c"),
    ],
)
def test_case_width_and_composition_are_nothing_to_a_search(stored: str, searched: str) -> None:
    assert folded(stored) == folded(searched)


@given(TEXTS)
def test_what_is_folded_is_folded(text: str) -> None:
    assert folded(text) == folded(folded(text))
    assert folded(text) == folded(normalize("NFD", text))


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("Lovely, strong tea.", "lovely strong tea"),
        ("Love-ly strong\ttea!!", "LOVELY STRONGTEA"),
        ("\u597d\u559d\uff0c\u4e0b\u6b21\u8fd8\u4e70\uff01", "\u597d\u559d \u4e0b\u6b21,\u8fd8\u4e70"),
        ("\uff34\uff25\uff21\u3000\uff11\uff10", "tea10"),
        ("snake_case \uff5e \u2605", "snakecase"),
        ("Cafe\u0301\u200b", "caf\u00c9"),
        ("\U0001f44d \U0001f44d\ufe0f", "\U0001f44d\U0001f44d"),
    ],
)
def test_case_width_spaces_and_punctuation_are_nothing_in_a_loose_comparison(text: str, like: str) -> None:
    assert bare(text) == bare(like)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("tea", "teas"),
        ("\u0e14\u0e35", "\u0e14\u0e39"),
        ("\u0915\u0940", "\u0915\u093e"),
        ("\U0001f44d", "\U0001f44e"),
        ("!", "?"),
    ],
)
def test_letters_with_their_marks_count_in_a_loose_comparison(text: str, other: str) -> None:
    assert bare(text) != bare(other)


@given(TEXTS)
def test_a_loose_comparison_stays_as_it_is_and_takes_any_punctuation(text: str) -> None:
    assert bare(text) == bare(bare(text))
    if any(letter.isalnum() for letter in bare(text)):
        assert bare(text) == bare(" , ".join(bare(text)))

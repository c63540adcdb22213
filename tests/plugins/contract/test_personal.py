"""Personal fields are kept apart; rules see a length and a salted digest."""

from typing import Any

import pytest

from headless.errors import Invalid
from headless.plugins.contract.payloads import accept_payload, member_lookups, model_of, parse_payload
from tests.plugins.builtin.contexts import TYPES

REVIEW = TYPES["review.posted"]
ANNA, BERT = b"salt of Anna", b"salt of Bert"


def review(text: Any, salt: bytes = ANNA, **more: Any) -> Any:
    return accept_payload(REVIEW, {"text": text, **more}, salt)


def test_the_text_is_kept_apart_from_the_event() -> None:
    taken = review("Lovely tea!", orderId="A-1", media="https://example.com/tea.jpg")

    assert {"text": "Lovely tea!", "media": ["https://example.com/tea.jpg"]} == taken.personal
    assert "Lovely" not in repr(taken.plain) + repr(taken.data)
    assert (11, "A-1") == (taken.data.text.length, taken.data.order_id)


def test_what_was_kept_reads_as_it_was_taken_in() -> None:
    taken = review("Lovely tea!")

    assert taken.data == parse_payload(REVIEW, taken.plain)


def test_case_spaces_and_punctuation_make_no_new_text() -> None:
    assert review("Lovely tea!").data.text.digest == review(" LOVELY,\n tea ").data.text.digest
    assert review("Lovely tea!").data.text.digest == review("love-ly, TEA").data.text.digest
    assert review("好吃，下次还买！").data.text.digest == review("好吃 下次还买").data.text.digest
    assert review("ＴＥＡ，１０！").data.text.digest == review("tea10").data.text.digest
    assert review("Lovely tea").data.text.digest != review("Lovely cup").data.text.digest


def test_addresses_in_a_list_are_compared_with_their_punctuation() -> None:
    def media(*listed: str) -> Any:
        return review("Lovely tea!", media=listed).data.media.digest

    assert media("https://x.org/tea-1.1.jpg") != media("https://x.org/tea-11.jpg")
    assert media("A cup of tea.") == media("a cup, of tea")


def test_texts_of_signs_alone_differ() -> None:
    assert review("👍").data.text.digest != review("👎").data.text.digest


def test_the_digest_of_another_member_differs() -> None:
    assert review("Lovely tea!", ANNA).data.text.digest != review("Lovely tea!", BERT).data.text.digest


def test_spaces_do_not_lengthen_a_text() -> None:
    assert 8 == review("  so    good  ").data.text.length + 1


@pytest.mark.parametrize("forged", [{"length": 999, "digest": "0" * 32}, 5, ["a"], ""])
def test_a_digest_cannot_be_sent_instead_of_a_text(forged: Any) -> None:
    with pytest.raises(Invalid, match=r"review\.posted: text "):
        review(forged)


def test_a_text_that_was_not_split_off_is_not_read() -> None:
    with pytest.raises(Invalid, match="is personal"):
        parse_payload(REVIEW, {"text": "Lovely tea!"})


def test_a_review_needs_a_text() -> None:
    with pytest.raises(Invalid, match="text is missing"):
        accept_payload(REVIEW, {}, ANNA)


def test_the_schema_shows_what_is_sent() -> None:
    properties = model_of(REVIEW).model_json_schema()["properties"]

    assert ("string", True) == (properties["text"]["type"], properties["text"]["personal"])


REFERRAL = TYPES["referral.joined"]


@pytest.mark.parametrize(("sent", "lookup"), [({"phone": "+44 1"}, {"phone": "+44 1"}), ("mem_1", {"id": "mem_1"})])
def test_another_member_is_sent_as_a_lookup_and_read_as_an_id(sent: Any, lookup: dict[str, str]) -> None:
    assert {"referred": lookup} == member_lookups(model_of(REFERRAL), {"referred": sent})

    taken: Any = accept_payload(REFERRAL, {"referred": sent}, ANNA, {"referred": "mem_2"})

    assert ("mem_2", {"referred": "mem_2"}) == (taken.data.referred, taken.plain)


@pytest.mark.parametrize("sent", [{}, {"phone": "1", "email": "a@b"}, {"name": "Anna"}, 7, {"phone": 7}])
def test_a_lookup_names_exactly_one_key(sent: Any) -> None:
    with pytest.raises(Invalid, match="referred"):
        member_lookups(model_of(REFERRAL), {"referred": sent}, "referral.joined")

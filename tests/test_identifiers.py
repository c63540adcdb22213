"""One person has one spelling, and what spreadsheets write for nothing is no person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headless.identifiers import _suspicion, identifier, suspicion
from headless.phones import is_country, phone_key

BRITISH = "+442079460958"
CHINESE = "+8613800138000"


@pytest.mark.parametrize(
    ("text", "country", "key"),
    [
        ("+44 20 7946 0958", None, BRITISH),
        ("+44 (0)20 7946 0958", None, BRITISH),
        ("0044 20 7946 0958", "GB", BRITISH),
        ("020 7946 0958", "GB", BRITISH),
        ("2079460958", "GB", BRITISH),
        ("0044-20-7946.0958", "US", BRITISH),
        ("tel:+44-20-7946-0958", None, BRITISH),
        ("０２０７９４６０９５８", "GB", BRITISH),
        ("＋４４ ２０ ７９４６ ０９５８", None, BRITISH),
        ("138 0013 8000", "CN", CHINESE),
        ("008613800138000", "CN", CHINESE),
        ("8613800138000", "CN", CHINESE),
        ("١٣٨٠٠١٣٨٠٠٠", "CN", CHINESE),
        ("\u202a+86 138 0013 8000\u202c", None, CHINESE),
        ("+39 06 698 12345", None, "+390669812345"),
        ("06 698 12345", "IT", "+390669812345"),
        ("020 7946 0958 ext. 12", "GB", f"{BRITISH};ext=12"),
        ("020 7946 0958", None, "02079460958"),
        ("4711", "GB", "4711"),
        ("+1 23", None, "+123"),
    ],
)
def test_a_phone_number_has_one_form(text: str, country: str | None, key: str) -> None:
    assert key == identifier("phone", text, country)


@given(st.text("+0123456789 ()-./xt０１", max_size=24), st.sampled_from([None, "GB", "US", "CN", "IT", "BR", "DE"]))
def test_the_form_of_a_phone_number_is_its_own_form(text: str, country: str | None) -> None:
    key = phone_key(text, country)

    assert key == phone_key(key, country)


@given(st.sampled_from(["number", "externalId", "email"]), st.text(max_size=12))
def test_the_spelling_of_an_identifier_is_its_own_spelling(kind: str, text: str) -> None:
    key = identifier(kind, text)

    assert key == identifier(kind, key)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("email", "New@X.org", "new@x.org "),
        ("email", "stra\u00dfe@x.org", "STRASSE@x.org"),
        ("email", "jose\u0301@x.org", "JOS\u00c9@x.org"),
        ("externalId", "Jose\u0301", "Jos\u00e9"),
        ("number", "47\u200b11", "4711\ufeff"),
        ("number", "A\u00a01", "A 1"),
    ],
)
def test_two_spellings_are_one_person(kind: str, one: str, other: str) -> None:
    assert identifier(kind, one) == identifier(kind, other)


@pytest.mark.parametrize(("one", "other"), [("007", "7"), ("a1", "A1"), ("1-2", "12"), ("guest1", "guest2")])
def test_numbers_keep_case_zeros_and_signs(one: str, other: str) -> None:
    assert identifier("number", one) != identifier("number", other)


@pytest.mark.parametrize(
    "text",
    [
        "NULL", "null", "None", "nil", "N/A", "#N/A", "n.a.", "NaN", "undefined", "Unknown",
        "guest", "Anonymous", "(none)", "[guest]",
        "<null>", "（无）", "(Walk-in)", "0", "00", "0.0", "-", "--", ".", "?", "#####", "#REF!", "#NAME?", "#DIV/0!", "#BEZUG!",
        "Err:502", "4.47912E+11", "1E+05", "4,4E+5", "4711.0", "4711,00", '="0042"', "=A1", "'0042", '"4711"', "\u200b",
        "\ufeff ", "-1",
        "1-Mar", "Mar-01", "4,711", "\\N", "无", "散客", "非会员", "ＮＵＬＬ", "null null", "TRUE", "合计", "Total", "Mar\ufffda",
    ],
)  # fmt: skip
def test_what_exports_write_for_nothing_is_suspicious(text: str) -> None:
    assert suspicion("number", text) is not None
    assert suspicion("externalId", text) is not None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("phone", "0"), ("phone", "8.61381E+12"), ("phone", "447911123456.0"), ("phone", "0000000000"), ("phone", "#N/A"),
        ("email", "null"), ("email", "none@none.com"), ("email", "N/A"), ("email", "noemail@example.com"),
        ("email", "x@y.invalid"),
    ],
)  # fmt: skip
def test_phones_and_addresses_of_nobody_are_suspicious(kind: str, text: str) -> None:
    assert suspicion(kind, text) is not None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "4711"), ("number", "007"), ("number", "10"), ("number", "A-1"), ("number", "1-1"), ("externalId", "Nolan"),
        ("externalId", "nanny"), ("externalId", "guest-17"), ("externalId", "12e45"), ("externalId", "a.0"),
        ("externalId", "李明"),
        ("phone", "+44 20 7946 0958"), ("phone", "020 7946 0958"), ("phone", "(020) 7946 0958"), ("email", "ann@example.com"),
        ("email", "null.jennifer@x.org"), ("number", "-A1"), ("externalId", "cus_0"), ("externalId", "gid://shopify/Customer/1"),
    ],
)  # fmt: skip
def test_a_person_is_not_suspicious(kind: str, text: str) -> None:
    assert suspicion(kind, text) is None


@given(
    st.sampled_from(["number", "externalId", "email", "phone"]),
    st.text("0123456789", max_size=12) | st.text("01\u0661\uff11 -.\n", max_size=4) | st.text(max_size=6),
)
def test_plain_digits_are_judged_like_all_else(kind: str, text: str) -> None:
    assert suspicion(kind, text) == _suspicion(kind, text)


def test_countries_are_those_whose_numbers_can_be_read() -> None:
    assert [True, True, False, False] == [is_country(code) for code in ("GB", "CN", "XX", "gb")]

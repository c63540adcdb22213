"""JSON with long numbers: exact, and only so many of them."""

from decimal import Decimal

import orjson
import pytest

from headless.models.base.exact_json import TooManyLong, exact_json

LONG, FLOAT = b"1234567890123456.7891", b"0.30000000000000004"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (LONG, Decimal("1234567890123456.7891")),
        (b"-" + LONG, Decimal("-1234567890123456.7891")),
        (FLOAT, 0.30000000000000004),
        (b"0.300000000000000000", 0.3),
        (b"12345678901234567890", 12345678901234567890),
        (b"1e400", None),
    ],
)
def test_a_number_is_a_float_if_that_has_all_its_digits(text: bytes, value: object) -> None:
    try:
        read = exact_json(text)
    except orjson.JSONDecodeError:
        read = None

    assert (value, type(value)) == (read, type(read))


@pytest.mark.parametrize("number", [LONG, FLOAT, b"-" + LONG, b"123456789012345678"])
def test_there_may_be_so_many_long_ones(number: bytes) -> None:
    assert 3 == len(exact_json(b"[%b, %b,%b]" % (number, number, number), most_long=3))
    with pytest.raises(TooManyLong):
        exact_json(b"[%b, %b,%b]" % (number, number, number), most_long=2)


def test_short_numbers_and_texts_are_not_counted() -> None:
    assert ["1 2 3", 1.5, 123456789012345] == exact_json(b'["1 2 3", 1.5, 123456789012345]', most_long=0)

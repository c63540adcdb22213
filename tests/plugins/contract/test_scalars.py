"""What is plain is read by a short way, which says the same as the long one."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from headless.plugins.contract import scalars
from headless.plugins.contract.scalars import Key, Reference, SignedAmount, exact

NUMBERS = st.from_regex(r"-?[0-9]{0,18}(\.[0-9]{0,14})?( |e[0-9])?", fullmatch=True)
VALUES = NUMBERS | st.text(max_size=40) | st.integers() | st.floats() | st.booleans() | st.none() | st.decimals()


def outcome(read: Callable[[Any], Any], value: Any) -> Any:
    """Return what is read of a value, with its digits, or the message of its refusal."""
    try:
        read_value = read(value)
    except PydanticCustomError as fault:
        return fault.message()
    except ValidationError as fault:
        return fault.errors(include_url=False, include_input=False)
    return str(read_value)


@given(VALUES)
def test_an_amount_that_was_read_before_is_read_alike(value: Any) -> None:
    assert outcome(exact, value) == outcome(exact, value) == outcome(scalars._exact, value)


@given(VALUES)
def test_an_amount_is_what_the_signed_one_is_unless_it_is_negative(value: Any) -> None:
    signed = outcome(TypeAdapter(SignedAmount).validate_python, value)
    if isinstance(signed, str) and Decimal(signed) < 0:
        signed = "may not be negative"
    told = outcome(scalars._amount, value)
    assert told == (signed if isinstance(signed, str) else signed[0]["msg"])


@given(st.text(max_size=220))
def test_a_name_that_comes_again_is_spelled_like_a_number_that_comes_once(text: str) -> None:
    name, number = TypeAdapter(Reference), TypeAdapter(Key)
    assert outcome(name.validate_python, text) == outcome(number.validate_python, text)
    assert outcome(name.validate_python, text) == outcome(name.validate_python, text)

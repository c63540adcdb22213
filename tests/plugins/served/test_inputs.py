"""Classes of inputs as trees, and what GraphQL gave as the JSON that would have said it."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from headless.plugins import EventData, MemberRef, Money
from headless.plugins.contract.scalars import Instant
from headless.plugins.contract.served.inputs import JSON, UNSET, InputShape, as_json, input_shape


class Size(Enum):
    """How large."""

    SMALL = "small"
    LARGE = "large"


class Inner(EventData):
    """Inside."""

    when: Instant
    friend: MemberRef | None = None


class Outer(EventData):
    """Outside."""

    text: str
    amount: Money | None = None
    day: date | None = None
    at: datetime | None = None
    size: Size = Size.SMALL
    kind: Literal["a", "b"] = "a"
    odd: Literal["a b", "c"] = "c"
    mixed: Literal[1, "c"] = 1
    friend: MemberRef | None = None
    inner: Inner | None = None
    many: tuple[Inner, ...] = ()
    union: int | str = 0
    free: dict[str, Any] = {}
    limit: Annotated[int, Field(ge=1)] = 20


def shapes(model: type[EventData]) -> dict[str, InputShape]:
    return {part.name: part.shape for part in input_shape(model).parts}


def test_each_type_is_what_graphql_has_for_it_and_else_json() -> None:
    found = shapes(Outer)

    assert [str, Decimal, date, datetime, int] == [
        found[name].python for name in ("text", "amount", "day", "at", "limit")
    ]
    assert (("small", "large"), "Size") == (found["size"].choices, found["size"].noun)
    assert (("a", "b"), "OuterKind") == (found["kind"].choices, found["kind"].noun)
    assert (str, JSON, JSON, JSON) == (found["odd"].python, found["mixed"], found["union"], found["free"])
    assert found["friend"].is_member
    assert found["many"].items == found["inner"]
    # A member inside is a text as ever: look-ups are resolved at the top alone.
    assert [datetime, str] == [part.shape.python for part in found["inner"].parts]


def test_only_a_default_that_can_be_shown_is() -> None:
    defaults = {part.name: part.default for part in input_shape(Outer).parts}

    assert ("small", "a", "c", 20) == tuple(defaults[name] for name in ("size", "kind", "odd", "limit"))
    assert all(defaults[name] is UNSET for name in ("text", "amount", "many", "free", "union"))


def test_a_class_that_holds_itself_or_a_name_that_graphql_cannot_take_is_json() -> None:
    class Odd(EventData):
        """Odd."""

        name: str = Field(alias="x-name")

    class Holder(EventData):
        """Holds."""

        odd: Odd

    assert JSON == shapes(Holder)["odd"]
    assert JSON == input_shape(Odd)


def test_what_was_given_is_what_json_would_have_said() -> None:
    inner = {"when": 1_000_000, "friend": "mem_x"}
    given = {
        "text": "t", "amount": Decimal("1E+2"), "day": date(2026, 1, 31), "at": 2_000_000, "size": Size.LARGE.value,
        "friend": {"number": "m1"}, "inner": inner, "many": [inner], "limit": None, "free": {"a": [1]}, "idempotencyKey": "k",
    }  # fmt: skip
    one = {"when": "1970-01-01T00:00:01Z", "friend": "mem_x"}
    said = {
        "text": "t", "amount": "100", "day": "2026-01-31", "at": "1970-01-01T00:00:02Z", "size": "large",
        "friend": {"number": "m1"}, "inner": one, "many": [one], "free": {"a": [1]},
    }  # fmt: skip

    assert said == as_json(input_shape(Outer), given)


@pytest.mark.parametrize(("name", "text"), [("text", "Text."), ("at", "At.")])
def test_a_field_without_words_is_called_by_its_name(name: str, text: str) -> None:
    assert text == next(part.description for part in input_shape(Outer).parts if part.name == name)

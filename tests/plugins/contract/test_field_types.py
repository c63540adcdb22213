"""What a field of a plugin gives is checked against its type before a front end could see half of it."""

from typing import Any

import pytest

from headless.plugins.contract.field_types import Misshapen, fitted, shape_of


def nested(levels: int) -> dict[str, Any]:
    """A document of so many levels."""
    found: dict[str, Any] = {}
    for _ in range(levels):
        found = {"in": found}
    return found


@pytest.mark.parametrize(
    ("type_", "value", "words"),
    [
        (float, float("nan"), "no number"),
        (dict, {"a": [float("inf")]}, "no number"),
        (str, "\ud83c", "half a character"),
        (dict, {"a": "\x00"}, "half a character"),
        (dict, nested(70), "more than 64 levels"),
        (dict, {"a": object()}, "which JSON does not know"),
    ],
)
def test_what_no_answer_can_hold_is_the_plugins_fault(type_: Any, value: Any, words: str) -> None:
    with pytest.raises(Misshapen, match=words):
        fitted(shape_of(type_), value)


def test_json_is_served_as_it_is() -> None:
    assert {"a": [1, 0.5, "茶", None]} == fitted(shape_of(dict), {"a": (1, 0.5, "茶", None)})

"""The tree of errors is drawn as it is, and no two of them share a code."""

import inspect

import pytest

from headless import errors
from headless.errors import HeadlessError, Refused

CLASSES = [thing for _, thing in inspect.getmembers(errors, inspect.isclass) if issubclass(thing, HeadlessError)]


def test_every_error_stands_in_the_drawing_under_its_parent() -> None:
    drawing = inspect.getdoc(errors) or ""
    depths = {
        line.strip("│├└─ ").split()[0]: line.index(line.strip("│├└─ ")) for line in drawing.splitlines()[2:-2] if line
    }

    assert {thing.__name__ for thing in CLASSES} == set(depths)
    for thing in CLASSES:
        assert 4 * (len(thing.__mro__) - len(HeadlessError.__mro__)) == depths[thing.__name__]


def test_no_two_errors_share_a_code() -> None:
    assert len(CLASSES) == len({thing.default_code for thing in CLASSES})


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_says_what_it_means(kind: type[HeadlessError]) -> None:
    assert kind.__doc__


def test_an_error_has_a_code_a_message_and_data() -> None:
    refused = Refused("the member is frozen: thaw them first", code="MEMBER_FROZEN", data={"member": "mem_1"})

    assert (refused.code, str(refused)) == ("MEMBER_FROZEN", "the member is frozen: thaw them first")
    assert refused.data == {"member": "mem_1"}
    assert Refused("no").code == "REFUSED"

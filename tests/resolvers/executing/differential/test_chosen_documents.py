"""Documents that chance seldom writes, each with many faults below it, are answered as by the library."""

import pytest

from tests.resolvers.executing.differential.answering import difference
from tests.resolvers.executing.differential.runs import both
from tests.resolvers.executing.differential.shapes import Faults

SALTS = 40
FAULTS = Faults(missing=100, failing=100, wrong=30, raising=50)
FRAGMENTS = "fragment F on Fruit { text number } fragment G on Fruit { ...F ... on Pear { key_must: keyMust } }"
CHOSEN = [
    "{ fruit { ...F text ...F } a: fruit { ...G } } " + FRAGMENTS,
    "{ fruitsMust { ...G ... on Apple { pear { text } } ... on Fruit { apple { text } } ... { number } } } "
    + FRAGMENTS,
    "{ fruitGridMustLater { kind: __typename textsMustLater ... on Apple { shareMust } } __typename }",
    "{ appleCubeMust { textCubeMust textCubeMustLater colorGridMust } again: appleCubeMust { textCubeMust } }",
    "{ secret secretsMust } ",
    "{ fruit { secret secretsMust } apples { secret } }",
    "{ fruit { text } fruit { number @skip(if: true) text @include(if: true) } fruit @include(if: false) { color } }",
]
ASKED = [
    ("query ($x: Int) { echo(flag: true, number: $x) }", [{}, {"x": None}, {"x": 5}, {"x": "five"}, {"x": 2**31}]),
    ("query ($x: [Color]) { echo(flag: true, colors: $x) }", [{}, {"x": "RED"}, {"x": ["RED", None]}, {"x": ["BLUE"]}]),
    ("query ($x: Boolean!) { echo(flag: $x) text @skip(if: $x) }", [{}, {"x": None}, {"x": True}, {"x": "true"}]),
    ("query ($x: Boolean = true) { echo(flag: $x) text @include(if: $x) }", [{}, {"x": False}]),
    (
        "query ($w: Wish, $t: [Int!] = 4) { echo(flag: true, wish: {times: $t, more: $w}) }",
        [{}, {"w": None}, {"w": {"color": "RED", "times": 3}}, {"w": {"x": 1}}, {"t": None}, {"t": [1, None]}],
    ),
    (
        "query ($n: Int = 7, $t: String) { echo(flag: true, from: $n, text: $t) }",
        [{}, {"t": None}, {"t": 3}],
    ),
]


@pytest.mark.parametrize("text", CHOSEN)
async def test_chosen_documents_are_answered_as_by_the_library(text: str) -> None:
    for salt in range(SALTS):
        mine, its = await both(text, {}, salt, FAULTS)

        assert difference(mine, its) is None, salt


@pytest.mark.parametrize(("text", "sent"), [(text, sent) for text, listed in ASKED for sent in listed])
async def test_variables_arrive_as_by_the_library(text: str, sent: dict[str, object]) -> None:
    mine, its = await both(text, sent)

    assert difference(mine, its) is None


@pytest.mark.parametrize(
    "text",
    ["{ text @skip(if: true) }", "{ fruit { text @include(if: false) } text }", "{ fruits { ... on Pear { key } } }"],
)
async def test_who_selects_nothing_in_the_end_is_answered_with_nothing(text: str) -> None:
    for salt in range(10):
        mine, its = await both(text, {}, salt)

        assert difference(mine, its) is None


async def test_a_field_that_is_spread_twice_fails_at_one_place() -> None:
    for salt in range(SALTS):
        mine, its = await both(
            "{ fruit { ...F } fruit { ...F } } " + "fragment F on Fruit { text number }", {}, salt, FAULTS
        )

        assert difference(mine, its) is None


@pytest.mark.parametrize(
    "text",
    [
        "query ($x: Boolean = true) { echo(flag: $x) }",
        "query ($x: Int = 7) { echo(flag: true, from: $x) text }",
        "query ($x: Boolean = true) { text number @skip(if: $x) }",
        "query ($x: Boolean = true) { text apple { number @include(if: $x) } }",
    ],
)
async def test_null_where_a_default_was_meant_fails_that_field_alone(text: str) -> None:
    mine, its = await both(text, {"x": None})

    assert difference(mine, its) is None


@pytest.mark.parametrize(
    "text",
    ["{ texts number textGridLater applesMust { text } }", "{ fruits { text } fruitMust { text } fruit { number } }"],
)
async def test_what_is_no_list_and_what_is_no_row_fails_its_field_alone(text: str) -> None:
    for salt in range(SALTS):
        mine, its = await both(text, {}, salt, Faults(odd=300))

        assert difference(mine, its, wordings=False) is None, salt

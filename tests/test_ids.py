"""Ids grow, fit into 63 bits, sort alike inside and outside, and say what they name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headless import ids
from headless.errors import InvalidId
from headless.ids import Ids, Prefix

NOVEMBER_2026_US = 1_795_000_000_000_000
numbers = st.integers(min_value=0, max_value=ids.ID_MOST)


def test_ids_of_one_process_only_grow_even_where_the_clock_goes_back() -> None:
    clock = iter([NOVEMBER_2026_US, NOVEMBER_2026_US, NOVEMBER_2026_US - 10_000_000, NOVEMBER_2026_US + 1_000])
    made = Ids(lambda: next(clock))

    numbers = [made.new() for _ in range(4)]

    assert sorted(set(numbers)) == numbers


def test_more_ids_than_fit_into_a_millisecond_still_differ() -> None:
    made = Ids(lambda: NOVEMBER_2026_US)

    assert len({made.new() for _ in range(10_000)}) == 10_000


def test_processes_with_nodes_of_their_own_never_meet() -> None:
    first, second = Ids(lambda: NOVEMBER_2026_US, node=1), Ids(lambda: NOVEMBER_2026_US, node=2)

    assert set() == {first.new() for _ in range(500)} & {second.new() for _ in range(500)}


def test_ids_fit_into_63_bits_until_the_year_2089() -> None:
    assert Ids(lambda: 3_776_000_000_000_000, node=1_023).new() <= ids.ID_MOST


def test_an_outside_id_is_its_prefix_and_13_characters() -> None:
    assert ids.encode(Prefix.MEMBER, 0) == "mem_0000000000000"
    assert ids.encode(Prefix.MEMBER, ids.ID_MOST) == "mem_7zzzzzzzzzzzz"


@given(numbers)
def test_what_is_encoded_is_decoded(number: int) -> None:
    assert number == ids.decode(Prefix.TIER, ids.encode(Prefix.TIER, number))


@given(numbers, numbers)
def test_outside_ids_sort_as_the_numbers_do(first: int, second: int) -> None:
    texts = sorted([ids.encode(Prefix.LOT, first), ids.encode(Prefix.LOT, second)])

    assert sorted([first, second]) == [ids.decode(Prefix.LOT, text) for text in texts]


@given(numbers, numbers)
def test_an_asset_is_a_member_and_a_kind(member: int, kind: int) -> None:
    text = ids.encode_pair(Prefix.ASSET, member, kind)

    assert (len("ast_") + 26, (member, kind)) == (len(text), ids.decode_pair(Prefix.ASSET, text))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tier_0000000000001", "begins with 'tier'"),
        ("mem_000000000001", "has 12 characters"),
        ("mem_00000000000001", "has 14 characters"),
        ("mem_000000000000U", "holds 'U'"),
        ("mem_zzzzzzzzzzzzz", "out of range"),
        ("0000000000001", "is not an id"),
        ("", "is not an id"),
        ("mem_", "is not an id"),
        ("mem_00000000000\N{ARABIC-INDIC DIGIT ONE}1", "holds"),
    ],
)
def test_what_is_no_id_of_a_member_is_told_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(InvalidId, match=says):
        ids.decode(Prefix.MEMBER, text)


@pytest.mark.parametrize("number", [-1, ids.ID_MOST + 1])
def test_a_number_that_is_no_id_is_not_encoded(number: int) -> None:
    with pytest.raises(ValueError, match="63-bit"):
        ids.encode(Prefix.MEMBER, number)


def test_the_prefix_of_an_id_tells_what_it_names() -> None:
    assert ids.prefix_of("mtag_0000000000001") == "mtag"


def test_no_two_kinds_share_a_prefix() -> None:
    assert len(Prefix) == len({prefix.value for prefix in Prefix})


def test_what_is_no_id_is_told_with_one_of_its_kind() -> None:
    with pytest.raises(InvalidId, match="ids look like tok_0123456789abc"):
        ids.decode(Prefix.TOKEN, "x")

"""Referral codes name members and nothing else, however they are typed."""

from hypothesis import given
from hypothesis import strategies as st

from headless.engine.member.referral_codes import referral_code, referrer_of
from headless.ids import ID_MOST

IDS = st.integers(0, ID_MOST)


@given(IDS)
def test_a_code_names_its_member_however_it_is_typed(member_id: int) -> None:
    code = referral_code(member_id)

    for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} ", code.replace("-", "–")):
        assert member_id == referrer_of(typed)


@given(IDS, IDS)
def test_two_members_have_two_codes(first: int, second: int) -> None:
    assert (first == second) == (referral_code(first) == referral_code(second))


def test_codes_of_neighbours_differ_in_every_group() -> None:
    codes = [referral_code((1 << 61) + number).split("-") for number in range(20)]

    for group in range(3):
        assert len(codes) == len({code[group] for code in codes})


@given(st.text(max_size=20))
def test_any_text_is_a_code_or_none(text: str) -> None:
    member_id = referrer_of(text)

    assert member_id is None or 0 <= member_id <= ID_MOST

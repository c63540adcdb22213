"""Wrong codes are counted for who asks, for its address and for the member they are tried for, by all processes together."""

import asyncio

import pytest

from headless.clock import FixedClock
from headless.engine.values.limits import WRONG_CODES_OF_ADDRESS, WRONG_CODES_OF_MEMBER, WRONG_CODES_OF_TOKEN
from headless.errors import RateLimited
from headless.models.database.database import Database
from headless.services.kernel.limiting.wrong_codes import WrongCodes, asked_from
from headless.services.kernel.principals import Principal, of_member, operator
from headless.services.rates.allowances import Allowances

NOW_US = 1_770_000_000_000_000
ADA, BEN = of_member(1, "shop", 7), of_member(1, "shop", 8)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW_US)


@pytest.fixture
def codes(database: Database, clock: FixedClock) -> WrongCodes:
    return WrongCodes(Allowances(database, clock.now_us))


def till(id_: int, line_id: int, partner_id: int | None = None) -> Principal:
    return Principal(1, "shop", id_, "till", frozenset(), partner_id=partner_id, line_id=line_id)


async def tried(codes: WrongCodes, principal: Principal, times: int, member_id: int | None = None) -> list[str]:
    """Return what is told of so many wrong codes, one after the other."""
    return [await guessed(codes, principal, 1, member_id) for _ in range(times)]


async def guessed(codes: WrongCodes, principal: Principal, wrong: int, member_id: int | None = None) -> str:
    """Return what is told of an answer with so many wrong codes."""

    async def work() -> str:
        await asyncio.sleep(0)
        return "wrong" if wrong else "right"

    try:
        return await codes.metered(principal, work, lambda _: wrong, member_id)
    except RateLimited as refused:
        return refused.code if 1 <= refused.wait_seconds <= 60 else "WAITS TOO LONG"


async def test_who_named_too_many_wrong_codes_is_told_nothing_for_a_while(codes: WrongCodes, clock: FixedClock) -> None:
    told = await tried(codes, ADA, WRONG_CODES_OF_MEMBER + 1)
    right = await guessed(codes, ADA, 0)
    clock.advance(6_000_000)
    later = [await guessed(codes, ADA, 0), await guessed(codes, ADA, 1), await guessed(codes, ADA, 0)]

    assert ["wrong"] * WRONG_CODES_OF_MEMBER + ["RATE_LIMITED"] == told
    assert "RATE_LIMITED" == right
    assert ["right", "wrong", "RATE_LIMITED"] == later
    assert ["wrong"] == await tried(codes, BEN, 1)


async def test_a_right_code_among_many_that_come_at_once_is_not_told(codes: WrongCodes) -> None:
    told = await asyncio.gather(*(guessed(codes, ADA, int(number != 199)) for number in range(200)))

    assert WRONG_CODES_OF_MEMBER == told.count("wrong")
    assert "RATE_LIMITED" == told[-1]


async def test_an_answer_with_too_many_wrong_codes_is_not_told(codes: WrongCodes) -> None:
    assert "wrong" == await guessed(codes, ADA, WRONG_CODES_OF_MEMBER)
    assert "RATE_LIMITED" == await guessed(codes, BEN, WRONG_CODES_OF_MEMBER + 1)


async def test_right_codes_cost_nothing(codes: WrongCodes, database: Database) -> None:
    told = {await guessed(codes, ADA, 0) for _ in range(3 * WRONG_CODES_OF_MEMBER)}

    assert {"right"} == told
    assert {} == codes._allowances._purses


async def test_a_token_shares_the_count_of_those_that_it_made_and_a_partner_that_of_its_tokens(
    codes: WrongCodes,
) -> None:
    for first, second in ((till(1, 1), till(2, 1)), (till(3, 3, 9), till(4, 4, 9))):
        told = await tried(codes, first, WRONG_CODES_OF_TOKEN) + await tried(codes, second, 1)
        assert ["wrong"] * WRONG_CODES_OF_TOKEN + ["RATE_LIMITED"] == told
    assert ["wrong"] == await tried(codes, till(5, 5), 1)


async def test_codes_that_are_tried_for_a_member_count_for_that_member_whoever_asks(codes: WrongCodes) -> None:
    told = await tried(codes, till(1, 1), WRONG_CODES_OF_MEMBER, 7) + await tried(codes, till(2, 2), 1, 7)

    assert ["wrong"] * WRONG_CODES_OF_MEMBER + ["RATE_LIMITED"] == told
    assert ["RATE_LIMITED"] == await tried(codes, ADA, 1)
    assert ["wrong"] == await tried(codes, till(1, 1), 1, 8)


async def test_members_from_one_address_share_its_count_and_a_shops_servers_do_not(codes: WrongCodes) -> None:
    asked_from(lambda: "here")
    told = [await guessed(codes, of_member(1, "shop", id_), 1) for id_ in range(WRONG_CODES_OF_ADDRESS + 1)]
    by_till, by_partner = await guessed(codes, till(1, 1), 1), await guessed(codes, till(3, 3, 9), 1)
    asked_from(lambda: "there")
    elsewhere = await guessed(codes, of_member(1, "shop", 999), 1)

    assert ["wrong"] * WRONG_CODES_OF_ADDRESS + ["RATE_LIMITED"] == told
    assert ("wrong", "RATE_LIMITED", "wrong") == (by_till, by_partner, elsewhere)


async def test_all_processes_count_together(database: Database, clock: FixedClock) -> None:
    first, second = (WrongCodes(Allowances(database, clock.now_us)) for _ in range(2))
    told = await tried(first, ADA, WRONG_CODES_OF_MEMBER)
    elsewhere = await tried(second, ADA, WRONG_CODES_OF_MEMBER)

    assert {"wrong"} == set(told)
    # what one may name before it asks the others
    assert elsewhere.count("wrong") <= WRONG_CODES_OF_MEMBER // 2 + 1
    assert "RATE_LIMITED" == elsewhere[-1]


async def test_the_engine_and_operators_are_not_counted(codes: WrongCodes) -> None:
    assert {"wrong"} == set(await tried(codes, operator(1, "shop"), 2 * WRONG_CODES_OF_TOKEN, 7))
    assert ["wrong"] == await tried(codes, ADA, 1)


async def test_what_did_something_that_stays_is_told(codes: WrongCodes) -> None:
    await codes.tell(ADA, {None: WRONG_CODES_OF_MEMBER + 5}, kept=True)

    assert ["RATE_LIMITED"] == await tried(codes, ADA, 1)

"""Numbers of cards check themselves, and states of cards follow from what is stored and from the time."""

from dataclasses import replace
from random import Random

import pytest

from headless.engine.member.cards.numbers import check_digit, is_number, masked, new_number, new_pin, normal_number
from headless.engine.member.cards.records import MOST_WRONG_PINS, Card, CardStatus, state_of
from headless.engine.rewards.cards.known import key_of
from headless.ids import Prefix, encode

CARD = Card(7, 1, "7992739871300005", "", CardStatus.ACTIVE, None, 5_000, 0, 5_000, 5_000, 0, "o1", 0, 1, 100)


def test_the_last_digit_checks_the_others() -> None:
    assert "3" == check_digit("7992739871")


def test_every_number_fits_and_no_single_wrong_digit_does() -> None:
    random = Random(1)
    for _ in range(200):
        number = new_number(random.randrange)
        place = random.randrange(16)
        wrong = number[:place] + str((int(number[place]) + random.randint(1, 9)) % 10) + number[place + 1 :]
        assert (True, False, False) == (is_number(number), is_number(wrong), number.startswith("0"))


def test_a_pin_has_six_digits_whatever_is_drawn() -> None:
    assert ("000000", "000042") == (new_pin(lambda most: 0), new_pin(lambda most: 42))


@pytest.mark.parametrize("typed", ["7992 7398 7130 0005", "7992-7398-7130-0005", "７９９２７３９８７１３００００５"])
def test_a_number_is_read_however_it_was_typed(typed: str) -> None:
    assert "7992739871300005" == normal_number(typed) == key_of(typed)


def test_a_card_is_named_by_its_id_too() -> None:
    assert (7, "") == (key_of(encode(Prefix.CARD, 7)), key_of("card_nothing"))
    assert "••••••••••••0005" == masked(CARD.number)


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        (CARD, "ACTIVE"),
        (replace(CARD, expires_at=50), "EXPIRED"),
        (replace(CARD, wrong_pins=MOST_WRONG_PINS), "BLOCKED"),
        (replace(CARD, status=CardStatus.BOUND, member_id=1, wrong_pins=MOST_WRONG_PINS), "BOUND"),
        (replace(CARD, status=CardStatus.REFUNDED, expires_at=50), "REFUNDED"),
    ],
)
def test_the_state_is_judged_when_it_is_read(changed: Card, state: str) -> None:
    assert state == state_of(changed, 60)

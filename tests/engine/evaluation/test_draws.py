"""What a rule leaves to chance: every name in proportion to its weight, the same again for the same event."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headless.engine.declarations.draws import MOST_WEIGHT, Draws, commitment, draw
from headless.plugins import Earn, RuleContext
from tests.engine.conftest import Opening
from tests.kit.rules import answering
from tests.kit.setup import Ruling

WHEEL = Draws("rule_0000000000001", "5eed")
DRAWN = 1_000_000
# The quantile of the chi-square distribution with 9 degrees of freedom that one fair run in a million goes beyond.
MOST_CHI_SQUARE = 46.0


def test_a_million_draws_are_spread_as_the_weights_say() -> None:
    weights = {str(weight): weight for weight in range(1, 11)}
    total, counts = sum(weights.values()), dict.fromkeys(weights, 0)
    for at in range(DRAWN):
        counts[draw(WHEEL, str(at), "", weights)] += 1

    expected = {name: DRAWN * weight / total for name, weight in weights.items()}

    assert sum((counts[name] - due) ** 2 / due for name, due in expected.items()) < MOST_CHI_SQUARE


@given(
    weights=st.dictionaries(st.text(max_size=5), st.integers(0, MOST_WEIGHT // 8), min_size=1, max_size=8),
    event=st.text(max_size=20),
    key=st.text(max_size=5),
)
def test_what_is_drawn_has_a_weight_and_is_the_same_again(weights: dict[str, int], event: str, key: str) -> None:
    if not any(weights.values()):
        with pytest.raises(ValueError, match="add up to 0"):
            draw(WHEEL, event, key, weights)
        return
    name = draw(WHEEL, event, key, weights)

    assert weights[name]
    assert name == draw(WHEEL, event, key, dict(weights))


@pytest.mark.parametrize("other", [Draws("rule_0000000000002", "5eed"), Draws("rule_0000000000001", "seed")])
def test_rules_and_seeds_draw_apart(other: Draws) -> None:
    weights = dict.fromkeys("abcdefgh", 1)
    same = sum(draw(WHEEL, str(at), "", weights) == draw(other, str(at), "", weights) for at in range(8_000))

    assert 800 < same < 1_200


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ({}, "add up to 0"),
        ({"a": -1, "b": 2}, "the weight of 'a' is -1"),
        ({"a": 0.5}, "the weight of 'a' is 0.5"),
        ({"a": True}, "the weight of 'a' is True"),
        ({"a": MOST_WEIGHT, "b": 1}, "at most 2^128"),
    ],
)
def test_weights_that_are_none_are_named(weights: Any, told: str) -> None:
    with pytest.raises(ValueError) as refused:  # told is compared
        draw(WHEEL, "evt_1", "", weights)

    assert told in str(refused.value)


def test_the_seed_cannot_be_read_from_its_commitment_or_from_what_is_printed() -> None:
    assert commitment("5eed") != commitment("5eee")
    assert "5eed" not in f"{WHEEL} {commitment('5eed')}"


def test_an_event_that_is_decided_again_draws_the_same(open_shop: Opening) -> None:
    drawn: list[tuple[str, str, str]] = []

    def spin(ctx: RuleContext[Any]) -> list[Earn]:
        weights = dict.fromkeys(map(str, range(1_000_000)), 1)
        first, second = ctx.chance(weights), ctx.chance(weights, key="second")
        drawn.append((ctx.event.id, first, second))
        return [Earn("points", int(first))]

    shop = open_shop(rules=[Ruling(answering("wheel", spin))])
    shop.order("li", "10.00", "2026-01-01", number="A")
    shop.order("li", "10.00", "2026-01-02", number="B")
    shop.amend("li", "A", "20.00", "2026-01-03")

    by_event: dict[str, set[tuple[str, str]]] = {}
    for event, *names in drawn:
        by_event.setdefault(event, set()).add((names[0], names[1]))
    assert len(drawn) > len(by_event) == 2
    assert [1, 1] == [len(names) for names in by_event.values()]
    assert 4 == len({name for names in by_event.values() for pair in names for name in pair})

"""The page of draws tells how to prove one: what it says is computed here, apart from the engine."""

from collections.abc import Callable
from types import ModuleType

from hypothesis import given
from hypothesis import strategies as st

from headless.engine.declarations.draws import Draws, draw
from tests.docs.pages import blocks

WEIGHTS = st.dictionaries(st.text(max_size=5), st.integers(1, 1 << 100), min_size=1, max_size=6)


def proof() -> Callable[..., str]:
    (block,) = [block for block in blocks("python") if "proof" in block.words]
    module = ModuleType("proof")
    exec(block.text, vars(module))
    drawn: Callable[..., str] = module.drawn
    return drawn


@given(weights=WEIGHTS, seed=st.text(max_size=70), key=st.text(max_size=5), event=st.text(max_size=20))
def test_a_draw_can_be_computed_from_the_page(weights: dict[str, int], seed: str, key: str, event: str) -> None:
    rule = "rule_0123456789abc"

    assert draw(Draws(rule, seed), event, key, weights) == proof()(seed, event, rule, weights, key)

"""All advice on a configuration."""

from collections.abc import Callable, Iterable

from headless.engine.advice.availability import never_available
from headless.engine.advice.coupons import above_minimum
from headless.engine.advice.ladders import less_benefits, less_settings
from headless.engine.advice.missing_names import missing_names
from headless.engine.advice.records import Advice, Checked
from headless.engine.advice.rewards import too_cheap
from headless.engine.advice.spread import uneven

KINDS: tuple[Callable[[Checked], Iterable[Advice]], ...] = (
    missing_names,
    never_available,
    above_minimum,
    too_cheap,
    less_benefits,
    less_settings,
    uneven,
)
"""What is looked for, in the order in which it is told."""


def advice_on(checked: Checked) -> list[Advice]:
    """Return everything that there is to say of a configuration, each thing once."""
    return list(dict.fromkeys(advice for kind in KINDS for advice in kind(checked)))

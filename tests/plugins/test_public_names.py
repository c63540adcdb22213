"""What a plugin may import is exactly what is promised."""

from types import ModuleType

import headless.plugins
from headless.engine.declarations import effects
from headless.engine.declarations.effects import Effect


def test_all_is_exactly_what_is_public() -> None:
    names = vars(headless.plugins).items()
    public = sorted(name for name, found in names if not name.startswith("_") and not isinstance(found, ModuleType))

    assert public == sorted(headless.plugins.__all__)


def test_every_effect_of_the_engine_can_be_said() -> None:
    said = [found for found in vars(effects).values() if isinstance(found, type) and issubclass(found, Effect)]

    assert [] == [each.__name__ for each in said if each.__name__ not in headless.plugins.__all__]

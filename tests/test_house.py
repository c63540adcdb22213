"""The figures of the house stay where they are: no place exceeds a limit of `scripts/house.py`."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "house.py"


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


house = _script()


@pytest.mark.parametrize("figure", house.FIGURES, ids=lambda figure: figure.name)
def test_no_place_exceeds_a_figure_of_the_house(figure: "house.Figure") -> None:  # type: ignore[name-defined]
    places = list(figure.places())

    assert [] == places, "\n".join([f"{figure.title}:", *places])

"""The conditions that something declared reads through its needs, so that what they stand on is kept and loaded."""

from collections.abc import Iterable, Mapping
from typing import Any

from headless.engine.comparisons import Op
from headless.engine.conditions import Condition, Test, parse_condition
from headless.engine.needs import is_condition, query_of, setting
from headless.engine.program import Active, Instance, Program
from headless.engine.rules import Meets, Need, Value
from headless.engine.runner import Illegal
from headless.errors import HeadlessError


def conditions_of(program: Program, asked: Instance | Active) -> list[Condition]:
    """A test for each metric that it reads, and each condition; needs whose settings name what does not exist are left out."""
    found: list[Condition] = []
    for need in asked.declared.needs.values() if asked.declared is not None else ():
        try:
            found += _of_need(program, asked, need)
        except (HeadlessError, AttributeError):
            continue
    return found


def condition_of_job(program: Program, job: Active) -> Condition:
    """Whom a job concerns. Errors: Invalid; Illegal, or whatever its code raises."""
    document = job.declared.where(job.settings)
    if not isinstance(document, Mapping):
        raise Illegal(f"where gave {type(document).__name__}; it must give a condition")
    return parse_condition(document, program.metrics, program)


def _of_need(program: Program, asked: Instance | Active, need: Need) -> Iterable[Condition]:
    if isinstance(need, Value):
        return [Test(query_of(program, asked, need), Op.EXISTS)]
    return _goals(program, setting(need.condition, asked)) if isinstance(need, Meets) else []


def _goals(program: Program, wanted: Any) -> list[Condition]:
    if is_condition(wanted):
        return [parse_condition(wanted, program.metrics, program)]
    return [found for each in dict(wanted).values() for found in _goals(program, each)]

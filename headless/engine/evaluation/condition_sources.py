"""The conditions that a program and what it declares read, so that what they stand on is kept and loaded."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from headless.engine.conditions.conditions import Condition, Test, keys_used, parse_condition
from headless.engine.declarations.rules import Meets, Need, Value
from headless.engine.evaluation.needs import is_condition, query_of, setting
from headless.engine.evaluation.runner import Illegal
from headless.engine.program.active_declarations import Active
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance
from headless.engine.values.comparisons import Op
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


def all_conditions(program: Program) -> list[Condition]:
    """Every condition that is judged when a member changes."""
    found = [tag.condition for tag in program.tags.values()]
    for track in program.tracks.values():
        for tier in track.tiers:
            found += [tier.condition, tier.keep]
    found += [benefit.condition for benefit in program.benefits.values()]
    return [condition for condition in found if condition is not None]


def keys_of(program: Program) -> frozenset[str]:
    """Every key that the program reads, beyond `order`."""
    found: set[str] = set()
    for condition in all_conditions(program):
        found |= keys_used(condition)
    asked: list[Instance | Active] = [versions.latest for versions in program.rules]
    asked += [*program.computed, *program.voters.values(), *program.fields.values()]
    conditions = [found for each in asked for found in conditions_of(program, each)]
    for condition in [*conditions, *_of_jobs(program)]:
        found |= keys_used(condition)
    return frozenset(found - {"order"})


def _of_jobs(program: Program) -> Iterable[Condition]:
    for job in program.jobs:
        # A job that cannot say whom it concerns is named when it runs.
        with suppress(Exception, SystemExit):
            yield condition_of_job(program, job)

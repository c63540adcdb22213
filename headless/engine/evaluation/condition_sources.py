"""The conditions that a program and what it declares read, so that what they stand on is kept and loaded."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from headless.engine.conditions.conditions import Condition, Test, keys_used, parse_condition
from headless.engine.declarations.rules import Meets, Need, Value, flattened
from headless.engine.evaluation.needs import is_condition, query_of, setting, where_of
from headless.engine.evaluation.runner import Illegal
from headless.engine.program.active_declarations import Active
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance
from headless.engine.values.comparisons import Op
from headless.errors import HeadlessError


def conditions_of(program: Program, asked: Instance | Active) -> list[Condition]:
    """Return a test for each metric that it reads, and each condition. Needs whose settings name nothing known are left out."""
    conditions: list[Condition] = []
    for need in flattened(asked.declared.needs.values()) if asked.declared is not None else ():
        try:
            conditions += _of_need(program, asked, need)
        except (HeadlessError, AttributeError):
            continue
    if isinstance(asked, Instance):
        # a condition that names what is gone fails when the rule is asked
        with suppress(HeadlessError):
            conditions += [where for where in [where_of(program, asked)] if where is not None]
    return conditions


def condition_of_job(program: Program, job: Active) -> Condition:
    """Return the condition of the members whom a job concerns. Raise Invalid, Illegal, or what its own code raises."""
    document = job.declared.where(job.settings)
    if not isinstance(document, Mapping):
        raise Illegal(f"where gave {type(document).__name__}; it must give a condition")
    return parse_condition(document, program.metrics, program)


def condition_of_ranking(program: Program, ranking: Active) -> Condition | None:
    """Return the condition of the members whom a ranking counts. Raise Invalid, Illegal, or what its own code raises."""
    document = ranking.declared.where(ranking.settings)
    if document is not None and not isinstance(document, Mapping):
        raise Illegal(f"where gave {type(document).__name__}; it must give a condition or None")
    return None if document is None else parse_condition(document, program.metrics, program)


def _of_need(program: Program, asked: Instance | Active, need: Need) -> Iterable[Condition]:
    if isinstance(need, Value):
        return [Test(query_of(program, asked, need), Op.EXISTS)]
    return _goals(program, setting(need.condition, asked)) if isinstance(need, Meets) else []


def _goals(program: Program, wanted: Any) -> list[Condition]:
    if is_condition(wanted):
        return [parse_condition(wanted, program.metrics, program)]
    return [condition for goal in dict(wanted).values() for condition in _goals(program, goal)]


def all_conditions(program: Program) -> list[Condition]:
    """Return every condition that is judged when a member changes."""
    conditions = [tag.condition for tag in program.tags.values()]
    for track in program.tracks.values():
        for tier in track.tiers:
            conditions += [tier.condition, tier.keep]
    conditions += [condition for benefit in program.benefits.values() for condition in benefit.conditions]
    return [condition for condition in conditions if condition is not None]


def keys_of(program: Program) -> frozenset[str]:
    """Return every key that the program reads, beyond `order`."""
    keys: set[str] = set()
    for condition in all_conditions(program):
        keys |= keys_used(condition)
    asked: list[Instance | Active] = [versions.latest for versions in program.rules]
    asked += [*program.computed, *program.voters.values(), *program.fields.values(), *program.rankings.values()]
    conditions = [condition for declared in asked for condition in conditions_of(program, declared)]
    for condition in [*conditions, *_of_jobs(program)]:
        keys |= keys_used(condition)
    return frozenset(keys - {"order"})


def _of_jobs(program: Program) -> Iterable[Condition]:
    for job in program.jobs:
        # A job that cannot say whom it concerns is named when it runs.
        with suppress(Exception, SystemExit):
            yield condition_of_job(program, job)
    for ranking in program.rankings.values():
        with suppress(Exception, SystemExit):
            condition = condition_of_ranking(program, ranking)
            if condition is not None:
                yield condition

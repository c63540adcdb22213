"""Limits of rule instances: what is counted of them is what their decisions, firings and entries add up to."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from decimal import Decimal
from typing import Any

from headless.engine.member.records import EventStatus
from headless.engine.program.limits.limits import BUDGETED, UseKey, budget_key, firing_key, times_key
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance, Versions
from headless.models.base.session import Session
from headless.models.tables.rewards.rule_uses import all_firings, all_used, budgeted_entries
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.histories import History

_NOT_GIVEN = frozenset({"Remember", "Refuse", "Boost", "Cap"})
_LATE = frozenset({"paused", "withheld"})


def check_firings(history: History) -> Iterator[Drift]:
    """Check that each firing follows from a decision, and that each decision under a limit that gave something is counted."""
    if not history.program.has_limits:
        return
    counted = {(firing.event_id, firing.stock) for firing in history.firings}
    known = {versions.latest.id: versions for versions in history.program.rules}
    lines = {
        (event_id, firing_key(line["i"])): line
        for event_id, document in history.decided.items()
        for line in document
        if "i" in line
    }
    for (event_id, key), line in lines.items():
        event, versions = history.event_by_id.get(event_id), known.get(line["i"])
        if event is None or versions is None or event.status != EventStatus.RECORDED or not _gives(line):
            continue
        if _counts(versions, line["v"]) and (event_id, key) not in counted:
            yield history.drift("limit", _named(versions.latest, event.type, event.external_id), 1, 0)
    for event_id, key in sorted(counted):
        if not _may_fire(lines.get((event_id, key))):
            event = history.event_by_id.get(event_id)
            what = key if event is None else f"{key} {event.type} {event.external_id}"
            yield history.drift("limit", what, 0, 1)


def _named(instance: Instance, *of: str) -> str:
    return " ".join((instance.name, *of))


def _counts(versions: Versions, version: int) -> bool:
    return any(one.version == version and one.limits is not None and one.limits.counts for one in versions.all)


def _gives(line: Mapping[str, Any]) -> bool:
    return "c" not in line and any(
        effect.get("effect") not in _NOT_GIVEN and Decimal(effect.get("amount", 1)) != 0 for effect in line.get("e", ())
    )


def _may_fire(line: Mapping[str, Any] | None) -> bool:
    """Return True if a rule fired, or failed or was paused, so that it may have fired later."""
    return line is not None and (bool(line.get("e")) or "x" in line or line.get("c") in _LATE)


async def check_uses(session: Session, program: Program) -> AsyncIterator[Drift]:
    """Add up what all members together used of limits and budgets, and compare it with what is stored."""
    expected: Counter[UseKey] = Counter()
    known = {versions.latest.id: versions for versions in program.rules if _is_limited(versions)}
    if known:
        keys = {firing_key(rule_id): versions for rule_id, versions in known.items()}
        for firing in await all_firings(session, program.merchant_id):
            instance = keys[firing.stock].at(firing.occurred_at)
            for times in instance.limits.in_all if instance.limits is not None else ():
                expected[times_key(instance.id, times, firing.occurred_on)] += 1
        for entry in await budgeted_entries(session, program.merchant_id, known):
            day, code = json.loads(entry.terms).get(BUDGETED), program.kind_by_id[entry.kind_id].code
            for instance in known[entry.rule_id].all if day is not None else ():
                if instance.version == entry.rule_version and instance.limits is not None:
                    for budget in instance.limits.budgets_of(code):
                        expected[budget_key(instance.id, budget, day)] += entry.amount
    stored = dict(await all_used(session, program.merchant_id))
    for key in sorted({*expected, *stored}):
        if expected[key] != stored.get(key, 0):
            yield Drift("limit", _told(known.get(key.rule_id), key), expected[key], stored.get(key, 0))


def _is_limited(versions: Versions) -> bool:
    return any(instance.limits is not None for instance in versions.all)


def _told(versions: Versions | None, key: UseKey) -> str:
    name = str(key.rule_id) if versions is None else versions.latest.name
    since = f" from day {key.starts_on}" if key.starts_on else ""
    return f"{name} {key.what or 'fired'} {key.period}{since}"

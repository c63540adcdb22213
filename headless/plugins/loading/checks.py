"""Checks of what a plugin declares. An error names the declaration and says what to do."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from decimal import Decimal
from inspect import isabstract, iscoroutinefunction
from typing import Any, TypeVar

from headless.engine.declarations.effects import STAGES
from headless.engine.declarations.rules import (
    Budget,
    Declared,
    Events,
    EventType,
    Field,
    Job,
    Left,
    Meets,
    Metric,
    Need,
    Other,
    Rule,
    TierRule,
    Value,
    flattened,
)
from headless.engine.program.budgets.shared import SharedPeriod
from headless.engine.program.schedules import check_cron
from headless.engine.values.calendar import parse_duration, parse_window
from headless.plugins.contract.assets import AssetKind
from headless.plugins.contract.declarations import id_of, setting_of
from headless.plugins.contract.payloads import EventData, attribute_name
from headless.plugins.contract.settings import RuleSettings

T = TypeVar("T")
SENDERS = frozenset({"merchant", "partner", "member", "engine"})
EVER = "ever"

NAME = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_EVENT_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}(\.[a-z][a-z0-9_]{0,31}){0,3}", re.ASCII)
_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


class BadDeclaration(Exception):
    """A plugin declares something that cannot work."""


def check_rule(declared: object) -> type[Rule]:
    """Return the rule class if it can be run. Raise BadDeclaration if not."""
    rule = check_class(declared, Rule, "register_rules", "rule")
    where = f"rule {rule.__name__}"
    check_method(rule, Rule, "evaluate", "(self, ctx)", where)
    _check_texts(f"{where}.on", getattr(rule, "on", ()), "event types", needed=True)
    _check_texts(f"{where}.assets", rule.assets, "asset kinds")
    if rule.stage not in STAGES:
        raise BadDeclaration(f"{where}.stage is {rule.stage!r}; it must be one of {', '.join(STAGES)}")
    return rule


def check_metric(declared: object) -> type[Metric]:
    """Return the metric class if it can be computed and kept. Raise BadDeclaration if not."""
    metric = check_class(declared, Metric, "register_metrics", "metric")
    check_method(metric, Metric, "compute", "(self, ctx)", f"metric {metric.__name__}")
    if getattr(metric, "type", None) not in (int, Decimal, str, bool):
        raise BadDeclaration(f"metric {metric.__name__}.type must be a scalar: int, Decimal, str or bool")
    return metric


def check_tier_rule(declared: object) -> type[TierRule]:
    """Return the tier rule class if it either votes or ranks. Raise BadDeclaration if not."""
    rule = check_class(declared, TierRule, "register_tier_rules", "tier rule")
    where = f"tier rule {rule.__name__}"
    given = [name for name in ("vote", "rank") if getattr(rule, name) is not getattr(TierRule, name)]
    if len(given) != 1:
        raise BadDeclaration(f"{where} needs one of vote(self, ctx) and rank(self, population), not both")
    check_method(rule, TierRule, given[0], "(self, ...)", where)
    _check_texts(f"{where}.by", rule.by, "needs", needed=given == ["rank"])
    unknown = [name for name in rule.by if name not in rule.needs]
    if unknown:
        raise BadDeclaration(f"{where}.by names {unknown[0]!r}, which is not among its needs")
    parse_window(rule.every)
    return rule


def check_job(declared: object) -> type[Job]:
    """Return the job class if it can be run by the clock. Raise BadDeclaration if not."""
    job = check_class(declared, Job, "register_jobs", "job")
    where = f"job {job.__name__}"
    check_method(job, Job, "where", "(self, settings)", where)
    if not isinstance(getattr(job, "emit", None), str):
        raise BadDeclaration(f"{where}.emit must be the event type that it records")
    if not isinstance(job.at, str) or not _TIME_OF_DAY.fullmatch(job.at):
        raise BadDeclaration(f'{where}.at is {job.at!r}; it must be a time of day such as "00:05"')
    problem = check_cron(job.cron) if isinstance(job.cron, str) else None if job.cron is None else "it must be a text"
    if problem is not None:
        raise BadDeclaration(f"{where}.cron is {job.cron!r}: {problem}")
    parse_window(job.once)
    return job


def check_budget(declared: object) -> type[Budget]:
    """Return the budget class if rules can take from it. Raise BadDeclaration if not."""
    budget = check_class(declared, Budget, "register_budgets", "budget")
    where, period = f"budget {budget.__name__}", getattr(budget, "period", None)
    if not is_name(getattr(budget, "code", None)):
        raise BadDeclaration(f"{where} needs a code of lower-case letters, digits and underscores")
    if not isinstance(period, str) or (setting_of(period) is None and period not in SharedPeriod.__members__):
        known = ", ".join(SharedPeriod.__members__)
        raise BadDeclaration(f'{where}.period is {period!r}; it must be one of {known}, or a setting such as "$period"')
    if iscoroutinefunction(budget.amount):
        raise BadDeclaration(f"{where} needs a plain method amount(self, settings)")
    return budget


def check_class(declared: object, base: type[T], hook: str, what: str) -> type[T]:
    """Return a class of the kind that a hook asks for, with an id. Raise BadDeclaration if it is something else."""
    if not (isinstance(declared, type) and issubclass(declared, base)):
        raise BadDeclaration(f"{hook} returned {declared!r}; it must return subclasses of {base.__name__}")
    if not is_name(id_of(declared)):
        raise BadDeclaration(f"{what} {declared.__name__} needs an id of lower-case letters, digits and underscores")
    return declared


def check_method(declared: type, base: type, name: str, arguments: str, where: str) -> None:
    """Check that the class brings a plain method of its own."""
    method = getattr(declared, name)
    if iscoroutinefunction(method) or method is getattr(base, name) or isabstract(declared):
        raise BadDeclaration(f"{where} needs a plain method {name}{arguments}")


def settings_class_of(declared: type, siblings: Mapping[str, type]) -> type[RuleSettings]:
    """Return the class of a declaration's settings, its own or that of the sibling whose settings it shares."""
    owner = getattr(declared, "settings_of", None)
    if owner is not None:
        if owner not in siblings:
            raise BadDeclaration(f"{named(declared)}.settings_of is {owner!r}, which the plugin lacks")
        declared = siblings[owner]
    settings_class = getattr(declared, "Settings", RuleSettings)
    if not (isinstance(settings_class, type) and issubclass(settings_class, RuleSettings)):
        raise BadDeclaration(f"{named(declared)}.Settings must be a subclass of RuleSettings")
    return settings_class


def check_settings_used(declared: type, settings: type[RuleSettings]) -> None:
    """Check that every "$name" in a declaration's assets and needs is a setting."""
    names = [*_texts_of_needs(declared)]
    if issubclass(declared, Rule) and declared.assets is not Rule.assets:
        names += declared.assets
    if issubclass(declared, Budget):
        names += [declared.period, *(["$amount"] if declared.amount is Budget.amount else [])]
    for name in names:
        setting = setting_of(name)
        if setting is not None and setting not in settings.model_fields:
            known = ", ".join(settings.model_fields) or "none"
            raise BadDeclaration(f"{named(declared)} uses {name}, but its settings are: {known}")


def check_event_type(declared: object) -> EventType:
    """Return the event type if its parts fit together. Raise BadDeclaration if not."""
    if not isinstance(declared, EventType):
        raise BadDeclaration(f"register_events returned {declared!r}; it must return EventType objects")
    where = f"event type {declared.name!r}"
    if not isinstance(declared.name, str) or not _EVENT_NAME.fullmatch(declared.name):
        raise BadDeclaration(f"{where} needs a name of lower-case words joined by dots, such as order.paid")
    if not (isinstance(declared.data, type) and issubclass(declared.data, EventData)):
        raise BadDeclaration(f"{where} needs a subclass of EventData as its data")
    _check_nested(where, declared.data)
    if not declared.sent_by or declared.sent_by - SENDERS:
        raise BadDeclaration(
            f"{where} is sent by {sorted(declared.sent_by)}; name some of {', '.join(sorted(SENDERS))}"
        )
    if declared.once not in (None, EVER):
        parse_window(declared.once)
    if declared.refunds and declared.refers is None:
        raise BadDeclaration(f"{where} refunds another event; name that one in refers")
    amount = "amount" if declared.refunds else None
    for name in (declared.subject, declared.refers[0] if declared.refers else None, amount):
        if name is not None and attribute_name(declared.data, name) is None:
            raise BadDeclaration(f"{where} names the field {name!r}, which {declared.data.__name__} lacks")
    return declared


def check_asset(declared: object) -> AssetKind:
    """Return the asset kind if a merchant could save it. Raise BadDeclaration if not."""
    if not isinstance(declared, AssetKind):
        raise BadDeclaration(f"register_assets returned {declared!r}; it must return AssetKind objects")
    if not is_name(declared.code) or not declared.name or not 0 <= declared.decimals <= 9:
        raise BadDeclaration(f"asset kind {declared.code!r} needs a lower-case code, a name, and 0 to 9 decimals")
    if declared.expires is not None:
        parse_duration(declared.expires)
    return declared


def is_name(value: object) -> bool:
    """Return True if the value can stand in a query, a table's name or a path."""
    return isinstance(value, str) and NAME.fullmatch(value) is not None


def named(declared: type) -> str:
    """Return how errors call a declaration: "rule Applause"."""
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", _base_of(declared).__name__).lower()
    return f"{words} {declared.__name__}"


def _base_of(declared: type) -> type:
    line = [
        base for base in declared.__mro__ if base.__module__.startswith("headless.") and base not in (Declared, object)
    ]
    return line[0] if line else declared


def _check_texts(where: str, texts: object, what: str, needed: bool = False) -> None:
    fits = isinstance(texts, tuple | list) and all(isinstance(text, str) for text in texts)
    if not fits or (needed and not texts):
        raise BadDeclaration(f'{where} must be a tuple of {what}, such as ("a", "b")')


def _texts_of_needs(declared: type) -> Iterable[str]:
    needs: Mapping[str, Any] = getattr(declared, "needs", {})
    for name, need in needs.items():
        if not isinstance(need, Need):
            raise BadDeclaration(f"{named(declared)}.needs[{name!r}] must be Value, Events or Meets, or another need")
        if isinstance(need, Left) and not issubclass(declared, Rule | Field):
            raise BadDeclaration(f"{named(declared)}.needs[{name!r}] is Left, which only rules and fields may need")
        if isinstance(need, Other):
            _check_other(declared, name, need)
    for need in flattened(needs.values()):
        yield from (text for part in fields(need) for text in _texts(getattr(need, part.name)))  # type: ignore[arg-type]


def _check_other(declared: type, name: str, need: Other) -> None:
    """Check that a rule asks of another member what can be asked."""
    where = f"{named(declared)}.needs[{name!r}]"
    if not issubclass(declared, Rule):
        raise BadDeclaration(f"{where} is Other, which only rules may need: others see no event that names a member")
    if not isinstance(need.member, str) or not need.member:
        raise BadDeclaration(f"{where}.member must be the field of the event that names the member, a MemberRef")
    for asked, nested in dict(need.needs).items():
        if not isinstance(nested, Value | Meets | Events):
            raise BadDeclaration(f"{where}.needs[{asked!r}] must be Value, Meets or Events")


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return [value]
    return [text for text in value.values() if isinstance(text, str)] if isinstance(value, Mapping) else []


def _check_nested(where: str, data: type[EventData]) -> None:
    """Check that personal fields, members and money stand at the top of a payload. They are looked for there alone."""
    for name, field in data.model_fields.items():
        for part in _classes_in(field.annotation):
            if part.personal_fields or part.member_fields or part.money_fields:
                raise BadDeclaration(
                    f"{where}: Personal, MemberRef and Money in {name} must stand at the top of the payload"
                )


def _classes_in(annotation: Any) -> Iterable[type[EventData]]:
    if isinstance(annotation, type) and issubclass(annotation, EventData):
        return [annotation]
    return [nested for part in getattr(annotation, "__args__", ()) for nested in _classes_in(part)]

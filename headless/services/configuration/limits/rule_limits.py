"""Limits of rule instances as they are given: checked, and brought into the form in which they are stored."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from headless.engine.conditions.parsing import parse_condition, to_json
from headless.engine.program.limits.documents import minute_of
from headless.engine.program.program import Program
from headless.engine.values.amounts import text_of, to_units
from headless.engine.values.limits import RULE_LIMITS_LIST, RULE_TIMES
from headless.engine.values.spelling import spelled
from headless.errors import Invalid
from headless.messages import Message
from headless.services.configuration.naming import checked_line
from headless.services.configuration.saving import given_at, stop

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00", re.ASCII)
_PLACE_CHARACTERS = 200
_MIDNIGHT = 24 * 60


def checked_limits(
    program: Program, given: Mapping[str, Any] | None, assets: frozenset[str], *, earns: bool
) -> dict[str, Any] | None:
    """Return limits as they are stored, None if nothing is limited. assets: the kinds that the rule may give.

    earns: whether it gives amounts by itself, so that they can have a budget. Raise Stop for what cannot be.
    """
    if given is None:
        return None
    where = given.get("where")
    if where is not None:
        with given_at("limits", "where"):
            where = to_json(parse_condition(where, program.metrics, program))
    document = {
        "where": where,
        "stores": _places(given, "stores"),
        "channels": _places(given, "channels"),
        "hours": _listed(given, "hours", _span),
        "perMember": _periods(_listed(given, "perMember", _times), "perMember", "per"),
        "inAll": _periods(_listed(given, "inAll", _times), "inAll", "per"),
        "budgets": _budgets(program, given, assets, earns=earns),
    }
    return {name: value for name, value in document.items() if value} or None


def _listed(
    given: Mapping[str, Any], name: str, read: Callable[[Mapping[str, Any], tuple[str, ...]], dict[str, Any]]
) -> list[dict[str, Any]]:
    listed = given.get(name) or ()
    _check_count(name, listed)
    return [read(one, ("limits", name, str(place))) for place, one in enumerate(listed)]


def _check_count(name: str, listed: Sequence[Any]) -> None:
    if len(listed) > RULE_LIMITS_LIST:
        message = Message(
            "{name} has {count}; give {most} at most", name=name, count=len(listed), most=RULE_LIMITS_LIST
        )
        raise stop("TOO_MANY", message, "limits", name)


def _places(given: Mapping[str, Any], name: str) -> list[str]:
    listed = given.get(name) or ()
    _check_count(name, listed)
    places = (
        checked_line(spelled(str(one)), _PLACE_CHARACTERS, "limits", name, str(place))
        for place, one in enumerate(listed)
    )
    return list(dict.fromkeys(places))


def _span(given: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    times = {}
    for name, default in ("from", "00:00"), ("to", "24:00"):
        text = str(given.get(name) or default).strip()
        if _TIME.fullmatch(text) is None:
            message = Message('{text!r} is no time of day; write hours and minutes such as "18:30"', text=text)
            raise stop("INVALID_HOURS", message, *path, name)
        times[name] = text
    if minute_of(times["from"]) % _MIDNIGHT == minute_of(times["to"]) % _MIDNIGHT and times != {
        "from": "00:00",
        "to": "24:00",
    }:
        message = Message("the hours end when they begin; leave out both for the whole day")
        raise stop("INVALID_HOURS", message, *path, "to")
    days = list(dict.fromkeys(given.get("days") or ()))
    return {**({"days": days} if days else {}), **times}


def _times(given: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    times = given["times"]
    if not 1 <= times <= RULE_TIMES:
        message = Message("{times} times; give 1 to {most}", times=times, most=RULE_TIMES)
        raise stop("INVALID_LIMIT", message, *path, "times")
    return {"times": times, "per": given["per"]}


def _periods(listed: list[dict[str, Any]], name: str, *of: str) -> list[dict[str, Any]]:
    """Return what is listed. Raise Stop if two are of the same period."""
    known = set()
    for place, one in enumerate(listed):
        key = tuple(one[part] for part in of)
        if key in known:
            message = Message("there is another limit of this period; give one of each")
            raise stop("TWO_LIMITS", message, "limits", name, str(place))
        known.add(key)
    return listed


def _budgets(
    program: Program, given: Mapping[str, Any], assets: frozenset[str], *, earns: bool
) -> list[dict[str, Any]]:
    def read(budget: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
        code = spelled(str(budget["asset"]))
        if not earns or code not in assets or code not in program.kinds:
            known = tuple(sorted(assets)) if earns else ()
            message = Message("the rule gives no {code} by itself; it gives: {known}", code=code, known=known)
            raise stop("UNKNOWN_ASSET_KIND", message, *path, "asset")
        try:
            units = to_units(str(budget["amount"]), program.kinds[code].decimals)
        except Invalid as fault:
            raise stop(fault.code, fault.message, *path, "amount") from None
        if units < 0:
            message = Message("the budget is {amount}; give 0 or more", amount=budget["amount"])
            raise stop("INVALID_AMOUNT", message, *path, "amount")
        return {"asset": code, "amount": text_of(units, program.kinds[code].decimals), "per": budget["per"]}

    return _periods(_listed(given, "budgets", read), "budgets", "asset", "per")

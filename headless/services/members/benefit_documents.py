"""Benefits as they are saved: what is given is checked, whole, before anything is stored."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from headless.engine.conditions.parsing import parse_condition, to_json
from headless.engine.program.benefits.parts import SetAside
from headless.engine.program.offer_documents import day_of_year
from headless.engine.program.program import Program
from headless.engine.values.amounts import to_units
from headless.engine.values.calendar import parse_window
from headless.engine.values.limits import AMOUNT_UNITS, BENEFIT_PARTS, EARLY_DAYS
from headless.engine.values.spelling import spelled
from headless.messages import Message
from headless.services.configuration.naming import names_of
from headless.services.configuration.offers.coupon_kinds import attributes_of
from headless.services.configuration.offers.price_terms import amount_text, member_price_document
from headless.services.configuration.offers.stocks import whole
from headless.services.configuration.saving import given_at, stop

PERIODS = ("week", "month", "quarter", "year", "1d")


def stored_document(program: Program, document: Mapping[str, Any], code: str, name: str) -> dict[str, Any]:
    """Return what is stored of a benefit. Raise Stop if something in it cannot be used."""
    stock = whole(document.get("stock"), "stock")
    return {
        "code": code,
        "name": name,
        "names": names_of(document),
        "value": str(document["value"]),
        "condition": _condition(program, document.get("condition"), "condition"),
        **_windows(document),
        "earlyAccess": _early_access(program, document),
        "quota": whole(document.get("quota"), "quota", 1),
        "quotaPeriod": _period(document),
        "stock": stock,
        "setAside": _set_aside(program, document, stock),
        "price": _parts(program, document, "price"),
        "gives": _gives(program, document),
        "grants": _parts(program, document, "grants"),
        "needsFulfilment": bool(document.get("needsFulfilment")),
        "attributes": attributes_of(document),
        "memberPrice": member_price_document(document),
    }


def _condition(program: Program, condition: Any, *path: str) -> Any:
    if condition is None:
        return None
    with given_at(*path):
        return to_json(parse_condition(condition, program.metrics, program))


def _windows(document: Mapping[str, Any]) -> dict[str, Any]:
    opens_at, closes_at = document.get("opensAt"), document.get("closesAt")
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise stop("CLOSES_BEFORE_IT_OPENS", Message("it would close before it opens; check both times"), "closesAt")
    season = document.get("season")
    days = None if season is None else {name: _day(season[name], name) for name in ("firstDay", "lastDay")}
    return {"opensAt": opens_at, "closesAt": closes_at, "season": days}


def _day(text: Any, name: str) -> str:
    try:
        month, day = day_of_year(str(text))
    except ValueError:
        message = Message('{name} is {text}; give a month and a day, such as "03-01"', name=name, text=str(text))
        raise stop("INVALID_DAY", message, "season", name) from None
    return f"{month:02}-{day:02}"


def _early_access(program: Program, document: Mapping[str, Any]) -> list[dict[str, Any]]:
    given = _listed(document, "earlyAccess")
    if given and document.get("opensAt") is None and document.get("season") is None:
        message = Message("earlyAccess is before a benefit opens; give opensAt or season, too")
        raise stop("NOTHING_OPENS", message, "earlyAccess")
    return [
        {
            "condition": _condition(program, access["condition"], "earlyAccess", str(place), "condition"),
            "days": _days(access["days"], place),
        }
        for place, access in enumerate(given)
    ]


def _days(days: Any, place: int) -> int:
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= EARLY_DAYS:
        message = Message("days is {days}; give a whole number from 1 to {most}", days=days, most=EARLY_DAYS)
        raise stop("INVALID_NUMBER", message, "earlyAccess", str(place), "days")
    return days


def _set_aside(program: Program, document: Mapping[str, Any], stock: int | None) -> list[dict[str, Any]]:
    given = _listed(document, "setAside")
    if given and stock is None:
        raise stop("STOCK_MISSING", Message("setAside keeps a part of a stock; give stock, too"), "stock")
    stored: list[dict[str, Any]] = []
    shares: set[str] = set()
    for place, part in enumerate(given):
        condition = _condition(program, part["condition"], "setAside", str(place), "condition")
        count = whole(part["count"], "count", 1)
        share = SetAside.of(parse_condition(condition, program.metrics), count or 0).share
        if share in shares:
            message = Message("this condition is named twice; name it once, with all that is set aside for it")
            raise stop("NAMED_TWICE", message, "setAside", str(place), "condition")
        shares.add(share)
        stored.append({"condition": condition, "count": count})
    aside = sum(part["count"] for part in stored)
    if stock is not None and aside > stock:
        message = Message("{aside} are set aside of a stock of {stock}", aside=aside, stock=stock)
        raise stop("STOCK_TOO_SMALL", message, "stock")
    return stored


def _parts(program: Program, document: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    stored: dict[str, dict[str, Any]] = {}
    for place, part in enumerate(_listed(document, name)):
        code = spelled(str(part["kind"]))
        kind = program.kinds.get(code)
        if kind is None:
            known = tuple(sorted(program.kinds))
            message = Message("the asset kind {code!r} does not exist; there are: {known}", code=code, known=known)
            raise stop("UNKNOWN_ASSET_KIND", message, name, str(place), "kind")
        if code in stored:
            message = Message("the asset kind {code!r} is named twice; name it once", code=code)
            raise stop("NAMED_TWICE", message, name, str(place), "kind")
        amount = Decimal(amount_text(part["amount"], name, str(place), "amount") or 0)
        with given_at(name, str(place), "amount"):
            units = to_units(amount, kind.decimals)
        if units > AMOUNT_UNITS:
            message = Message("{amount} is too much; give less", amount=str(part["amount"]))
            raise stop("AMOUNT_TOO_LARGE", message, name, str(place), "amount")
        stored[code] = {"kind": code, "amount": format(amount, "f")}
    return list(stored.values())


def _listed(document: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    given: Sequence[Mapping[str, Any]] = document.get(name) or ()
    if len(given) > BENEFIT_PARTS:
        message = Message(
            "{name} has {count} entries; give {most} at most", name=name, count=len(given), most=BENEFIT_PARTS
        )
        raise stop("TOO_MANY", message, name)
    return given


def _gives(program: Program, document: Mapping[str, Any]) -> str | None:
    gives = None if document.get("gives") is None else spelled(str(document["gives"]))
    if gives is not None and gives not in program.coupon_kinds:
        known = tuple(sorted(program.coupon_kinds))
        raise stop(
            "UNKNOWN_COUPON_KIND",
            Message("the coupon kind {gives!r} does not exist; there are: {known}", gives=gives, known=known),
            "gives",
        )
    return gives


def _period(document: Mapping[str, Any]) -> str | None:
    period = document.get("quotaPeriod")
    if period is None:
        return None
    if document.get("quota") is None:
        raise stop(
            "QUOTA_MISSING", Message("quotaPeriod says how often a quota is filled again; give quota, too"), "quota"
        )
    if period not in PERIODS:
        message = Message(
            "quotaPeriod is {period!r}; give week, month, quarter or year of the calendar, or 1d for each day",
            period=period,
        )
        raise stop("INVALID_PERIOD", message, "quotaPeriod")
    return str(parse_window(period))

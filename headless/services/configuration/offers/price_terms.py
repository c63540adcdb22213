"""Terms of prices as configuration: which goods they are for, where and how often coupons are used, what members pay."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from headless.engine.values.limits import CODES_PER_LIST
from headless.engine.values.spelling import spelled
from headless.messages import Message
from headless.services.configuration.offers.stocks import whole
from headless.services.configuration.saving import stop

WHOLE = Decimal(100)
_PRICES = Message(
    'give one of percentOff ("20": a fifth less), each (the price of a piece) or delivery (true: no freight)'
)
SCOPES = ("skus", "categories", "brands", "notSkus", "notCategories", "notBrands")
_LONGEST_CODE = 128


def amount_text(value: Any, *path: str, least: Decimal | None = None) -> str | None:
    """Return the exact text of a number above zero, or of `least` or more. Raise Stop if it is no such number."""
    if value is None:
        return None
    try:
        number = Decimal(str(value))
        fits = number.is_finite() and (number > 0 if least is None else number >= least)
    except InvalidOperation:
        fits = False
    if not fits:
        bound = Message("above zero") if least is None else Message("of {least} or more", least=least)
        raise stop(
            "INVALID_AMOUNT",
            Message("{path} is {value}; give a number {bound}", path=path[-1], value=value, bound=bound),
            *path,
        )
    return format(number, "f")


def percent_text(value: Any, *path: str) -> str | None:
    """Return the exact text of a percentage above 0, up to 100. Raise Stop if it is none."""
    percent = amount_text(value, *path)
    if percent is not None and Decimal(percent) > WHOLE:
        message = Message("{name} is {percent}; give 100 at most", name=path[-1], percent=percent)
        raise stop("INVALID_DISCOUNT", message, *path)
    return percent


def scope_document(given: Mapping[str, Any] | None, *path: str) -> dict[str, list[str]] | None:
    """Return which lines something is for as it is stored, None for all of them. Raise Stop if a list cannot be kept."""
    if given is None:
        return None
    named = {name: codes_of(given.get(name), *path, name) for name in SCOPES}
    return {name: codes for name, codes in named.items() if codes} or None


def codes_of(given: Sequence[Any] | None, *path: str) -> list[str]:
    """Return codes as they are stored, each once, in order. Raise Stop if one is empty or too long, or if they are too many."""
    codes = sorted({spelled(str(code)) for code in given or ()})
    if len(codes) > CODES_PER_LIST:
        message = Message(
            "{name} has {count} codes; give {most} at most", name=path[-1], count=len(codes), most=CODES_PER_LIST
        )
        raise stop("TOO_LONG", message, *path)
    for code in codes:
        if not 1 <= len(code) <= _LONGEST_CODE:
            message = Message(
                "{name} names {code!r}; give codes of 1 to {most} characters",
                name=path[-1],
                code=code[:40],
                most=_LONGEST_CODE,
            )
            raise stop("INVALID_CODE", message, *path)
    return codes


def member_price_document(benefit: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the member price of a benefit as it is stored, None if it is no price. Raise Stop if it is invalid."""
    given = benefit.get("memberPrice")
    if given is None:
        return None
    forms = [name for name in ("percentOff", "each", "delivery") if _is_given(given.get(name))]
    if len(forms) != 1:
        raise stop(
            "INVALID_PRICE",
            Message("memberPrice has {forms}; {forms2}", forms=tuple(forms) or "nothing", forms2=_PRICES),
            "memberPrice",
        )
    for name in ("quota", "stock", "price"):
        if benefit.get(name):
            message = Message("a member price holds for every order, so it takes no {name}; leave it out", name=name)
            raise stop("INVALID_PRICE", message, name)
    price = {
        "percentOff": percent_text(given.get("percentOff"), "memberPrice", "percentOff"),
        "each": amount_text(given.get("each"), "memberPrice", "each", least=Decimal(0)),
        "delivery": bool(given.get("delivery")),
        "scope": scope_document(given.get("scope"), "memberPrice", "scope"),
        "orderLeast": amount_text(given.get("orderLeast"), "memberPrice", "orderLeast"),
        "mostPieces": whole(given.get("mostPieces"), "mostPieces", 1),
    }
    if price["each"] is not None and price["scope"] is None:
        message = Message("each is the price of a piece; say in scope of which goods")
        raise stop("INVALID_PRICE", message, "memberPrice", "scope")
    return {name: term for name, term in price.items() if term not in (None, False)}


def _is_given(term: Any) -> bool:
    # What costs 0 is given away, which is a price: 0 equals False.
    return term is not None and term is not False


def coupon_terms_document(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the terms of a coupon kind as they are stored, without those that are left out. Raise Stop if one is invalid."""
    group = given.get("group")
    if group is not None and not 1 <= len(group := spelled(str(group))) <= _LONGEST_CODE:
        raise stop(
            "INVALID_CODE",
            Message("the group is empty or too long; give 1 to {most} characters", most=_LONGEST_CODE),
            "group",
        )
    if group is not None and given.get("alone"):
        message = Message("a coupon that is used alone needs no group; leave one of them out")
        raise stop("INVALID_TERMS", message, "group")
    terms = {
        "scope": scope_document(given.get("scope"), "scope"),
        "channels": codes_of(given.get("channels"), "channels"),
        "stores": codes_of(given.get("stores"), "stores"),
        "firstOrder": bool(given.get("firstOrder")),
        "group": group,
        "alone": bool(given.get("alone")),
        "mostPerOrder": whole(given.get("mostPerOrder"), "mostPerOrder", 1),
        "perMember": whole(given.get("perMember"), "perMember", 1),
    }
    return {name: term for name, term in terms.items() if term}

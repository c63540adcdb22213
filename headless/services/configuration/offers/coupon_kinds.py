"""Coupon kinds: what is given out as numbered coupons."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from headless.engine.program.offer_documents import coupon_kind
from headless.engine.values.limits import METADATA_BYTES
from headless.messages import Message
from headless.models.tables.rewards.coupons import CouponKind
from headless.services.configuration.naming import code_and_name, names_of
from headless.services.configuration.offers.coupon_lives import coupon_life_document
from headless.services.configuration.offers.coupon_words import word_document
from headless.services.configuration.offers.price_terms import amount_text, coupon_terms_document, percent_text
from headless.services.configuration.offers.stocks import set_stock, whole
from headless.services.configuration.saving import Desk, Draft, Work, save, stop
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal

_FORMS = Message(
    'give one of amount ("20"), percent ("10", with most if it is bounded), gift (a text) or delivery (true: no freight)'
)


def coupon_kind_work(document: Mapping[str, Any], expected_version: int | None = None) -> Work:
    """Return the work that writes the next version of a coupon kind. The work raises Stop or Invalid."""

    async def work(desk: Desk) -> Saved:
        code, _ = code_and_name(document)
        draft = await desk.draft(CouponKind, code, expected_version)
        stored = await coupon_kind_document(desk, draft, document)
        kind = coupon_kind(draft.id, draft.version, stored, desk.merchant.decimals)
        await set_stock(desk, kind.stock_name, kind.stock)
        return await desk.write(draft, stored)

    return work


async def coupon_kind_document(desk: Desk, draft: Draft, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the kind as it is stored. Raise Stop or Invalid if something in it cannot be used."""
    code, name = code_and_name(document)
    return {
        "code": code,
        "name": name,
        "names": names_of(document),
        "discount": _discount(document["discount"]),
        "minimum": amount_text(document.get("minimum"), "minimum", least=Decimal(0)),
        "stock": whole(document.get("stock"), "stock"),
        "attributes": attributes_of(document),
        **coupon_life_document(document),
        **await word_document(desk, draft, document),
        **coupon_terms_document(document),
    }


async def save_coupon_kind(
    kernel: Kernel, principal: Principal, document: Mapping[str, Any], expected_version: int | None = None
) -> Saved:
    """Save a coupon kind under its code. Coupons that were issued before keep their end."""
    return await save(kernel, principal, coupon_kind_work(document, expected_version))


def attributes_of(document: Mapping[str, Any]) -> Any:
    """Return the merchant's own attributes. Raise Stop if they are too long."""
    attributes = document.get("attributes")
    if attributes is not None and len(json.dumps(attributes, default=str)) > METADATA_BYTES:
        raise stop(
            "TOO_LONG",
            Message("attributes take at most {metadata_bytes} bytes as JSON", metadata_bytes=METADATA_BYTES),
            "attributes",
        )
    return attributes


def _discount(given: Mapping[str, Any]) -> dict[str, Any]:
    named = {name: value for name, value in given.items() if value is not None and value is not False}
    forms = sorted({"amount", "percent", "gift", "delivery"} & set(named))
    if len(forms) != 1:
        raise stop(
            "INVALID_DISCOUNT",
            Message("the discount has {forms}; {forms2}", forms=tuple(forms) or "nothing", forms2=_FORMS),
            "discount",
        )
    if "most" in named and "percent" not in named:
        raise stop("INVALID_DISCOUNT", Message("most bounds a percentage; give percent with it"), "discount", "most")
    if "of" in named and "percent" not in named:
        message = Message("of says what a percentage is taken of; give percent with it")
        raise stop("INVALID_DISCOUNT", message, "discount", "of")
    if "gift" in named and not str(named["gift"]).strip():
        raise stop("INVALID_DISCOUNT", Message("the gift is empty; {forms}", forms=_FORMS), "discount", "gift")
    discount = {
        "amount": amount_text(named.get("amount"), "discount", "amount"),
        "percent": percent_text(named.get("percent"), "discount", "percent"),
        "most": amount_text(named.get("most"), "discount", "most"),
        "gift": named.get("gift"),
    }
    return {**discount, **{name: named[name] for name in ("delivery", "of") if name in named}}

"""Card kinds: from stored documents to the engine's frozen objects."""

from collections.abc import Mapping
from typing import Any

from headless.engine.program.cards.kinds import CardKind
from headless.engine.program.documents import names
from headless.engine.program.prices.coupon_lives import coupon_life
from headless.engine.values.spelling import spelled


def card_kind(id_: int, version: int, document: Mapping[str, Any]) -> CardKind:
    """Return the engine's card kind of a stored document, whose amounts are in units.

    Raises:
        Invalid: If a duration cannot be read.
    """
    asset, tag = document.get("asset"), document.get("tag")
    return CardKind(
        id_,
        spelled(document["code"]),
        document["name"],
        version,
        document["type"],
        None if asset is None else spelled(asset),
        document.get("amount"),
        document.get("least"),
        document.get("most"),
        None if tag is None else spelled(tag),
        coupon_life(document),
        bool(document.get("earns")),
        bool(document.get("topUp")),
        names(document),
    )

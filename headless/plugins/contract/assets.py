"""An asset kind as plugins declare it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AssetKind:
    """An asset kind that a merchant gets with the plugin. Everything else about it is the merchant's to save.

    `decimals`: places of its smallest unit. `money`: it counts as money and takes the currency's decimals. `expires`: how long
    a lot lives ("1y"); None means that it never expires.
    """

    code: str
    name: str
    decimals: int = 0
    money: bool = False
    expires: str | None = None

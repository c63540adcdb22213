"""Checks of what a plugin brings along. The rest is checked when it is enabled, as anything that a merchant saves."""

from collections.abc import Callable, Mapping

from headless.plugins.contract.configuring.brought import Benefit, Brought, CouponKind, TagKind, Tier, Track
from headless.plugins.loading.checks import BadDeclaration


def _check(base: type, hook: str) -> Callable[[object], Brought]:
    def check(declared: object) -> Brought:
        if not isinstance(declared, base):
            raise BadDeclaration(f"{hook} returned {declared!r}; it must return {base.__name__} objects")
        _check_named(declared, base.__name__)
        if isinstance(declared, Track):
            for tier in declared.tiers:
                if not isinstance(tier, Tier):
                    raise BadDeclaration(f"Track {declared.code!r} has the tier {tier!r}; it must be a Tier")
                _check_named(tier, f"Track {declared.code!r}: Tier")
        more = getattr(declared, "more", {})
        brought: Brought = declared.brought()  # type: ignore[attr-defined]
        if not isinstance(more, Mapping):
            raise BadDeclaration(f"{base.__name__} {brought.code!r}: more must be an object")
        if "code" in more or "name" in more:
            raise BadDeclaration(f"{base.__name__} {brought.code!r}: give code and label, and leave them out of more")
        return brought

    return check


def _check_named(declared: object, what: str) -> None:
    for name in ("code", "label"):
        text = getattr(declared, name)
        if not isinstance(text, str) or not text.strip():
            raise BadDeclaration(f"{what} needs a {name}, not {text!r}")


BROUGHT: Mapping[str, Callable[[object], Brought]] = {
    "register_coupon_kinds": _check(CouponKind, "register_coupon_kinds"),
    "register_tags": _check(TagKind, "register_tags"),
    "register_tracks": _check(Track, "register_tracks"),
    "register_benefits": _check(Benefit, "register_benefits"),
}
"""The hooks, in the order in which what they bring is made: what stands later may name what stands earlier."""
